"""Replies that leave at a time of the agent's choice.

Until then nothing has been said: what was written waits in a timer of the ticket, and is sent by ``replies.reply`` when
its time has come (that is when it counts, R1). What cannot be sent then becomes its author's draft again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import access, drafts, events, replies, tickets, timers
from inbox.errors import InboxError
from inbox.merging import SEND
from inbox.models import Attachment, Draft, Message, Ticket, Timer, User

FURTHEST = dt.timedelta(days=366)
RECIPIENTS = ("to", "cc", "bcc")
OURS = ("cancel_if_answered", "last_inbound_id", "author_id", "author_name")
ANSWERED = gettext_noop("The customer wrote in the meantime.")
GONE = gettext_noop("Its author does not work on this channel any more.")
SEEN: dict[str, Any] = {"last_seen_message_id": None, "force": True}  # who writes for later has not read what comes


def schedule(
    ticket_id: int, *, author: User, send_at: dt.datetime, cancel_if_answered: bool = True, **reply: Any
) -> Timer:
    """Send this at ``send_at``; ``reply`` is what ``replies.reply`` takes. What it refuses now is refused now.

    ``cancel_if_answered``: not when the customer has written until then. Locks the ticket.
    """
    _checked(send_at)
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        _rehearse(ticket_id, author=author, **reply)
        data = {
            **{name: list(value) if isinstance(value, tuple) else value for name, value in reply.items()},
            "author_id": author.pk,
            "author_name": author.get_full_name(),
            "cancel_if_answered": cancel_if_answered,
            "last_inbound_id": ticket.last_inbound_id,
        }
        ref = _next_ref()
        timers.set(ticket, SEND, send_at, ref=ref, data=data)
        Draft.objects.filter(user=author, ticket=ticket).delete()
        told = {"scheduled_id": ref, "send_at": send_at.isoformat()}
        events.record("reply.scheduled", ticket=ticket, actor=author, data=told)
        return _waiting(ticket, ref)


def scheduled(ticket: Ticket) -> list[Timer]:
    """What waits to be sent, the next one first."""
    return list(Timer.objects.filter(ticket=ticket, kind=SEND).order_by("due_at", "id"))


def change(
    ticket_id: int,
    ref: int,
    *,
    actor: User,
    send_at: dt.datetime | None = None,
    cancel_if_answered: bool | None = None,
) -> Timer:
    """Send it at another time, or whether or not the customer writes first. Locks the ticket."""
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        timer = _waiting(ticket, ref)
        data = dict(timer.data)
        if cancel_if_answered is not None and cancel_if_answered != data["cancel_if_answered"]:
            data |= {"cancel_if_answered": cancel_if_answered, "last_inbound_id": ticket.last_inbound_id}
        when = timer.due_at if send_at is None else _checked(send_at)
        timers.set(ticket, SEND, when, ref=ref, data=data)
        told = {"scheduled_id": ref, "send_at": when.isoformat()}
        events.record("reply.scheduled", ticket=ticket, actor=actor, data=told)
        return _waiting(ticket, ref)


def cancel(ticket_id: int, ref: int, *, actor: User) -> None:
    """Not after all: it is the author's draft again. Locks the ticket."""
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        timer = _waiting(ticket, ref)
        timers.cancel(ticket, SEND, ref=ref)
        _hold(ticket, timer, reason="cancelled", why="", actor=actor)


def send_now(ticket_id: int, ref: int, *, actor: User) -> Message:
    """Its author's words leave at once; what is refused leaves it waiting. Locks the ticket."""
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        timer = _waiting(ticket, ref)
        author, reply = _author(ticket, timer), dict(timer.data)
        if author is None:
            raise InboxError("author_gone", _(GONE), 409)
        for name in OURS:
            reply.pop(name)
        timers.cancel(ticket, SEND, ref=ref)
        message = replies.reply(ticket.pk, author=author, undo=False, **SEEN, **reply)
        if actor != author:
            events.record("reply.sent_now", ticket=ticket, actor=actor, data={"scheduled_id": ref})
        return message


def send(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """Its time has come."""
    reply = dict(timer.data)
    author = _author(ticket, timer)
    unless_answered, seen = [reply.pop(name) for name in OURS][:2]
    if unless_answered and answered(ticket, since=seen):
        _hold(ticket, timer, reason="answered", why=ANSWERED)
        return
    if author is None:
        _hold(ticket, timer, reason="author_gone", why=GONE)
        return
    try:
        with transaction.atomic():
            replies.reply(ticket.pk, author=author, undo=False, **SEEN, **reply)
    except InboxError as error:
        _hold(ticket, timer, reason=error.code, why=error.message)


def files() -> set[int]:
    """Uploads that wait for a reply to be sent."""
    waiting = Timer.objects.filter(kind=SEND).values_list("data__attachment_ids", flat=True)
    return {pk for ids in waiting for pk in ids or ()}


def _waiting(ticket: Ticket, ref: int) -> Timer:
    timer = Timer.objects.filter(ticket=ticket, kind=SEND, ref=ref).first()
    if timer is None:
        raise InboxError("not_found", _("There is no such reply waiting to be sent."), 404)
    return timer


def _checked(send_at: dt.datetime) -> dt.datetime:
    now = timezone.now()
    if send_at.tzinfo is None or not now < send_at <= now + FURTHEST:
        why = _("{send_at} is not a time within the next year.").format(send_at=send_at.isoformat())
        raise InboxError("invalid", why, fields={"send_at": why})
    return send_at


def _author(ticket: Ticket, timer: Timer) -> User | None:
    """Who wrote it, as long as they work on the channel."""
    author = User.objects.filter(pk=timer.data["author_id"], is_active=True).first()
    allowed = access.channel_ids(author) if author is not None else set()
    return author if allowed is None or ticket.channel_id in allowed else None


def _rehearse(ticket_id: int, *, author: User, **reply: Any) -> None:
    """Send it, and take it back before anybody could see it: every refusal is the real one."""
    with transaction.atomic():
        replies.reply(ticket_id, author=author, **SEEN, **reply)
        transaction.set_rollback(True)


def answered(ticket: Ticket, *, since: int | None) -> bool:
    """Whether a person has written from outside after that message."""
    people = Message.objects.filter(ticket=ticket, direction=Message.Direction.INBOUND, automated=False)
    return people.filter(pk__gt=since or 0, deleted_at=None).exists()


def _hold(ticket: Ticket, timer: Timer, *, reason: str, why: str, actor: User | None = None) -> None:
    """Put it back into its author's draft, before what they have typed since."""
    data = timer.data
    author = User.objects.filter(pk=data["author_id"]).first()
    if author is not None:
        files = Attachment.objects.filter(pk__in=data.get("attachment_ids", ()), message=None)
        drafts.put_back(
            ticket,
            author,
            body=data["body_html"],
            recipients={kind: [{"handle": handle} for handle in data.get(kind, ())] for kind in RECIPIENTS},
            attachment_ids=list(files.order_by("pk").values_list("pk", flat=True)),
        )
    told = {"scheduled_id": timer.ref, "author_id": data["author_id"], "reason": reason, "why": why}
    events.record("reply.held", ticket=ticket, actor=actor, data=told)


def _next_ref() -> int:
    """A number that no other timer has, so that those of merged tickets never meet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('inbox_timer', 'id'))")
        (number,) = cursor.fetchone()
    return int(number)
