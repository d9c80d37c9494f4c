"""The clocks of one ticket while something happens to it: entries are posted, then all is written at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from inbox import events
from inbox.models import Clock, ClockEvent, Event, Message, Settlement, Ticket
from inbox.sla import account, terms
from inbox.sla.account import Action
from inbox.sla.calendar import whole
from inbox.sla.terms import Promise, Terms

ACTIVE = (Clock.State.RUNNING, Clock.State.PAUSED)
SOLVED = "solved"
SOLVED_WITHOUT_REPLY = "solved_without_reply"
MERGED = "merged"


INSERT = """
    WITH started AS (
        INSERT INTO inbox_clock (ticket_id, started_at, resumed_at, metric, target, warn_before, calendar_version_id,
            policy_version_id, due_at, next_check_at, cycle, state, consumed, breach_cause, stop_reason, cancel_reason,
            version)
        SELECT ticket_id, at, at, metric, target, warn_before, calendar_version_id, policy_version_id,
            due_at, next_check_at, 1, 'running', 0, '', '', '', 1
        FROM (SELECT %s::bigint AS ticket_id, %s::timestamptz AS at) AS ticket,
            unnest(%s::text[], %s::integer[], %s::integer[], %s::bigint[], %s::bigint[], %s::timestamptz[],
                %s::timestamptz[])
            AS clock(metric, target, warn_before, calendar_version_id, policy_version_id, due_at, next_check_at)
        RETURNING id, started_at, target, warn_before, calendar_version_id, policy_version_id
    )
    INSERT INTO inbox_settlement (clock_id, at, target, warn_before, calendar_version_id, policy_version_id, action,
        reason, before, after)
    SELECT id, started_at, target, warn_before, calendar_version_id, policy_version_id, 'start', '', 0, 0
    FROM started
"""


class Book:
    """Opened under the ticket's row lock. ``write`` sets ``ticket.due_at`` in memory: the caller saves the ticket."""

    def __init__(self, ticket: Ticket, *, at: dt.datetime | None = None, new: bool = False) -> None:
        now, self.terms = terms.now()
        self.new = new  # the ticket is being created: that event tells of its clocks too
        self._open(ticket, [] if new else list(Clock.objects.filter(ticket=ticket).order_by("id")), at or now)

    @classmethod
    def of(cls, ticket: Ticket, clocks: list[Clock], terms_in_force: Terms, *, at: dt.datetime) -> Book:
        """For work on many tickets, whose clocks were read together."""
        book = cls.__new__(cls)
        book.terms, book.new = terms_in_force, False
        book._open(ticket, clocks, at)
        return book

    def _open(self, ticket: Ticket, clocks: list[Clock], at: dt.datetime) -> None:
        self.ticket = ticket
        self.clocks = clocks
        self.at = whole(at)
        self.entries: list[Settlement] = []
        self._known = {id(clock): (clock.warned_at, clock.breached_at) for clock in clocks}

    def active(self) -> list[Clock]:
        return [clock for clock in self.clocks if clock.state in ACTIVE]

    def newest(self, metric: str) -> Clock | None:
        return max((c for c in self.clocks if c.metric == metric), key=lambda clock: clock.cycle, default=None)

    def start(self, metric: str, promise: Promise) -> Clock:
        """A new clock of this metric, in its next cycle."""
        newest = self.newest(metric)
        clock = Clock(ticket=self.ticket, metric=metric, cycle=newest.cycle + 1 if newest else 1)
        self._known[id(clock)] = (None, None)
        self.clocks.append(clock)
        self.post(clock, Action.START, promise=promise)
        return clock

    def post(
        self,
        clock: Clock,
        action: Action,
        *,
        promise: Promise | None = None,
        reason: str = "",
        message: Message | None = None,
        at: dt.datetime | None = None,
    ) -> None:
        """Without ``promise`` the clock goes on under the terms it has."""
        promise = promise or agreed(clock)
        entry = Settlement(action=action, reason=reason, message=message, at=at or self.at)
        entry.target, entry.warn_before = promise.target, promise.warnings[0] if promise.warnings else 0
        entry.calendar_version_id, entry.policy_version_id = promise.calendar_version_id, promise.policy_version_id
        entry.clock = clock
        self.entries.append(account.post(clock, entry))

    def with_grace(self, clock: Clock, promise: Promise) -> Promise:
        """R15: a promise that would leave less than the grace leaves exactly that; a broken one stays broken."""
        grace = min(self.terms.grace, promise.target)
        consumed = account.used(clock, self.at)
        if promise.target - consumed >= grace or account.missed(clock, self.at):
            return promise
        return promise._replace(target=consumed + grace)

    def write(self) -> None:
        """Clocks, facts, settlements and events; few statements, however much happened."""
        if not self.entries:
            return
        if self.new and all(entry.action == Action.START for entry in self.entries):
            _insert(self.ticket, self.clocks, at=self.entries[0].at)
        else:
            self._write_changes()
        running = (clock.due_at for clock in self.clocks if clock.state == Clock.State.RUNNING)
        self.ticket.due_at = min((due for due in running if due is not None), default=None)

    def _write_changes(self) -> None:
        touched = list({id(entry.clock): entry.clock for entry in self.entries}.values())
        created = [clock for clock in touched if clock.pk is None]
        Clock.objects.bulk_create(created)
        for clock in touched:
            if clock not in created:
                save(clock)
        record_facts(self._facts(touched))
        found = [] if self.new else self._events(touched, started=len(created) == len(touched))
        if found:
            events.record_many(found)
        for entry in self.entries:
            entry.clock_id, entry.event = entry.clock.pk, found[0] if found else None
        Settlement.objects.bulk_create(self.entries)

    def _facts(self, clocks: Iterable[Clock]) -> list[ClockEvent]:
        """What was noticed on the way and nobody wrote down yet."""
        return [fact for clock in clocks for fact in new_facts(clock, *self._known[id(clock)])]

    def _events(self, touched: Sequence[Clock], *, started: bool) -> list[Event]:
        stands = [{"action": entry.action, "reason": entry.reason, **_told(entry.clock)} for entry in self.entries]
        first = min(stands, key=lambda stand: stand["due_at"] or "~")
        data = {"metric": first["metric"], "due_at": first["due_at"], "clocks": stands}
        found = [event(self.ticket, "clock.started" if started else "clock.changed", data, at=self.at)]
        for clock in touched:
            facts = new_facts(clock, *self._known[id(clock)])
            if facts and _worth_telling(clock, facts[-1].kind):
                found.append(told(self.ticket, clock, facts[-1].kind, at=self.at))
        return found


