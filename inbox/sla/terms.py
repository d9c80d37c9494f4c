"""What is promised at this moment: policies and calendars, read once per process and change.

Every use asks the database for its time and for ``Organisation.sla_version`` (one tiny query); only when that number
moved are policies read again. Compiled calendars are kept for ever: a version never changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from inbox.models import CalendarVersion, Clock, Organisation, Policy, Team, Ticket
from inbox.sla import calendar

GRACE = 900
REPLY, RESOLUTION = Clock.Metric.FIRST_REPLY, Clock.Metric.RESOLUTION


class Promise(NamedTuple):
    """The terms of one clock. ``calendar_version_id`` None counts around the clock."""

    target: int
    warn_before: int
    calendar_version_id: int | None


@dataclass(frozen=True)
class Terms:
    version: int
    policies: Mapping[str, Policy]
    versions: Mapping[int, int]  # calendar → its version in force
    team_calendars: Mapping[int, int]
    organisation_calendar: int | None
    grace: int
    zone: str  # in which the organisation's day begins

    def promise(self, ticket: Ticket, metric: str) -> Promise | None:
        """What a ticket of this priority and team is promised; None when nothing is."""
        policy = self.policies.get(ticket.priority)
        target: int | None = getattr(policy, metric, None)
        if policy is None or target is None:
            return None
        warn_before = min(policy.warn_before, target // 2)  # a day's warning for an hour's promise would say nothing
        return Promise(target, warn_before, self.calendar_version(ticket))

    def calendar_version(self, ticket: Ticket) -> int | None:
        """The policy's calendar, else the team's, else the organisation's (R13)."""
        policy = self.policies.get(ticket.priority)
        if policy is None or not policy.business_hours:
            return None
        team_calendar = self.team_calendars.get(ticket.team_id) if ticket.team_id else None
        calendar_id = policy.calendar_id or team_calendar or self.organisation_calendar
        return self.versions.get(calendar_id) if calendar_id else None

    def pauses(self, ticket: Ticket, metric: str) -> bool:
        """Whether this clock stands still while the ticket is as it is."""
        policy = self.policies.get(ticket.priority)
        return metric == RESOLUTION and policy is not None and ticket.status in policy.pause_on


_terms: Terms | None = None
_hours: dict[int, calendar.Hours] = {}
ALWAYS = calendar.compile(None)


def now() -> tuple[dt.datetime, Terms]:
    """The database's time at this very moment, and the terms in force."""
    global _terms
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), (SELECT sla_version FROM inbox_organisation WHERE id = 1)")
        at, version = cursor.fetchone()
    terms = _terms
    if terms is None or terms.version != (version or 0):
        terms = _terms = _read(version or 0)
    return at, terms


def forget() -> None:
    """For tests that write policies and calendars around ``inbox.sla.policies``."""
    global _terms
    _terms = None
    _hours.clear()


def hours(version_id: int | None) -> calendar.Hours:
    """How the clock of this calendar version counts."""
    if version_id is None:
        return ALWAYS
    if version_id not in _hours:
        _hours[version_id] = calendar.compile(CalendarVersion.objects.get(pk=version_id))
    return _hours[version_id]


def _read(version: int) -> Terms:
    organisation = Organisation.objects.filter(pk=1).first()
    versions = list(CalendarVersion.objects.order_by("number").values_list("calendar_id", "pk", "zone"))
    zones = {calendar_id: zone for calendar_id, _, zone in versions}
    return Terms(
        version=version,
        policies={policy.priority: policy for policy in Policy.objects.all()},
        versions={calendar_id: pk for calendar_id, pk, _ in versions},
        team_calendars=dict(Team.objects.filter(calendar__isnull=False).values_list("pk", "calendar_id")),
        organisation_calendar=organisation.calendar_id if organisation else None,
        grace=organisation.retarget_grace if organisation else GRACE,
        zone=zones.get(organisation.calendar_id, "UTC") if organisation and organisation.calendar_id else "UTC",
    )
