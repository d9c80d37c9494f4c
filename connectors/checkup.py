"""Once an hour each network is asked about our account: is the token good and for how long, does it still call us?

What it says is kept on the channel (``facts``), and the limits are made anew from it. A subscription that was lost is
made again. ``facts["account"]`` holds ``checked_at``, ``token_expires_at``, ``subscribed`` and the ``hook`` it is for.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from connectors import health, locks, registry, silence, views
from connectors.base import Check, HealthReport, Reports, Subscribes
from connectors.errors import ConnectorError, RateLimited, Refused, Transient
from connectors.health import Side
from inbox import events
from inbox.models import Channel

EVERY = dt.timedelta(hours=1)
SOON = dt.timedelta(minutes=10)
WARN, URGE = dt.timedelta(days=14), dt.timedelta(days=3)


def due() -> list[int]:
    """Channels to ask about now; also those switched off that the network still calls."""
    return list(_due().order_by("pk").values_list("pk", flat=True))


def _due() -> QuerySet[Channel]:
    late = Q(next_check_at=None) | Q(next_check_at__lte=timezone.now())
    called = Q(active=True) | Q(facts__account__subscribed=True)
    return Channel.objects.filter(late & called)


def check(channel_id: int) -> None:
    """Ask if it is (still) due, unless another worker does; what goes wrong is on the channel's health."""
    with locks.held(locks.Work.CHECK, channel_id) as mine:
        channel = _due().filter(pk=channel_id).first() if mine else None
        if channel is None:
            return
        Channel.objects.filter(pk=channel_id).update(next_check_at=timezone.now() + EVERY * random.uniform(0.9, 1.1))
        try:
            _ask(channel)
        except ConnectorError as error:
            pause = dt.timedelta(seconds=error.retry_after) if isinstance(error, RateLimited) else SOON
            if isinstance(error, Transient):
                Channel.objects.filter(pk=channel_id).update(next_check_at=timezone.now() + pause)
            health.failed(channel, Side.ACCOUNT, error)
        except OperationalError:
            raise
        except Exception as error:
            health.broken(channel, Side.ACCOUNT, error)
        if channel.works:  # a pause is silent by intention
            silence.listen(channel)


def _ask(channel: Channel) -> None:
    connector = registry.get(channel.kind)
    if not channel.active:
        if isinstance(connector, Subscribes):
            connector.unsubscribe(channel)
        _keep(channel, {}, subscribed=None)
        return
    if not isinstance(connector, Reports | Subscribes):
        return
    report = connector.health(channel) if isinstance(connector, Reports) else HealthReport(ok=True)
    mended = ""
    subscribed = report.subscribed
    if isinstance(connector, Subscribes) and _unsubscribed(channel, report):
        lost = report.subscribed is False and bool(_account(channel).get("subscribed"))
        connector.subscribe(channel, views.url(channel))
        subscribed = True
        mended = "The network had stopped calling us; it was asked to call again." if lost else ""
    _keep(channel, dict(report.facts), subscribed=subscribed, ends=report.token_expires_at)
    _say(channel, report, mended)


def _unsubscribed(channel: Channel, report: HealthReport) -> bool:
    """By the network's word; where it cannot be asked, whether we ever did for this URL."""
    if report.subscribed is not None:
        return not report.subscribed
    known = _account(channel)
    return not known.get("subscribed") or known.get("hook") != views.url(channel)


def _keep(channel: Channel, facts: dict[str, Any], *, subscribed: bool | None, ends: dt.datetime | None = None) -> None:
    """Facts and the limits made of them, on the row as it is now."""
    with transaction.atomic():
        row = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        account = {
            "checked_at": timezone.now().isoformat(),
            "token_expires_at": ends.isoformat() if ends is not None else None,
            "subscribed": subscribed,
            "hook": views.url(channel) if subscribed else "",
        }
        row.facts = {**row.facts, **facts, "account": account}
        limits = registry.get(row.kind).capabilities(row.settings, row.facts)
        changed, row.capabilities = limits != row.capabilities, limits
        row.save(update_fields=("facts", "capabilities"))
        if changed:
            events.record("channel.changed", channel=row, data={"channel_id": row.pk, "fields": ["capabilities"]})
    channel.facts, channel.capabilities = row.facts, row.capabilities


def _say(channel: Channel, report: HealthReport, mended: str) -> None:
    left = report.token_expires_at - timezone.now() if report.token_expires_at is not None else None
    if not report.ok:
        health.failed(channel, Side.ACCOUNT, Refused(report.detail or "The network says that the account is not well."))
    elif left is not None and left < WARN:
        error = Refused if left < URGE else Transient
        health.failed(channel, Side.ACCOUNT, error(_ending(left)))
    elif mended:
        health.failed(channel, Side.ACCOUNT, Transient(mended))
    else:
        health.ok(channel, Side.ACCOUNT)


def _ending(left: dt.timedelta) -> str:
    if left.total_seconds() <= 0:
        return "The access token has run out. Connect the account again."
    days = left.days
    when = "today" if days == 0 else "in one day" if days == 1 else f"in {days} days"
    return f"The access token runs out {when}. Connect the account again before that."


def rows(channel: Channel) -> list[Check]:
    """The same for ``manage.py selfcheck``: asked now, nothing is written."""
    connector = registry.get(channel.kind)
    found: list[Check] = []
    if isinstance(connector, Reports):
        try:
            found += _report_rows(connector.health(channel))
        except ConnectorError as error:
            found.append(Check(name="Account", ok=False, detail=str(error)))
    if where := views.called_at(channel):
        found.append(Check(name="Webhook address", ok=True, detail=where))
    return [dataclasses.replace(check, detail=health.redacted(check.detail, channel.credentials)) for check in found]


def _report_rows(report: HealthReport) -> list[Check]:
    found = [Check(name="Account", ok=report.ok, detail=report.detail or "The network knows us.")]
    if report.token_expires_at is not None:
        left = report.token_expires_at - timezone.now()
        detail = f"Good until {report.token_expires_at:%d %B %Y}." if left >= WARN else _ending(left)
        found.append(Check(name="Access token", ok=left >= URGE, detail=detail))
    if report.subscribed is not None:
        words = "The network calls us." if report.subscribed else "The network does not call us."
        found.append(Check(name="Subscription", ok=report.subscribed, detail=words))
    return found


def _account(channel: Channel) -> dict[str, Any]:
    found: dict[str, Any] = channel.facts.get("account", {})
    return found
