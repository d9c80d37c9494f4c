"""Sending: claim what is due, settle what came of it, apply what the outside says later.

``claim`` commits ``sending`` with a new attempt number before anybody calls the outside; every later word is checked
against that number, so that a process which was taken for dead changes nothing when it comes back.
"""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from inbox import events, tickets
from inbox.envelope import (
    Address,
    AmbiguousFailure,
    DeliveryClass,
    DeliveryReceipt,
    OutboundAttachment,
    OutboundMessage,
    ReceiptState,
    SendError,
    SendResult,
    TemporaryFailure,
)
from inbox.models import Attempt, Channel, Delivery, Message, Ticket, User
from inbox.sla import clocks

State = Delivery.State
LEASE = dt.timedelta(seconds=150)  # more than twice the longest time-out of a provider call
GIVE_UP = dt.timedelta(hours=24)
RANK = {State.QUEUED: 0, State.SENDING: 1, State.UNKNOWN: 2, State.SENT: 3, State.DELIVERED: 4, State.READ: 5}
HISTORY_LIMIT = 20_000


def due_channels() -> list[int]:
    """Channels with something to send now, so that each gets its own turn."""
    rows = Delivery.objects.filter(state=State.QUEUED, next_attempt_at__lte=timezone.now(), channel__active=True)
    return list(rows.order_by().values_list("channel_id", flat=True).distinct())


def claim(limit: int, *, channel_id: int | None = None) -> list[Delivery]:
    """Take up to ``limit`` due deliveries for one attempt each; the lease must outlast the provider call."""
    now = timezone.now()
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "message__ticket", "message__author_user", "channel"
    )
    rows = rows.filter(state=State.QUEUED, next_attempt_at__lte=now, channel__active=True)
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    with transaction.atomic():
        claimed = list(rows.order_by("next_attempt_at", "id")[:limit])
        for delivery in claimed:
            delivery.attempt += 1
            delivery.lease_until = now + LEASE
            become(delivery, State.SENDING)
    return claimed


def compose(delivery: Delivery) -> OutboundMessage:
    """What the connector gets: only what was frozen when the agent sent it."""
    message, ticket = delivery.message, delivery.message.ticket
    earlier = list(
        ticket.messages.filter(id__lt=message.pk, deleted_at__isnull=True)
        .exclude(visibility="internal")
        .order_by("sent_at", "id")
        .only("external_id", "direction", "body_text", "author_name", "sent_at")
    )
    ids = [row.external_id for row in earlier if row.external_id]
    last = next((row for row in reversed(earlier) if row.direction == Message.Direction.INBOUND), None)
    addressed = _addressed(delivery)
    quote = bool(delivery.channel.capabilities.get("quote_history")) and last is not None
    return OutboundMessage(
        message_id=message.pk,
        ticket_id=ticket.pk,
        ticket_ref=ticket.reference,
        reply_token=ticket.reply_token,
        idempotency_key=str(delivery.idempotency_key),
        subject=message.subject,
        body_text=message.body_text,
        body_html=message.body_html,
        sender_name=message.author_name,
        to=addressed["to"],
        cc=addressed["cc"],
        bcc=addressed["bcc"],
        in_reply_to=(last.external_id or "") if last else "",
        references=tuple(ids),
        history=_history(last) if quote and last else "",
        automated=message.automated,
        attachments=tuple(
            OutboundAttachment(
                filename=file.filename,
                content_type=file.content_type,
                content=file.content,
                content_id=file.content_id,
                inline=file.inline,
            )
            for file in message.attachments.select_related("blob").order_by("id")
        ),
    )


def announce(delivery: Delivery, external_id: str) -> None:
    """Commit the id that the message will have outside, before the call: its answer may get lost, replies must not."""
    Message.objects.filter(pk=delivery.message_id).update(external_id=external_id)
    delivery.message.external_id = external_id


def settle(delivery: Delivery, result: SendResult | SendError) -> bool:
    """Write down what one attempt came to. False when another process has taken over since: nothing is changed."""
    now = timezone.now()
    with transaction.atomic():
        ticket, row = _locked(delivery.message_id)
        if row.state != State.SENDING or row.attempt != delivery.attempt:
            return False
        row.lease_until = None
        match result:
            case SendResult():
                row.message.external_id = result.external_id
                row.message.save(update_fields=["external_id"])
                note(row, "sent", at=now, detail=result.detail)
                row.settled_at = now
                become(row, State.SENT)
            case TemporaryFailure() if now - row.created_at < GIVE_UP:
                note(row, "deferred", at=now, code=result.code, detail=result.detail)
                row.error_code, row.error = result.code[:60], result.detail[:500]
                row.next_attempt_at = now + dt.timedelta(seconds=_backoff(row.attempt, result.retry_after))
                become(row, State.QUEUED)
            case AmbiguousFailure():
                _doubt(row, at=now, code=result.code, detail=result.detail)
            case _:
                note(row, "failed", at=now, code=result.code, detail=result.detail)
                _fail(row, ticket, at=now, code=result.code, detail=result.detail)
        ticket.save()
    return True


def sweep(now: dt.datetime) -> int:
    """Settle attempts whose process never came back, by what the channel's network allows."""
    rows = Delivery.objects.select_related("channel").filter(state=State.SENDING, lease_until__lt=now)
    done = 0
    for delivery in rows[:500]:
        safe = delivery.channel.capabilities.get("delivery_class") == DeliveryClass.IDEMPOTENT
        lost = (
            TemporaryFailure("lease_expired", "The sending process died; trying again under the same key.")
            if safe
            else AmbiguousFailure("lease_expired", "The sending process died; it may have been sent.")
        )
        done += settle(delivery, lost)
    return done


