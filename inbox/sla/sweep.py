"""Warnings and breaches, exactly at their time, by any number of sweepers.

A sweeper locks the tickets whose clocks are due (skipping those that somebody else holds: their writer settles, or the
next sweep finds them), reads the clocks again under those locks, and writes what became true. It never waits for a
lock, so it can deadlock with nobody; a fact is unique per clock and kind, so it is told once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import F

from inbox import events, heartbeat
from inbox.models import Clock, ClockEvent, Event, Ticket
from inbox.sla import account, book, follow

UPDATE = """
    UPDATE inbox_clock SET next_check_at = new.next_check_at, warned_at = new.warned_at,
        warned_left = new.warned_left, breached_at = new.breached_at, version = version + 1
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::integer[], %s::timestamptz[])
        AS new(id, next_check_at, warned_at, warned_left, breached_at)
    WHERE inbox_clock.id = new.id
"""
COLUMNS = ("pk", "next_check_at", "warned_at", "warned_left", "breached_at")


def run(limit: int = 500, *, at: dt.datetime | None = None) -> int:
    """Write down everything that is due; returns how many warnings and breaches there were."""
    follow.calendars()
    told, old = 0, _Digest()
    while True:
        found, facts = _batch(limit, at, old)
        told += facts
        if found < limit:
            old.tell()
            heartbeat.beat("sweep")
            return told


class _Digest:
    """After an outage: what people hear of in one word, as it was true over an hour ago."""

    def __init__(self) -> None:
        self.warnings = self.breaches = 0
        self.since: dt.datetime | None = None

    def note(self, fact: ClockEvent, now: dt.datetime) -> None:
        if now - fact.at > book.OLD:
            self.warnings += fact.kind == ClockEvent.Kind.WARNING
            self.breaches += fact.kind == ClockEvent.Kind.BREACH
            self.since = min(self.since or fact.at, fact.at)

    def tell(self) -> None:
        if self.since is not None:
            data = {"breaches": self.breaches, "warnings": self.warnings, "since": book.iso(self.since)}
            with transaction.atomic():
                events.record("sla.digest", data=data)


def _batch(limit: int, at: dt.datetime | None, old: _Digest) -> tuple[int, int]:
    with transaction.atomic():
        now = at or _now()
        rows = pick(limit, now)
        tickets = {ticket.pk: ticket for ticket in rows}
        clocks = list(
            Clock.objects.filter(ticket_id__in=tickets, state=Clock.State.RUNNING, next_check_at__lte=now).order_by(
                "pk"
            )
        )
        facts: list[ClockEvent] = []
        found: list[Event] = []
        for clock in clocks:
            new = account.notice(clock, now)
            facts += new
            if new:  # one word per clock: the last one
                found.append(book.told(tickets[clock.ticket_id], new[-1], at=now))
                old.note(new[-1], now)
        if clocks:
            _save(clocks)
            book.record_facts(facts)
            Ticket.objects.filter(pk__in={event.ticket_id for event in found}).update(version=F("version") + 1)
        if found:
            events.record_many(found)
        return len(rows), len(facts)


def pick(limit: int, now: dt.datetime) -> list[Ticket]:
    """Tickets with clocks that are due, the longest first, locked; those that somebody else holds are left out."""
    due = {"clocks__state": Clock.State.RUNNING, "clocks__next_check_at__lte": now}
    rows = Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(**due)
    return list(rows.order_by("clocks__next_check_at").only("pk", "channel_id")[:limit])


def _save(clocks: Sequence[Clock]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(UPDATE, [[getattr(clock, name) for clock in clocks] for name in COLUMNS])


def _now() -> dt.datetime:
    """The start of this transaction, by the database: never later than the locks we get."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (at,) = cursor.fetchone()
    return at  # type: ignore[no-any-return]
