"""Why a clock stands where it stands (R24): each settlement in words, with what it consumed and by whose terms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from inbox.models import Clock, Settlement, Ticket
from inbox.sla import account, terms

DID = {
    "start": "The clock started",
    "pause": "Paused",
    "resume": "Went on",
    "retarget": "Another promise from here on",
    "inherit": "Took over a broken promise",
    "give_back": "Gave back a broken promise",
    "stop": "Stopped",
    "void_stop": "The reply did not count, so it went on",
    "cancel": "Ended without a result",
}
WHY = {
    "reply": "a person replied",
    "bot_reply": "an automation replied, which this policy counts",
    "solved": "the ticket was solved",
    "solved_without_reply": "the ticket was solved without a reply",
    "no_reply_needed": "somebody said that no reply is needed",
    "waiting_customer": "the customer has to answer",
    "on_hold": "the ticket is on hold",
    "open": "the ticket is open again",
    "reopened": "the ticket was reopened",
    "spam": "the ticket was marked as spam",
    "erased": "the customer was erased",
    "merged": "the ticket was merged into another",
    "unmerged": "the ticket was taken apart again",
    "split": "the message became a ticket of its own",
    "withdrawn": "the customer took back what they wrote",
    "no_promise": "its policy promises nothing here",
    "priority": "the priority changed",
    "policy": "the policy changed",
    "calendar": "the business hours changed",
    "delivery_failed": "the network refused the reply for good",
    "undone": "the agent took the reply back",
}


def clocks(ticket: Ticket, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Every clock of the ticket, the running ones first, each with its account."""
    _, in_force = terms.now()
    rows = Clock.objects.filter(ticket=ticket).select_related(
        "calendar_version__calendar", "policy_version__policy", "excused_by"
    )
    entries: defaultdict[int, list[Settlement]] = defaultdict(list)
    of = Settlement.objects.filter(clock__ticket=ticket).select_related(
        "event__actor", "calendar_version__calendar", "policy_version__policy"
    )
    for entry in of.order_by("id"):
        entries[entry.clock_id].append(entry)
    found = sorted(rows, key=lambda clock: (clock.state not in ("running", "paused"), -clock.cycle, clock.pk))
    return [_row(clock, entries[clock.pk], now, in_force.zone) for clock in found]


def _row(clock: Clock, entries: list[Settlement], now: dt.datetime, usual_zone: str) -> dict[str, Any]:
    zone = clock.calendar_version.zone if clock.calendar_version is not None else usual_zone
    until = clock.stopped_at or now
    late = clock.breached_at is not None or account.missed(clock, now)
    due = clock.breached_at or clock.due_at
    used = account.used(clock, now)
    return {
        "id": clock.pk,
        "metric": clock.metric,
        "cycle": clock.cycle,
        "state": clock.state,
        "visibility": clock.visibility,
        "target": clock.target,
        "used": used,
        "left": max(0, clock.target - used),
        "late_business": _late(clock, due, until) if late and due else None,
        "late_seconds": max(0, int((until - due).total_seconds())) if late and due else None,
        "started_at": clock.started_at,
        "due_at": due,
        "due_local": due.astimezone(ZoneInfo(zone)).isoformat() if due else None,
        "stopped_at": clock.stopped_at,
        "breached_at": clock.breached_at,
        "breach_cause": WHY.get(clock.breach_cause, clock.breach_cause),
        "zone": zone,
        "calendar": _version(clock.calendar_version, "calendar"),
        "policy": _version(clock.policy_version, "policy"),
        "excused_at": clock.excused_at,
        "excused_by": clock.excused_by.name if clock.excused_by is not None else None,
        "excuse": clock.excuse,
        "explain": [_entry(entry, zone) for entry in entries],
    }


def _late(clock: Clock, due: dt.datetime, until: dt.datetime) -> int:
    return terms.hours(clock.calendar_version_id).between(due, until)


def _entry(entry: Settlement, zone: str) -> dict[str, Any]:
    did, why = DID.get(entry.action, entry.action), WHY.get(entry.reason, entry.reason.replace("_", " "))
    actor = entry.event.actor if entry.event is not None else None
    return {
        "id": entry.pk,
        "event_id": entry.event_id,
        "action": entry.action,
        "words": f"{did}: {why}" if why else did,
        "by": actor.name if actor is not None else None,
        "at": entry.at,
        "at_local": entry.at.astimezone(ZoneInfo(zone)).isoformat(),
        "before": entry.before,
        "after": entry.after,
        "target": entry.target,
        "calendar": _version(entry.calendar_version, "calendar"),
        "policy": _version(entry.policy_version, "policy"),
    }


def _version(version: Any, of: str) -> str | None:
    """As in: Berlin office, version 2."""
    return None if version is None else f"{getattr(version, of).name}, version {version.number}"
