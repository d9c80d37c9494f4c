"""Proof that the processes work, for /readyz and for people."""

from __future__ import annotations

import datetime as dt
import os
import socket
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from inbox.models import Heartbeat

FORGET = dt.timedelta(hours=1)


def beat(kind: str, *, name: str = "", info: dict[str, Any] | None = None) -> None:
    """Say that this process of ``kind`` (worker, beat, relay, listener) is alive."""
    name = name or f"{kind}@{socket.gethostname()}:{os.getpid()}"
    now = timezone.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, kind=kind, at=now, info=info or {})],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["kind", "at", "info"],
    )


def ages() -> dict[str, dict[str, float]]:
    """``{kind: {"age": seconds since the youngest beat, "count": processes seen in the last minute}}``."""
    now = timezone.now()
    youngest = dict(Heartbeat.objects.values_list("kind").annotate(Max("at")))
    alive = dict(
        Heartbeat.objects.filter(at__gt=now - dt.timedelta(minutes=1)).values_list("kind").annotate(Count("id"))
    )
    return {
        kind: {"age": round((now - at).total_seconds(), 1), "count": alive.get(kind, 0)}
        for kind, at in youngest.items()
    }


def forget_dead() -> None:
    Heartbeat.objects.filter(at__lt=timezone.now() - FORGET).delete()