def agreed(clock: Clock) -> Promise:
    """The terms that a clock has."""
    warnings = (clock.warn_before,) if clock.warn_before else ()
    return Promise(clock.target, warnings, clock.calendar_version_id, clock.policy_version_id)


def _insert(ticket: Ticket, clocks: Sequence[Clock], *, at: dt.datetime) -> None:
    """The clocks of a new ticket with their first settlements, in one statement: every new mail pays for this."""
    columns = (
        "metric",
        "target",
        "warn_before",
        "calendar_version_id",
        "policy_version_id",
        "due_at",
        "next_check_at",
    )
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [ticket.pk, at, *([getattr(clock, name) for clock in clocks] for name in columns)])


def save(clock: Clock) -> None:
    clock.version += 1
    clock.save(update_fields=[*account.ACCOUNT, "version"])


def new_facts(clock: Clock, warned: dt.datetime | None, breached: dt.datetime | None) -> list[ClockEvent]:
    """The warning and the breach that the clock did not have before."""
    pairs = ((ClockEvent.Kind.WARNING, clock.warned_at, warned), (ClockEvent.Kind.BREACH, clock.breached_at, breached))
    return [ClockEvent(clock=clock, kind=kind, at=at) for kind, at, before in pairs if at is not None and at != before]


def record_facts(facts: list[ClockEvent]) -> None:
    if facts:
        ClockEvent.objects.bulk_create(facts, ignore_conflicts=True)


def event(ticket: Ticket, kind: str, data: dict[str, Any], *, at: dt.datetime) -> Event:
    return Event(kind=kind, ticket=ticket, channel_id=ticket.channel_id, data=data, at=at)


def told(ticket: Ticket, clock: Clock, kind: str, *, at: dt.datetime) -> Event:
    """A warning or a breach, for people."""
    if kind == ClockEvent.Kind.WARNING:
        return event(ticket, "clock.warning", _told(clock), at=at)
    return event(ticket, "clock.breached", {**_told(clock), "cause": clock.breach_cause}, at=at)


def _worth_telling(clock: Clock, kind: str) -> bool:
    """An inherited breach was told on the ticket where it happened; nobody needs to be warned of what is over."""
    if kind == ClockEvent.Kind.BREACH:
        return clock.breach_cause != MERGED
    return clock.state == Clock.State.RUNNING


def _told(clock: Clock) -> dict[str, Any]:
    due = clock.due_at.isoformat().replace("+00:00", "Z") if clock.due_at else None
    return {"metric": clock.metric, "due_at": due, "state": clock.state}
