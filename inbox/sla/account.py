"""The account of one clock: what was consumed, when it is due, what it missed. Changes rows in memory, asks nothing.

A clock is the fold of its settlements: ``post`` is the only way its terms and state change, live and in ``rebuild``.
Each change first settles what was consumed under the old terms, then goes on under the new ones. That a warning or a
due time passed is noticed by whoever comes first, the next settlement or the sweep, and says the same: the true time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from enum import StrEnum

from inbox.models import Clock, ClockEvent, Settlement
from inbox.sla import terms
from inbox.sla.calendar import SECOND, whole

State = Clock.State

ACCOUNT = (
    "state",
    "target",
    "warnings",
    "consumed",
    "resumed_at",
    "calendar_version_id",
    "policy_version_id",
    "visibility",
    "started_at",
    "stopped_at",
    "due_at",
    "next_check_at",
    "warned_at",
    "warned_left",
    "breached_at",
    "breach_cause",
    "stop_reason",
    "stopped_by_id",
    "cancel_reason",
)


AGREED = ("target", "warnings", "calendar_version_id", "policy_version_id", "visibility")  # what an entry goes on under


class Action(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"  # also after solved, spam, a merge, or a time without promise
    RETARGET = "retarget"
    INHERIT = "inherit"  # the breach of a merged ticket
    GIVE_BACK = "give_back"  # when it is merged no more
    STOP = "stop"
    VOID_STOP = "void_stop"  # as if the stop had never been
    CANCEL = "cancel"


def post(clock: Clock, entry: Settlement) -> list[ClockEvent]:
    """Settle the clock up to the entry's time, then apply it. Fills in what the entry found and left consumed; returns
    the warnings and the breach that were true on the way."""
    entry.before = clock.consumed
    if entry.action not in (Action.INHERIT, Action.GIVE_BACK):
        since = clock.resumed_at or clock.stopped_at
        entry.at = whole(max(entry.at, since) if since else entry.at)
    facts: list[ClockEvent] = []
    match Action(entry.action):
        case Action.START:
            clock.started_at = entry.at
            _run(clock, entry)
        case Action.RESUME:
            clock.stopped_at, clock.stop_reason, clock.stopped_by_id, clock.cancel_reason = None, "", None, ""
            _run(clock, entry)
        case Action.RETARGET:
            facts = settle(clock, entry.at)
            _agree(clock, entry)
        case Action.PAUSE:
            facts = settle(clock, entry.at)
            _rest(clock, State.PAUSED)
            clock.due_at = None
        case Action.STOP:
            facts = settle(clock, entry.at)
            _rest(clock, State.STOPPED)
            clock.stopped_at, clock.stop_reason, clock.stopped_by_id = entry.at, entry.reason, entry.message_id
        case Action.VOID_STOP:
            clock.state, clock.resumed_at = State.RUNNING, clock.stopped_at
            clock.stopped_at, clock.stop_reason, clock.stopped_by_id = None, "", None
            _plan(clock)
            facts = settle(clock, entry.at, cause=entry.reason)
            _run(clock, entry)
        case Action.INHERIT:
            if clock.breached_at is None:
                clock.breached_at, clock.breach_cause = entry.at, entry.reason
                facts = [_fact(clock, ClockEvent.Kind.BREACH, entry.at)]
            _plan(clock)
        case Action.GIVE_BACK:
            if clock.consumed <= clock.target:  # else it was late by itself, too
                clock.breached_at, clock.breach_cause = None, ""
            _plan(clock)
        case Action.CANCEL:
            facts = settle(clock, entry.at)
            _rest(clock, State.CANCELLED)
            clock.cancel_reason = entry.reason
    entry.after = clock.consumed
    return facts


def settle(clock: Clock, at: dt.datetime, *, cause: str = "") -> list[ClockEvent]:
    """Count what a running clock consumed up to ``at``, and notice what passed until then."""
    if clock.state != State.RUNNING or clock.resumed_at is None:
        return []
    facts = notice(clock, at, cause=cause)
    clock.consumed += terms.hours(clock.calendar_version_id).between(clock.resumed_at, at)
    clock.resumed_at = max(at, clock.resumed_at)
    return facts


def notice(clock: Clock, at: dt.datetime, *, cause: str = "") -> list[ClockEvent]:
    """The warnings and the breach of a running clock that are true at ``at``: at due is met, a second later not."""
    facts = []
    for left, moment in _warnings(clock):
        if moment > at:
            break
        clock.warned_at, clock.warned_left = moment, left
        facts.append(_fact(clock, ClockEvent.Kind.WARNING, moment, left=left))
    if clock.breached_at is None and clock.due_at is not None and missed(clock, at):
        clock.breached_at, clock.breach_cause = clock.due_at, cause
        facts.append(_fact(clock, ClockEvent.Kind.BREACH, clock.due_at))
    clock.next_check_at = _next_check(clock)
    return facts


def used(clock: Clock, at: dt.datetime) -> int:
    """Seconds consumed at ``at``, without settling."""
    if clock.resumed_at is None:
        return clock.consumed
    return clock.consumed + terms.hours(clock.calendar_version_id).between(clock.resumed_at, at)


def missed(clock: Clock, at: dt.datetime) -> bool:
    """Whether the clock has breached, noticed or not."""
    running_late = clock.state == State.RUNNING and clock.due_at is not None and clock.due_at + SECOND <= at
    return clock.breached_at is not None or running_late


def rebuild(clock: Clock, entries: Iterable[Settlement], *, until: dt.datetime) -> Clock:
    """The clock as its settlements say it must stand at ``until``; neither the row nor the entries are touched."""
    fresh = Clock(pk=clock.pk, ticket_id=clock.ticket_id, metric=clock.metric, cycle=clock.cycle)
    for entry in entries:
        copy = Settlement(action=entry.action, reason=entry.reason, at=entry.at, message_id=entry.message_id)
        for name in AGREED:
            setattr(copy, name, getattr(entry, name))
        post(fresh, copy)
    if fresh.state == State.RUNNING:
        notice(fresh, until)
    return fresh


def _run(clock: Clock, entry: Settlement) -> None:
    clock.state, clock.resumed_at = State.RUNNING, entry.at
    _agree(clock, entry)


def _agree(clock: Clock, entry: Settlement) -> None:
    """Go on under the terms of the entry."""
    for name in AGREED:
        setattr(clock, name, getattr(entry, name))
    if clock.state == State.RUNNING:
        _plan(clock)


def _rest(clock: Clock, state: str) -> None:
    clock.state, clock.resumed_at, clock.next_check_at = state, None, None


def _plan(clock: Clock) -> None:
    """When a running clock is due, and when the sweep must look at it. A missed due time stays."""
    if clock.state != State.RUNNING or clock.resumed_at is None:
        return
    remaining = max(0, clock.target - clock.consumed)
    clock.due_at = clock.breached_at or terms.hours(clock.calendar_version_id).add(clock.resumed_at, remaining)
    clock.next_check_at = _next_check(clock)


def _next_check(clock: Clock) -> dt.datetime | None:
    if clock.breached_at is not None or clock.due_at is None:
        return None
    return next((moment for _, moment in _warnings(clock)), clock.due_at + SECOND)


def _warnings(clock: Clock) -> Iterator[tuple[int, dt.datetime]]:
    """Those still to come, in order: seconds left, and when so little is left. Each is given once in a clock's life."""
    if clock.breached_at is not None or clock.resumed_at is None:
        return
    hours = terms.hours(clock.calendar_version_id)
    for left in sorted(clock.warnings, reverse=True):
        if clock.warned_left is None or left < clock.warned_left:
            moment = hours.add(clock.resumed_at, max(0, clock.target - clock.consumed - left))
            if moment is not None:
                yield left, moment


def _fact(clock: Clock, kind: str, at: dt.datetime, *, left: int = 0) -> ClockEvent:
    return ClockEvent(clock=clock, kind=kind, left=left, at=at)
