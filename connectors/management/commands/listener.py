"""`manage.py listener`: waits at networks, one thread per channel; any number of listeners share the channels.

Who holds a channel's lock listens to it; the others look every two seconds for channels that nobody holds, so a
listener that dies is taken over in that time. A changed channel is begun anew.

One database connection holds the locks of all channels of a listener, and each thread gives its own back before it
waits, so a hundred idle channels cost PostgreSQL one session. When that connection is lost, so are the locks: every
thread is stopped and begun anew. Threads rather than asyncio, because connectors then are the same plain code in
listener and worker: IMAP, the ORM and every client are synchronous. Measured 2026-11-22 with a hundred channels
that wait at an HTTP server: 16 MB more of memory (the server's side in the same process included), one session.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import signal
import threading
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from connectors import health, locks, registry
from connectors.base import Listens
from connectors.errors import ConnectorError, RateLimited, Unreachable
from connectors.stop import Stop
from inbox import heartbeat
from inbox.models import Channel

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
STARTS_AT_ONCE = 10  # channels per look: each needs the database for a moment
LONGEST_PAUSE = 900.0
BEAT_EVERY = 5.0
STOP_WITHIN = 8.0


@dataclasses.dataclass(slots=True)
class Post:
    """One thread at one channel, and the settings it was started with."""

    thread: threading.Thread
    stop: Stop
    settings: object


class Command(BaseCommand):
    help = "Wait for new mail (IMAP IDLE). Run as many as you like; they share the channels."

    def handle(self, **options: Any) -> None:
        Listener().run()


class Listener:
    def __init__(self) -> None:
        self.stop = Stop()
        self.posts: dict[int, Post] = {}

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)
        beaten = 0.0
        while not self.stop:
            try:
                self._look()
                if time.monotonic() - beaten > BEAT_EVERY:
                    heartbeat.beat("listener", info={"channels": sorted(self.posts)})
                    beaten = time.monotonic()
            except (DatabaseError, InterfaceError) as error:
                log.warning("the database does not answer: %s", error)
                connection.close()
                self.lost()
            self.stop.wait(LOOK_EVERY)
        self._leave()

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        self.stop.set()

    def lost(self) -> None:
        """The locks went with the connection: nobody listens here any more who might be doubled elsewhere."""
        for post in self.posts.values():
            post.stop.set()

    def _look(self) -> None:
        """Start at free channels, leave those that are gone or changed."""
        wanted = {channel.pk: channel for channel in Channel.objects.working() if _listens(channel)}
        for pk, post in list(self.posts.items()):
            if pk not in wanted or post.settings != _fingerprint(wanted[pk]):
                post.stop.set()
            if not post.thread.is_alive():
                locks.release(locks.Work.RECEIVE, pk)
                del self.posts[pk]
        elsewhere = locks.taken(locks.Work.RECEIVE)
        free = sorted(wanted.keys() - self.posts.keys() - elsewhere)
        for pk in free[:STARTS_AT_ONCE]:
            channel = wanted[pk]
            if channel.failures and channel.next_poll_at and channel.next_poll_at > timezone.now():
                continue  # it failed a moment ago; everybody waits before the next try
            if not locks.take(locks.Work.RECEIVE, pk):
                continue
            stop = Stop(resting=_give_back)
            thread = threading.Thread(target=_listen, args=(pk, stop), name=f"channel-{pk}", daemon=True)
            self.posts[pk] = Post(thread, stop, _fingerprint(channel))
            thread.start()

    def _leave(self) -> None:
        for post in self.posts.values():
            post.stop.set()
        until = time.monotonic() + STOP_WITHIN
        for post in self.posts.values():
            post.thread.join(max(0.0, until - time.monotonic()))


def _listen(channel_id: int, stop: Stop) -> None:
    """The life of a thread: listen, and on any failure say so and end; the next look starts another."""
    try:
        channel = Channel.objects.working().filter(pk=channel_id).first()
        connector = registry.get(channel.kind) if channel else None
        if channel and isinstance(connector, Listens):
            _stay(connector, channel, stop)
    except (DatabaseError, InterfaceError) as error:
        log.warning("channel %s: the database does not answer: %s", channel_id, error)
    finally:
        with contextlib.suppress(DatabaseError, InterfaceError):
            connection.close()


def _give_back() -> None:
    if not connection.in_atomic_block:
        connection.close()


def _stay(connector: Listens, channel: Channel, stop: Stop) -> None:
    try:
        connector.listen(channel, stop=stop)
    except RateLimited as error:
        health.later(channel, seconds=error.retry_after)
        stop.wait(min(error.retry_after, LONGEST_PAUSE))
    except ConnectorError as error:
        if stop:
            return  # a stop cuts the connection
        log.warning("channel %s: %s", channel.pk, health.redacted(str(error), channel.credentials))
        health.failed(channel, health.Side.RECEIVING, error)
    except (DatabaseError, InterfaceError):
        raise
    except Exception as error:  # one channel's surprise must not end the thread unseen
        log.exception("channel %s", channel.pk)
        health.failed(channel, health.Side.RECEIVING, Unreachable(f"Unexpected: {type(error).__name__}."))


def _listens(channel: Channel) -> bool:
    connector = registry.get(channel.kind)
    return isinstance(connector, Listens) and connector.polled(channel)


def _fingerprint(channel: Channel) -> object:
    """What a running thread depends on; the connector's own notes among the credentials are not part of it."""
    secrets = {name: value for name, value in channel.credentials.items() if not name.startswith("_")}
    return (channel.address, channel.settings, secrets)
