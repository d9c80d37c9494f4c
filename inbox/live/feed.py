"""One feed per process: reads once when the doorbell rings, and serves every socket of the process from that read.

The doorbell may be lost, and Redis may be away: the feed looks every second by itself. The same look checks that each
socket's session, person and rights still are what they were.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import redis
from channels.db import DatabaseSyncToAsync
from channels.layers import get_channel_layer
from django.db import Error

from inbox import availability, events
from inbox.live import frames, reading
from inbox.live.presence import Presence, by_ticket, viewing_of
from inbox.live.socket import Socket

log = logging.getLogger(__name__)

TICK = 1.0  # seconds between looks when nobody rings; rights that ended end within two of them
GATHER = 0.02  # seconds between two reads, so that a burst of rings becomes one
BEAT = 15.0
TOUCH = 30.0
PRESENCE = 5.0
SUMMARIES = 1.0  # at most one count and one wall per second
DRIFT = 5.0  # they also change as time passes
THREADS = 4
P = ParamSpec("P")
T = TypeVar("T")


class Feed:
    """Lives from its first socket to its last."""

    def __init__(self) -> None:
        self.epoch = ""
        self.cursor = 0  # the newest number that was read
        self.sockets: set[Socket] = set()
        self.presence = Presence()
        self._started: asyncio.Task[None] | None = None
        self._over = False
        self._looking = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._bell = asyncio.Event()
        self._presence_bell = asyncio.Event()
        self._stale = asyncio.Event()
        self._shown: dict[int, tuple[int, list[dict[str, Any]]]] = {}
        self._touched: dict[int, float] = {}
        self._threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="live")

    async def join(self, socket: Socket, *, after: int | None, epoch: str) -> None:
        """Say hello, and go on from ``after`` or from now. Call :meth:`leave` afterwards whatever happens."""
        self.sockets.add(socket)
        if self._started is None:
            self._started = asyncio.create_task(self._start())
        await asyncio.shield(self._started)
        counts = (await self.read(reading.counts, [socket.scope.user_id])).get(socket.scope.user_id, {})
        resume = after if epoch == self.epoch else None
        trouble = await self._rewind(socket, self.cursor if resume is None else resume)
        socket.joined = True
        socket.counts = json.dumps(counts)
        await socket.send(frames.hello(self.epoch, socket.outbox.newest, counts))
        if trouble:
            socket.outbox.resync(trouble)
        for ticket_id, (channel_id, users) in self._shown.items():
            socket.show_presence(ticket_id, channel_id, users=users)
        socket.outbox.open()

    async def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        await self.presence.drop(socket.entries)
        if not self.sockets and not self._over:
            await self._stop()

    async def replay(self, socket: Socket, after: int) -> None:
        """What the socket says it missed, then a beat, so that it knows the end."""
        if after < socket.outbox.told and (trouble := await self._rewind(socket, after)):
            socket.outbox.resync(trouble)
        self.beat(socket)

    def watch_wall(self, socket: Socket, wall: tuple[int | None, int | None] | None) -> None:
        """Show this wall from now on; None shows none."""
        socket.wall = wall
        self._stale.set()

    def beat(self, socket: Socket) -> None:
        socket.beaten = time.monotonic()
        socket.outbox.put("beat", lambda: frames.beat(socket.outbox.told))

    def resync(self, reason: str) -> tuple[int, str]:
        return self.cursor, frames.resync(self.epoch, self.cursor, reason)

    async def read(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """On a thread; the connection goes back to the pool afterwards."""
        work = DatabaseSyncToAsync(call, thread_sensitive=False, executor=self._threads)
        result: T = await work(*args, **kwargs)
        return result

    async def _rewind(self, socket: Socket, after: int) -> str | None:
        """Queue again what came after that number; the reason, when only a fresh fetch can help."""
        if after > self.cursor:  # another process has read further
            await self._look()
        async with socket.rewinding:
            while 0 <= after <= self.cursor:
                upto = self.cursor
                lines = await self.read(reading.replay, socket.scope.user_id, after, upto=upto)
                if lines is None:
                    break
                if upto == self.cursor:
                    socket.outbox.rewind(after, lines)
                    return None
        socket.outbox.rewind(self.cursor, [])
        return "too far behind" if after <= self.cursor else "unknown number"

    # -- the look

    async def _start(self) -> None:
        self.epoch, self.cursor = await self.read(reading.head)
        self._presence_bell.set()
        loops = (self._hear(), self._looks(), self._presences(), self._summaries())
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def _stop(self) -> None:
        self._over = True
        _feeds.pop(asyncio.get_running_loop(), None)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.presence.close()
        self._threads.shutdown(wait=False)

    async def _hear(self) -> None:
        """The doorbell. While Redis is away nothing is heard, and the look every second goes on."""
        layer = get_channel_layer()
        deaf = False
        while layer is not None:
            channel = ""
            try:
                channel = await layer.new_channel()
                await layer.group_add(events.LIVE_GROUP, channel)
                deaf = False
                while True:
                    message = await layer.receive(channel)
                    (self._presence_bell if message["type"] == "live.ephemeral" else self._bell).set()
            except (redis.RedisError, OSError) as error:
                if not deaf:
                    log.warning("live hears no doorbell, looking every %s s: %s", TICK, error)
                deaf = True
                await asyncio.sleep(TICK)
            finally:
                with contextlib.suppress(redis.RedisError, OSError):
                    await layer.group_discard(events.LIVE_GROUP, channel)

    async def _looks(self) -> None:
        while not self._over:
            await _heard(self._bell, TICK)
            try:
                while await self._look():
                    pass
                await self._touch()
            except Error as error:
                log.warning("live cannot read, trying again: %s", str(error).strip())
            except Exception:
                log.exception("live cannot show an event; consoles fetch afresh instead")
                await self._skip()
            self._beats()
            await asyncio.sleep(GATHER)

    async def _look(self) -> bool:
        """Read what is new and hand it out; whether more is waiting."""
        async with self._looking:
            asked = {socket for socket in self.sockets if socket.joined}
            users = {socket.scope.user_id for socket in asked}
            keys = [socket.session_key for socket in asked]
            news = await self.read(reading.news, self.cursor, users, session_keys=keys)
            over = news.epoch != self.epoch or news.head < self.cursor
            if over:
                news.lines.clear()
                self.epoch, self.cursor = news.epoch, news.head
            elif news.lines:
                self.cursor = news.lines[-1].seq
                self._stale.set()
            for socket in asked:
                scope = news.scopes.get(socket.scope.user_id)
                socket.deliver(scope, news.lines, signed_in=socket.session_key in news.sessions)
                if over:
                    socket.outbox.resync("numbering started over")
        # Who joined during the read was not asked about: for them the lines are read again, with their rights.
        for socket in {socket for socket in self.sockets if socket.joined} - asked:
            if trouble := await self._rewind(socket, socket.outbox.told):
                socket.outbox.resync(trouble)
        await self.presence.drop(entry for socket in asked for entry in socket.withdraw())
        return news.full

    async def _skip(self) -> None:
        """One event that cannot be shown must not stop those behind it."""
        try:
            self.epoch, self.cursor = await self.read(reading.head)
        except Error as error:
            log.warning("live cannot read, trying again: %s", str(error).strip())
        for socket in self.sockets:
            socket.outbox.resync("an event could not be shown")

    def _beats(self) -> None:
        now = time.monotonic()
        for socket in self.sockets:
            if socket.joined and now - socket.beaten > BEAT:
                self.beat(socket)

    async def _touch(self) -> None:
        """People with a console open are here, for routing and for the wall."""
        now = time.monotonic()
        here = {socket.scope.user_id for socket in self.sockets}
        due = {user_id for user_id in here if now - self._touched.get(user_id, -TOUCH) >= TOUCH}
        if due:
            await self.read(availability.present, due)
            self._touched = {pk: now if pk in due else at for pk, at in self._touched.items() if pk in here}
            self._touched.update(dict.fromkeys(due, now))

    # -- presence, counts, walls

    async def _presences(self) -> None:
        while not self._over:
            ends = min(self.presence.entries.values(), default=time.time() + PRESENCE) - time.time()
            await _heard(self._presence_bell, min(PRESENCE, max(0.1, ends)))
            await self.presence.refresh()
            shown = by_ticket(self.presence.entries)
            for ticket_id in self._shown.keys() | shown.keys():
                before, after = self._shown.get(ticket_id), shown.get(ticket_id)
                if before != after:
                    channel_id, users = after or (before[0] if before else 0, [])
                    for socket in self.sockets:
                        socket.show_presence(ticket_id, channel_id, users=users)
                    self._stale.set()
            self._shown = shown

    async def _summaries(self) -> None:
        while not self._over:
            await _heard(self._stale, DRIFT)
            try:
                await self._counts()
                await self._walls()
            except Exception:
                log.exception("live cannot count, trying again")
            await asyncio.sleep(SUMMARIES)

    async def _counts(self) -> None:
        rights = {socket: socket.scope.channels for socket in self.sockets if socket.joined}
        counts = await self.read(reading.counts, {socket.scope.user_id for socket in rights})
        for socket, channels in rights.items():
            if socket.scope.user_id in counts and socket.scope.channels == channels:
                socket.show_counts(counts[socket.scope.user_id])

    async def _walls(self) -> None:
        watched = {socket.wall for socket in self.sockets if socket.wall is not None}
        if not watched:
            return
        viewing = viewing_of(self.presence.entries)
        for team, channel in watched:
            data = await self.read(reading.wall, team=team, channel=channel, viewing=viewing)
            for socket in self.sockets:
                if socket.wall == (team, channel) and socket.scope.everything:
                    socket.show_wall(data)


async def _heard(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, at most so long; and clear it, so that what rings from now on is heard next time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):  # wait_for may swallow a cancellation that comes with the bell
            await bell.wait()
    bell.clear()


_feeds: WeakKeyDictionary[asyncio.AbstractEventLoop, Feed] = WeakKeyDictionary()


def current() -> Feed:
    """The feed of this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _feeds:
        _feeds[loop] = Feed()
    return _feeds[loop]
