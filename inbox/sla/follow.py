"""After a change of calendars: move the open clocks to the hours now in force (R16, R18)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from inbox.models import Clock, Organisation, Ticket
from inbox.sla import terms
from inbox.sla.book import ACTIVE, Book
from inbox.sla.clocks import follow_calendar

BATCH = 500
IN_FLIGHT = dt.timedelta(seconds=15)  # for transactions that began under the old terms and commit after the change


def calendars() -> int:
    """One small query while nothing has changed. May run anywhere, any time, twice: it counts from the change on."""
    ours = Organisation.objects.filter(pk=1).exclude(sla_applied=F("sla_version")).first()
    if ours is None or ours.sla_changed_at is None:
        return 0
    now, in_force = terms.now()
    moved = sum(_follow(group, in_force, at=ours.sla_changed_at) for group in _behind(in_force))
    if not moved and now - ours.sla_changed_at > IN_FLIGHT:
        Organisation.objects.filter(pk=1, sla_version=ours.sla_version).update(sla_applied=ours.sla_version)
    return moved


def _behind(in_force: terms.Terms) -> list[dict[str, Any]]:
    """Which policies and teams have clocks in hours that are no longer theirs."""
    business = Clock.objects.filter(state__in=ACTIVE, calendar_version__isnull=False)
    keys = ("policy_version__calendar_id", "ticket__team_id", "calendar_version_id")
    found = []
    for group in business.values_list(*keys).distinct().order_by():
        if in_force.calendar_of(*group[:2]) not in (None, group[2]):
            found.append(dict(zip(keys, group, strict=True)))
    return found


def _follow(group: dict[str, Any], in_force: terms.Terms, *, at: dt.datetime) -> int:
    moved = 0
    behind = Q(**group, state__in=ACTIVE)
    while ids := sorted(
        set(Clock.objects.filter(behind).order_by("ticket_id").values_list("ticket_id", flat=True)[:BATCH])
    ):
        with transaction.atomic():
            tickets = list(
                Ticket.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids).order_by("pk")
            )
            clocks: dict[int, list[Clock]] = {ticket.pk: [] for ticket in tickets}
            for clock in Clock.objects.filter(ticket_id__in=ids).order_by("id"):
                clocks[clock.ticket_id].append(clock)
            for ticket in tickets:
                book = Book.of(ticket, clocks[ticket.pk], in_force, at=at)
                follow_calendar(book)
                if book.entries:
                    book.write()
                    ticket.version += 1
                    ticket.save(update_fields=["due_at", "version"])
                    moved += 1
    return moved
