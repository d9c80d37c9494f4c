"""What agents write: a reply to the customer, or a note among themselves.

A reply is Message + Delivery + Event in one transaction; its recipients are frozen here. Before it leaves it can be
undone; when it may or may not have left, a person decides.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from inbox import attachments, events, markup, outbox, tickets
from inbox.errors import InboxError
from inbox.models import Channel, Delivery, Draft, Message, Organisation, Ticket, User
from inbox.sla import clocks

Recipients = dict[str, list[dict[str, str]]]
State = Delivery.State
DELIVER = "connectors.tasks.deliver_due"
KINDS = ("to", "cc", "bcc")


def reply(
    ticket_id: int,
    *,
    author: User,
    body_html: str,
    to: Sequence[str],
    cc: Sequence[str] = (),
    bcc: Sequence[str] = (),
    attachment_ids: Sequence[int] = (),
    last_seen_message_id: int | None,
    status_after: str | None = None,
    force: bool = False,
    visibility: str = "private",
) -> Message:
    """Answer the customer. Leaves after the undo window; locks the ticket.

    Refused with 409 ``ticket_changed`` and the ids of the newer messages when somebody else said something after
    ``last_seen_message_id``, unless ``force``. Recipients are handles on the channel's network.
    """
    with transaction.atomic():
        ticket = tickets.lock(ticket_id)
        if not force and (newer := _newer(ticket, author, last_seen_message_id)):
            raise InboxError(
                "ticket_changed",
                "Somebody wrote while you did. Read it, then send again or send anyway.",
                409,
                data={"messages": newer},
            )
        limits = ticket.channel.capabilities
        if visibility not in limits.get("visibilities", ()):
            raise InboxError(
                "invalid", f"This channel cannot send a {visibility} message.", fields={"visibility": "Not here."}
            )
        if not ticket.channel.active:
            raise InboxError("channel_inactive", "This channel is switched off; nothing can be sent on it.", 409)
        recipients = _frozen(ticket, limits, to=to, cc=cc, bcc=bcc)
        now = timezone.now()
        message = _write(
            ticket,
            author=author,
            body_html=body_html,
            attachment_ids=attachment_ids,
            at=now,
            direction=Message.Direction.OUTBOUND,
            visibility=visibility,
            recipients=recipients,
        )
        _check_size(message, limits)
        undo = (Organisation.objects.first() or Organisation()).undo_seconds
        Delivery.objects.create(
            message=message,
            channel=ticket.channel,
            recipients=recipients,
            idempotency_key=uuid.uuid4(),
            next_attempt_at=now + dt.timedelta(seconds=undo),
        )
        events.record("message.created", ticket=ticket, message=message, actor=author)
        clocks.agent_replied(ticket, message)
        # Answering takes the ticket, as everybody in the field expects; a colleague's ticket stays theirs.
        changes: dict[str, Any] = {} if ticket.assignee_id else {"assignee_id": author.pk}
        if status_after is not None:
            changes["status"] = status_after
        if done := tickets.apply(ticket, actor=author, at=now, **changes):
            message.extra = {"changed": done}  # what an undo takes back with it
            message.save(update_fields=["extra"])
        ticket.version += 1
        ticket.save()
        events.nudge(DELIVER, queue="delivery", countdown=min(undo, 60))
    return message


def note(ticket_id: int, *, author: User, body_html: str, attachment_ids: Sequence[int] = ()) -> Message:
    """Say something to colleagues; it never leaves the house and moves no clock. Locks the ticket."""
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
        events.record("message.created", ticket=ticket, message=message, actor=author)
        ticket.version += 1
        ticket.save()
    return message


def recipients(ticket: Ticket) -> Recipients:
    """Whom a reply goes to unless the agent changes it: whoever wrote last, and those who were copied."""
    last = (
        ticket.messages.select_related("author_identity")
        .filter(direction=Message.Direction.INBOUND, automated=False, deleted_at__isnull=True)
        .order_by("-sent_at", "-id")
        .first()
    )
    if last is None or last.author_identity is None:
        first = ticket.contact.identities.filter(network=_network(ticket.channel)).order_by("id").first()
        return {"to": [_entry(first.network, first.handle, first.name)] if first else [], "cc": [], "bcc": []}
    sender = last.author_identity
    to = last.recipients.get("reply_to") or [_entry(sender.network, sender.handle, last.author_name)]
    taken = {entry["handle"] for entry in to} | set(
        Channel.objects.filter(kind=ticket.channel.kind).values_list("address", flat=True)
    )
    copied = [entry for kind in ("to", "cc") for entry in last.recipients.get(kind, [])]
    cc = list({entry["handle"]: entry for entry in copied if entry["handle"] not in taken}.values())
    return {"to": to, "cc": cc, "bcc": []}


def undo(delivery_id: int, *, actor: User) -> Message:
    """Take a reply back before it left: it becomes the agent's draft again, and the ticket what it was."""
    with transaction.atomic():
        ticket, delivery = _locked(delivery_id)
        if delivery.state != State.QUEUED or delivery.attempt:
            raise InboxError("too_late", "It has left already.", 409)
        now = timezone.now()
        message = delivery.message
        _move(delivery, State.CANCELLED, actor=actor, at=now, outcome="undone")
        tickets.withdraw_message(ticket, message, at=now, actor=actor)
        clocks.reply_undone(ticket, message)
        changed: dict[str, list[Any]] = message.extra.get("changed", {})
        back = {name: old for name, (old, new) in changed.items() if getattr(ticket, name) == new}
        tickets.apply(ticket, actor=actor, at=now, **back)
        ticket.save()
        Draft.objects.update_or_create(
            user=actor,
            ticket=ticket,
            defaults={
                "kind": Draft.Kind.REPLY,
                "body": message.body_html,
                "recipients": message.recipients,
                "attachment_ids": list(message.attachments.order_by("pk").values_list("pk", flat=True)),
            },
        )
        message.attachments.update(message=None, uploader=actor)
    return message


