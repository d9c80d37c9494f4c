"""Kept bytes become messages: parse, settle, or say why not. One raw row never harms another."""

from __future__ import annotations

import contextlib
import logging
import signal
import threading
from collections.abc import Iterator
from types import FrameType

from django.db import OperationalError, transaction

from connectors import health, registry
from connectors.base import Follows
from inbox import ingest, receiving
from inbox.envelope import ChannelChanged
from inbox.models import Message, RawInbound

log = logging.getLogger(__name__)

PARSE_LIMIT = 10.0  # seconds for one item


class TookTooLong(Exception):
    """Parsing went on for more than PARSE_LIMIT."""


def work(raw: RawInbound) -> list[Message]:
    """Everything for one claimed row. Returns its new messages; a failure is written to the row, not raised.

    Only a database that is gone is raised: the row keeps its lease and is taken up again.
    """
    try:
        connector = registry.get(raw.channel.kind)
        with _limit(PARSE_LIMIT):
            parsed = connector.parse(raw)
        for told in (event for event in parsed if isinstance(event, ChannelChanged)):
            health.told(raw.channel, ok=told.ok, detail=told.detail)
        if not isinstance(connector, Follows):
            return receiving.settle(raw, parsed)
        with transaction.atomic():
            messages = receiving.settle(raw, parsed)
            _follow(connector, raw, messages)
        return messages
    except OperationalError:
        raise
    except Exception as error:  # whatever a mail can do to a parser ends on its row, visible
        log.warning("raw item %s could not be read (try %s): %s: %s", raw.pk, raw.attempts, type(error).__name__, error)
        ingest.fail(raw, f"{type(error).__name__}: {error}")
        return []


def _follow(connector: Follows, raw: RawInbound, messages: list[Message]) -> None:
    """What comes after may fail; the messages stay."""
    try:
        with transaction.atomic():
            connector.settled(raw, messages)
    except Exception:
        log.exception("raw item %s became messages, but what should follow failed", raw.pk)


@contextlib.contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Interrupts Python code that takes too long, in a main thread (as in Celery's children); elsewhere nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise TookTooLong(f"reading it took more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
