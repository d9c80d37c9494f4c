"""What becomes of a message after it was said: edited, deleted, hidden, reacted to, read.

Each function takes the ticket's row lock, changes the message, and records one event. They serve what networks report
and what agents do there. Deletion is final: the row, its time and the event stay, the words go from everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from inbox import attachments, events, outbox, posts, threads, tickets
from inbox.envelope import DeletedBy, MessageEdited, MessageHidden, PostChanged, Reaction, ReadUpTo
from inbox.models import Channel, Delivery, Message, RawInbound, Revision, Thread, Ticket, User
from inbox.sla import clocks
from inbox.sla.clocks import WITHDRAWN

KEPT_IN_EXTRA = ("joined_by", "from_tickets", "changed", "parts")
SOON = dt.timedelta(seconds=5)  # a network dates a message by when it took it, we by when its answer came


def edit(message_id: int, event: MessageEdited, *, actor: User | None = None, raw: RawInbound | None = None) -> bool:
    """Its author changed the words; what it said before stays as a revision. False: older news than we have."""
    ticket, message = _locked(message_id)
    if message.deleted_at is not None or not _is_newer(message, event):
        return False
    Revision.objects.create(message=message, body_text=message.body_text, body_html=message.body_html, until=event.at)
    message.body_text = message.reply_text = event.body_text
    message.body_html = event.body_html
    message.edited_at, message.network_version = event.at, event.version[:200] or message.network_version
    _save(message, "body_text", "reply_text", "body_html", "edited_at", "network_version")
    tickets.recount(ticket)
    _tell(ticket, "message.edited", message, actor=actor, data={"raw_id": raw.pk if raw else None})
    return True


def delete(message_id: int, *, by: DeletedBy, at: dt.datetime, actor: User | None = None, reason: str = "") -> bool:
    """Its words, files and history go, also from the kept bytes when nothing else is in them. False: gone before."""
    ticket, message = _locked(message_id)
    if message.deleted_at is not None:
        return False
    edits = ticket.events.filter(kind="message.edited", message=message).values_list("data__raw_id", flat=True)
    raws = {message.raw_id, *edits} - {None}
    if message.subject and ticket.subject == message.subject:
        ticket.subject = f"{message.author_name}: deleted"[:500]
    message.body_text = message.body_html = message.reply_text = message.subject = ""
    message.reactions, message.deleted_at = [], min(at, timezone.now())
    message.extra = {key: value for key, value in message.extra.items() if key in KEPT_IN_EXTRA}
    _save(message, "body_text", "body_html", "reply_text", "subject", "reactions", "deleted_at", "extra")
    message.revisions.all().delete()
    attachments.drop(message)
    forget({pk for pk in raws if pk is not None})
    tickets.recount(ticket)
    clocks.withdrawn(ticket, message, reason=WITHDRAWN if by is DeletedBy.CUSTOMER else "removed")
    _tell(ticket, "message.deleted", message, actor=actor, data={"by": by.value, "reason": reason})
    return True


def hide(message_id: int, event: MessageHidden, *, actor: User | None = None, reason: str = "") -> bool:
    """Hidden from the public, or shown again. False: it was so already."""
    ticket, message = _locked(message_id)
    if message.deleted_at is not None or (message.hidden_at is not None) == event.hidden:
        return False
    message.hidden_at = event.at if event.hidden else None
    _save(message, "hidden_at")
    _tell(ticket, "message.hidden", message, actor=actor, data={"hidden": event.hidden, "reason": reason})
    return True


def react(message_id: int, event: Reaction, *, actor: User | None = None) -> bool:
    """One person's one emoji; taken away without naming one, all of theirs go. False: it was so already."""
    ticket, message = _locked(message_id)
    mine = {"emoji": event.emoji[:40], "handle": event.sender.handle, "name": event.sender.name or event.sender.handle}
    left = [
        each
        for each in message.reactions
        if each["handle"] != mine["handle"] or (event.emoji and each["emoji"] != mine["emoji"])
    ]
    after = [*left, mine] if event.added else left
    if message.deleted_at is not None or after == message.reactions:
        return False
    message.reactions = after
    _save(message, "reactions")
    _tell(ticket, "message.reacted", message, actor=actor, data={"emoji": mine["emoji"], "added": event.added})
    return True


def read_up_to(channel: Channel, event: ReadUpTo) -> None:
    """What we sent in this conversation until then has been read."""
    for thread in Thread.objects.filter(channel=channel, key=event.conversation[:300]).order_by("pk"):
        ticket = threads.lock_survivor(thread.ticket_id)
        if thread.read_until is None or thread.read_until < event.at:
            Thread.objects.filter(pk=thread.pk).update(read_until=event.at)
        sent = Delivery.objects.select_for_update(of=("self",)).select_related("message__ticket", "channel")
        for delivery in sent.filter(
            message__thread=thread,
            message__sent_at__lte=event.at,
            settled_at__lte=event.at + SOON,
            state__in=(Delivery.State.SENT, Delivery.State.DELIVERED),
        ).order_by("pk"):
            outbox.note(delivery, "receipt_read", at=event.at)
            outbox.become(delivery, Delivery.State.READ)
        ticket.save(update_fields=("version",))


def change_post(channel: Channel, event: PostChanged) -> None:
    """A post appeared, was edited, or is gone; its comments stay."""
    post = posts.note(channel, event.post)
    if event.deleted and post.deleted_at is None:
        post.deleted_at, post.text, post.title = event.at, "", ""
        post.save(update_fields=("deleted_at", "text", "title"))
    events.record("post.changed", channel=channel, data={"post_id": post.pk})


def forget(raw_ids: Collection[int]) -> None:
    """Empty the kept bytes of these rows, unless something else came in them that still stands."""
    standing = Message.objects.filter(raw=OuterRef("pk"), deleted_at__isnull=True)
    done = (RawInbound.State.DONE, RawInbound.State.DUPLICATE)
    RawInbound.objects.filter(~Exists(standing), pk__in=raw_ids, state__in=done).update(body=b"")


def _is_newer(message: Message, event: MessageEdited) -> bool:
    """By version where both are numbers, else by time; of two edits in one second the later to come counts."""
    if event.version and event.version == message.network_version:
        return False
    if event.version.isdigit() and message.network_version.isdigit():
        return int(event.version) > int(message.network_version)
    if (event.body_text, event.body_html) == (message.body_text, message.body_html):
        return False
    return message.edited_at is None or event.at >= message.edited_at


def _locked(message_id: int) -> tuple[Ticket, Message]:
    """Ticket first; a merge may move the message while one waits."""
    while True:
        ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
        ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel").get(pk=ticket_id)
        message = Message.objects.get(pk=message_id)
        if message.ticket_id == ticket_id:
            return ticket, message


def _save(message: Message, *fields: str) -> None:
    message.version += 1
    message.save(update_fields=(*fields, "version"))


def _tell(ticket: Ticket, kind: str, message: Message, *, actor: User | None, data: dict[str, Any]) -> None:
    ticket.version += 1
    ticket.save()
    events.record(kind, ticket=ticket, message=message, actor=actor, data={k: v for k, v in data.items() if v != ""})
