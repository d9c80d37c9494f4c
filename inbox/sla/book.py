"""The clocks of one ticket while something happens to it: entries are posted, then all is written at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from inbox import events
from inbox.models import Clock, ClockEvent, Event, Message, PolicyVersion, Settlement, Ticket
from inbox.sla import account, terms
from inbox.sla.account import Action
from inbox.sla.calendar import whole
from inbox.sla.terms import Promise, Terms

ACTIVE = (Clock.State.RUNNING, Clock.State.PAUSED)
MERGED = "merged"
OLD = dt.timedelta(hours=1)  # what was true longer ago is news for a digest

INSERT = """
    WITH started AS (
        INSERT INTO inbox_clock (ticket_id, started_at, resumed_at, metric, target, warnings, calendar_version_id,
            policy_version_id, visibility, due_at, next_check_at, cycle, state, consumed, breach_cause, stop_reason,
            cancel_reason, excuse, version)
        SELECT ticket_id, at, at, metric, target, warnings::integer[], calendar_version_id, policy_version_id,
            visibility, due_at, next_check_at, 1, 'running', 0, '', '', '', '', 1
        FROM (SELECT %s::bigint AS ticket_id, %s::timestamptz AS at) AS ticket,
            unnest(%s::text[], %s::integer[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[],
                %s::timestamptz[])
            AS clock(metric, target, warnings, calendar_version_id, policy_version_id, visibility, due_at,
                next_check_at)
        RETURNING id, started_at, target, warnings, calendar_version_id, policy_version_id, visibility
    )
    INSERT INTO inbox_settlement (clock_id, at, target, warnings, calendar_version_id, policy_version_id, visibility,
        message_id, event_id, action, reason, before, after)
    SELECT id, started_at, target, warnings, calendar_version_id, policy_version_id, visibility,
        %s::bigint, %s::bigint, 'start', '', 0, 0
    FROM started
"""


class Book:
    """Opened under the ticket's row lock. ``write`` sets ``ticket.due_at`` in memory: the caller saves the ticket."""

    def __init__(
        self, ticket: Ticket, *, at: dt.datetime | None = None, new: bool = False, event: Event | None = None
    ) -> None:
        now, self.terms = terms.now()
        self.new, self.event = new, event  # the ticket is being created: that event tells of its clocks too
        self._open(ticket, [] if new else list(Clock.objects.filter(ticket=ticket).order_by("id")), at or now)

    @classmethod
    def of(cls, ticket: Ticket, clocks: list[Clock], terms_in_force: Terms, *, at: dt.datetime) -> Book:
        """For work on many tickets, whose clocks were read together."""
        book = cls.__new__(cls)
        book.terms, book.new, book.event = terms_in_force, False, None
        book._open(ticket, clocks, at)
        return book

    def _open(self, ticket: Ticket, clocks: list[Clock], at: dt.datetime) -> None:
        self.ticket = ticket
        self.clocks = clocks
        self.at = whole(at)
        self.entries: list[Settlement] = []
        self.facts: list[ClockEvent] = []
        self.taken_back: list[tuple[Clock, dt.datetime]] = []  # breaches that were another ticket's
        self._policy: list[PolicyVersion | None] = []

    def policy(self) -> PolicyVersion | None:
        """What the ticket is promised by: of the policy that it matches the version that it came under, as an edit
        reaches open tickets only when somebody applies it (R17)."""
        if not self._policy:
            matched = self.terms.match(self.ticket)
            theirs = [each for each in self._versions() if matched and each.policy_id == matched.policy_id]
            self._policy.append(max(theirs, key=lambda each: each.number, default=matched))
        return self._policy[0]

    def take_newest(self) -> None:
        """From here on by the newest version of its policy: somebody applies it."""
        self._policy = [self.terms.match(self.ticket)]

    def under(self, policy: PolicyVersion | None) -> bool:
        """Whether all that is promised on this ticket was promised by this policy."""
        return all(policy is not None and each.policy_id == policy.policy_id for each in self._versions())

    def promise(self, metric: str, *, visibility: str) -> Promise | None:
        policy = self.policy()
        if policy is None:
            return None
        return self.terms.promised_by(policy, self.ticket, metric, visibility=visibility)

    def calendar(self) -> int | None:
        """The version of the hours that count for the ticket now."""
        policy = self.policy()
        return self.terms.calendar_of(policy.calendar_id if policy is not None else None, self.ticket.team_id)

    def _versions(self) -> list[PolicyVersion]:
        """That the newest clocks of each metric were promised by."""
        newest = {clock.metric: clock for clock in sorted(self.clocks, key=lambda clock: clock.cycle)}
        found = (self.terms.known.get(clock.policy_version_id or 0) for clock in newest.values())
        return [each for each in found if each is not None]

    def active(self, *metrics: str) -> list[Clock]:
        """Those that run or are paused, of these metrics or of all."""
        return [clock for clock in self.clocks if clock.state in ACTIVE and (not metrics or clock.metric in metrics)]

    def newest(self, metric: str) -> Clock | None:
        return max((c for c in self.clocks if c.metric == metric), key=lambda clock: clock.cycle, default=None)

    def start(
        self,
        metric: str,
        promise: Promise,
        *,
        visibility: str = "",
        message: Message | None = None,
        reason: str = "",
        at: dt.datetime | None = None,
    ) -> Clock:
        """A new clock of this metric, in its next cycle; ``message`` is what it waits to see answered."""
        newest = self.newest(metric)
        clock = Clock(ticket=self.ticket, metric=metric, cycle=newest.cycle + 1 if newest else 1)
        clock.visibility = visibility
        self.clocks.append(clock)
        self.post(clock, Action.START, promise=promise, message=message, reason=reason, at=at)
        return clock

    def post(
        self,
        clock: Clock,
        action: Action,
        *,
        promise: Promise | None = None,
        visibility: str | None = None,
        reason: str = "",
        message: Message | None = None,
        at: dt.datetime | None = None,
    ) -> None:
        """Without ``promise`` the clock goes on under the terms it has."""
        promise = promise or agreed(clock)
        entry = Settlement(action=action, reason=reason, message=message, at=at or self.at)
        entry.target, entry.warnings = promise.target, list(promise.warnings)
        entry.calendar_version_id, entry.policy_version_id = promise.calendar_version_id, promise.policy_version_id
        entry.visibility = clock.visibility if visibility is None else visibility
        entry.clock = clock
        breached = clock.breached_at
        self.facts += account.post(clock, entry)
        if breached is not None and clock.breached_at is None:
            self.taken_back.append((clock, breached))
        self.entries.append(entry)

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
            _insert(self.ticket, self.clocks, self.entries[0], event=self.event)
        else:
            self._write_changes()
        running = (clock.due_at for clock in self.clocks if clock.state == Clock.State.RUNNING)
        self.ticket.due_at = min((due for due in running if due is not None), default=None)

    def _write_changes(self) -> None:
        touched = list({id(entry.clock): entry.clock for entry in self.entries}.values())
        created = [clock for clock in touched if clock.pk is None]
        # First those that rest: two of one metric may not be active at once, not even in between.
        for clock in sorted((clock for clock in touched if clock.pk is not None), key=lambda c: c.state in ACTIVE):
            save(clock)
        Clock.objects.bulk_create(created)
        for clock, at in self.taken_back:
            ClockEvent.objects.filter(clock=clock, kind=ClockEvent.Kind.BREACH, at=at).delete()
        record_facts(self.facts)
        found = [] if self.new else self._events(started=len(created) == len(touched))
        if found:
            events.record_many(found)
        for entry in self.entries:
            entry.clock_id, entry.event = entry.clock.pk, found[0] if found else self.event
        Settlement.objects.bulk_create(self.entries)

    def _events(self, *, started: bool) -> list[Event]:
        stands = [{"action": entry.action, "reason": entry.reason, **stand(entry.clock)} for entry in self.entries]
        first = min(stands, key=lambda stand: stand["due_at"] or "~")
        data = {"metric": first["metric"], "due_at": first["due_at"], "clocks": stands}
        found = [event(self.ticket, "clock.started" if started else "clock.changed", data, at=self.at)]
        newest = {id(fact.clock): fact for fact in self.facts}
        return found + [told(self.ticket, fact, at=self.at) for fact in newest.values() if _worth_telling(fact)]


def agreed(clock: Clock) -> Promise:
    """The terms that a clock has."""
    return Promise(clock.target, tuple(clock.warnings), clock.calendar_version_id, clock.policy_version_id)


def _insert(ticket: Ticket, clocks: Sequence[Clock], entry: Settlement, *, event: Event | None) -> None:
    """The clocks of a new ticket and their accounts, in one statement; nothing can have been missed yet."""
    columns: list[list[Any]] = [
        [clock.metric for clock in clocks],
        [clock.target for clock in clocks],
        ["{" + ",".join(map(str, clock.warnings)) + "}" for clock in clocks],
        [clock.calendar_version_id for clock in clocks],
        [clock.policy_version_id for clock in clocks],
        [clock.visibility for clock in clocks],
        [clock.due_at for clock in clocks],
        [clock.next_check_at for clock in clocks],
    ]
    event_id = event.pk if event is not None else None
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [ticket.pk, entry.at, *columns, entry.message_id, event_id])


