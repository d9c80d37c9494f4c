"""Another promise for tickets of one priority, in the policy that everybody has."""

from __future__ import annotations

from typing import Any

from inbox.models import Policy
from inbox.sla import policies

METRICS = ("first_reply", "next_reply", "update", "resolution")
OF_TARGETS = ("business", "warn", "public_seconds")


def promise(priority: str, **changes: Any) -> Policy:
    """``first_reply=3600`` (None: nothing), ``business=False``, ``warn=[600]`` for the targets of this priority;
    whatever else is said holds for all priorities."""
    standard = Policy.objects.get(name=policies.STANDARD)
    targets = policies.in_force(standard).targets
    mine: dict[str, Any] = {metric: dict(target) for metric, target in targets.get(priority, {}).items()}
    usual = {"public_seconds": None, "business": True, "warn": [3600]} | next(iter(mine.values()), {})
    for metric in METRICS:
        if metric in changes:
            seconds = changes.pop(metric)
            mine[metric] = None if seconds is None else {**usual, **mine.get(metric, {}), "seconds": seconds}
    kept = {metric: target for metric, target in mine.items() if target is not None}
    for name in OF_TARGETS:
        if name in changes:
            value = changes.pop(name)
            kept = {metric: {**target, name: value} for metric, target in kept.items()}
    return policies.change_policy(standard.pk, actor=None, targets={**targets, priority: kept}, **changes)
