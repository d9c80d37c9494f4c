"""How much one person may ask for in a minute. Counted in Redis; when that is away, nobody is held up."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:  # rest_framework.views imports this module
    from rest_framework.views import APIView

log = logging.getLogger(__name__)
MINUTE = 60
PER_PERSON = 1200
WRITES = 300


class PerPerson(BaseThrottle):
    """By the signed-in person and the minute of the clock; writes are counted apart."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        reads = request.method in {"GET", "HEAD", "OPTIONS"}
        key = f"throttle:{'r' if reads else 'w'}:{request.user.pk}:{int(time.time()) // MINUTE}"
        try:
            cache.add(key, 0, 2 * MINUTE)
            return cache.incr(key) <= (PER_PERSON if reads else WRITES)
        except (RedisError, ValueError) as error:
            log.warning("Requests are not counted: %s", error)
            return True

    def wait(self) -> float:
        return MINUTE - time.time() % MINUTE
