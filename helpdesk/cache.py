"""Django's cache, which here holds rate limits only: in Redis, shared by all processes.

Without Redis people must still be able to sign in, and to guess passwords no faster than before: each process then
counts for itself.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import redis
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

log = logging.getLogger(__name__)
BREAK = 2.0  # seconds until a Redis that failed is tried again
_broken_until = 0.0


class RedisOrLocalCache(BaseCache):
    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._shared = RedisCache(location, params)
        self._local = LocMemCache("without-redis", {})

    def _call(self, method: str, *arguments: Any, **options: Any) -> Any:
        global _broken_until
        if time.monotonic() >= _broken_until:
            try:
                return getattr(self._shared, method)(*arguments, **options)
            except redis.RedisError as error:
                _broken_until = time.monotonic() + BREAK
                log.warning("Redis does not answer, this process counts rate limits alone: %s", error)
        return getattr(self._local, method)(*arguments, **options)

    def add(self, *arguments: Any, **options: Any) -> Any:
        return self._call("add", *arguments, **options)

    def get(self, *arguments: Any, **options: Any) -> Any:
        return self._call("get", *arguments, **options)

    def set(self, *arguments: Any, **options: Any) -> Any:
        return self._call("set", *arguments, **options)

    def touch(self, *arguments: Any, **options: Any) -> Any:
        return self._call("touch", *arguments, **options)

    def delete(self, *arguments: Any, **options: Any) -> Any:
        return self._call("delete", *arguments, **options)

    def incr(self, *arguments: Any, **options: Any) -> Any:
        return self._call("incr", *arguments, **options)

    def has_key(self, *arguments: Any, **options: Any) -> Any:
        return self._call("has_key", *arguments, **options)

    def clear(self) -> Any:
        return self._call("clear")
