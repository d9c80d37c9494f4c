"""Promises broken today, and why: the cause of each is derived from what happened, and kept nowhere."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Case, Count, DateTimeField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, TruncMinute

from inbox.models import Clock, Event, Ticket
from inbox.sla.terms import ALWAYS, Terms, hours

NEWEST = 20  # breaches named one by one
CAUSES = ("delivery_failed", "after_hours", "unassigned", "late_reply", "unanswered", "unsolved")

_CHANGE = "data__changes__assignee_id"  # [before, after] in a ticket.changed event


def today(within: Mapping[str, Any], midnight: dt.datetime, in_force: Terms) -> dict[str, Any]:
    """``cells`` to be grouped, ``causes`` by number without excused ones, ``newest`` broken promises first.

    ``within`` narrows tickets by column. A cell: {"team_id", "channel_id", "breached", "excused", "met"}.
    """
    promises = (
        Clock.objects.filter(**{f"ticket__{name}": value for name, value in within.items()})
        .exclude(state=Clock.State.CANCELLED)
        .exclude(ticket__status=Ticket.Status.SPAM)
        .order_by()
    )
    missed = _told(promises.filter(breached_at__gte=midnight))
    cells: defaultdict[tuple[int | None, int], Counter[str]] = defaultdict(Counter)
    causes: Counter[str] = Counter()
    for found in missed.values(*_WHERE, *_WHY, "excused").annotate(number=Count("pk")):
        cell = cells[found["ticket__team_id"], found["ticket__channel_id"]]
        if found["excused"]:
            cell["excused"] += found["number"]
        else:
            cell["breached"] += found["number"]
            causes[_cause(found, in_force)] += found["number"]
    met = promises.filter(state=Clock.State.STOPPED, breached_at__isnull=True, stopped_at__gte=midnight)
    for found in met.values(*_WHERE).annotate(number=Count("pk")):
        cells[found["ticket__team_id"], found["ticket__channel_id"]]["met"] += found["number"]
    return {
        "cells": [{"team_id": team, "channel_id": channel, **numbers} for (team, channel), numbers in cells.items()],
        "causes": [{"cause": cause, "count": count} for cause, count in causes.most_common()],
        "newest": [_row(found, in_force) for found in missed.order_by("-breached_at", "-pk").values(*_ROW)[:NEWEST]],
    }


def _told(missed: QuerySet[Clock]) -> QuerySet[Clock]:
    """With what the cause is read from: who had the ticket when the promise broke, and in which minute that was.

    Windows of business hours are whole minutes, so a minute is open or closed as a whole; it matters for promises
    around the clock only.
    """
    handed = Event.objects.filter(
        ticket=OuterRef("ticket"), kind="ticket.changed", data__changes__has_key="assignee_id"
    )
    before = handed.filter(at__lte=OuterRef("breached_at")).order_by("-id")
    after = handed.filter(at__gt=OuterRef("breached_at")).order_by("id")
    return missed.annotate(
        excused=Q(excused_at__isnull=False),
        unassigned=Coalesce(
            Subquery(before.values(free=_is_null(f"{_CHANGE}__1"))[:1]),
            Subquery(after.values(free=_is_null(f"{_CHANGE}__0"))[:1]),
            Case(When(ticket__assignee__isnull=True, then=True), default=False, output_field=BooleanField()),
        ),
        minute=Case(  # inside a CASE a truncated time comes back without its zone
            When(calendar_version__isnull=True, then=TruncMinute("breached_at", tzinfo=dt.UTC)),
            output_field=DateTimeField(),
        ),
        replied=Q(state=Clock.State.STOPPED, stop_reason="reply"),
    )


def _is_null(path: str) -> Case:
    """JSON's null: a key that says nobody."""
    return Case(When(**{path: None}, then=True), default=False, output_field=BooleanField())


_WHERE = ("ticket__team_id", "ticket__channel_id")
_WHY = ("metric", "breach_cause", "unassigned", "minute", "replied")
_ROW = (
    *_WHERE,
    *_WHY,
    "excused",
    "pk",
    "ticket_id",
    "ticket__number",
    "ticket__subject",
    "ticket__assignee_id",
    "breached_at",
    "excuse",
)


def _cause(found: Mapping[str, Any], in_force: Terms) -> str:
    """The first that holds, as in ``CAUSES``; the last three only say what was not done."""
    if found["breach_cause"] == "delivery_failed":
        return "delivery_failed"
    if found["minute"] is not None and not _open(found["minute"], found["ticket__team_id"], in_force):
        return "after_hours"
    if found["unassigned"]:
        return "unassigned"
    if found["metric"] == Clock.Metric.RESOLUTION:
        return "unsolved"
    return "late_reply" if found["replied"] else "unanswered"


def _open(at: dt.datetime, team: int | None, in_force: Terms) -> bool:
    """Whether the team, or else the organisation, works in this minute; without business hours always.

    ``at`` is UTC and does not say so.
    """
    calendar = in_force.team_calendars.get(team or 0, in_force.organisation_calendar)
    version = in_force.versions.get(calendar) if calendar else None
    at = at.replace(tzinfo=dt.UTC)
    opens = (ALWAYS if version is None else hours(version)).next_open(at)
    return opens is not None and opens <= at


def _row(found: Mapping[str, Any], in_force: Terms) -> dict[str, Any]:
    return {
        "clock_id": found["pk"],
        "ticket_id": found["ticket_id"],
        "reference": f"HD-{found['ticket__number']}",
        "subject": found["ticket__subject"],
        "channel_id": found["ticket__channel_id"],
        "team_id": found["ticket__team_id"],
        "assignee_id": found["ticket__assignee_id"],
        "metric": found["metric"],
        "breached_at": found["breached_at"].astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "cause": _cause(found, in_force),
        "excused": found["excused"],
        "excuse": found["excuse"],
    }
