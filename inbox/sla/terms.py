"""What is promised at this moment: policies and calendars, read once per process and change.

Every use asks the database for its time and for ``Organisation.sla_version`` (one tiny query); only when that number
moved are policies read again. Compiled calendars are kept for ever: a version never changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from inbox import conditions
from inbox.envelope import Visibility
from inbox.models import CalendarVersion, Clock, Organisation, PolicyVersion, Team, Ticket
from inbox.sla import calendar

GRACE = 900
RESOLUTION = Clock.Metric.RESOLUTION


class Promise(NamedTuple):
    """The terms of one clock. ``warnings``: seconds left, most first; ``calendar_version_id`` None counts around the
    clock."""

    target: int
    warnings: tuple[int, ...]
    calendar_version_id: int | None
    policy_version_id: int | None


@dataclass(frozen=True)
class Terms:
    version: int
    policies: Sequence[PolicyVersion]  # those in force of active policies, in the order in which they are asked
    versions: Mapping[int, int]  # calendar → its version in force
    team_calendars: Mapping[int, int]
    organisation_calendar: int | None
    grace: int
    zone: str  # in which the organisation's day begins

    def match(self, ticket: Ticket) -> PolicyVersion | None:
        """The first whose conditions the ticket meets."""
        facts = conditions.facts(ticket)
        return next((policy for policy in self.policies if conditions.meets(policy.conditions, facts)), None)

    def promise(self, ticket: Ticket, metric: str, *, visibility: str = "") -> Promise | None:
        """What a ticket like this one is promised; None when nothing is."""
        policy = self.match(ticket)
        return None if policy is None else self.promised_by(policy, ticket, metric, visibility=visibility)

    def promised_by(
        self, policy: PolicyVersion, ticket: Ticket, metric: str, *, visibility: str = ""
    ) -> Promise | None:
        target = policy.targets.get(ticket.priority, {}).get(metric)
        if target is None:
            return None
        seconds = target["seconds"]
        if visibility == Visibility.PUBLIC and target["public_seconds"] is not None:
            seconds = target["public_seconds"]
        half = seconds // 2  # a day's warning for an hour's promise would say nothing
        warnings = tuple(sorted({min(left, half) for left in target["warn"]}, reverse=True))
        calendar_version = self.calendar_of(policy.calendar_id, ticket.team_id) if target["business"] else None
        return Promise(seconds, warnings, calendar_version, policy.pk)

    def calendar_version(self, ticket: Ticket) -> int | None:
        """In whose hours a ticket like this one is counted."""
        policy = self.match(ticket)
        return None if policy is None else self.calendar_of(policy.calendar_id, ticket.team_id)

    def calendar_of(self, policy_calendar: int | None, team_id: int | None) -> int | None:
        """The version in force of the policy's calendar, else the team's, else the organisation's (R13)."""
        team_calendar = self.team_calendars.get(team_id) if team_id else None
        calendar_id = policy_calendar or team_calendar or self.organisation_calendar
        return self.versions.get(calendar_id) if calendar_id else None

    def pauses(self, ticket: Ticket, metric: str) -> bool:
        """Whether this clock stands still while the ticket is as it is."""
        if metric != RESOLUTION:
            return False
        policy = self.match(ticket)
        return policy is not None and ticket.status in policy.pause_on


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


def _in_force() -> list[PolicyVersion]:
    newest = PolicyVersion.objects.order_by("policy", "-number").distinct("policy").values("pk")
    active = PolicyVersion.objects.filter(pk__in=newest, policy__active=True)
    return list(active.order_by("policy__position", "policy_id"))


def _read(version: int) -> Terms:
    organisation = Organisation.objects.filter(pk=1).first()
    versions = list(CalendarVersion.objects.order_by("number").values_list("calendar_id", "pk", "zone"))
    zones = {calendar_id: zone for calendar_id, _, zone in versions}
    return Terms(
        version=version,
        policies=_in_force(),
        versions={calendar_id: pk for calendar_id, pk, _ in versions},
        team_calendars=dict(Team.objects.filter(calendar__isnull=False).values_list("pk", "calendar_id")),
        organisation_calendar=organisation.calendar_id if organisation else None,
        grace=organisation.retarget_grace if organisation else GRACE,
        zone=zones.get(organisation.calendar_id, "UTC") if organisation and organisation.calendar_id else "UTC",
    )
