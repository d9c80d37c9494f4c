"""Sending: claim what is due, settle what came of it, apply what the outside says later.

``claim`` commits ``sending`` with a new attempt number before anybody calls the outside; every later word is checked
against that number, so that a process which was taken for dead changes nothing when it comes back.
"""

from __future__ import annotations

import datetime as dt
import random

from django.db import transaction
from django.utils import timezone

from inbox import events, limits, parts, tickets, twins
from inbox.envelope import (
    AmbiguousFailure,
    DeliveryClass,
    DeliveryReceipt,
    SendError,
    SendResult,
    TemporaryFailure,
)
from inbox.models import Attempt, Channel, Delivery, Identity, Message, Thread, Ticket, User
from inbox.sla import clocks

State = Delivery.State
LEASE = dt.timedelta(seconds=150)  # more than twice the longest time-out of a provider call
GIVE_UP = 24  # hours, where the channel does not say otherwise
ARRIVED = (State.SENT, State.DELIVERED, State.READ)
LOOK_UP = "look_up"  # code of a deferral: before it is sent again, the network is asked whether it has it
RANK = {State.QUEUED: 0, State.SENDING: 1, State.UNKNOWN: 2, State.SENT: 3, State.DELIVERED: 4, State.READ: 5}


def due_channels() -> list[int]:
    """Channels with something to send now, so that each gets its own turn."""
    rows = Delivery.objects.filter(
        state=State.QUEUED, next_attempt_at__lte=timezone.now(), channel__active=True, channel__paused_at=None
    )
    return list(rows.order_by().values_list("channel_id", flat=True).distinct())


def waiting(channel: Channel) -> int:
    """Replies that have not left yet."""
    return Delivery.objects.filter(channel=channel, state=State.QUEUED).count()


def last_settled(channel: Channel) -> dt.datetime | None:
    rows = Delivery.objects.filter(channel=channel, state__in=ARRIVED).order_by("-pk")
    return rows.values_list("settled_at", flat=True).first()


def claim(limit: int, *, channel_id: int | None = None) -> list[Delivery]:
    """Take up to ``limit`` due deliveries for one attempt each; the lease must outlast the provider call."""
    now = timezone.now()
    rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
        "message__ticket", "message__author_user", "message__thread__post", "channel"
    )
    rows = rows.filter(state=State.QUEUED, next_attempt_at__lte=now, channel__active=True, channel__paused_at=None)
    if channel_id is not None:
        rows = rows.filter(channel_id=channel_id)
    with transaction.atomic():
        claimed = list(rows.order_by("next_attempt_at", "id")[:limit])
        for delivery in claimed:
            delivery.attempt += 1
            delivery.lease_until = now + LEASE
            become(delivery, State.SENDING)
    return claimed


def announce(delivery: Delivery, *, external_id: str, calls: int) -> None:
    """Commit, before the first call, the id that the message will have outside where we mint it, and how many calls it
    takes: an answer may get lost, what came of it must not."""
    message = delivery.message
    changes: dict[str, object] = {}
    if external_id and message.external_id != external_id:
        changes["external_id"] = message.external_id = external_id
    if calls != parts.total(message):
        changes["extra"] = message.extra = {**message.extra, "parts": calls}
    if changes:
        Message.objects.filter(pk=message.pk).update(**changes)


