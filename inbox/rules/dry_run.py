"""What would a rule have done? It is really carried out, on the newest events, and every time undone again.

Each ticket is looked at as its fields stood at the event; what else hangs on it (its messages, its customer) is as it
is today. Nothing of it is committed, so nothing is sent, told or counted.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from inbox import conditions
from inbox.models import Event, Rule, Ticket
from inbox.rules import actions, running
from inbox.rules.kind import Context

EVENTS = 500
SECONDS = 10.0
LATER_CHANGES = 20_000
KEPT = ("status", "priority", "team_id", "assignee_id", "labels", "subject", "outcome", "needs", "custom")


@dataclass
class Trial:
    """One look: ``failed`` says why not; else what would have changed, or why it could not be done (``error``)."""

    ticket: Ticket
    event: Event | None
    at: Any
    failed: str | None = None
    changes: dict[str, list[Any]] = field(default_factory=dict)
    actions: list[dict[str, str]] = field(default_factory=list)
    error: str = ""


@dataclass
class Report:
    """``complete`` False: time was over before all events were looked at."""

    trials: list[Trial]
    complete: bool


def run(said: dict[str, Any], *, rule: Rule | None = None, seconds: float = SECONDS) -> Report:
    """Try what ``versions.checked`` let pass, the newest event first. By time: on the tickets that moved last."""
    end = time.monotonic() + seconds
    trials: list[Trial] = []
    for ticket_id, event, later in _occasions(said["trigger"]):
        if time.monotonic() > end:
            return Report(trials, complete=False)
        trial = _try(said, rule, ticket_id, event, later)
        if trial is not None:
            trials.append(trial)
    return Report(trials, complete=True)


def _occasions(trigger: dict[str, Any]) -> Iterator[tuple[int, Event | None, Sequence[dict[str, Any]]]]:
    if "after" in trigger:
        moved = Ticket.objects.filter(merged_into__isnull=True).order_by("-last_message_at", "-id")
        for pk in list(moved.values_list("pk", flat=True)[:EVENTS]):
            yield pk, None, ()
        return
    rows = Event.objects.filter(kind__in=trigger["on"], ticket__isnull=False, ticket__merged_into__isnull=True)
    found = list(rows.select_related("message").order_by("-pk")[:EVENTS])
    changes = _changes(found)
    for event in found:
        later = changes.get(event.ticket_id or 0, [])
        yield event.ticket_id or 0, event, [data for pk, data in later if pk > event.pk]


def _changes(found: Sequence[Event]) -> dict[int, list[tuple[int, dict[str, Any]]]]:
    """What was changed on these tickets since, the newest change first."""
    if not found:
        return {}
    rows = Event.objects.filter(
        kind="ticket.changed", ticket__in={event.ticket_id for event in found}, pk__gte=found[-1].pk
    )
    changes: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    for pk, ticket_id, data in rows.order_by("-pk").values_list("pk", "ticket_id", "data")[:LATER_CHANGES]:
        changes.setdefault(ticket_id or 0, []).append((pk, data.get("changes", {})))
    return changes


def _try(
    said: dict[str, Any], rule: Rule | None, ticket_id: int, event: Event | None, later: Iterable[dict[str, Any]]
) -> Trial | None:
    now = event.at if event is not None else timezone.now()
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
        ticket = rows.select_related("channel", "contact").filter(pk=ticket_id).first()
        if ticket is None:  # somebody is working on it at this moment
            return None
        for changes in later:
            for name, (old, _) in changes.items():
                if name in KEPT:
                    setattr(ticket, name, old)
        trial = Trial(ticket, event, now)
        trial.failed = conditions.failing(said["conditions"], conditions.facts(ticket, event=event, now=now))
        if trial.failed is None:
            _carry_out(trial, said, rule)
        transaction.set_rollback(True)
    return trial


def _carry_out(trial: Trial, said: dict[str, Any], rule: Rule | None) -> None:
    context = Context(at=timezone.now(), event=trial.event, rule=rule, dry=True)
    try:
        done = actions.perform(trial.ticket, said["actions"], context)
    except Exception as error:  # whatever an action may do wrong is what one wants to know
        trial.error = running.in_words(error)
    else:
        trial.changes, trial.actions = done.changes, done.actions
