"""Endpoints and what they were told, as JSON; the same rules as rows.py. No secret stands in any of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import prefetch_related_objects
from django.utils import timezone

from inbox.api.rows import Row, iso
from inbox.models import Endpoint, WebhookAttempt, WebhookDelivery
from inbox.webhooks import queue

QUEUED, FAILED = WebhookDelivery.State.QUEUED, WebhookDelivery.State.FAILED


def endpoint_rows(ends: Iterable[Endpoint]) -> list[Row]:
    ends = list(ends)
    counts = queue.counts([end.pk for end in ends])
    return [
        {
            "id": end.pk,
            "name": end.name,
            "url": end.url,
            "kinds": end.kinds,
            "with_content": end.with_content,
            "with_notes": end.with_notes,
            "active": end.active,
            "disabled_reason": end.disabled_reason,
            "failing_since": iso(end.failing_since),
            "hold_until": iso(end.hold_until),
            "waiting": counts[end.pk, QUEUED],
            "failed": counts[end.pk, FAILED],
            "both_secrets_until": iso(_both_until(end)),
            "created_at": iso(end.created_at),
        }
        for end in ends
    ]


def _both_until(end: Endpoint) -> dt.datetime | None:
    until = end.secrets.get("before_until")
    at = dt.datetime.fromisoformat(until) if until else None
    return at if at is not None and at > timezone.now() else None


def delivery_rows(rows: Sequence[WebhookDelivery]) -> list[Row]:
    """In the given order, each with its attempts."""
    prefetch_related_objects(rows, "log")
    return [
        {
            "id": row.pk,
            "key": str(row.key),
            "kind": row.kind,
            "state": row.state,
            "payload": row.payload,
            "next_attempt_at": iso(row.next_attempt_at) if row.state == QUEUED else None,
            "created_at": iso(row.created_at),
            "attempts": [_attempt(attempt) for attempt in sorted(row.log.all(), key=lambda attempt: attempt.pk)],
        }
        for row in rows
    ]


def _attempt(attempt: WebhookAttempt) -> Row:
    return {
        "at": iso(attempt.at),
        "status": attempt.status,
        "detail": attempt.detail,
        "duration_ms": attempt.duration_ms,
    }
