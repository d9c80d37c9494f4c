"""What rules did and did not do, as far back as it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from inbox.models import ActionTaken, Evaluation, Rule, RuleRun, Ticket

KEPT = dt.timedelta(days=30)
BATCH = 2000


def clean(now: dt.datetime) -> int:
    """Drop what is older than KEPT; returns how many looks that were."""
    dropped = 0
    while True:
        old = Evaluation.objects.filter(at__lt=now - KEPT).order_by("at")
        rows = dict(old.values_list("pk", "event_id")[:BATCH])
        ActionTaken.objects.filter(event_id__in=rows.values()).delete()
        Evaluation.objects.filter(pk__in=rows).delete()
        dropped += len(rows)
        if len(rows) < BATCH:
            break
    RuleRun.objects.filter(at__lt=now - KEPT).delete()
    return dropped


def of_ticket(ticket: Ticket, limit: int = 100) -> list[dict[str, Any]]:
    """The newest looks of rules at a ticket: ``{"event", "at", "duration_us", "runs", "unmatched"}``."""
    looks = list(Evaluation.objects.filter(ticket=ticket).select_related("event").order_by("-pk")[:limit])
    runs: dict[int, list[RuleRun]] = {}
    found = RuleRun.objects.filter(ticket=ticket, event__in=[look.event_id for look in looks])
    for run in found.select_related("rule", "version", "ticket", "event").order_by("pk"):
        runs.setdefault(run.event_id or 0, []).append(run)
    names = _names({each["rule_id"] for look in looks for each in look.unmatched})
    return [
        {
            "event": look.event,
            "at": look.at,
            "duration_us": look.duration_us,
            "runs": runs.get(look.event_id, []),
            "unmatched": [{**each, "rule": names[each["rule_id"]]} for each in look.unmatched],
        }
        for look in looks
    ]


def _names(rule_ids: Collection[int]) -> dict[int, str]:
    """Rules are never deleted, only put away."""
    return dict(Rule.objects.filter(pk__in=rule_ids).values_list("pk", "name"))
