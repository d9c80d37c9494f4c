"""`/healthz`: this process answers. `/readyz`: everything a ticket needs is alive, with the age of each heartbeat.

A middleware, not views: probes come with whatever Host the orchestrator likes.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from helpdesk.celery import QUEUES
from inbox.models import Heartbeat

STALE_AFTER = 45.0  # seconds; heartbeats come every ten
SOONER = {"sweep": 30.0}  # it runs every two
KINDS = ("beat", "relay", "listener", "sweep")
Check = dict[str, Any]


def health_middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        if request.path_info == "/readyz":
            report = readiness()
            response = JsonResponse(report, status=200 if report["ready"] else 503)
            response._has_been_logged = True  # type: ignore[attr-defined]  # the prober asks every few seconds
            return response
        return get_response(request)

    return middleware


def readiness() -> dict[str, Any]:
    checks: dict[str, Check] = {"database": _timed(_database), "redis": _timed(_redis)}
    try:
        checks |= _heartbeats() if checks["database"]["ok"] else _unknown("the database does not answer")
    except DatabaseError as error:
        checks |= _unknown(_first_line(error))
    reasons = [f"{name}: {check['reason']}" for name, check in checks.items() if not check["ok"]]
    return {"ready": not reasons, "reasons": reasons, "checks": checks}


def _timed(check: Callable[[], None]) -> Check:
    started = time.perf_counter()
    try:
        check()
    except (psycopg.Error, redis.RedisError) as error:
        return {"ok": False, "reason": _first_line(error)}
    return {"ok": True, "milliseconds": round((time.perf_counter() - started) * 1000, 1)}


def _database() -> None:
    """A connection of its own: an exhausted pool is busy, not broken."""
    with psycopg.connect(settings.DATABASE_URL, connect_timeout=2) as connection:
        connection.execute("select 1")


def _redis() -> None:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        client.ping()


def _heartbeats() -> dict[str, Check]:
    now = timezone.now()
    newest: dict[str, float] = {}
    served: set[str] = set()
    for heart in Heartbeat.objects.filter(at__gte=now - dt.timedelta(days=1)).order_by("at"):
        newest[heart.kind] = age = max(0.0, (now - heart.at).total_seconds())
        if heart.kind == "worker" and age <= STALE_AFTER:
            served.update(heart.info.get("queues", ()))
    checks = {kind: _by_age(newest.get(kind), SOONER.get(kind, STALE_AFTER)) for kind in ("worker", *KINDS)}
    if checks["worker"]["ok"] and (missing := [queue for queue in QUEUES if queue not in served]):
        checks["worker"] |= {"ok": False, "reason": f"no worker serves {', '.join(missing)}"}
    return checks


def _by_age(age: float | None, stale_after: float) -> Check:
    if age is None:
        return {"ok": False, "age": None, "reason": "never seen in the last day"}
    if age > stale_after:
        return {"ok": False, "age": round(age, 1), "reason": f"last seen {age:.0f} s ago"}
    return {"ok": True, "age": round(age, 1)}


def _unknown(reason: str) -> dict[str, Check]:
    return {kind: {"ok": False, "age": None, "reason": reason} for kind in ("worker", *KINDS)}


def _first_line(error: Exception) -> str:
    """Drivers add hints on further lines, and some of those name the host and account."""
    return type(error).__name__ if not str(error) else str(error).splitlines()[0][:200]