def retry(delivery_id: int, *, actor: User) -> Message:
    """Send a failed delivery again, now."""
    with transaction.atomic():
        ticket, delivery = _locked(delivery_id)
        if delivery.state != State.FAILED:
            raise InboxError("not_failed", "Only a failed delivery can be retried.", 409)
        _requeue(delivery, actor=actor, outcome="retried")
        clocks.agent_replied(ticket, delivery.message)
        ticket.version += 1
        ticket.save()
    return delivery.message


def decide(delivery_id: int, *, actor: User, outcome: str) -> Message:
    """Settle an ``unknown`` delivery by a person's word: it was ``sent``, or ``resend`` it."""
    if outcome not in ("sent", "resend"):
        raise InboxError("invalid", "The outcome is sent or resend.", fields={"outcome": "sent or resend."})
    with transaction.atomic():
        ticket, delivery = _locked(delivery_id)
        if delivery.state != State.UNKNOWN:
            raise InboxError("not_unknown", "Only a delivery in doubt can be decided.", 409)
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
    recipients: Recipients,
) -> Message:
    html = markup.clean(body_html)
    text = markup.to_text(html)
    if not text and not attachment_ids:
        raise InboxError("empty", "There is nothing in it yet.", fields={"body_html": "Write something."})
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
        sent_at=at,
    )
    attachments.claim(attachment_ids, message=message, uploader=author)
    tickets.add_message(ticket, message)
    Draft.objects.filter(user=author, ticket=ticket).delete()
    return message


def _newer(ticket: Ticket, author: User, seen: int | None) -> list[int]:
    """Ids of what others said to or as the customer since this agent looked; a machine's notice changes nothing."""
    rows = ticket.messages.filter(id__gt=seen or 0, deleted_at__isnull=True).exclude(visibility="internal")
    rows = rows.exclude(direction=Message.Direction.OUTBOUND, automated=True)
    return list(rows.exclude(author_user=author).order_by("id").values_list("id", flat=True))


def _frozen(ticket: Ticket, limits: dict[str, Any], **handles: Sequence[str]) -> Recipients:
    """Checked and in the network's own spelling, with the names we know; nobody twice."""
    rules = limits.get("recipients", {})
    known = {entry["handle"]: entry.get("name", "") for entries in recipients(ticket).values() for entry in entries}
    network = _network(ticket.channel)
    pattern = re.compile(rules.get("pattern", r".+"))
    frozen: Recipients = {}
    seen: set[str] = set()
    for kind in KINDS:
        given = [handle.strip() for handle in handles[kind]]
        if kind != "to" and given and not rules.get(kind):
            raise InboxError("invalid", f"This channel has no {kind}.", fields={kind: "Not on this channel."})
        if wrong := [handle for handle in given if not pattern.fullmatch(handle) or not handle.isprintable()]:
            raise InboxError("invalid", f"Not an address: {', '.join(wrong)}.", fields={kind: "Not an address."})
        folded = list(dict.fromkeys(handle.lower() for handle in given))
        frozen[kind] = [_entry(network, handle, known.get(handle, "")) for handle in folded if handle not in seen]
        seen.update(folded)
    if not frozen["to"]:
        raise InboxError("no_recipient", "Nobody to send it to.", fields={"to": "Give at least one."})
    if len(seen) > rules.get("max", 50):
        raise InboxError("too_many", f"At most {rules.get('max', 50)} recipients.", fields={"to": "Too many."})
    if not rules.get("editable") and {entry["handle"] for entry in frozen["to"]} - known.keys():
        raise InboxError("invalid", "On this channel only the customer can be answered.", fields={"to": "Fixed."})
    return frozen


def _check_size(message: Message, limits: dict[str, Any]) -> None:
    longest = limits.get("text", {}).get("max")
    if longest is not None and len(message.body_text) > longest:
        raise InboxError("too_long", f"At most {longest} characters.", fields={"body_html": "Too long."})
    most = limits.get("attachments", {}).get("max_total")
    if most is not None and sum(message.attachments.values_list("size", flat=True)) > most:
        raise InboxError(
            "too_large", f"The files may have {most // 2**20} MB together.", fields={"attachment_ids": "Too large."}
        )


def _locked(delivery_id: int) -> tuple[Ticket, Delivery]:
    """Ticket first, then the delivery."""
    found = Delivery.objects.filter(pk=delivery_id).values_list("message__ticket_id", flat=True).first()
    if found is None:
        raise InboxError("not_found", "There is no such delivery.", 404)
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


def _network(channel: Channel) -> str:
    return str(channel.capabilities.get("network", channel.kind))


def _entry(network: str, handle: str, name: str) -> dict[str, str]:
    return {"network": network, "handle": handle, "name": name}
