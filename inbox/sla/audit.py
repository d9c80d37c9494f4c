"""Do clocks still say what their settlements say (R24)? For ``manage.py verify`` and whoever doubts a number."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from inbox.models import Clock, Settlement
from inbox.sla import account, terms

SAMPLE = 500


def unexplained(sample: int = SAMPLE) -> list[int]:
    """Ids of clocks, of the newest ``sample``, that differ from what their settlements rebuild."""
    now, _ = terms.now()
    clocks = list(Clock.objects.order_by("-id")[:sample])
    entries: defaultdict[int, list[Settlement]] = defaultdict(list)
    for entry in Settlement.objects.filter(clock__in=[clock.pk for clock in clocks]).order_by("id"):
        entries[entry.clock_id].append(entry)
    return sorted(clock.pk for clock in clocks if not _explained(clock, entries[clock.pk], now))


def _explained(clock: Clock, entries: list[Settlement], now: dt.datetime) -> bool:
    if not entries:
        return False
    if clock.state == Clock.State.RUNNING:
        account.notice(clock, now)  # in memory: the sweep may be a second behind
    rebuilt = account.rebuild(clock, entries, until=now)
    return all(getattr(rebuilt, name) == getattr(clock, name) for name in account.ACCOUNT)