def save(clock: Clock) -> None:
    clock.version += 1
    clock.save(update_fields=[*account.ACCOUNT, "version"])


def record_facts(facts: Iterable[ClockEvent]) -> None:
    facts = list(facts)
    for fact in facts:
        fact.clock_id = fact.clock.pk  # it may have been noticed before the clock was written
    if facts:
        ClockEvent.objects.bulk_create(facts, ignore_conflicts=True)


def event(ticket: Ticket, kind: str, data: dict[str, Any], *, at: dt.datetime) -> Event:
    return Event(kind=kind, ticket=ticket, channel_id=ticket.channel_id, data=data, at=at)


def told(ticket: Ticket, fact: ClockEvent, *, at: dt.datetime) -> Event:
    """A warning or a breach, for people and for rules. ``digest``: it is so old that people hear of it in a digest."""
    clock = fact.clock
    data = {
        **stand(clock),
        "clock_id": clock.pk,
        "visibility": clock.visibility,
        "left": fact.left,
        "at": iso(fact.at),
        "cause": clock.breach_cause,
        "digest": at - fact.at > OLD,
    }
    return event(ticket, "sla.warning" if fact.kind == ClockEvent.Kind.WARNING else "sla.breach", data, at=at)


def stand(clock: Clock) -> dict[str, Any]:
    return {"metric": clock.metric, "due_at": iso(clock.due_at), "state": clock.state}


def _worth_telling(fact: ClockEvent) -> bool:
    """An inherited breach was told on the ticket where it happened; nobody needs to be warned of what is over."""
    if fact.kind == ClockEvent.Kind.BREACH:
        return fact.clock.breach_cause != MERGED
    return fact.clock.state == Clock.State.RUNNING


def iso(at: dt.datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
