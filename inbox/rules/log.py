"""What rules did and did not do, as far back as it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from inbox import conditions
from inbox.conditions.fields import FIELDS
from inbox.models import ActionTaken, Evaluation, Rule, RuleRun, RuleVersion, Ticket

KEPT = dt.timedelta(days=30)
BATCH = 2000
CHANNEL = f"{FIELDS['channel_id'].label} is"  # as reasons begin that name one


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


def of_ticket(ticket: Ticket, limit: int = 100, *, channels: Collection[int] | None = None) -> list[dict[str, Any]]:
    """The newest looks of rules at a ticket: ``{"event", "at", "duration_us", "runs", "unmatched"}``.

    For somebody who sees ``channels`` (None: all), the reason why a rule did not run names no other one.
    """
    looks = list(Evaluation.objects.filter(ticket=ticket).select_related("event").order_by("-pk")[:limit])
    runs: dict[int, list[RuleRun]] = {}
    found = RuleRun.objects.filter(ticket=ticket, event__in=[look.event_id for look in looks])
    for run in found.select_related("rule", "version", "ticket", "event").order_by("pk"):
        runs.setdefault(run.event_id or 0, []).append(run)
    rule_ids = {each["rule_id"] for look in looks for each in look.unmatched}
    names, hidden = _names(rule_ids), _hidden(rule_ids, channels)
    return [
        {
            "event": look.event,
            "at": look.at,
            "duration_us": look.duration_us,
            "runs": runs.get(look.event_id, []),
            "unmatched": [
                {**each, "rule": names[each["rule_id"]], "failed": _told(each, hidden)} for each in look.unmatched
            ],
        }
        for look in looks
    ]


def _names(rule_ids: Collection[int]) -> dict[int, str]:
    """Rules are never deleted, only put away."""
    return dict(Rule.objects.filter(pk__in=rule_ids).values_list("pk", "name"))


def _hidden(rule_ids: Collection[int], channels: Collection[int] | None) -> set[tuple[int, int]]:
    """The versions of these rules, as (rule, number), that ask for a channel besides ``channels``."""
    if channels is None:
        return set()
    versions = RuleVersion.objects.filter(rule_id__in=rule_ids).values_list("rule_id", "number", "conditions")
    return {(rule, number) for rule, number, tree in versions if conditions.named(tree, "channel_id") - set(channels)}


def _told(miss: dict[str, Any], hidden: Collection[tuple[int, int]]) -> str:
    """Names are kept in the sentence, as they were then: so the sentence is left out as a whole."""
    failed: str = miss["failed"]
    if (miss["rule_id"], miss["version"]) in hidden and CHANNEL in failed:
        return "It is for other channels, or its conditions together with them are not met"
    return failed
