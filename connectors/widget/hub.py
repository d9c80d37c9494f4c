"""One hub per process for all panels that are open in it: hears knocks, reads once, hands out.

A knock may be lost and Redis may be away, so the hub also looks by itself every two seconds, with one small query for
all its visitors. Who types is taken from the consoles' presence, and the visitor's typing is put there.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from channels.db import DatabaseSyncToAsync
from django.conf import settings
from django.db import Error

from connectors.widget import typing, visits
from connectors.widget.models import Visitor
from connectors.widget.stream import Lines, after
from inbox import events
from inbox.live.presence import Entry, Presence

log = logging.getLogger(__name__)

LOOK = 2.0  # seconds between looks when nobody knocks
ALIVE = 30.0  # seconds between two notes that visitors are here
GLANCE = 1.0  # seconds between two looks at who types
SEATS = 8  # panels of one visitor at once
WAITING = 500  # frames for a panel that does not read
P = ParamSpec("P")
T = TypeVar("T")
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="chat")


class Seat:
    """One open panel. ``told`` is the number of the newest change it was sent."""

    def __init__(self, visitor: Visitor, told: int) -> None:
        self.visitor, self.told = visitor, told
        self.typing: Entry | None = None
        self.shown_typing = ""
        self._frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue(WAITING)
        self.reading = asyncio.Lock()

    def say(self, frame: dict[str, Any]) -> None:
        with contextlib.suppress(asyncio.QueueFull):  # it asks again when it reads on
            self._frames.put_nowait(frame)

    async def next(self) -> dict[str, Any]:
        return await self._frames.get()


class Hub:
    """Lives from its first seat to its last."""

    def __init__(self) -> None:
        self.seats: set[Seat] = set()
        self.presence = Presence()
        self._tasks: list[asyncio.Task[None]] = []
        self._noted: dict[int, float] = {}

    async def join(self, seat: Seat) -> bool:
        """Catch the panel up and keep it so; False when this visitor has too many open."""
        if sum(other.visitor.pk == seat.visitor.pk for other in self.seats) >= SEATS:
            return False
        self.seats.add(seat)
        if not self._tasks:
            self._tasks = [asyncio.create_task(loop) for loop in (self._hear(), self._look(), self._glance())]
        await self._catch_up(seat)
        seat.say({"type": "ready", "seq": seat.told})
        return True

    async def leave(self, seat: Seat) -> None:
        self.seats.discard(seat)
        if seat.typing is not None:
            await self.presence.drop([seat.typing])
        if not self.seats:
            for task in self._tasks:
                task.cancel()
            _hubs.pop(asyncio.get_running_loop(), None)
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self.presence.close()

    async def types(self, seat: Seat, on: bool) -> None:
        """The visitor types, as consoles see it; it ends by itself."""
        if on:
            seat.typing = seat.typing or await read(typing.entry, seat.visitor)
            if seat.typing is not None:
                await self.presence.keep(seat.typing, seconds=typing.SECONDS, tell=True)
        elif seat.typing is not None:
            await self.presence.drop([seat.typing])
            seat.typing = None

    async def _catch_up(self, seat: Seat) -> None:
        async with seat.reading:
            while True:
                found: Lines = await read(after, seat.visitor, seat.told)
                if not found.lines:
                    return
                seat.told = found.seq
                seat.say({"type": "lines", "lines": found.lines, "seq": found.seq})

    async def _tell(self, seats: Iterable[Seat]) -> None:
        for seat in list(seats):
            try:
                await self._catch_up(seat)
            except Error as error:
                log.warning("a chat cannot be read, trying again: %s", str(error).strip())

    async def _hear(self) -> None:
        """Knocks. While Redis is away nothing is heard, and the look goes on."""
        while True:
            client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=0.5)
            try:
                async with client.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(events.KNOCKS)
                    async for message in heard.listen():
                        door = int(message["data"])
                        await self._tell(seat for seat in self.seats if seat.visitor.pk == door)
            except (redis.RedisError, OSError) as error:
                log.info("chats hear no knocks, looking every %s s: %s", LOOK, error)
                await asyncio.sleep(LOOK)
            finally:
                with contextlib.suppress(redis.RedisError, OSError):
                    await client.aclose()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            here = {seat.visitor.pk for seat in self.seats}
            now = time.monotonic()
            due = {pk for pk in here if now - self._noted.get(pk, -ALIVE) >= ALIVE}
            try:
                newest = await read(_newest, here, due)
            except Error as error:
                log.warning("chats cannot be read, trying again: %s", str(error).strip())
                continue
            self._noted = {pk: at for pk, at in self._noted.items() if pk in here} | dict.fromkeys(due, now)
            for seat in self.seats:
                if seat.visitor.pk in here - newest.keys():  # the chat was switched off, or the visitor is gone
                    seat.say({"type": "gone"})
            await self._tell(seat for seat in self.seats if newest.get(seat.visitor.pk, 0) > seat.told)

    async def _glance(self) -> None:
        """Who types to whom, by the presence of the consoles."""
        while True:
            await asyncio.sleep(GLANCE)
            await self.presence.refresh()
            writing = {entry.ticket_id: entry for entry in self.presence.entries if entry.doing == typing.AGENT}
            try:
                names = await read(typing.to_visitors, writing) if writing else {}
            except Error:
                continue
            for seat in self.seats:
                name = names.get(str(seat.visitor.key), "")
                if name != seat.shown_typing:
                    seat.shown_typing = name
                    seat.say({"type": "typing", "name": name})


async def read(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """On one of a few threads, so that panels do not queue behind each other."""
    result: T = await DatabaseSyncToAsync(call, thread_sensitive=False, executor=_threads)(*args, **kwargs)
    return result


def _newest(here: set[int], due: set[int]) -> dict[int, int]:
    if due:
        visits.seen(due)
    return dict(Visitor.objects.filter(pk__in=here, channel__active=True).values_list("pk", "seq"))


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def current() -> Hub:
    """The hub of this event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
