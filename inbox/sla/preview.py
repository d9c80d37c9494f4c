"""What a change would do to the tickets that are open now, before anybody saves or applies it. Writes nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from inbox.models import Clock, PolicyVersion, Ticket
from inbox.sla import account, calendar, calendars, policies, terms
from inbox.sla.book import ACTIVE, Book
from inbox.sla.checks import checked_policy
from inbox.sla.terms import Promise, Terms

EXAMPLES = 8
CHUNK = 500


@dataclasses.dataclass(frozen=True)
class Move:
    """One clock: when it is due and what is left of it, before and after. ``late``: the new promise is used up."""

    ticket: Ticket
    clock: Clock
    due_before: dt.datetime | None
    due_after: dt.datetime | None
    left_before: int
    left_after: int
    late: bool


@dataclasses.dataclass(frozen=True)
class Preview:
    """``open`` tickets were looked at, ``matched`` are meant, ``moved`` clocks would be due at another time;
    ``would_breach`` of them have used up the new promise and would have only the grace left."""

    open: int
    matched: int
    moved: int
    would_breach: int
    later: int
    earlier: int
    grace: int
    examples: list[Move]


def policy(policy_id: int | None, says: dict[str, Any]) -> Preview:
    """If this policy said that, and it were applied to open tickets; None: a new one, asked before all others."""
    now, in_force = terms.now()
    draft = PolicyVersion(**checked_policy(_all_it_says(policy_id, says)))
    then = dataclasses.replace(in_force, policies=_with(draft, policy_id, in_force))
    seen = matched = 0
    moves: list[Move] = []
    for ticket, clocks in open_tickets():
        seen += 1
        promised_by = then.match(ticket)
        matched += promised_by is draft
        before = in_force.match(ticket)
        if promised_by is draft or (before is not None and before.policy_id == policy_id):
            book = Book.of(ticket, clocks, then, at=now)
            moves += [move for clock in book.active() if (move := _moved(book, clock, promised_by))]
    return _summary(seen, matched, moves, in_force.grace)


def hours(calendar_id: int, changes: dict[str, Any]) -> Preview:
    """If the calendar had these hours from now on; what was consumed stays (R18)."""
    now, in_force = terms.now()
    found = calendars.calendar(calendar_id)
    then = calendar.compile(calendars.in_force(found).__class__(**calendars.changed_hours(found, changes)))
    seen = matched = 0
    moves: list[Move] = []
    for ticket, clocks in open_tickets():
        seen += 1
        mine = [clock for clock in clocks if clock.state in ACTIVE and _counts_in(clock, calendar_id)]
        matched += bool(mine)
        for clock in mine:
            left = clock.target - account.used(clock, now)
            if clock.state != Clock.State.RUNNING or clock.breached_at is not None or left <= 0:
                continue
            due = then.add(now, left)
            if due != clock.due_at:
                moves.append(Move(ticket, clock, clock.due_at, due, left, left, late=False))
    return _summary(seen, matched, moves, in_force.grace)


def _all_it_says(policy_id: int | None, says: dict[str, Any]) -> dict[str, Any]:
    if policy_id is None:
        return says
    return policies.changed(policies.in_force(policies.policy(policy_id)), says)


def _with(draft: PolicyVersion, policy_id: int | None, in_force: Terms) -> tuple[PolicyVersion, ...]:
    """The policies in their order with the draft in its place."""
    if policy_id is None:
        return (draft, *in_force.policies)
    newest = {version.policy_id: version for version in in_force.policies}
    rows = [row for row in policies.policies() if row.pk in newest or row.pk == policy_id]
    return tuple(draft if row.pk == policy_id else newest[row.pk] for row in rows)


def open_tickets() -> Iterator[tuple[Ticket, list[Clock]]]:
    """Every unsolved ticket with its clocks, in chunks."""
    tickets = Ticket.objects.filter(status__in=Ticket.UNSOLVED, merged_into=None).order_by("pk")
    last = 0
    while chunk := list(tickets.filter(pk__gt=last).select_related("contact")[:CHUNK]):
        clocks: defaultdict[int, list[Clock]] = defaultdict(list)
        active = Clock.objects.filter(ticket__in=chunk, state__in=ACTIVE).select_related("calendar_version")
        for clock in active.order_by("pk"):
            clocks[clock.ticket_id].append(clock)
        for ticket in chunk:
            yield ticket, clocks[ticket.pk]
        last = chunk[-1].pk


def _moved(book: Book, clock: Clock, by: PolicyVersion | None) -> Move | None:
    wanted = None if by is None else book.terms.promised_by(by, book.ticket, clock.metric, visibility=clock.visibility)
    used = account.used(clock, book.at)
    before = max(0, clock.target - used)
    if wanted is None:
        return Move(book.ticket, clock, clock.due_at, None, before, 0, late=False)
    missed = account.missed(clock, book.at)
    kept = book.with_grace(clock, wanted)
    after = max(0, kept.target - used)
    due = clock.due_at if missed else _due(clock, kept, book.at, after)
    if (due, after) == (clock.due_at, before) or missed:
        return None
    return Move(book.ticket, clock, clock.due_at, due, before, after, late=wanted.target <= used)


def _due(clock: Clock, promise: Promise, at: dt.datetime, left: int) -> dt.datetime | None:
    if clock.state != Clock.State.RUNNING:
        return None
    return terms.hours(promise.calendar_version_id).add(at, left)


def _counts_in(clock: Clock, calendar_id: int) -> bool:
    return clock.calendar_version is not None and clock.calendar_version.calendar_id == calendar_id


def _summary(seen: int, matched: int, moves: list[Move], grace: int) -> Preview:
    shown = sorted(moves, key=lambda move: (not move.late, move.due_after is None, move.due_after or move.ticket.pk))
    times = [(move.due_before, move.due_after) for move in moves]
    return Preview(
        open=seen,
        matched=matched,
        moved=len(moves),
        would_breach=sum(move.late for move in moves),
        later=sum(after is not None and before is not None and after > before for before, after in times),
        earlier=sum(after is not None and before is not None and after < before for before, after in times),
        grace=grace,
        examples=shown[:EXAMPLES],
    )
