"""Gives committed events their numbers and rings the doorbell. Any number run; the one that holds the lock works.

Ids come from a sequence and become visible out of order, so a reader that remembers an id skips what commits late. The
relay numbers what it can see, and whatever commits later gets a later number. The lock belongs to the database session
that does the numbering: when that session ends, so does the right to number, and another relay takes over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import redis
import redis.asyncio
from django.conf import settings
from django.db import Error, connection

from inbox import events, heartbeat

log = logging.getLogger(__name__)

LOCK = 0x4A616E6963650001  # "Janice", 1
BATCH = 1000
POLL = 1.0  # seconds between looks when nobody wakes us
STANDBY = 0.5  # seconds between tries for the lock
GATHER = 0.01  # seconds after a batch, so that a burst of commits becomes one batch
BEAT = 5.0
ANSWER = 0.2  # seconds between two wake-ups of those who answer events
RING = 1.0  # seconds a ring may take
NUMBER = """
    UPDATE inbox_event SET seq = newest.seq + batch.place
    FROM (
        SELECT id, row_number() OVER (ORDER BY id) AS place
        FROM (SELECT id FROM inbox_event WHERE seq IS NULL ORDER BY id LIMIT %s) AS waiting
    ) AS batch, (SELECT coalesce(max(seq), 0) AS seq FROM inbox_event WHERE seq IS NOT NULL) AS newest
    WHERE inbox_event.id = batch.id
    RETURNING inbox_event.seq
"""
# A leader that was stopped without dying (SIGSTOP, a frozen machine) keeps its session; ending that session ends its
# right to number. ``at`` is when an event was written, so one long transaction may cost a healthy leader its session:
# it finds the lock free and takes it again.
DEPOSE = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32 | objid::bigint) = %s AND objsubid = 1
        AND EXISTS (SELECT FROM inbox_event WHERE seq IS NULL AND at < now() - make_interval(secs => %s))
"""
STUCK = 10.0  # seconds that an event may wait for its number
T = TypeVar("T")


def try_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (got,) = cursor.fetchone()
        return bool(got)


def number() -> list[int]:
    """Number the next batch in the order of ids; the new numbers, in no order. Only under the lock."""
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, [BATCH])
        return [seq for (seq,) in cursor.fetchall()]


def depose() -> bool:
    """End the session of a leader that leaves events waiting; whether there was one."""
    with connection.cursor() as cursor:
        cursor.execute(DEPOSE, [LOCK, STUCK])
        (ended,) = cursor.fetchone()
        return bool(ended)


def hang_up() -> None:
    """End this thread's session, and the lock with it."""
    connection.close()


class Relay:
    """One relay process. Runs until ``stop`` is set, through restarts of Redis and PostgreSQL."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self._wake = asyncio.Event()
        self._leads = False
        self._beaten = 0.0
        self._answered = 0.0
        self._rings = True
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="relay")  # one session holds the lock

    async def run(self) -> None:
        ears = asyncio.create_task(self._listen())
        try:
            while not self.stop.is_set():
                try:
                    await self._round()
                except Error as error:
                    log.warning("relay lost the database, trying again: %s", str(error).strip())
                    self._leads = False
                    await self._database(hang_up)
                await self._pause(POLL if self._leads else STANDBY)
        finally:
            ears.cancel()
            await asyncio.gather(ears, return_exceptions=True)
            await self._database(hang_up)
            self._thread.shutdown()

    async def _round(self) -> None:
        if not self._leads:
            self._leads = await self._database(try_lock)
            if self._leads:
                log.info("relay leads")
        if time.monotonic() > self._beaten + BEAT:
            leads = self._leads
            await self._database(lambda: heartbeat.beat("relay", info={"leads": leads}))
            self._beaten = time.monotonic()
            if not leads and await self._database(depose):
                log.warning("relay ended the session of a leader that did not number")
        while self._leads and (numbers := await self._database(number)):
            await self._ring(max(numbers))
            await self._database(self._answer)
            await asyncio.sleep(GATHER)

    def _answer(self) -> None:
        """Rules and webhooks follow what was numbered; a burst wakes them now and then, their sweep finds the rest."""
        if time.monotonic() > self._answered + ANSWER:
            self._answered = time.monotonic()
            events.nudge("inbox.tasks.react", queue="default", countdown=ANSWER)

    async def _ring(self, seq: int) -> None:
        """A lost ring costs a second: every reader also looks by itself."""
        try:
            await asyncio.wait_for(events.ring(seq), RING)
            self._rings = True
        except (redis.RedisError, OSError, TimeoutError) as error:
            if self._rings:
                log.warning("relay cannot ring, consoles look by themselves: %s", error)
            self._rings = False

    async def _pause(self, seconds: float) -> None:
        waits = [asyncio.create_task(self._wake.wait()), asyncio.create_task(self.stop.wait())]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        self._wake.clear()

    async def _listen(self) -> None:
        """Wake at every commit that recorded an event."""
        while True:
            client = redis.asyncio.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1.0)
            try:
                async with client.pubsub() as channel:
                    await channel.subscribe(events.RELAY_WAKE)
                    while True:
                        if await channel.get_message(ignore_subscribe_messages=True, timeout=5.0):
                            self._wake.set()
            except (redis.RedisError, OSError) as error:
                log.warning("relay hears no wake-ups, looking every %s s: %s", POLL, error)
            finally:
                with contextlib.suppress(redis.RedisError, OSError):
                    await client.aclose()
            await asyncio.sleep(POLL)

    async def _database(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
