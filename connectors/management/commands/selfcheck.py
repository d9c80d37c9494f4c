"""`manage.py selfcheck CHANNEL`: does this channel work, with its real credentials? One line per answer, no secrets."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from connectors import checkup, health, locks, registry
from connectors.base import Check, Polls
from connectors.errors import ConnectorError
from inbox.models import Channel


class Command(BaseCommand):
    help = "Try a channel out: sign-in, account, token, webhook, and one look for new messages. Exit code 1: not well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", help="Its name or number.")

    def handle(self, *, channel: str, **options: Any) -> None:
        row = _find(channel)
        bad = 0
        for check in (*_validated(row), *checkup.rows(row), *_looked(row)):
            bad += not check.ok
            self.stdout.write(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.detail}")
        if bad:
            raise CommandError(f"{row.name}: {bad} of the checks failed.")


def _find(text: str) -> Channel:
    found = Channel.objects.filter(name=text).first()
    if found is None and text.isdigit():
        found = Channel.objects.filter(pk=int(text)).first()
    if found is None:
        names = ", ".join(f"{row.name} ({row.pk})" for row in Channel.objects.order_by("name")[:20])
        raise CommandError(f"There is no channel {text!r}. There are: {names or 'none yet'}.")
    return found


def _validated(channel: Channel) -> list[Check]:
    try:
        return registry.get(channel.kind).validate(channel)
    except ConnectorError as error:
        detail = health.redacted(str(error), channel.credentials)
        return [Check(name="Connection", ok=False, detail=detail)]


def _looked(channel: Channel) -> list[Check]:
    """One look for new messages, as the worker does it every minute."""
    connector = registry.get(channel.kind)
    if not isinstance(connector, Polls) or not connector.polled(channel):
        return []
    if not channel.works:
        state = "paused" if channel.active else "switched off"
        return [Check(name="Fetching", ok=True, detail=f"Not tried: the channel is {state}.")]
    with locks.held(locks.Work.RECEIVE, channel.pk) as mine:
        if not mine:
            return [Check(name="Fetching", ok=True, detail="A listener or worker is fetching right now.")]
        try:
            kept = connector.poll(channel)
        except ConnectorError as error:
            return [Check(name="Fetching", ok=False, detail=health.redacted(str(error), channel.credentials))]
    return [Check(name="Fetching", ok=True, detail=f"Works; {kept} new.")]
