"""What waits for the machine and since when: how late each sweep is, by the rows that it should have done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from inbox.models import (
    Action,
    Bulk,
    Clock,
    Delivery,
    Event,
    EventReader,
    Notification,
    RawInbound,
    RuleJob,
    Timer,
    WebhookDelivery,
)


@dataclass(frozen=True)
class Kind:
    """``since``: the column that says since when a row should have been done. ``late``: seconds that are too many."""

    name: str
    rows: Callable[[dt.datetime], QuerySet[Any]]
    since: str
    late: float


def _queued(model: Any, **where: Any) -> Callable[[dt.datetime], QuerySet[Any]]:
    return lambda now: model.objects.filter(state="queued", next_attempt_at__lte=now, **where)


def _incoming(now: dt.datetime) -> QuerySet[Any]:
    ready = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    kept = RawInbound.objects.filter(ready, state__in=(RawInbound.State.KEPT, RawInbound.State.FAILED))
    kept = kept.filter(channel__paused_at=None)
    return kept.annotate(due=Coalesce(F("next_attempt_at"), F("received_at")))


def _promises(now: dt.datetime) -> QuerySet[Any]:
    return Clock.objects.filter(state=Clock.State.RUNNING, due_at__lte=now, breached_at=None)


KINDS = (
    Kind("incoming", _incoming, "due", 120),
    Kind("outgoing", _queued(Delivery, channel__active=True, channel__paused_at=None), "next_attempt_at", 120),
    Kind(
        "actions",
        _queued(Action, message__channel__active=True, message__channel__paused_at=None),
        "next_attempt_at",
        120,
    ),
    Kind("events", lambda now: Event.objects.filter(seq__isnull=True), "at", 30),
    Kind("rules", lambda now: RuleJob.objects.filter(next_attempt_at__lte=now), "next_attempt_at", 120),
    Kind("timers", lambda now: Timer.objects.filter(due_at__lte=now), "due_at", 120),
    Kind("promises", _promises, "due_at", 60),
    Kind("webhooks", _queued(WebhookDelivery), "next_attempt_at", 300),
    Kind("mails", lambda now: Notification.objects.filter(mail_due_at__lte=now), "mail_due_at", 300),
    Kind("bulk", lambda now: Bulk.objects.filter(state=Bulk.State.RUNNING), "created_at", 3600),
)


def measure() -> list[dict[str, Any]]:
    """``[{"name", "waiting", "oldest": seconds or None, "late": bool}]``; the reader of the event log comes last."""
    now = timezone.now()
    found = []
    for kind in KINDS:
        got = kind.rows(now).aggregate(n=Count("pk"), first=Min(kind.since))
        oldest = None if got["first"] is None else max(0.0, (now - got["first"]).total_seconds())
        found.append(_row(kind.name, got["n"], oldest, kind.late))
    return [*found, _reader(now)]


def _reader(now: dt.datetime) -> dict[str, Any]:
    place = EventReader.objects.aggregate(seq=Min("seq"))["seq"]
    head = Event.objects.aggregate(seq=Max("seq"))["seq"] or 0
    behind = 0 if place is None else max(0, head - place)
    first = Event.objects.filter(seq__gt=place).order_by("seq").values_list("at", flat=True).first() if behind else None
    oldest = None if first is None else max(0.0, (now - first).total_seconds())
    return _row("reactions", behind, oldest, 60)


def _row(name: str, waiting: int, oldest: float | None, late: float) -> dict[str, Any]:
    return {
        "name": name,
        "waiting": waiting,
        "oldest": None if oldest is None else round(oldest, 1),
        "late": oldest is not None and oldest > late,
    }
