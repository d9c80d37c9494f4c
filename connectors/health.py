"""How a channel is doing, kept on its row and shown to people.

Fetching, being called and sending fail apart from each other, so each keeps its own line of ``health_detail``.
"""

from __future__ import annotations

import datetime as dt
import enum
import logging
import random
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from connectors.errors import ConnectorError, Refused
from inbox import events
from inbox.models import Channel

log = logging.getLogger(__name__)

POLL_EVERY = dt.timedelta(seconds=60)
MANY = 10  # failures in a row, after which a person should look
LONGEST_PAUSE = 300.0
LONGEST_PAUSE_REFUSED = 900.0  # providers lock accounts out that keep trying


class Side(enum.StrEnum):
    RECEIVING = "Receiving"
    SENDING = "Sending"
    ACCOUNT = "Account"
    WEBHOOK = "Webhook"
    SILENCE = "Silence"


def ok(channel: Channel, side: Side, *, pause: dt.timedelta = POLL_EVERY) -> None:
    """It worked: clear this side's line; after receiving, the next regular look is ``pause`` away."""
    now = timezone.now()
    changes: dict[str, Any] = {"last_ok_at": now}
    if side is Side.RECEIVING:
        changes |= {"next_poll_at": now + pause, "failures": 0}
    Channel.objects.filter(pk=channel.pk).update(**changes)
    if channel.health != Channel.Health.OK:
        _show(channel, side, "", Channel.Health.OK)


def failed(channel: Channel, side: Side, error: ConnectorError) -> None:
    """It did not: say why, and for receiving count it and wait longer each time before the next try."""
    refused = isinstance(error, Refused)
    if side is Side.RECEIVING:
        Channel.objects.filter(pk=channel.pk).update(failures=F("failures") + 1)
        channel.refresh_from_db(fields=("failures",))
        pause = min(2.0 ** min(channel.failures, 12), LONGEST_PAUSE_REFUSED if refused else LONGEST_PAUSE)
        pause *= random.uniform(0.7, 1.0)
        Channel.objects.filter(pk=channel.pk).update(next_poll_at=timezone.now() + dt.timedelta(seconds=pause))
    grave = refused or (side is Side.RECEIVING and channel.failures >= MANY)
    state = Channel.Health.NEEDS_ATTENTION if grave else Channel.Health.DEGRADED
    _show(channel, side, redacted(str(error), channel.credentials), state)


def broken(channel: Channel, side: Side, error: Exception) -> None:
    """A fault of ours, or of whoever wrote its connector: as if it had failed, with the whole story in the log."""
    log.exception("channel %s: %s", channel.pk, side, exc_info=error)
    why = f"Something went wrong on our side ({type(error).__name__}); it is tried again, and the log has more."
    failed(channel, side, ConnectorError(why))


def later(channel: Channel, *, seconds: float) -> None:
    """The network wants a pause before the next look, or polling must leave what is left to replies. No trouble."""
    Channel.objects.filter(pk=channel.pk).update(next_poll_at=timezone.now() + dt.timedelta(seconds=seconds))


def told(channel: Channel, *, ok: bool, detail: str) -> None:
    """The network's own word on the connected account: a token revoked, a subscription lost."""
    state = Channel.Health.OK if ok else Channel.Health.NEEDS_ATTENTION
    _show(channel, Side.ACCOUNT, "" if ok else redacted(detail, channel.credentials), state)


def silent(channel: Channel) -> None:
    """Nobody has looked at it for long: no listener and no polling worker runs, or they hang."""
    _show(
        channel,
        Side.RECEIVING,
        "Nobody has looked for new mail for ten minutes. Do the listener and worker run?",
        Channel.Health.NEEDS_ATTENTION,
    )


def quiet(channel: Channel, *, since: dt.datetime, usual: dt.timedelta) -> None:
    """Nobody has written for much longer than is usual on this channel: something may be broken that nobody reports."""
    hours = max(1, round(usual.total_seconds() / 3600))
    words = f"Nobody has written since {since:%d %B, %H:%M} UTC; the longest pause before was about {hours} h."
    _show(channel, Side.SILENCE, words, Channel.Health.DEGRADED)


def loud(channel: Channel) -> None:
    """Somebody has written, or silence is usual here."""
    if f"{Side.SILENCE}:" in channel.health_detail:
        _show(channel, Side.SILENCE, "", Channel.Health.OK)


def redacted(text: str, credentials: Mapping[str, Any]) -> str:
    """``text`` without any of the secrets, should a server have sent one back."""
    for secret in credentials.values():
        if isinstance(secret, str) and len(secret) >= 4:
            text = text.replace(secret, "•••")
    return text


def _show(channel: Channel, side: Side, line: str, state: str) -> None:
    with transaction.atomic():
        row = Channel.objects.select_for_update().get(pk=channel.pk)
        lines = [other for other in row.health_detail.split("\n") if other and not other.startswith(f"{side}:")]
        if lines and state == Channel.Health.OK:
            state = row.health
        if line:
            lines.append(f"{side}: {' '.join(line.split())}"[:160])  # three of them fit the column
        before = (row.health, row.health_detail)
        row.health, row.health_detail = state, "\n".join(lines)
        if before != (row.health, row.health_detail):
            row.save(update_fields=("health", "health_detail"))
            events.record("channel.changed", channel=row, data={"health": [before[0], row.health]})
    channel.health, channel.health_detail = row.health, row.health_detail
