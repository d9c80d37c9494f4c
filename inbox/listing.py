"""Which tickets a view of the console shows. Counts use the same conditions, so that a number equals its list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from inbox.merging import REMINDER
from inbox.models import Contact, Identity, Ticket, Timer, User

VIEWS = ("mine", "unassigned", "open", "breaching", "snoozed", "solved", "spam", "reminders", "all")
SOON = dt.timedelta(minutes=60)

UNSOLVED = Q(status__in=Ticket.UNSOLVED)
AWAKE = UNSOLVED & Q(snoozed_until__isnull=True)


def condition(view: str, *, user: User, now: dt.datetime | None = None) -> Q:
    """``breaching`` is due within the hour, or overdue and still running; spam is only in ``spam`` and ``all``."""
    now = now or timezone.now()
    return {
        "mine": AWAKE & Q(assignee=user),
        "unassigned": AWAKE & Q(assignee__isnull=True),
        "open": AWAKE,
        "breaching": UNSOLVED & Q(due_at__lte=now + SOON),
        "snoozed": UNSOLVED & Q(snoozed_until__isnull=False),
        "solved": Q(status__in=(Ticket.Status.SOLVED, Ticket.Status.CLOSED)),
        "spam": Q(status=Ticket.Status.SPAM),
        "reminders": Q(pk__in=Timer.objects.filter(kind=REMINDER, ref=user.pk).values("ticket_id")),
        "all": Q(),
    }[view]


FILTERS = {
    "team": "team_id",
    "channel": "channel_id",
    "assignee": "assignee_id",
    "priority": "priority",
    "status": "status",
    "contact": "contact_id",
}


def narrow(tickets: QuerySet[Ticket], filters: dict[str, Any]) -> QuerySet[Ticket]:
    """By the filters that are given; ``label`` means that it is among the ticket's labels."""
    wanted = {column: filters[name] for name, column in FILTERS.items() if name in filters}
    if "label" in filters:
        wanted["labels__contains"] = [filters["label"]]
    return tickets.filter(**wanted)


def named(contacts: QuerySet[Contact], q: str) -> QuerySet[Contact]:
    """Whose name, or one of whose handles, contains the words."""
    handles = Identity.objects.filter(contact=OuterRef("pk"), handle__icontains=q)
    return contacts.filter(Q(name__icontains=q) | Exists(handles))
