"""Follow-ups: “remind me of this ticket then, unless the customer answers before”. One for each person and ticket.

A reminder is a timer of the ticket whose ``ref`` is the person; nobody else sees it.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import events, later, notifying, tickets, timers
from inbox.errors import InboxError
from inbox.merging import REMINDER
from inbox.models import Ticket, Timer, User
from inbox.wording import Said

FURTHEST = dt.timedelta(days=366)
LONGEST = 300


def remind(ticket_id: int, *, user: User, at: dt.datetime, note: str = "", unless_answered: bool = False) -> Timer:
    """Tell this person of the ticket then; replaces their earlier reminder of it. Locks the ticket."""
    now = timezone.now()
    note = " ".join(note.split())
    if at.tzinfo is None or not now < at <= now + FURTHEST:
        why = _("{send_at} is not a time within the next year.").format(send_at=at.isoformat())
        raise InboxError("invalid", why, fields={"at": why})
    if len(note) > LONGEST:
        why = _("At most {most} characters.").format(most=LONGEST)
        raise InboxError("invalid", why, fields={"note": why})
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        data = {
            "note": note,
            "unless_answered": unless_answered,
            "last_inbound_id": ticket.last_inbound_id,
            "made_at": now.isoformat(),
        }
        timers.set(ticket, REMINDER, at, ref=user.pk, data=data)
        events.record("reminder.changed", ticket=ticket, user=user, actor=user)
        return Timer.objects.get(ticket=ticket, kind=REMINDER, ref=user.pk)


def mine(ticket: Ticket, user: User) -> list[Timer]:
    """This person's reminders of the ticket; those that an answer has made needless are none any more."""
    found = Timer.objects.filter(ticket=ticket, kind=REMINDER, ref=user.pk)
    return [timer for timer in found if not _answered(ticket, timer)]


def forget(ticket_id: int, *, user: User) -> None:
    """Locks the ticket."""
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        if not timers.cancel(ticket, REMINDER, ref=user.pk):
            raise InboxError("not_found", _("You have no reminder on this ticket."), 404)
        events.record("reminder.changed", ticket=ticket, user=user, actor=user)


def due(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """Its time has come."""
    if _answered(ticket, timer):
        return
    note = timer.data["note"]
    text = f"{ticket.reference} {ticket.subject}: {note}" if note else f"{ticket.reference} {ticket.subject}"
    made = dt.datetime.fromisoformat(timer.data["made_at"])
    reason = Said(gettext_noop("You asked on {day} to be reminded of it."), day=f"{made:%Y-%m-%d}")
    people = User.objects.filter(pk=timer.ref)
    notifying.tell(people, "reminder", text, ticket=ticket, reason=reason, happened_at=timer.due_at)
    for user in people:
        events.record("reminder.changed", ticket=ticket, user=user)


def _answered(ticket: Ticket, timer: Timer) -> bool:
    return bool(timer.data["unless_answered"]) and later.answered(ticket, since=timer.data["last_inbound_id"])
