"""A moment in a customer's own words: their language as far as Django knows how it writes dates, and their time."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils import formats, translation

from inbox.models import Contact, Ticket
from inbox.sla import terms

PLAIN = ("j F Y", "H:i")  # day before month and no a.m.: what readers of any English understand
STEP = 300  # a promise to the minute sounds false


def words(at: dt.datetime, *, language: str, zone: dt.tzinfo) -> str:
    """``Montag, 23. November 2026, 09:00 (CET)``; rounded up to five minutes."""
    local = (at + dt.timedelta(seconds=-at.timestamp() % STEP)).astimezone(zone)
    code = known_language(language)
    with translation.override(code):
        date_format, time_format = PLAIN if code.startswith("en") else ("DATE_FORMAT", "TIME_FORMAT")
        weekday, date = formats.date_format(local, "l"), formats.date_format(local, date_format)
        time = formats.time_format(local, time_format)
    name = weekday if weekday not in date else ""  # some languages write it into the date
    return f"{', '.join(filter(None, (name, date, time)))} ({_zone_name(local)})"


def known_language(code: str) -> str:
    """The nearest language of Django's; English when it has none."""
    try:
        return translation.get_supported_language_variant(code.strip().lower().replace("_", "-"))
    except LookupError:
        return "en"


def language_of(ticket: Ticket) -> str:
    return ticket.language or ticket.contact.language or "en"


def zone_of(contact: Contact) -> dt.tzinfo:
    """Theirs where we know it, else that of the organisation's calendar."""
    _, in_force = terms.now()
    for name in (contact.zone, in_force.zone):
        try:
            if name:
                return zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            continue
    return dt.UTC


def _zone_name(local: dt.datetime) -> str:
    """``CET``; where a zone has no letters, its distance from UTC."""
    name = local.tzname() or "UTC"
    if name.isalpha():
        return name
    seconds = int((local.utcoffset() or dt.timedelta()).total_seconds())
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'-' if seconds < 0 else '+'}{hours}" + (f":{minutes:02d}" if minutes else "")
