"""Replies leave, one channel at a time in each process, so that a slow provider holds up only its own."""

from __future__ import annotations

import logging
import time

from django.db import transaction

from connectors import health, locks, registry
from connectors.base import Refused, Send, Unreachable
from inbox import outbox
from inbox.envelope import AmbiguousFailure, PermanentFailure, SendError, SendResult, TemporaryFailure
from inbox.models import Channel, Delivery

log = logging.getLogger(__name__)

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
            _send(channel, claimed[0], send)


def _send(channel: Channel, delivery: Delivery, send: Send) -> None:
    try:
        message = outbox.compose(delivery)
        if own_id := registry.get(channel.kind).own_id(channel, message):
            outbox.announce(delivery, own_id)
        outcome: SendResult | SendError = send(message)
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
    elif isinstance(outcome, AmbiguousFailure) or outcome.code.startswith(("smtp_", "connection_")):
        kind = Refused if outcome.code == "smtp_refused" else Unreachable
        health.failed(channel, health.Side.SENDING, kind(outcome.detail))
