"""Where on the network a reply may go now: which conversation, in public or in private, until when, and why not.

By the limits as data. What only a connector knows (templates to offer) is added by ``connectors/options.py``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import limits
from inbox.envelope import ReplyOption
from inbox.errors import InboxError
from inbox.models import Message, Thread, Ticket

CLOSED = gettext_noop(
    "The customer wrote more than {hours} hours ago. The network takes no more free text until they write again."
)
TOO_LATE = gettext_noop("A comment can be answered privately within {days} days.")
ONCE = gettext_noop("This comment was answered privately already. Go on once they answer.")


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One way to answer. ``thread`` is None where there is none: mail, or a private reply to the comment ``parent``.

    ``rules`` are ``limits.of`` the surface; ``parent`` is what a reply would answer unless the agent chooses another.
    """

    surface: str
    thread: Thread | None
    rules: dict[str, Any]
    option: ReplyOption
    parent: Message | None = None
    private_reply: bool = False


def places(ticket: Ticket, *, now: dt.datetime | None = None) -> list[Place]:
    """Every way to answer this ticket, the conversation in which the customer wrote last first."""
    now = now or timezone.now()
    if limits.surfaces(ticket.channel) == [""]:
        return [_place(ticket, None, "", now)]
    found = [_place(ticket, thread, thread.surface, now) for thread in _threads(ticket)]
    private = {place.surface for place in found}
    for place in list(found):
        rule = place.rules.get("private_reply")
        if rule and place.parent is not None and rule["surface"] not in private:
            found.append(_privately(ticket, place.parent, rule, now))
            private.add(rule["surface"])
    return found


def place(
    ticket: Ticket, *, thread_id: int | None, surface: str | None, parent_id: int | None, now: dt.datetime
) -> Place:
    """The one way that a reply takes. Raises InboxError where the choice does not fit together."""
    parent = _parent(ticket, parent_id) if parent_id is not None else None
    if limits.surfaces(ticket.channel) == [""]:
        return _place(ticket, None, "", now, parent=parent)
    thread = _thread(ticket, thread_id, parent)
    if surface is None or surface == thread.surface:
        return _place(ticket, thread, thread.surface, now, parent=parent)
    rule = limits.of(ticket.channel, thread.surface).get("private_reply") or {}
    comment = parent or _last_of_customer(ticket, thread)
    if rule.get("surface") != surface or comment is None or comment.direction != Message.Direction.INBOUND:
        raise InboxError(
            "invalid", _("That cannot be answered there."), fields={"surface": _("Not from this conversation.")}
        )
    return _privately(ticket, comment, rule, now)


def refuse_closed(where: Place, *, template: bool) -> None:
    """Raises InboxError when nothing, or nothing but a template, may be sent there now."""
    option = where.option
    if option.allowed or (template and "template" in option.escapes):
        return
    data = {"until": option.until.isoformat() if option.until else None, "escapes": list(option.escapes)}
    raise InboxError(option.code, option.detail, 409, data=data)


def privately_answered(comment: Message) -> bool:
    return Message.objects.filter(parent=comment, extra__private_reply=True, deleted_at=None).exists()


def _place(
    ticket: Ticket, thread: Thread | None, surface: str, now: dt.datetime, *, parent: Message | None = None
) -> Place:
    rules = limits.of(ticket.channel, surface)
    if parent is None and thread is not None and rules["visibility"] == "public":
        parent = _last_of_customer(ticket, thread)
    last = thread.last_customer_at if thread is not None else None
    option = _window(surface, rules, last, now)
    if not ticket.channel.active:
        option = _inactive(surface)
    return Place(surface=surface, thread=thread, rules=rules, option=option, parent=parent)


def _window(surface: str, rules: dict[str, Any], last: dt.datetime | None, now: dt.datetime) -> ReplyOption:
    window = rules.get("window")
    if not window:
        return ReplyOption(surface=surface, allowed=True)
    escapes = tuple(window.get("escapes", ()))
    until = last + dt.timedelta(hours=window["hours"]) if last is not None else None
    if until is not None and until > now:
        return ReplyOption(surface=surface, allowed=True, until=until, escapes=escapes)
    detail = _(CLOSED).format(hours=window["hours"])
    return ReplyOption(
        surface=surface, allowed=False, until=until, code="window_closed", detail=detail, escapes=escapes
    )


def _privately(ticket: Ticket, comment: Message, rule: dict[str, Any], now: dt.datetime) -> Place:
    surface, days = rule["surface"], rule.get("days")
    until = comment.sent_at + dt.timedelta(days=days) if days else None
    option = ReplyOption(surface=surface, allowed=True, until=until)
    if not ticket.channel.active:
        option = _inactive(surface)
    elif until is not None and until <= now:
        detail = _(TOO_LATE).format(days=days)
        option = ReplyOption(surface=surface, allowed=False, until=until, code="window_closed", detail=detail)
    elif rule.get("once") and privately_answered(comment):
        option = ReplyOption(surface=surface, allowed=False, code="already_answered", detail=_(ONCE))
    rules = limits.of(ticket.channel, surface)
    return Place(surface=surface, thread=None, rules=rules, option=option, parent=comment, private_reply=True)


def _inactive(surface: str) -> ReplyOption:
    words = _("This channel is switched off; nothing can be sent on it.")
    return ReplyOption(surface=surface, allowed=False, code="channel_inactive", detail=words)


def _threads(ticket: Ticket) -> list[Thread]:
    """Of this ticket, also those that have gone on to a later one; where the customer wrote last, first."""
    rows = Thread.objects.select_related("identity", "post").filter(
        Q(ticket=ticket) | Q(pk__in=ticket.messages.exclude(thread=None).values("thread_id"))
    )
    return sorted(rows, key=lambda row: (row.last_customer_at is not None, row.last_customer_at, row.pk), reverse=True)


def _thread(ticket: Ticket, thread_id: int | None, parent: Message | None) -> Thread:
    rows = _threads(ticket)
    wanted = thread_id if thread_id is not None else parent.thread_id if parent is not None else None
    found = next((row for row in rows if wanted in (None, row.pk)), None)
    if found is None:
        raise InboxError(
            "invalid", _("The ticket has no such conversation."), fields={"thread_id": _("Not of this ticket.")}
        )
    if parent is not None and parent.thread_id != found.pk:
        wrong = _("It was said in another conversation.")
        raise InboxError("invalid", wrong, fields={"parent_message_id": wrong})
    return found


def _parent(ticket: Ticket, message_id: int) -> Message:
    found = _said(ticket).filter(pk=message_id).first()
    if found is None:
        wrong = _("It cannot be answered: it is not there, or was taken back.")
        raise InboxError("invalid", wrong, fields={"parent_message_id": wrong})
    return found


def _last_of_customer(ticket: Ticket, thread: Thread) -> Message | None:
    """What the ticket's own customer said last there; where they said nothing, what anybody said."""
    rows = _said(ticket).filter(thread=thread, direction=Message.Direction.INBOUND).order_by("-sent_at", "-pk")
    return rows.filter(author_identity__contact_id=ticket.contact_id).first() or rows.first()


def _said(ticket: Ticket) -> QuerySet[Message]:
    rows = ticket.messages.select_related("author_identity", "thread").exclude(visibility="internal")
    return rows.filter(deleted_at=None).exclude(external_id=None)
