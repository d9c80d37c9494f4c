"""Times for customers, in the zone of the organisation's business calendar, in words."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from inbox.models import CalendarVersion, Organisation


def zone() -> dt.tzinfo:
    """The zone of the organisation's calendar; UTC where there is none yet."""
    calendar_id = Organisation.objects.values_list("calendar_id", flat=True).first()
    version = CalendarVersion.objects.filter(calendar=calendar_id).order_by("-number").first() if calendar_id else None
    try:
        return zoneinfo.ZoneInfo(version.zone) if version else dt.UTC
    except zoneinfo.ZoneInfoNotFoundError:
        return dt.UTC


def zone_words(place: dt.tzinfo) -> str:
    """``Europe/Berlin`` → ``Berlin time``."""
    key = getattr(place, "key", "UTC")
    return "UTC" if key in ("UTC", "Etc/UTC") else f"{key.rsplit('/', 1)[-1].replace('_', ' ')} time"


def moment(at: dt.datetime, place: dt.tzinfo, *, now: dt.datetime) -> str:
    """``today, 14:05``, ``yesterday, 9:12`` or ``Monday, 23 November, 9:00`` (with the year when it is another)."""
    local, today = at.astimezone(place), now.astimezone(place).date()
    clock = f"{local.hour}:{local:%M}"
    days = (local.date() - today).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if near:
        return f"{near}, {clock}"
    day = f"{local:%A}, {local.day} {local:%B}"
    return f"{day}, {clock}" if local.year == today.year else f"{day} {local.year}, {clock}"


def promise(at: dt.datetime, place: dt.tzinfo, *, now: dt.datetime) -> str:
    """``today by 14:10 (Berlin time)`` or ``by Monday, 23 November, 9:00 (Berlin time)``.

    Rounded up to five minutes: a promise to the minute sounds false.
    """
    late = -at.timestamp() % 300
    rounded = (at + dt.timedelta(seconds=late)).astimezone(place)
    day, _, clock = moment(rounded, place, now=now).rpartition(", ")
    near = day in ("today", "tomorrow")
    return f"{day} by {clock} ({zone_words(place)})" if near else f"by {day}, {clock} ({zone_words(place)})"
