"""The silence alarm: something may be broken that nobody reports.

It compares a channel with itself: it rings when nobody has written for twice as long as the longest pause of the last
four weeks, and for a day at least. A channel with fewer than twenty messages in that time has no usual rate, and no
alarm.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from connectors import health
from inbox.models import Channel

WEEKS = dt.timedelta(weeks=4)
ENOUGH = 20  # messages in that time, for a usual rate
LEAST_SILENCE = dt.timedelta(days=1)


def listen(channel: Channel) -> None:
    """Ring, or stop ringing."""
    now = timezone.now()
    last = channel.last_inbound_at
    if last is None or now - last < LEAST_SILENCE:
        health.loud(channel)
        return
    usual = longest_pause(channel, until=last)
    if usual is not None and now - last > max(2 * usual, LEAST_SILENCE):
        health.quiet(channel, since=last, usual=usual)
    else:
        health.loud(channel)


def longest_pause(channel: Channel, *, until: dt.datetime) -> dt.timedelta | None:
    """Between two messages of customers in the four weeks before; None when there are too few to say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(pause) FROM (SELECT created_at - lag(created_at) OVER (ORDER BY created_at) AS pause"
            " FROM inbox_message WHERE channel_id = %s AND direction = 'inbound' AND created_at >= %s) AS pauses",
            [channel.pk, until - WEEKS],
        )
        count, longest = cursor.fetchone()
    return longest if count >= ENOUGH else None
