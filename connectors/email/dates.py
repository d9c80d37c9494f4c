"""When a mail was sent, as far as its headers can be believed."""

from __future__ import annotations

import datetime as dt
import email.utils
import re

from connectors.email.headers import Headers

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")
_EARLIEST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC)


def sent_at(headers: Headers, *, received_at: dt.datetime) -> dt.datetime:
    """The Date field in UTC; where it is missing, unreadable or impossible, the first hop's time, else ours."""
    latest = received_at + dt.timedelta(days=1)
    found = parse(headers.ascii("date"))
    if found and _EARLIEST <= found <= latest:
        return found
    hops = headers.all_raw("received")
    for hop in reversed(hops[-5:]):
        found = parse(hop.rpartition(b";")[2].decode("ascii", "replace"))
        if found and _EARLIEST <= found <= latest:
            return found
    return received_at.astimezone(dt.UTC)


def parse(value: str) -> dt.datetime | None:
    value = value.strip()[:200]
    if not value:
        return None
    try:
        if match := _ISO.match(value):
            year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
            zone = match[7] or "+0000"
            offset = dt.timedelta() if zone == "Z" else dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            naive = dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
            return naive + offset if zone.startswith("-") else naive - offset
        parsed = email.utils.parsedate_tz(value)
        if parsed is None:
            return None
        naive = dt.datetime(*parsed[:5], min(parsed[5], 59), tzinfo=dt.UTC)
        return naive - dt.timedelta(seconds=parsed[9] or 0)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
