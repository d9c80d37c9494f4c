"""How often something may be done: counters in Redis, and in this process while Redis is away.

Losing the counters is harmless, so they may live in Redis; without it every process counts for itself, which is
looser but still a limit, and no customer is turned away because of our own trouble.
"""

from __future__ import annotations

import ipaddress
import logging
import threading
import time

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
AVOID_REDIS_FOR = 10.0
MAX_LOCAL = 10_000

_lock = threading.Lock()
_local: dict[str, int] = {}
_avoid_until = 0.0


def wait(name: str, key: str, *, limit: int, seconds: int, now: float | None = None) -> int:
    """Count one use. 0: go ahead; otherwise the seconds until it may be tried again."""
    at = time.time() if now is None else now
    window, into = divmod(at, seconds)
    count = _count(f"limit:{name}:{key}:{int(window)}", seconds)
    return 0 if count <= limit else max(1, int(seconds - into))


def client(request: HttpRequest) -> str:
    """Who asks, as the proxies we trust saw it; a whole IPv6 /64 counts as one, as one line has it."""
    address = request.META.get("REMOTE_ADDR", "")
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(parsed) if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))


def _count(key: str, seconds: int) -> int:
    global _avoid_until
    if time.monotonic() >= _avoid_until:
        try:
            cache.add(key, 0, timeout=seconds + 60)
            return int(cache.incr(key))
        except ValueError:  # evicted between the two
            return 1
        except (RedisError, OSError) as error:
            _avoid_until = time.monotonic() + AVOID_REDIS_FOR
            log.warning("Redis does not answer (%s); limits are counted in this process for now.", error)
    with _lock:
        if len(_local) >= MAX_LOCAL:
            _local.clear()
        _local[key] = _local.get(key, 0) + 1
        return _local[key]
