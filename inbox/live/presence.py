"""Who looks at which ticket, and who types. Kept in Redis alone, with an expiry on each entry: it may be lost any time.

One sorted set holds everything; the score of an entry is the time when it ends unless its browser says so again.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import time
from collections.abc import Iterable
from typing import Any

import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from inbox import events

log = logging.getLogger(__name__)

KEY = "janice:presence"
VIEWING = "viewing"
TYPING = {"reply": "typing_reply", "note": "typing_note"}
CUSTOMER_TYPING = "typing_customer"  # with user 0
RANK = (VIEWING, "typing_note", "typing_reply", CUSTOMER_TYPING)
VIEW_SECONDS = 15.0
TYPING_SECONDS = 5.0
AGAIN = 5.0  # seconds without asking Redis after it failed


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One browser tab at one ticket. The channel decides who may know of it."""

    socket: str
    user_id: int
    name: str
    ticket_id: int
    channel_id: int
    doing: str

    def dumps(self) -> str:
        return json.dumps(dataclasses.astuple(self))


def loads(member: bytes | str) -> Entry:
    return Entry(*json.loads(member))


class Presence:
    """This process's view of it, on one event loop. Redis being away empties the view as its entries end."""

    def __init__(self) -> None:
        self.entries: dict[Entry, float] = {}
        self._redis = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=1.0, retry=AsyncRetry(NoBackoff(), 0)
        )
        self._away_until = 0.0

    async def keep(self, entry: Entry, *, seconds: float, tell: bool) -> None:
        """Say again that it is so; ``tell`` the other consoles when it was not."""
        await self._write(tell, add={entry.dumps(): time.time() + seconds})

    async def drop(self, entries: Iterable[Entry]) -> None:
        gone = [entry.dumps() for entry in entries]
        if gone:
            await self._write(True, remove=gone)

    async def refresh(self) -> None:
        """Read it anew; what has ended is gone either way."""
        now = time.time()
        if time.monotonic() >= self._away_until:
            try:
                members: Any = await self._redis.zrange(KEY, "(" + repr(now), "+inf", byscore=True, withscores=True)
                await self._redis.zremrangebyscore(KEY, "-inf", now - VIEW_SECONDS)
                self.entries = {loads(member): score for member, score in members}
            except (redis.RedisError, OSError) as error:
                self._failed(error)
        self.entries = {entry: until for entry, until in self.entries.items() if until > now}

    async def close(self) -> None:
        await self._redis.aclose()

    async def _write(self, tell: bool, *, add: dict[str, float] | None = None, remove: list[str] | None = None) -> None:
        if time.monotonic() < self._away_until:
            return
        try:
            if add:
                await self._redis.zadd(KEY, add)
            if remove:
                await self._redis.zrem(KEY, *remove)
            if tell:
                await events.ephemeral({"presence": True})
        except (redis.RedisError, OSError) as error:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        self._away_until = time.monotonic() + AGAIN
        log.warning("presence is blind for %s s, Redis says: %s", AGAIN, error)


def by_ticket(entries: Iterable[Entry]) -> dict[int, tuple[int, list[dict[str, Any]]]]:
    """``{ticket: (channel, users)}`` as pushed: each person once per ticket, with the most telling thing they do."""
    found: dict[int, dict[int, Entry]] = {}
    for entry in entries:
        people = found.setdefault(entry.ticket_id, {})
        other = people.get(entry.user_id)
        if other is None or RANK.index(entry.doing) > RANK.index(other.doing):
            people[entry.user_id] = entry
    return {
        ticket_id: (
            next(iter(people.values())).channel_id,
            [{"id": pk, "name": entry.name, "doing": entry.doing} for pk, entry in sorted(people.items())],
        )
        for ticket_id, people in found.items()
    }


def viewing_of(entries: Iterable[Entry]) -> dict[int, int]:
    """``{user: ticket}``; with several tabs open, the one where they type, else any."""
    best: dict[int, Entry] = {}
    for entry in entries:
        if entry.doing == CUSTOMER_TYPING:
            continue
        other = best.get(entry.user_id)
        if other is None or RANK.index(entry.doing) > RANK.index(other.doing):
            best[entry.user_id] = entry
    return {user_id: entry.ticket_id for user_id, entry in best.items()}


def viewing() -> dict[int, int]:
    """``{user: ticket}`` now, for callers outside an event loop; empty while Redis is away."""
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=0.5, socket_timeout=1.0, retry=Retry(NoBackoff(), 0)
    )
    try:
        members: Any = client.zrange(KEY, "(" + repr(time.time()), "+inf", byscore=True)
    except (redis.RedisError, OSError) as error:
        log.warning("presence is unknown, Redis says: %s", error)
        return {}
    finally:
        client.close()
    return viewing_of(loads(member) for member in members)
