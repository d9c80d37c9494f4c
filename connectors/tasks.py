"""Celery's part: what is nudged, and the sweeps that find what a lost nudge left behind."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from celery import shared_task
from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone

from connectors import (
    acting,
    checkup,
    enriching,
    forgetting,
    health,
    intake,
    locks,
    outgoing,
    registry,
    telling,
    unfurl,
)
from connectors.base import Paces, Polls, Tends
from connectors.errors import ConnectorError, RateLimited
from inbox import actions, contacts, erasing, events, ingest, media, outbox, previews, retention
from inbox.models import Channel
from inbox.webhooks import queue as webhooks

log = logging.getLogger(__name__)

T = TypeVar("T")
RAWS_AT_ONCE = 10
INGEST_BUDGET = 20.0
GRACE = dt.timedelta(seconds=15)  # a listener looks first, at the time that is due
HARD_LIMIT = 300  # seconds; a worker that is stuck in foreign code is killed and its leases run out


@shared_task(name="connectors.tasks.process_raws", time_limit=HARD_LIMIT)
def process_raws() -> int:
    """Read kept bytes until none are left or the turn is over. Returns how many rows were worked on."""
    done, until = 0, time.monotonic() + INGEST_BUDGET
    while raws := ingest.claim(RAWS_AT_ONCE):
        for raw in raws:
            intake.work(raw)
        done += len(raws)
        if time.monotonic() > until:
            events.nudge("connectors.tasks.process_raws", queue="ingest")
            break
    return done


@shared_task(name="connectors.tasks.deliver_due", time_limit=HARD_LIMIT)
def deliver_due(channel_id: int | None = None) -> None:
    """Send what is due: on one channel, or (the sweep) start that for each channel that has something."""
    if channel_id is None:
        waiting = outbox.due_channels()
        for other in waiting[1:]:
            events.nudge("connectors.tasks.deliver_due", queue="delivery", args=(other,))
        if not waiting:
            return
        channel_id = waiting[0]
    if outgoing.deliver(channel_id):
        events.nudge("connectors.tasks.deliver_due", queue="delivery", args=(channel_id,))


@shared_task(name="connectors.tasks.act_due", time_limit=HARD_LIMIT)
def act_due(channel_id: int | None = None) -> None:
    """Carry out what agents asked for on one channel, or (the sweep) start that for each that has something, after
    taking up again what a dead process left."""
    if channel_id is None:
        actions.sweep(timezone.now())
        waiting = actions.due_channels()
        for other in waiting[1:]:
            events.nudge("connectors.tasks.act_due", queue="delivery", args=(other,))
        if not waiting:
            return
        channel_id = waiting[0]
    if acting.act(channel_id):
        events.nudge("connectors.tasks.act_due", queue="delivery", args=(channel_id,))


@shared_task(name="connectors.tasks.tell_endpoints", time_limit=HARD_LIMIT)
def tell_endpoints(endpoint_id: int | None = None) -> None:
    """Tell one endpoint what is due, or (the sweep) start that for each, in a task of its own: one may be slow."""
    waiting = webhooks.due_endpoints() if endpoint_id is None else []
    for other in waiting:
        events.nudge("connectors.tasks.tell_endpoints", queue="polling", args=(other,))
    if endpoint_id is not None and telling.tell(endpoint_id):
        events.nudge("connectors.tasks.tell_endpoints", queue="polling", args=(endpoint_id,))


@shared_task(name="connectors.tasks.tell", time_limit=60)
def tell(message_id: int, kind: str) -> None:
    """Tell a network in passing that we have read, or type."""
    acting.tell(message_id, kind)


@shared_task(name="connectors.tasks.poll_due", time_limit=HARD_LIMIT)
def poll_due(channel_id: int | None = None) -> int:
    """Fetch where nobody has looked for a minute, because no listener runs or it hangs. Returns how many were kept.

    Each channel in a task of its own, so that a server that does not answer holds up no other.
    """
    late = timezone.now() - GRACE
    rows = Channel.objects.working().filter(Q(next_poll_at=None) | Q(next_poll_at__lte=late))
    if channel_id is not None:
        rows = rows.filter(pk=channel_id)
    waiting = [(row, connector) for row in rows if (connector := _polls(row))]
    for other, _ in waiting[1:]:
        events.nudge("connectors.tasks.poll_due", queue="polling", args=(other.pk,))
    return poll(*waiting[0]) if waiting else 0


def _polls(channel: Channel) -> Polls | None:
    try:
        connector = registry.get(channel.kind)
        return connector if isinstance(connector, Polls) and connector.polled(channel) else None
    except Exception as error:  # one channel's fault must not leave the others unasked
        health.broken(channel, health.Side.RECEIVING, error)
        return None


def poll(channel: Channel, connector: Polls) -> int:
    """One look at one channel, unless a listener or another worker is at it.

    Only a database that is gone is raised: the sweep comes back.
    """
    with locks.held(locks.Work.RECEIVE, channel.pk) as mine:
        if not mine:
            return 0
        try:
            kept = connector.poll(channel)
            pause = connector.pace(channel) if isinstance(connector, Paces) else health.POLL_EVERY
        except RateLimited as error:
            health.later(channel, seconds=error.retry_after)
            return 0
        except ConnectorError as error:
            health.failed(channel, health.Side.RECEIVING, error)
            return 0
        except OperationalError:
            raise
        except Exception as error:
            health.broken(channel, health.Side.RECEIVING, error)
            return 0
        health.ok(channel, health.Side.RECEIVING, pause=pause)
        return kept


@shared_task(name="connectors.tasks.check_channels", time_limit=HARD_LIMIT)
def check_channels() -> None:
    """Tell people of channels that went silent: fetching has neither succeeded nor failed for ten minutes."""
    late = timezone.now() - 10 * health.POLL_EVERY
    for channel in Channel.objects.working().filter(next_poll_at__lt=late):
        if _polls(channel):
            health.silent(channel)


@shared_task(name="connectors.tasks.check_due", time_limit=HARD_LIMIT)
def check_due(channel_id: int | None = None) -> None:
    """Ask networks about our accounts: each channel in a task of its own, for a network may be slow."""
    if channel_id is not None:
        checkup.check(channel_id)
        return
    for other in checkup.due():
        events.nudge("connectors.tasks.check_due", queue="polling", args=(other,))


@shared_task(name="connectors.tasks.tend", time_limit=HARD_LIMIT)
def tend() -> None:
    """What connectors look after by themselves: an answer that its customer has not come back to read."""
    for channel in Channel.objects.working():
        connector = registry.get(channel.kind)
        if isinstance(connector, Tends):
            try:
                connector.tend(channel)
            except Exception:  # one channel's trouble must not leave the others untended
                log.exception("channel %s was not tended", channel.pk)


@shared_task(name="connectors.tasks.retain", time_limit=HARD_LIMIT)
def retain() -> None:
    """Remove what is over, with what connectors keep of it."""
    retention.run(also=forgetting.forget)


@shared_task(name="connectors.tasks.erase", time_limit=HARD_LIMIT)
def erase() -> None:
    """Erase the customers whom somebody asked to erase, with what connectors keep of them."""
    erasing.run(also=forgetting.forget)


@shared_task(name="connectors.tasks.fetch_media", time_limit=HARD_LIMIT)
def fetch_media() -> int:
    """Fetch files of messages that are due, until none are left or the turn is over. Returns how many were tried."""
    return _in_turn("connectors.tasks.fetch_media", lambda: media.claim(1), enriching.file)


@shared_task(name="connectors.tasks.fetch_profiles", time_limit=HARD_LIMIT)
def fetch_profiles() -> int:
    """Ask the networks who is behind handles that came without a name. Returns how many were asked about."""
    return _in_turn("connectors.tasks.fetch_profiles", lambda: contacts.due_for_asking(1), enriching.person)


@shared_task(name="connectors.tasks.fetch_previews", time_limit=HARD_LIMIT)
def fetch_previews() -> int:
    """Look at links that somebody asked about. Returns how many were tried."""
    return _in_turn("connectors.tasks.fetch_previews", lambda: previews.claim(1), unfurl.look)


def _in_turn(name: str, take: Callable[[], list[T]], work: Callable[[T], None]) -> int:
    done, until = 0, time.monotonic() + INGEST_BUDGET
    while rows := take():
        for row in rows:
            work(row)
        done += len(rows)
        if time.monotonic() > until:
            events.nudge(name, queue="polling")
            break
    return done
