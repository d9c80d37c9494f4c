"""What agents write: a reply to the customer, or a note among themselves.

A reply is Message + Delivery + Event in one transaction; its recipients are frozen here. Before it leaves it can be
undone; when it may or may not have left, a person decides.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import (
    addressing,
    answering,
    attachments,
    disclosure,
    drafts,
    events,
    limits,
    markup,
    mentions,
    outbox,
    parts,
    tickets,
)
from inbox.answering import Place
from inbox.errors import InboxError
from inbox.models import Delivery, Draft, Message, Organisation, Ticket, User
from inbox.sla import clocks

State = Delivery.State
DELIVER = "connectors.tasks.deliver_due"
NOT_AS = {
    "public": gettext_noop("This channel cannot send a public message here."),
    "private": gettext_noop("This channel cannot send a private message here."),
    "internal": gettext_noop("This channel cannot send an internal message here."),
}


def reply(
    ticket_id: int,
    *,
    author: User,
    body_html: str,
    to: Sequence[str] = (),
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    attachment_ids: Sequence[int] = (),
    last_seen_message_id: int | None,
    status_after: str | None = None,
    force: bool = False,
    visibility: str | None = None,
    thread_id: int | None = None,
    surface: str | None = None,
    parent_message_id: int | None = None,
    template: Mapping[str, Any] | None = None,
    reveal: bool = False,
    undo: bool = True,
) -> Message:
    """Answer the customer. Leaves after the undo window (``undo`` false: at once); locks the ticket.

    Refused with 409 ``ticket_changed`` and the ids of the newer messages when somebody else said something after
    ``last_seen_message_id``, unless ``force``. Recipients are handles on the channel's network.

    Without ``thread_id`` it goes to the conversation in which the customer wrote last. ``surface`` other than the
    conversation's answers a comment privately. ``visibility`` follows the surface; given, it must be that. 409
    ``window_closed`` when the network takes no more free text; ``template`` (name, language, parameters) still goes.

    409 ``personal_data`` when a public reply names people's numbers or addresses, unless they may be known: ``reveal``.
    """
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        if not force and (newer := _newer(ticket, author, last_seen_message_id)):
            raise InboxError(
                "ticket_changed",
                _("Somebody wrote while you did. Read it, then send again or send anyway."),
                409,
                data={"messages": newer},
            )
        now = timezone.now()
        where = answering.place(ticket, thread_id=thread_id, surface=surface, parent_id=parent_message_id, now=now)
        seen_as = _visible(where, visibility)
        answering.refuse_closed(where, template=template is not None)
        recipients = addressing.frozen(ticket, where, to=to, cc=cc, bcc=bcc)
        quoted = parent_message_id is not None or seen_as == "public" or where.private_reply
        message = _write(
            ticket,
            author=author,
            body_html=body_html,
            attachment_ids=attachment_ids,
            at=now,
            direction=Message.Direction.OUTBOUND,
            visibility=seen_as,
            recipients=recipients,
            place=where,
            parent=where.parent if quoted else None,
        )
        limits.check_text(message.body_text, where.rules)
        if seen_as == "public" and not reveal:
            disclosure.check(message.body_text, ticket)
        limits.check_files(list(message.attachments.values_list("content_type", "size")), where.rules)
        window = (Organisation.objects.first() or Organisation()).undo_seconds if undo else 0
        Delivery.objects.create(
            message=message,
            channel=ticket.channel,
            recipients=recipients,
            idempotency_key=uuid.uuid4(),
            template=dict(template) if template is not None else None,
            next_attempt_at=now + dt.timedelta(seconds=window),
        )
        events.record("message.created", ticket=ticket, message=message, actor=author)
        clocks.agent_replied(ticket, message)
        # Answering takes the ticket, as everybody in the field expects; a colleague's ticket stays theirs.
        changes: dict[str, Any] = {} if ticket.assignee_id else {"assignee_id": author.pk}
        if status_after is not None:
            changes["status"] = status_after
        if done := tickets.apply(ticket, actor=author, at=now, **changes):
            message.extra = {**message.extra, "changed": done}  # what an undo takes back with it
            message.save(update_fields=["extra"])
        ticket.version += 1
        ticket.save()
        events.nudge(DELIVER, queue="delivery", countdown=min(window, 60))
    return message


def note(ticket_id: int, *, author: User, body_html: str, attachment_ids: Sequence[int] = ()) -> Message:
    """Say something to colleagues; it never leaves the house and moves no clock. Locks the ticket.

    Whom it mentions is told; who may not see the ticket is not, and ``extra["not_told"]`` names them.
    """
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        message = _write(
            ticket,
            author=author,
            body_html=body_html,
            attachment_ids=attachment_ids,
            at=timezone.now(),
            direction=Message.Direction.INTERNAL,
            visibility="internal",
            recipients={},
        )
        if not_told := mentions.tell(ticket, message, author):
            message.extra = {**message.extra, "not_told": not_told}
            message.save(update_fields=["extra"])
        events.record("message.created", ticket=ticket, message=message, actor=author)
        ticket.version += 1
        ticket.save()
    return message


def undo(delivery_id: int, *, actor: User) -> Message:
    """Take a reply back before it left: it becomes the agent's draft again, before what they
    have typed since, and the ticket what it was."""
    with transaction.atomic():
        ticket, delivery = _locked(delivery_id)
        if delivery.state != State.QUEUED or delivery.attempt:
            raise InboxError("too_late", _("It has left already."), 409)
        now = timezone.now()
        message = delivery.message
        _move(delivery, State.CANCELLED, actor=actor, at=now, outcome="undone")
        tickets.withdraw_message(ticket, message, at=now, actor=actor)
        clocks.reply_undone(ticket, message)
        changed: dict[str, list[Any]] = message.extra.get("changed", {})
        back = {name: old for name, (old, new) in changed.items() if getattr(ticket, name) == new}
        tickets.apply(ticket, actor=actor, at=now, **back)
        ticket.save()
        drafts.put_back(
            ticket,
            actor,
            body=message.body_html,
            recipients=message.recipients,
            attachment_ids=list(message.attachments.order_by("pk").values_list("pk", flat=True)),
        )
        message.attachments.update(message=None, uploader=actor)
    return message


def retry(delivery_id: int, *, actor: User) -> Message:
    """Send a failed delivery again, now."""
    with transaction.atomic():
        ticket, delivery = _locked(delivery_id)
        if delivery.state != State.FAILED:
            raise InboxError("not_failed", _("Only a failed delivery can be retried."), 409)
        parts.forget_failed(delivery)
        _requeue(delivery, actor=actor, outcome="retried")
        clocks.agent_replied(ticket, delivery.message)
        ticket.version += 1
        ticket.save()
    return delivery.message


def decide(delivery_id: int, *, actor: User, outcome: str) -> Message:
    """Settle an ``unknown`` delivery by a person's word: it was ``sent``, or ``resend`` it."""
    if outcome not in ("sent", "resend"):
        raise InboxError("invalid", _("The outcome is sent or resend."), fields={"outcome": _("sent or resend.")})
    with transaction.atomic():
        ticket, delivery = _locked(delivery_id)
        if delivery.state != State.UNKNOWN:
            raise InboxError("not_unknown", _("Only a delivery in doubt can be decided."), 409)
        if outcome == "sent":
            _move(delivery, State.SENT, actor=actor, at=timezone.now(), outcome="marked_sent")
        else:
            _requeue(delivery, actor=actor, outcome="resent")
        ticket.version += 1
        ticket.save()
    return delivery.message


