"""One rule that matched on one ticket: carried out, stopped in a loop, paused, or failed and tried again."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from inbox import conditions, events, tickets, timers
from inbox.errors import InboxError
from inbox.models import Event, RuleRun, Ticket, Timer
from inbox.rules import actions, breakers, in_force, owners
from inbox.rules.in_force import InForce
from inbox.rules.kind import Context
from inbox.wording import Said

log = logging.getLogger(__name__)
Outcome = RuleRun.Outcome
DONE = (Outcome.DONE, Outcome.NO_CHANGE)

DEEPEST = 5  # rules that may answer one another
PAUSES = (5, 30, 120)  # seconds before each further try of a rule that failed
LATER = dt.timedelta(minutes=5)  # while all rules stand still


@dataclass
class Result:
    """What came of one try."""

    outcome: str
    changes: dict[str, list[Any]] = field(default_factory=dict)
    actions: list[dict[str, str]] = field(default_factory=list)
    error: str = ""
    duration_us: int = 0


def run(ticket: Ticket, each: InForce, event: Event, now: dt.datetime, *, had: Collection[int] = ()) -> Result | None:
    """Do what a rule says whose conditions hold, and log it. ``had`` are the rules that had their turn in the event's
    chain; None: it is one of them, and has nothing to add. Whenever nothing was done, read the ticket again."""
    if event.depth >= DEEPEST or each.rule.pk in had:
        result = _stopped(ticket, each, event, now)
    else:
        result = attempt(ticket, each, event, now)
    if result is not None:
        row = RuleRun(rule=each.rule, version=each.version, ticket=ticket, event=event, at=now)
        row.chain, row.depth = events.chain_of(event), event.depth
        _save(row, result)
        if result.outcome == Outcome.FAILED:
            _again(ticket, row, 0, now)
    return result


def attempt(ticket: Ticket, each: InForce, event: Event, now: dt.datetime) -> Result:
    """All actions of a rule, or none of them."""
    begun = time.perf_counter()
    context = Context(at=now, event=event, rule=each.rule, version=each.version)
    try:
        with events.because(event, each.rule):
            done = actions.perform(ticket, each.version.actions, context)
    except breakers.Tripped as reason:
        breakers.pause(each.rule, reason.args[0])
        result = Result(Outcome.PAUSED, error=str(reason))
    except Exception as error:  # whatever an action does wrong, the other rules go on
        if not isinstance(error, InboxError):
            log.exception("rule %s failed on ticket %s", each.rule.pk, ticket.pk)
        result = Result(Outcome.FAILED, error=in_words(error))
    else:
        result = Result(Outcome.DONE if done.anything else Outcome.NO_CHANGE, done.changes, done.actions)
        breakers.succeeded(each.rule)
    result.duration_us = round((time.perf_counter() - begun) * 1e6)
    return result


def retry(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """Another try of a run that failed (a timer's handler)."""
    row = RuleRun.objects.select_related("event").filter(pk=timer.ref, outcome=Outcome.FAILED).first()
    each = in_force.rule(row.rule_id) if row is not None else None
    if row is None or row.event is None or each is None or each.rule.pk in had_their_turn(ticket, row.event):
        return
    if in_force.paused():
        timers.set(ticket, timer.kind, now + LATER, ref=timer.ref, data=timer.data)
        return
    why = conditions.failing(each.conditions, conditions.facts(ticket, event=row.event, now=now))
    if why is not None:
        row.error = f"{row.error} Not tried again: {why}."[:500]
        row.save(update_fields=("error",))
        return
    row.version = each.version
    result = attempt(ticket, each, row.event, now)
    _save(row, result)
    if result.outcome == Outcome.FAILED:
        _again(ticket, row, int(timer.data["tries"]) + 1, now)


def had_their_turn(ticket: Ticket, event: Event) -> set[int]:
    """The rules that ran on this ticket because of the same first event."""
    runs = RuleRun.objects.filter(ticket=ticket, chain=events.chain_of(event), outcome__in=DONE)
    return set(runs.values_list("rule_id", flat=True))


def fresh(ticket: Ticket) -> Ticket:
    """As the database has it, with the lock that we hold anyway."""
    return tickets.lock(ticket.pk)


def in_words(error: Exception) -> str:
    return error.message if isinstance(error, InboxError) else f"{type(error).__name__}: {error}"


def _stopped(ticket: Ticket, each: InForce, event: Event, now: dt.datetime) -> Result | None:
    """It would run in a circle, if it would do anything at all: that is tried, and undone."""
    context = Context(at=now, event=event, rule=each.rule, version=each.version, dry=True)
    try:
        with transaction.atomic():
            would = actions.perform(ticket, each.version.actions, context).anything
            transaction.set_rollback(True)
    except Exception:  # it would have done something, and wrong
        would = True
    if not would:
        return None
    deep = event.depth >= DEEPEST
    words = (
        gettext_noop(
            "The rule “{rule}” was stopped: {count} rules had answered one another before it. Narrow its conditions."
        )
        if deep
        else gettext_noop("The rule “{rule}” was stopped: it had run for the same first event. Narrow its conditions.")
    )
    why = f"{DEEPEST} rules had answered one another before it" if deep else "it had run for the same first event"
    owners.tell(
        each.rule,
        "rule_loop",
        Said(words, rule=each.rule.name, count=DEEPEST),
        ticket=ticket,
    )
    return Result(Outcome.LOOP_STOPPED, error=f"Stopped: {why}.")


def _again(ticket: Ticket, row: RuleRun, tries: int, now: dt.datetime) -> None:
    if tries < len(PAUSES):
        due = now + dt.timedelta(seconds=PAUSES[tries])
        timers.set(ticket, "rule_retry", due, ref=row.pk, data={"tries": tries})
    else:
        breakers.failed(row.rule, row.error)


def _save(row: RuleRun, result: Result) -> None:
    row.outcome, row.changes, row.actions = result.outcome, result.changes, result.actions
    row.error, row.duration_us = result.error[:500], result.duration_us
    row.save()