def apply_receipt(channel: Channel, receipt: DeliveryReceipt) -> None:
    """News about something we sent: states move forward only; a failure may follow ``sent``, never ``delivered``.

    Inside the caller's transaction. A receipt for a message that is not ours is recorded on the channel and kept raw.
    """
    message_id = (
        Message.objects.filter(external_id=receipt.own_id, direction=Message.Direction.OUTBOUND)
        .values_list("id", flat=True)
        .first()
    )
    if message_id is None:
        events.record("receipt.unmatched", channel=channel, data={"own_id": receipt.own_id, "state": receipt.state})
        return
    ticket, delivery = _locked(message_id)
    note(
        delivery,
        f"receipt_{receipt.state}",
        at=receipt.at,
        recipient=receipt.recipient,
        code=receipt.code,
        detail=receipt.detail,
    )
    previous = State(delivery.state)
    match receipt.state:
        case ReceiptState.FAILED if previous in (State.SENDING, State.SENT, State.UNKNOWN, State.QUEUED):
            _fail(delivery, ticket, at=timezone.now(), code=receipt.code or "bounced", detail=receipt.detail)
        case ReceiptState.SENT | ReceiptState.DELIVERED | ReceiptState.READ if (
            RANK.get(previous, 9) < RANK[State(receipt.state.value)]
        ):
            delivery.settled_at = delivery.settled_at or timezone.now()
            delivery.lease_until = None
            become(delivery, State(receipt.state.value))
        case _:  # a delay, or older news than we have: it stands in the history
            _touch(delivery, data={"state": previous, "previous": previous})
    ticket.save()


def _locked(message_id: int) -> tuple[Ticket, Delivery]:
    """Ticket first, then the delivery. A merged ticket is still the message's home after the merge moved it."""
    ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
    ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel").get(pk=ticket_id)
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message__ticket", "channel")
        .get(message_id=message_id)
    )
    return ticket, delivery


def become(delivery: Delivery, state: str, *, actor: User | None = None) -> None:
    """Save the delivery in its new state and tell it. The row is locked by the caller."""
    previous, delivery.state = delivery.state, state
    delivery.save()
    _touch(delivery, data={"state": state, "previous": previous}, actor=actor)


def _touch(delivery: Delivery, *, data: dict[str, str], actor: User | None = None) -> None:
    message = delivery.message
    message.version += 1
    message.save(update_fields=["version"])
    events.record("delivery.changed", ticket=message.ticket, message=message, actor=actor, data=data)


def note(
    delivery: Delivery, outcome: str, *, at: dt.datetime, recipient: str = "", code: str = "", detail: str = ""
) -> None:
    """Write down one try, or one later word about it."""
    Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempt,
        at=at,
        outcome=outcome,
        recipient=recipient[:320],
        code=code[:60],
        detail=detail[:500],
    )


def _doubt(delivery: Delivery, *, at: dt.datetime, code: str, detail: str) -> None:
    note(delivery, "unknown", at=at, code=code, detail=detail)
    delivery.error_code, delivery.error, delivery.settled_at = code[:60], detail[:500], at
    become(delivery, State.UNKNOWN)


def _fail(delivery: Delivery, ticket: Ticket, *, at: dt.datetime, code: str, detail: str) -> None:
    """Finally refused: the promise it had kept is open again (R4), and so is the ticket, so that somebody sees it."""
    delivery.error_code, delivery.error, delivery.settled_at, delivery.lease_until = code[:60], detail[:500], at, None
    become(delivery, State.FAILED)
    clocks.delivery_failed(ticket, delivery.message)
    unread = ticket.status in (Ticket.Status.WAITING_CUSTOMER, Ticket.Status.SOLVED)
    if unread and not delivery.message.automated:
        tickets.apply(ticket, actor=None, at=at, status=Ticket.Status.OPEN)
    ticket.version += 1


def _backoff(attempt: int, retry_after: float | None) -> float:
    if retry_after is not None:
        return min(max(retry_after, 1.0), 3600.0)
    return random.uniform(0.5, 1.0) * min(30.0 * 2.0 ** (attempt - 1), 3600.0)


def _addressed(delivery: Delivery) -> dict[str, tuple[Address, ...]]:
    """The frozen recipients; on a retry after it left, only those who were refused: the others have it already."""
    owed = _refused(delivery)
    found = {
        kind: tuple(
            Address(network=entry["network"], handle=entry["handle"], name=entry.get("name", ""))
            for entry in delivery.recipients.get(kind, [])
            if not owed or entry["handle"] in owed
        )
        for kind in ("to", "cc", "bcc")
    }
    if not found["to"] and found["cc"]:  # a mail needs somebody to stand in To
        found["to"], found["cc"] = found["cc"], ()
    return found


def _refused(delivery: Delivery) -> set[str]:
    """Handles that the newest attempt which left did not reach, by the word of server or bounce."""
    left = delivery.attempts.filter(outcome__in=("sent", "marked_sent")).order_by("-number").first()
    if left is None:
        return set()
    named = delivery.attempts.filter(outcome="receipt_failed", number=left.number).values_list("recipient", flat=True)
    frozen = {entry["handle"] for entries in delivery.recipients.values() for entry in entries}
    return {handle.lower() for handle in named} & frozen


def _history(message: Message) -> str:
    """The customer's last words, quoted."""
    when = message.sent_at.strftime("%Y-%m-%d %H:%M UTC")
    quoted = "\n".join(f"> {line}".rstrip() for line in message.body_text[:HISTORY_LIMIT].splitlines())
    return f"{message.author_name}, {when}:\n{quoted}"