def _write(
    ticket: Ticket,
    *,
    author: User,
    body_html: str,
    attachment_ids: Sequence[int],
    at: dt.datetime,
    direction: str,
    visibility: str,
    recipients: addressing.Recipients,
    place: Place | None = None,
    parent: Message | None = None,
) -> Message:
    html = markup.clean(body_html, mentions=direction == Message.Direction.INTERNAL)
    text = markup.to_text(html)
    if not text and not attachment_ids:
        raise InboxError("empty", _("There is nothing in it yet."), fields={"body_html": _("Write something.")})
    thread = place.thread if place is not None else None
    private = place is not None and place.private_reply
    try:
        with transaction.atomic():
            message = Message.objects.create(
                ticket=ticket,
                channel=ticket.channel,
                direction=direction,
                visibility=visibility,
                author_user=author,
                author_name=author.get_full_name()[:200],
                subject=ticket.subject,
                body_html=html,
                body_text=text,
                reply_text=text,
                recipients=recipients,
                thread=thread,
                surface=place.surface if place is not None else "",
                parent=parent,
                parent_external_id=(parent.external_id or "") if parent is not None else "",
                extra={"private_reply": True} if private else {},
                sent_at=at,
            )
    except IntegrityError as error:
        if "one_private_reply_per_comment" not in str(error):
            raise
        raise InboxError("already_answered", answering.ONCE, 409) from None
    attachments.claim(attachment_ids, message=message, uploader=author)
    tickets.add_message(ticket, message)
    Draft.objects.filter(user=author, ticket=ticket).delete()
    return message


def _visible(where: Place, wanted: str | None) -> str:
    """The reply is as public as its surface, and an agent who thinks otherwise is told before it leaves."""
    actual = str(where.rules["visibility"])
    allowed = where.rules.get("visibilities", ()) if where.surface == "" else (actual,)
    if wanted is not None and wanted not in allowed:
        raise InboxError(
            "invalid",
            _(NOT_AS[wanted]),
            fields={"visibility": _("Not here.")},
        )
    return wanted or actual


def _newer(ticket: Ticket, author: User, seen: int | None) -> list[int]:
    """Ids of what others said to or as the customer since this agent looked; a machine's notice changes nothing."""
    rows = ticket.messages.filter(id__gt=seen or 0, deleted_at__isnull=True).exclude(visibility="internal")
    rows = rows.exclude(direction=Message.Direction.OUTBOUND, automated=True)
    return list(rows.exclude(author_user=author).order_by("id").values_list("id", flat=True))


def _locked(delivery_id: int) -> tuple[Ticket, Delivery]:
    """Ticket first, then the delivery."""
    found = Delivery.objects.filter(pk=delivery_id).values_list("message__ticket_id", flat=True).first()
    if found is None:
        raise InboxError("not_found", _("There is no such delivery."), 404)
    ticket = tickets.lock(found)
    return ticket, Delivery.objects.select_for_update(of=("self",)).select_related("message__ticket").get(
        pk=delivery_id
    )


def _requeue(delivery: Delivery, *, actor: User, outcome: str) -> None:
    now = timezone.now()
    delivery.next_attempt_at = now
    delivery.created_at = now  # the day of tries starts anew
    _move(delivery, State.QUEUED, actor=actor, at=now, outcome=outcome)
    events.nudge(DELIVER, queue="delivery")


def _move(delivery: Delivery, state: str, *, actor: User, at: dt.datetime, outcome: str) -> None:
    delivery.settled_at = None if state == State.QUEUED else at
    delivery.error_code = delivery.error = ""
    outbox.note(delivery, outcome, at=at)
    outbox.become(delivery, state, actor=actor)
