"""Give a ticket to a team, and to a person where the team wants that.

A new ticket belongs to its channel's team (threads.py opens it so). In a team with ``auto_assign`` it goes to whoever
is online, sees the channel and has the most room. Lock order: ticket, then person; a person's row is locked while
their load is counted, so that nobody is ever filled above capacity.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from inbox import tickets
from inbox.models import Ticket, User

LOAD = Count("tickets", filter=Q(tickets__status=Ticket.Status.OPEN))


def assign_waiting(limit: int = 200) -> int:
    """Assign what waits, most urgent promise first; any number of workers may. Returns how many it assigned."""
    waiting = (
        Ticket.objects.filter(
            status=Ticket.Status.OPEN,
            assignee__isnull=True,
            merged_into__isnull=True,
            snoozed_until__isnull=True,
            team__auto_assign=True,
        )
        .order_by(F("due_at").asc(nulls_last=True), "id")
        .values_list("id", flat=True)
    )
    return sum(assign(pk) for pk in list(waiting[:limit]))


def assign(ticket_id: int) -> bool:
    """Assign one ticket; False when it no longer waits, another worker has it, or nobody has room."""
    with transaction.atomic():
        ticket = (
            Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            .select_related("channel", "contact")
            .filter(pk=ticket_id, assignee__isnull=True, status=Ticket.Status.OPEN, team__auto_assign=True)
            .first()
        )
        if ticket is None:
            return False
        person = _choose(ticket)
        if person is None:
            return False
        tickets.apply(ticket, actor=None, at=timezone.now(), assignee_id=person.pk)
        ticket.save()
        return True


def candidates(ticket: Ticket) -> QuerySet[User]:
    """Who may get it automatically: in the team, online, with room; least loaded first, then longest without."""
    return (
        User.objects.filter(memberships__team=ticket.team, is_active=True, availability=User.Availability.ONLINE)
        .annotate(load=LOAD)
        .filter(load__lt=F("capacity"))
        .order_by(F("load") * 1.0 / F("capacity"), F("heartbeat_at").asc(nulls_last=True), "id")
    )


def _choose(ticket: Ticket) -> User | None:
    """The first candidate who still has room once their row is locked.

    Rows that another worker holds are passed over, as waiting for one while holding another would be a deadlock; a
    ticket that found everybody busy waits for the next tick.
    """
    for person in list(candidates(ticket)[:20]):
        rows = User.objects.select_for_update(no_key=True, skip_locked=True)
        locked = rows.filter(pk=person.pk, is_active=True).first()
        if locked is None or locked.availability != User.Availability.ONLINE:
            continue
        if Ticket.objects.filter(assignee=locked, status=Ticket.Status.OPEN).count() < locked.capacity:
            return locked
    return None
