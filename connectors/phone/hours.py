"""Whether the organisation is open."""

from __future__ import annotations

import datetime as dt

from inbox.models import CalendarVersion, Organisation
from inbox.sla import calendar


def is_open(now: dt.datetime) -> bool:
    """By the organisation's calendar; without one, always."""
    calendar_id = Organisation.objects.values_list("calendar_id", flat=True).first()
    version = CalendarVersion.objects.filter(calendar=calendar_id).order_by("-number").first() if calendar_id else None
    return calendar.compile(version).next_open(now) == calendar.whole(now)
