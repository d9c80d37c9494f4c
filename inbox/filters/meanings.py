"""What each key of a filter means: a condition, or (what no saved view can keep) a Q."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from inbox import access
from inbox.conditions import Tree
from inbox.errors import InboxError
from inbox.models import Channel, ReadMark, Team, Ticket, User
from inbox.sla import terms

DAYS = re.compile(r"(?P<first>\d{4}-\d\d-\d\d)?(?P<to>\.\.)?(?P<last>\d{4}-\d\d-\d\d)?")
Status, Priority = Ticket.Status, Ticket.Priority
STATUSES = {
    "open": Status.OPEN,
    "waiting": Status.WAITING_CUSTOMER,
    "hold": Status.ON_HOLD,
    "solved": Status.SOLVED,
    "closed": Status.CLOSED,
    "spam": Status.SPAM,
} | {status.value: status for status in Status}
STANDS: dict[str, Tree] = {
    "unsolved": {"field": "status", "op": "is", "value": [status.value for status in Ticket.UNSOLVED]},
    "snoozed": {"field": "snoozed", "op": "is", "value": [True]},
    "unassigned": {"field": "assignee_id", "op": "empty"},
    "overdue": {"field": "minutes_to_due", "op": "at_most", "value": [0]},
    "vip": {"field": "contact.vip", "op": "is", "value": [True]},
}


def _is(value: str, user: User | None) -> Tree | Q:
    word = value.lower()
    if word in STATUSES:
        return {"field": "status", "op": "is", "value": [STATUSES[word].value]}
    if word in STANDS:
        return STANDS[word]
    if word == "mine" and user is not None:
        return {"field": "assignee_id", "op": "is", "value": [user.pk]}
    if word == "unread" and user is not None:
        marks = ReadMark.objects.filter(user=user, ticket=OuterRef("pk"), message_id__gte=OuterRef("last_inbound_id"))
        return Q(last_inbound_id__isnull=False) & ~Q(Exists(marks))
    known = ", ".join([*list(STATUSES)[:6], *STANDS, "mine", "unread"])
    raise refused(_("is:{value} means nothing here. There are {known}.").format(value=value, known=known))


def _priority(value: str, user: User | None) -> Tree:
    if value.lower() not in Priority.values:
        raise refused(
            _("There is no priority “{value}”. There are {these}.").format(
                value=value, these=", ".join(Priority.values)
            )
        )
    return {"field": "priority", "op": "is", "value": [value.lower()]}


def _from(value: str, user: User | None) -> Tree:
    return {"any": [{"field": name, "op": "contains", "value": [value]} for name in ("contact.name", "contact.handle")]}


def _label(value: str, user: User | None) -> Tree:
    return {"field": "labels", "op": "contains", "value": [value]}


def _assignee(value: str, user: User | None) -> Tree:
    word = value.lower()
    if word in ("nobody", "none"):
        return STANDS["unassigned"]
    if word == "me" and user is not None:
        return {"field": "assignee_id", "op": "is", "value": [user.pk]}
    named = User.objects.filter(Q(username__iexact=value) | Q(name__iexact=value))
    found = list(named.values_list("pk", flat=True)[:50])
    return _one_of("assignee_id", found, _("Nobody here is called “{value}”.").format(value=value))


def _team(value: str, user: User | None) -> Tree:
    found = list(Team.objects.filter(name__iexact=value).values_list("pk", flat=True))
    return _one_of("team_id", found, _("There is no team called “{value}”.").format(value=value))


def _channel(value: str, user: User | None) -> Tree:
    seen = Channel.objects.all() if user is None else access.channels(user)
    found = list(seen.filter(Q(name__iexact=value) | Q(kind__iexact=value)).values_list("pk", flat=True)[:50])
    return _one_of("channel_id", found, _("There is no channel called “{value}”.").format(value=value))


def _has(value: str, user: User | None) -> Tree:
    if value.lower() not in ("attachment", "attachments", "file", "files"):
        raise refused(_("has:{value} means nothing here. There is has:attachment.").format(value=value))
    return {"field": "attachments", "op": "is", "value": [True]}


def _days(column: str) -> Callable[[str, User | None], Q]:
    def within(value: str, user: User | None) -> Q:
        match = DAYS.fullmatch(value)
        if match is None or not (match["first"] or match["last"]):
            raise refused(
                _("“{value}” is no time. Write a day as 2026-11-20, or days as 2026-11-01..2026-11-20.").format(
                    value=value
                )
            )
        first = _day(match["first"])
        last = _day(match["last"]) if match["to"] else first
        found = Q()
        if first is not None:
            found &= Q(**{f"{column}__gte": first})
        if last is not None:
            found &= Q(**{f"{column}__lt": last + dt.timedelta(days=1)})
        return found

    return within


def _day(text: str | None) -> dt.datetime | None:
    """Where it begins in the zone of the organisation."""
    if text is None:
        return None
    try:
        return dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), ZoneInfo(terms.now()[1].zone)).astimezone(
            dt.UTC
        )
    except (ValueError, OverflowError):
        raise refused(_("There is no day {text}.").format(text=text)) from None


def _one_of(field: str, found: list[int], missing: str) -> Tree:
    if not found:
        raise refused(missing)
    return {"field": field, "op": "is", "value": found}


def refused(text: str) -> InboxError:
    return InboxError("invalid", text, fields={"q": text})


KEYS: dict[str, Callable[[str, User | None], Any]] = {
    "is": _is,
    "status": _is,
    "priority": _priority,
    "from": _from,
    "label": _label,
    "assignee": _assignee,
    "team": _team,
    "channel": _channel,
    "has": _has,
    "opened": _days("created_at"),
    "active": _days("last_message_at"),
}