def part_taken(delivery: Delivery, number: int, external_id: str) -> bool:
    """Commit that the network has one of several parts. False: somebody else has taken over, send no more."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        twins.absorb(delivery.message, external_id)
        parts.keep(row, number, external_id)
        mine = row.attempt == delivery.attempt and row.state == State.SENDING
        if mine:
            row.lease_until = timezone.now() + LEASE
            row.save(update_fields=("lease_until",))
    return mine


def in_doubt(delivery: Delivery) -> bool:
    """Whether the attempt before this one may have left, and must be looked up before anything is sent."""
    last = delivery.attempts.order_by("-pk").values_list("code", flat=True).first()
    return last == LOOK_UP


def settle(delivery: Delivery, result: SendResult | SendError) -> bool:
    """Write down what one attempt came to. False when another process has taken over since: nothing is changed."""
    now = timezone.now()
    with transaction.atomic():
        ticket, row = _locked(delivery.message_id)
        if row.attempt == delivery.attempt and isinstance(result, SendResult) and row.state in ARRIVED:
            _name(ticket, row.message, result)  # its echo or receipt was faster than the answer
            ticket.save()
            return True
        if row.state != State.SENDING or row.attempt != delivery.attempt:
            return False
        row.lease_until = None
        match result:
            case SendResult():
                _name(ticket, row.message, result)
                note(row, "sent", at=now, detail=result.detail)
                row.settled_at = now
                become(row, State.SENT)
            case TemporaryFailure() if now - row.created_at < _patience(row.channel):
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
    rows = Delivery.objects.select_related("channel", "message").filter(state=State.SENDING, lease_until__lt=now)
    done = 0
    for delivery in rows[:500]:
        done += settle(delivery, _lost(delivery))
    return done


def _lost(delivery: Delivery) -> SendError:
    """What an attempt without an answer comes to, by what the network allows on this surface."""
    allowed = limits.of(delivery.channel, delivery.message.surface).get("delivery_class")
    if allowed == DeliveryClass.IDEMPOTENT:
        return TemporaryFailure("lease_expired", "The sending process died; trying again under the same key.")
    if allowed == DeliveryClass.LOOKUP:
        return TemporaryFailure(LOOK_UP, "The sending process died; looking up whether it was sent.", retry_after=30)
    return AmbiguousFailure("lease_expired", "The sending process died; it may have been sent.")


def apply_receipt(channel: Channel, receipt: DeliveryReceipt) -> bool:
    """News about something we sent: states move forward only; a failure may follow ``sent``, never ``delivered``.

    Inside the caller's transaction. False: nothing that we sent on the channel has this id; it is noted on the channel.
    """
    message_id = find(channel, receipt)
    if message_id is None:
        events.record("receipt.unmatched", channel=channel, data={"own_id": receipt.own_id, "state": receipt.state})
        return False
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
    match parts.heard(delivery, receipt.own_id, receipt.state):
        case State.FAILED if previous in (State.SENDING, State.SENT, State.UNKNOWN, State.QUEUED):
            _fail(delivery, ticket, at=timezone.now(), code=receipt.code or "bounced", detail=receipt.detail)
        case State.SENT | State.DELIVERED | State.READ as reached if RANK.get(previous, 9) < RANK[reached]:
            delivery.settled_at = delivery.settled_at or timezone.now()
            delivery.lease_until = None
            become(delivery, reached)
        case _:  # a delay, one of several parts, or older news than we have: it stands in the history
            _touch(delivery, data={"state": previous, "previous": previous})
    ticket.save()
    return True


def find(channel: Channel, receipt: DeliveryReceipt) -> int | None:
    """The id of the message that a receipt speaks of."""
    sent = Message.objects.filter(external_id=receipt.own_id, direction=Message.Direction.OUTBOUND)
    sent = sent.exclude(delivery=None) if receipt.minted else sent.exclude(delivery=None).filter(channel=channel)
    found = sent.values_list("id", flat=True).first()
    if found is None:
        part = Delivery.objects.filter(channel=channel, parts__external_id=receipt.own_id)
        found = part.values_list("message_id", flat=True).first()
    return found


def _name(ticket: Ticket, message: Message, result: SendResult) -> None:
    """The id that the network gave it, and the conversation that it opened."""
    if result.external_id:
        twins.absorb(message, result.external_id, into=ticket)
        message.external_id = result.external_id
    if result.conversation and (message.thread is None or message.thread.key != result.conversation[:300]):
        message.thread, _ = Thread.objects.get_or_create(
            channel_id=message.channel_id,
            surface=message.surface,
            key=result.conversation[:300],
            defaults={"ticket_id": message.ticket_id, "identity": _addressee(message)},
        )
    message.save(update_fields=["external_id", "thread"])


def _addressee(message: Message) -> Identity | None:
    entry = next(iter(message.recipients.get("to", [])), None)
    if entry is None:
        return None
    return Identity.objects.filter(network=entry["network"], handle=entry["handle"]).first()


def _locked(message_id: int) -> tuple[Ticket, Delivery]:
    """Ticket first, then the delivery. A merged ticket is still the message's home after the merge moved it."""
    ticket_id = Message.objects.values_list("ticket_id", flat=True).get(pk=message_id)
    ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel").get(pk=ticket_id)
    delivery = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("message__ticket", "message__thread", "channel")
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


def _patience(channel: Channel) -> dt.timedelta:
    """How long a reply is tried again."""
    return dt.timedelta(hours=channel.capabilities.get("retry_hours", GIVE_UP))


def _backoff(attempt: int, retry_after: float | None) -> float:
    if retry_after is not None:
        return min(max(retry_after, 1.0), 3600.0)
    return random.uniform(0.5, 1.0) * min(30.0 * 2.0 ** (attempt - 1), 3600.0)
