"""The one emitter: write the Event in the caller's transaction, tell the world after it.

Nothing else in the tree calls ``on_commit``, ``group_send`` or Celery's ``send_task`` (a test holds this). Everything
said here over Redis is a hint: whoever misses one finds the rows by its own sweep, so a Redis that is down costs
seconds, never facts.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from typing import Any

import redis
from celery import current_app
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from inbox.models import Channel, Event, Message, Organisation, Rule, Ticket, User

log = logging.getLogger(__name__)

LIVE_GROUP = "live"
RELAY_WAKE = "janice:relay"
KNOCKS = "janice:knocks"
BREAK = 2.0  # seconds without trying again after Redis failed, so that a dead Redis cannot slow every commit

_cause: ContextVar[tuple[Event, Rule | None] | None] = ContextVar("cause", default=None)


@contextlib.contextmanager
def because(event: Event, rule: Rule | None = None) -> Iterator[None]:
    """What is recorded inside answers this event: it continues its chain, one step deeper, and names the rule."""
    token = _cause.set((event, rule))
    try:
        yield
    finally:
        _cause.reset(token)


def chain_of(event: Event) -> uuid.UUID:
    """The chain it belongs to, or begins: the same one whenever it is asked."""
    return event.chain or uuid.UUID(int=event.pk)


def record(
    kind: str,
    *,
    ticket: Ticket | None = None,
    message: Message | None = None,
    channel: Channel | None = None,
    user: User | None = None,
    actor: User | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Write one fact about a ticket, a message, a channel or (``user``) for one person only; publish it after commit.

    ``channel`` decides who may see it and defaults to the ticket's. Must be called inside a transaction.
    """
    event = Event(
        kind=kind,
        ticket=ticket,
        message=message,
        channel_id=channel.pk if channel else ticket.channel_id if ticket else None,
        user=user,
        actor=actor,
        data=data or {},
        at=timezone.now(),
    )
    _continue_chain(event)
    event.save(force_insert=True)
    after_commit(_wake_relay)
    return event


def record_many(events: Sequence[Event]) -> None:
    """The same for a batch, in one INSERT: a sweep that moved 500 clocks."""
    for event in events:
        _continue_chain(event)
    Event.objects.bulk_create(events)
    after_commit(_wake_relay)


def _continue_chain(event: Event) -> None:
    found = _cause.get()
    if found is not None:
        cause, rule = found
        event.cause, event.chain, event.depth = cause, chain_of(cause), cause.depth + 1
        if rule is not None:
            event.data = {**event.data, "rule": {"id": rule.pk, "name": rule.name}}


def head() -> tuple[str, int]:
    """The epoch of the numbering and the newest number."""
    epoch = Organisation.objects.values_list("epoch", flat=True).first()
    newest = Event.objects.filter(seq__isnull=False).aggregate(newest=Max("seq"))["newest"]
    return str(epoch or ""), newest or 0


def numbered(after: int) -> QuerySet[Event]:
    """What came after that number, in order, for everybody: callers show each line only to whom ``access`` allows."""
    return Event.objects.filter(seq__gt=after).order_by("seq")


def after_commit(call: Callable[[], None]) -> None:
    """Run once after the caller's transaction, however often it is asked for. ``call`` must not raise."""
    if call not in [entry[1] for entry in connection.run_on_commit]:
        transaction.on_commit(call)


def nudge(task: str, *, queue: str, args: Sequence[Any] = (), countdown: float | None = None) -> None:
    """After commit, send a Celery message by name. At most 60 s ahead: anything later is a row with a due time."""
    if countdown is not None and countdown > 60:
        raise ValueError(f"{task}: a countdown of {countdown} s; anything over 60 s is a row with a due time")

    def send() -> object:
        return current_app.send_task(task, args=list(args), queue=queue, countdown=countdown, retry=False)

    def hint() -> None:
        _hint(f"nudge {task}", send)

    transaction.on_commit(hint)


def knock(door: int) -> None:
    """After commit, tell whoever waits behind this door (a customer's open chat) that there is something to fetch."""

    def hint() -> None:
        _hint("knock", lambda: _redis().publish(KNOCKS, str(door)))

    transaction.on_commit(hint)


async def ring(seq: int) -> None:
    """The doorbell: events up to ``seq`` are numbered and can be read. Rung by the relay."""
    await _group_send({"type": "live.ring", "seq": seq})


async def ephemeral(payload: dict[str, Any]) -> None:
    """Presence and typing: pushed to every console process, kept nowhere."""
    await _group_send({"type": "live.ephemeral", "payload": payload})


async def _group_send(message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        raise RuntimeError("CHANNEL_LAYERS is not configured")
    await layer.group_send(LIVE_GROUP, message)


def _wake_relay() -> None:
    _hint("wake relay", lambda: _redis().publish(RELAY_WAKE, "1"))


@functools.cache
def _redis() -> redis.Redis:
    # One try: a hint that is late is worth nothing, and redis-py would back off for seconds.
    once = Retry(NoBackoff(), 0)
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=1.0, retry=once)


_broken_until = 0.0


def _hint(what: str, send: Callable[[], object]) -> None:
    """Try once; a failure is logged and stops further tries for BREAK seconds. The rows are committed already."""
    global _broken_until
    if time.monotonic() < _broken_until:
        return
    try:
        send()
    except Exception as error:  # kombu and redis raise many kinds, and none may reach a caller that has committed
        _broken_until = time.monotonic() + BREAK
        log.warning("%s failed, the sweep will find it: %s", what, error)
