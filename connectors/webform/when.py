"""Times for customers, in the zone of the organisation's business calendar, in words of the language that is spoken."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbox.models import CalendarVersion, Organisation

CLOCK = "G:i"


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
    if key in ("UTC", "Etc/UTC"):
        return "UTC"
    return _("%(city)s time") % {"city": key.rsplit("/", 1)[-1].replace("_", " ")}


def moment(at: dt.datetime, place: dt.tzinfo, *, now: dt.datetime) -> str:
    """``today, 14:05``, ``yesterday, 9:12`` or ``Monday, 23 November, 9:00`` (with the year when it is another)."""
    local = at.astimezone(place)
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(_days(local, place, now=now))
    return _("%(day)s, %(time)s") % {"day": near or _day(local, place, now=now), "time": date_format(local, CLOCK)}


def promise(at: dt.datetime, place: dt.tzinfo, *, now: dt.datetime) -> str:
    """``today by 14:10 (Berlin time)`` or ``by Monday, 23 November, 9:00 (Berlin time)``.

    Rounded up to five minutes: a promise to the minute sounds false.
    """
    local = (at + dt.timedelta(seconds=-at.timestamp() % 300)).astimezone(place)
    said = {"time": date_format(local, CLOCK), "zone": zone_words(place)}
    days = _days(local, place, now=now)
    if days == 0:
        return _("today by %(time)s (%(zone)s)") % said
    if days == 1:
        return _("tomorrow by %(time)s (%(zone)s)") % said
    return _("by %(day)s, %(time)s (%(zone)s)") % {**said, "day": _day(local, place, now=now)}


def _days(local: dt.datetime, place: dt.tzinfo, *, now: dt.datetime) -> int:
    return (local.date() - now.astimezone(place).date()).days


def _day(local: dt.datetime, place: dt.tzinfo, *, now: dt.datetime) -> str:
    # Translators: how a day is written, in the letters of Django's date filter
    this_year = _("l, j F")
    # Translators: the same with its year
    with_year = _("l, j F Y")
    return date_format(local, this_year if local.year == now.astimezone(place).year else with_year)
