"""Replies leave, one channel at a time in each process, so that a slow provider holds up only its own."""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.db import transaction
from django.utils import timezone

from connectors import health, locks, registry
from connectors.base import Send
from connectors.errors import Refused, Unreachable
from inbox import outbox
from inbox.envelope import AmbiguousFailure, OutboundPart, PermanentFailure, SendError, SendResult, TemporaryFailure
from inbox.models import Channel, Delivery

log = logging.getLogger(__name__)

HOLD = dt.timedelta(seconds=60)
SERVER_TROUBLE = frozenset({"login_refused", "unreachable", "connection_lost"})  # codes that say nothing of the message
BUDGET = 45.0  # seconds that one channel may keep a worker before others get their turn


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
    with registry.get(channel.kind).sending(channel) as send:
        while time.monotonic() < until:
            claimed = outbox.claim(1, channel_id=channel.pk)
            if not claimed:
                return
            if not _send(channel, claimed[0], send):
                _hold(channel)
                return


def _hold(channel: Channel) -> None:
    """The server is not well: what else waits there is not thrown after it, message by message."""
    now = timezone.now()
    waiting = Delivery.objects.filter(channel=channel, state=Delivery.State.QUEUED, next_attempt_at__lte=now)
    waiting.update(next_attempt_at=now + HOLD)


def _send(channel: Channel, delivery: Delivery, send: Send) -> bool:
    """One attempt, settled. False when it failed for the server's sake and not the message's."""
    try:
        message = outbox.compose(delivery)
        if own_id := registry.get(channel.kind).own_id(channel, message):
            outbox.announce(delivery, own_id)
        outcome: SendResult | SendError = send(
            OutboundPart(number=0, message=message, idempotency_key=message.idempotency_key, text=message.body_text)
        )
    except SendError as error:
        outcome = type(error)(error.code, health.redacted(error.detail, channel.credentials))
        if isinstance(error, TemporaryFailure) and isinstance(outcome, TemporaryFailure):
            outcome.retry_after = error.retry_after
    except Exception as error:  # a bug in composing must not hold up the messages behind it
        log.exception("delivery %s could not be composed or sent", delivery.pk)
        outcome = PermanentFailure("not_sendable", f"{type(error).__name__}: {error}"[:400])
    outbox.settle(delivery, outcome)
    if isinstance(outcome, SendResult):
        with transaction.atomic():
            for receipt in outcome.receipts:
                outbox.apply_receipt(channel, receipt)
        health.ok(channel, health.Side.SENDING)
        return True
    if isinstance(outcome, AmbiguousFailure) or outcome.code in SERVER_TROUBLE:
        kind = Refused if outcome.code == "login_refused" else Unreachable
        health.failed(channel, health.Side.SENDING, kind(outcome.detail))
        return False
    return True
