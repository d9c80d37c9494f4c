"""Replies leave, one channel at a time in each process, so that a slow provider holds up only its own.

A message leaves in the parts that its connector plans; each part that the network took is committed before the next, so
that a crash in the middle continues where it was. What goes wrong is translated here from ``connectors/errors.py`` to
what the outbox understands: try later, may have left, never.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import time

from django.db import transaction
from django.utils import timezone

from connectors import health, locks, registry
from connectors.base import Connector, Plans, Reconciles, Send
from connectors.errors import (
    Ambiguous,
    ConnectorError,
    InvalidContent,
    RateLimited,
    Refused,
    Rejected,
    Transient,
    Unreachable,
)
from inbox import composing, early, limits, outbox
from inbox.envelope import (
    AmbiguousFailure,
    DeliveryClass,
    OutboundMessage,
    OutboundPart,
    PermanentFailure,
    SendError,
    SendResult,
    TemporaryFailure,
)
from inbox.models import Channel, Delivery
from inbox.parts import taken

log = logging.getLogger(__name__)

HOLD = dt.timedelta(seconds=60)
SERVER_TROUBLE = {"login_refused": Refused, "unreachable": Unreachable, "connection_lost": Unreachable}
BUDGET = 45.0  # seconds that one channel may keep a worker before others get their turn


class TakenOver(Exception):
    """Another process holds the delivery by now; whatever happens to it is its business."""


def deliver(channel_id: int) -> bool:
    """Send what is due on the channel, unless another worker is at it. True: more is due, the time was up.

    Whoever is refused the lock may go: its row was committed before it asked, and the holder looks again after
    letting go.
    """
    until = time.monotonic() + BUDGET
    while time.monotonic() < until:
        with locks.held(locks.Work.DELIVER, channel_id) as mine:
            if not mine:
                return False
            _drain(Channel.objects.get(pk=channel_id), until)
        if channel_id not in outbox.due_channels():
            return False
    return True


def _drain(channel: Channel, until: float) -> None:
    connector = registry.get(channel.kind)
    with connector.sending(channel) as send:
        while time.monotonic() < until:
            claimed = outbox.claim(1, channel_id=channel.pk)
            if not claimed:
                return
            if pause := _send(connector, channel, claimed[0], send):
                _hold(channel, pause)
                return


def _hold(channel: Channel, pause: dt.timedelta) -> None:
    """The server is not well: what else waits there is not thrown after it, message by message."""
    now = timezone.now()
    waiting = Delivery.objects.filter(channel=channel, state=Delivery.State.QUEUED, next_attempt_at__lte=now)
    waiting.update(next_attempt_at=now + pause)


def _send(connector: Connector, channel: Channel, delivery: Delivery, send: Send) -> dt.timedelta | None:
    """One attempt, settled. Says how long to leave the channel alone when it failed for the server's sake."""
    trouble: ConnectorError | None = None
    outcome: SendResult | SendError
    try:
        outcome = _attempt(connector, channel, delivery, send)
    except TakenOver:
        return None
    except SendError as error:
        outcome = error
        if error.code in SERVER_TROUBLE:
            trouble = SERVER_TROUBLE[error.code](error.detail)
        elif isinstance(error, AmbiguousFailure):
            trouble = Ambiguous(error.detail)
    except ConnectorError as error:
        outcome = _translated(error, channel, delivery)
        trouble = None if isinstance(error, Rejected) else error
    except Exception as error:  # a bug in composing must not hold up the messages behind it
        log.exception("delivery %s could not be composed or sent", delivery.pk)
        outcome = PermanentFailure("not_sendable", f"{type(error).__name__}: {error}"[:400])
    if isinstance(outcome, SendError):
        outcome.detail = health.redacted(outcome.detail, channel.credentials)
    outbox.settle(delivery, outcome)
    if trouble is not None:
        health.failed(channel, health.Side.SENDING, trouble)
        return dt.timedelta(seconds=trouble.retry_after) if isinstance(trouble, RateLimited) else HOLD
    if isinstance(outcome, SendResult):
        with transaction.atomic():
            for external_id in {outcome.external_id, *taken(delivery).values()} - {""}:
                early.apply(delivery.message, external_id)
            for receipt in outcome.receipts:
                outbox.apply_receipt(channel, receipt)
        health.ok(channel, health.Side.SENDING)
    return None


def _attempt(connector: Connector, channel: Channel, delivery: Delivery, send: Send) -> SendResult:
    """Every part that the network does not have yet, in order."""
    message = composing.compose(delivery)
    planned = _planned(connector, channel, message)
    if not planned:
        raise InvalidContent("There is nothing in it that could be sent.", code="empty")
    outbox.announce(delivery, external_id=connector.own_id(channel, message), calls=len(planned))
    done = taken(delivery)
    look_first = outbox.in_doubt(delivery)
    results: list[SendResult] = []
    before = ""
    for part in planned:
        if part.number in done:
            before = done[part.number]
            continue
        hung = part if part.reply_to else dataclasses.replace(part, reply_to=before)
        try:
            result = _one(connector, channel, hung, send, look_first=look_first)
        except Rejected as error:
            error.args = (_which(part, planned) + str(error),)
            raise
        look_first = False
        before = result.external_id
        results.append(result)
        if len(planned) > 1 and not outbox.part_taken(delivery, part.number, result.external_id):
            raise TakenOver
    return SendResult(
        external_id=done.get(0) or (results[0].external_id if results else ""),
        conversation=next((result.conversation for result in results if result.conversation), ""),
        detail=next((result.detail for result in results if result.detail), ""),
        receipts=tuple(receipt for result in results for receipt in result.receipts),
    )


def _planned(connector: Connector, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
    if isinstance(connector, Plans):
        return connector.plan(channel, message)
    return [OutboundPart(number=0, message=message, idempotency_key=message.idempotency_key, text=message.body_text)]


def _which(part: OutboundPart, planned: list[OutboundPart]) -> str:
    return f"Part {part.number + 1} of {len(planned)}: " if len(planned) > 1 else ""


def _one(connector: Connector, channel: Channel, part: OutboundPart, send: Send, *, look_first: bool) -> SendResult:
    """Send one part. Where the network can be asked what became of an answer that got lost, it is."""
    if look_first and isinstance(connector, Reconciles) and (found := _looked_up(connector, channel, part)):
        return found
    try:
        return send(part)
    except Ambiguous as error:
        if not isinstance(connector, Reconciles):
            raise
        if found := _looked_up(connector, channel, part):
            return found
        # It may still be on its way through the network: asked again before it is sent again.
        raise TemporaryFailure(outbox.LOOK_UP, str(error), retry_after=30) from None


def _looked_up(connector: Reconciles, channel: Channel, part: OutboundPart) -> SendResult | None:
    try:
        return connector.reconcile(channel, part)
    except Ambiguous:
        raise
    except ConnectorError as error:
        raise TemporaryFailure(outbox.LOOK_UP, f"It cannot be looked up now: {error}", retry_after=60) from None


def _translated(error: ConnectorError, channel: Channel, delivery: Delivery) -> SendError:
    detail = str(error)
    match error:
        case RateLimited():
            return TemporaryFailure(error.code, detail, retry_after=error.retry_after)
        case Transient() | Refused():
            return TemporaryFailure(error.code, detail)
        case Ambiguous():
            rules = limits.of(channel, delivery.message.surface)
            if rules.get("delivery_class") == DeliveryClass.IDEMPOTENT:
                return TemporaryFailure(error.code, detail)  # the same key again does no harm
            return AmbiguousFailure(error.code, detail)
        case _:
            return PermanentFailure(error.code, detail)
