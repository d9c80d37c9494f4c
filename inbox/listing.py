"""Which tickets a view of the console shows. Counts use the same conditions, so that a number equals its list."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from inbox import conditions
from inbox.conditions import Tree
from inbox.merging import REMINDER
from inbox.models import Contact, Identity, Message, Ticket, Timer, User

VIEWS = ("mine", "unassigned", "open", "breaching", "snoozed", "solved", "spam", "reminders", "all")
SOON = dt.timedelta(minutes=60)

UNSOLVED = Q(status__in=Ticket.UNSOLVED)
AWAKE = UNSOLVED & Q(snoozed_until__isnull=True)


def condition(view: str, *, user: User, now: dt.datetime | None = None) -> Q:
    if view == "reminders":
        return Q(pk__in=_reminding(user).values("ticket_id"))
    return conditions.filtering(tree(view, user=user), now=now)


def _reminding(user: User) -> QuerySet[Timer]:
    """Without those that lapsed because the customer has answered (``reminders.mine`` leaves out the same)."""
    seen = Coalesce(Cast(KT("data__last_inbound_id"), BigIntegerField()), 0)
    people = Message.objects.filter(direction=Message.Direction.INBOUND, automated=False, deleted_at=None)
    answer = people.filter(ticket=OuterRef("ticket"), pk__gt=OuterRef("seen"))
    mine = Timer.objects.filter(kind=REMINDER, ref=user.pk).annotate(seen=seen)
    return mine.exclude(Exists(answer), data__unless_answered=True)


def tree(view: str, *, user: User) -> Tree:
    """``breaching`` is due within the hour, or overdue and still running; spam is only in ``spam`` and ``all``. No
    condition says whom a ticket reminds."""
    unsolved = _is("status", *(status.value for status in Ticket.UNSOLVED))
    awake = [unsolved, _is("snoozed", False)]
    nobody: Tree = {"field": "assignee_id", "op": "empty"}
    soon: Tree = {"field": "minutes_to_due", "op": "at_most", "value": [SOON / dt.timedelta(minutes=1)]}
    return {
        "mine": {"all": [*awake, _is("assignee_id", user.pk)]},
        "unassigned": {"all": [*awake, nobody]},
        "open": {"all": awake},
        "breaching": {"all": [unsolved, soon]},
        "snoozed": {"all": [unsolved, _is("snoozed", True)]},
        "solved": _is("status", Ticket.Status.SOLVED.value, Ticket.Status.CLOSED.value),
        "spam": _is("status", Ticket.Status.SPAM.value),
        "reminders": {},
        "all": {},
    }[view]


def _is(field: str, *values: Any) -> Tree:
    return {"field": field, "op": "is", "value": list(values)}


FILTERS = {
    "team": "team_id",
    "channel": "channel_id",
    "assignee": "assignee_id",
    "priority": "priority",
    "status": "status",
    "contact": "contact_id",
}


def narrow(tickets: QuerySet[Ticket], filters: Mapping[str, Any]) -> QuerySet[Ticket]:
    """By the filters that are given; ``label`` means that it is among the ticket's labels."""
    wanted = {column: filters[name] for name, column in FILTERS.items() if name in filters}
    if "label" in filters:
        wanted["labels__contains"] = [filters["label"]]
    return tickets.filter(**wanted)


def narrowing(filters: Mapping[str, Any]) -> Tree:
    """The same as conditions, as far as they can say it: of one contact they cannot."""
    asked = [_is(column, filters[name]) for name, column in FILTERS.items() if name in filters and name != "contact"]
    if "label" in filters:
        asked.append({"field": "labels", "op": "contains", "value": [filters["label"]]})
    return {"all": asked} if asked else {}


def named(contacts: QuerySet[Contact], q: str) -> QuerySet[Contact]:
    """Whose name, or one of whose handles, contains the words."""
    handles = Identity.objects.filter(contact=OuterRef("pk"), handle__icontains=q)
    return contacts.filter(Q(name__icontains=q) | Exists(handles))


def people(contacts: QuerySet[Contact], filters: dict[str, Any]) -> QuerySet[Contact]:
    """By the filters that are given; ``custom`` is ``key=value``, where the value is read as its JSON or as words."""
    if "q" in filters:
        contacts = named(contacts, filters["q"])
    if "label" in filters:
        contacts = contacts.filter(labels__contains=[filters["label"]])
    if "network" in filters:
        contacts = contacts.filter(Exists(Identity.objects.filter(contact=OuterRef("pk"), network=filters["network"])))
    if "vip" in filters:
        contacts = contacts.filter(vip=filters["vip"])
    if "spam" in filters:
        marked = Exists(Identity.objects.filter(contact=OuterRef("pk"), spam_at__isnull=False))
        contacts = contacts.filter(marked if filters["spam"] else ~marked)
    if "custom" in filters:
        key, _, value = filters["custom"].partition("=")
        contacts = contacts.filter(_has(key, value))
    return contacts


def _has(key: str, value: str) -> Q:
    """A field holds this word, number, yes or no; or has it among what was chosen."""
    found = Q(custom__contains={key: value}) | Q(custom__contains={key: [value]})
    try:
        plain = json.loads(value)
    except ValueError:
        return found
    return found | Q(custom__contains={key: plain}) if isinstance(plain, bool | int | float) else found
