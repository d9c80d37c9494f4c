"""What is promised at this moment: policies and calendars, read once per process and change.

Every use asks the database for its time and for ``Organisation.sla_version`` (one tiny query); only when that number
moved are policies read again. Compiled calendars are kept for ever: a version never changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from inbox import conditions
from inbox.envelope import Visibility
from inbox.models import CalendarVersion, Clock, Organisation, PolicyVersion, Team, Ticket
from inbox.sla import calendar

GRACE = 900
Metric = Clock.Metric


class Promise(NamedTuple):
    """The terms of one clock. ``warnings``: at so many seconds left. ``calendar_version_id`` None counts around the
    clock; ``policy_version_id`` says who promised it."""

    target: int
    warnings: tuple[int, ...]
    calendar_version_id: int | None
    policy_version_id: int | None


@dataclass(frozen=True)
class Terms:
    version: int
    policies: tuple[PolicyVersion, ...]  # of the active ones, by position, what is in force
    known: Mapping[int, PolicyVersion]  # every version there ever was
    fields: frozenset[str]  # that some policy in force asks for
    versions: Mapping[int, int]  # calendar → its version in force
    team_calendars: Mapping[int, int]
    organisation_calendar: int | None
    grace: int
    zone: str  # in which the organisation's day begins

    def match(self, ticket: Ticket) -> PolicyVersion | None:
        """The first active policy whose conditions the ticket meets."""
        facts = conditions.facts(ticket)
        return next((policy for policy in self.policies if conditions.meets(policy.conditions, facts)), None)

    def promise(self, ticket: Ticket, metric: str, *, visibility: str = "") -> Promise | None:
        """What a ticket like this one is promised; None when nothing is."""
        policy = self.match(ticket)
        return None if policy is None else self.promised_by(policy, ticket, metric, visibility=visibility)

    def promised_by(
        self, policy: PolicyVersion, ticket: Ticket, metric: str, *, visibility: str = ""
    ) -> Promise | None:
        """In public it may be another promise than in private."""
        target = policy.targets.get(ticket.priority, {}).get(metric)
        if target is None:
            return None
        seconds = target["seconds"]
        if visibility == Visibility.PUBLIC and target["public_seconds"] is not None:
            seconds = target["public_seconds"]
        half = seconds // 2  # a day's warning for an hour's promise would say nothing
        warnings = tuple(sorted({min(left, half) for left in target["warn"] if left}, reverse=True))
        calendar_version = self.calendar_of(policy.calendar_id, ticket.team_id) if target["business"] else None
        return Promise(seconds, warnings, calendar_version, policy.pk)

    def calendar_of(self, policy_calendar: int | None, team_id: int | None) -> int | None:
        """The version in force of the policy's calendar, else the team's, else the organisation's (R13)."""
        team_calendar = self.team_calendars.get(team_id) if team_id else None
        calendar_id = policy_calendar or team_calendar or self.organisation_calendar
        return self.versions.get(calendar_id) if calendar_id else None

    def pauses(self, clock: Clock, status: str) -> bool:
        """Whether this clock stands still while its ticket is in this status, by the policy that promised it."""
        policy = self.known.get(clock.policy_version_id) if clock.policy_version_id else None
        policy = policy or (self.policies[-1] if self.policies else None)
        if clock.metric == Metric.UPDATE:
            return status == Ticket.Status.WAITING_CUSTOMER and not (policy is not None and policy.update_while_waiting)
        return clock.metric == Metric.RESOLUTION and policy is not None and status in policy.pause_on


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
    known = list(PolicyVersion.objects.select_related("policy").order_by("number"))
    in_force = {policy.policy_id: policy for policy in known if policy.policy.active}
    policies = sorted(in_force.values(), key=lambda policy: (policy.policy.position, policy.policy_id))
    return Terms(
        version=version,
        policies=tuple(policies),
        known={policy.pk: policy for policy in known},
        fields=frozenset(name for policy in policies for name in _names(policy.conditions)),
        versions={calendar_id: pk for calendar_id, pk, _ in versions},
        team_calendars=dict(Team.objects.filter(calendar__isnull=False).values_list("pk", "calendar_id")),
        organisation_calendar=organisation.calendar_id if organisation else None,
        grace=organisation.retarget_grace if organisation else GRACE,
        zone=zones.get(organisation.calendar_id, "UTC") if organisation and organisation.calendar_id else "UTC",
    )


def _names(tree: Mapping[str, Any]) -> Iterator[str]:
    """The fields that conditions ask for."""
    if "field" in tree:
        yield tree["field"]
    for parts in tree.values():
        if isinstance(parts, list):
            for part in parts:
                if isinstance(part, dict):
                    yield from _names(part)
