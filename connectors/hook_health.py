"""What webhook calls say about their channel, written seldom: strangers may call as often as they like."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache

from connectors import health
from connectors.errors import Transient
from connectors.health import Side
from inbox.models import Channel

SHOWN_EVERY = 600.0  # seconds
FORGOTTEN = 24 * 3600.0
STALE = dt.timedelta(minutes=1)


def refused(channel: Channel, reason: str) -> None:
    """Count it, and show it at most every ten minutes: the signing secret may be wrong, or somebody tries doors.

    It makes no channel worse than degraded, or a stranger could.
    """
    counter = _counter(channel)
    try:
        count = cache.incr(counter)
    except ValueError:  # the first one
        count = 1
        cache.set(counter, count, timeout=FORGOTTEN)
    if channel.active and cache.add(f"{counter}:shown", True, timeout=SHOWN_EVERY):
        calls = "A call was" if count == 1 else f"{count} calls were"
        health.failed(channel, Side.WEBHOOK, Transient(f"{calls} refused, the last because: {reason}"))


def accepted(channel: Channel, *, now: dt.datetime) -> None:
    """It works. One write a minute says so, however many calls there are."""
    bad = f"{Side.WEBHOOK}:" in channel.health_detail
    if bad:
        cache.delete(_counter(channel))
    if bad or channel.last_ok_at is None or now - channel.last_ok_at > STALE:
        health.ok(channel, Side.WEBHOOK)


def _counter(channel: Channel) -> str:
    return f"hook-refused:{channel.pk}"
