"""What may still be asked of a network, shared by all processes: fixed windows in Redis, corrected by its headers.

Replies come before polling: polling leaves a fifth of every window untouched. Redis away means no limit of ours; the
network's own 429 then is what slows us down.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
import time
from collections.abc import Mapping

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from connectors.errors import ConnectorError, RateLimited
from connectors.meaning import EPOCH, RESETS, pause

log = logging.getLogger(__name__)

KEEP_FREE = 0.2  # of a window, for replies
BREAK = 2.0  # seconds until a Redis that failed is asked again
REMAINING = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
LIMIT = ("x-ratelimit-limit", "x-rate-limit-limit", "ratelimit-limit")
_broken_until = 0.0

# One window per bucket: how much is left, of how much, until when; and until when the network wants no call at all.
# Returns the seconds to wait, "0" when the call may be made (and its cost was taken).
TAKE = """
local now, size, seconds = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local cost, free = tonumber(ARGV[4]), tonumber(ARGV[5])
local got = redis.call('HMGET', KEYS[1], 'blocked', 'until', 'left', 'size')
local blocked, ends, left = tonumber(got[1]), tonumber(got[2]), tonumber(got[3])
if blocked and blocked > now then return tostring(blocked - now) end
size = tonumber(got[4]) or size
if not ends or ends <= now then
  if tonumber(ARGV[2]) > 0 then
    size, left, ends = tonumber(ARGV[2]), tonumber(ARGV[2]), now + seconds
  else
    return '0'
  end
end
if left - cost < math.floor(size * free) then return tostring(math.max(ends - now, 1)) end
redis.call('HSET', KEYS[1], 'left', left - cost, 'size', size, 'until', ends)
redis.call('EXPIRE', KEYS[1], math.ceil(ends - now) + 60)
return '0'
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Bucket:
    """``name`` is the scope (``telegram:7``, ``youtube:app:3``). ``size`` calls in ``seconds``, where the network
    publishes a number; 0 learns it from the headers of its answers."""

    name: str
    size: int = 0
    seconds: float = 0.0


def take(bucket: Bucket, *, cost: int = 1, priority: bool = False) -> None:
    """Use up ``cost``. Raises RateLimited when the window is used up; without ``priority`` a fifth early."""
    if not bucket.name:
        return
    free = 0.0 if priority else KEEP_FREE
    waits = _ask(TAKE, bucket.name, time.time(), bucket.size, bucket.seconds, cost, free)
    if waits and float(waits) > 0:
        raise RateLimited(
            "The network's limit for calls is used up for now.", retry_after=float(waits), scope=bucket.name
        )


def learn(bucket: Bucket, status: int, headers: Mapping[str, str]) -> None:
    """Correct the window by what the answer says is left of it."""
    left, size = _number(headers, REMAINING), _number(headers, LIMIT)
    named = [headers[name] for name in RESETS if name in headers]
    if not bucket.name or left is None or not named or status == 429:
        return
    ends = time.time() + (pause({RESETS[0]: named[0]}) or 1.0)
    _set(bucket.name, {"left": left, "size": size or max(left, 1), "until": ends}, ends)


def note(bucket: Bucket, error: ConnectorError) -> None:
    """The network said that it was too much: nobody asks again before it allows it."""
    if bucket.name and isinstance(error, RateLimited):
        error.scope = error.scope or bucket.name
        ends = time.time() + error.retry_after
        _set(bucket.name, {"blocked": ends}, ends)


def _number(headers: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    for name in names:
        text = headers.get(name, "").split(",")[0].strip()
        if text.isdigit() and int(text) < EPOCH:
            return int(text)
    return None


@functools.cache
def _redis() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=1.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 0)
    )


def _ask(script: str, name: str, *arguments: float) -> float:
    global _broken_until
    if time.monotonic() < _broken_until:
        return 0.0
    try:
        return float(_redis().eval(script, 1, f"rates:{name}", *arguments))
    except redis.RedisError as error:
        _broken_until = time.monotonic() + BREAK
        log.warning("Redis does not answer, calls are not counted: %s", error)
        return 0.0


def _set(name: str, values: Mapping[str, float], ends: float) -> None:
    """Write into the bucket and let Redis drop it a minute after its window."""
    global _broken_until
    if time.monotonic() < _broken_until:
        return
    try:
        with _redis().pipeline() as pipe:
            pipe.hset(f"rates:{name}", mapping={key: repr(value) for key, value in values.items()})
            pipe.expire(f"rates:{name}", int(max(1.0, ends - time.time())) + 60)
            pipe.execute()
    except redis.RedisError as error:
        _broken_until = time.monotonic() + BREAK
        log.warning("Redis does not answer, calls are not counted: %s", error)
