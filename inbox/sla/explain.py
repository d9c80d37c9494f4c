"""Why a clock stands where it stands (R24): each settlement in words, with what it consumed and by whose terms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Clock, Settlement, Ticket
from inbox.sla import account, terms

DID = {
    "start": gettext_noop("The clock started"),
    "pause": gettext_noop("Paused"),
    "resume": gettext_noop("Went on"),
    "retarget": gettext_noop("Another promise from here on"),
    "inherit": gettext_noop("Took over a broken promise"),
    "give_back": gettext_noop("Gave back a broken promise"),
    "stop": gettext_noop("Stopped"),
    "void_stop": gettext_noop("The reply did not count, so it went on"),
    "cancel": gettext_noop("Ended without a result"),
}
WHY = {
    "reply": gettext_noop("a person replied"),
    "bot_reply": gettext_noop("an automation replied, which this policy counts"),
    "solved": gettext_noop("the ticket was solved"),
    "solved_without_reply": gettext_noop("the ticket was solved without a reply"),
    "no_reply_needed": gettext_noop("somebody said that no reply is needed"),
    "waiting_customer": gettext_noop("the customer has to answer"),
    "on_hold": gettext_noop("the ticket is on hold"),
    "open": gettext_noop("the ticket is open again"),
    "reopened": gettext_noop("the ticket was reopened"),
    "spam": gettext_noop("the ticket was marked as spam"),
    "erased": gettext_noop("the customer was erased"),
    "merged": gettext_noop("the ticket was merged into another"),
    "unmerged": gettext_noop("the ticket was taken apart again"),
    "split": gettext_noop("the message became a ticket of its own"),
    "withdrawn": gettext_noop("the customer took back what they wrote"),
    "no_promise": gettext_noop("its policy promises nothing here"),
    "priority": gettext_noop("the priority changed"),
    "policy": gettext_noop("the policy changed"),
    "calendar": gettext_noop("the business hours changed"),
    "delivery_failed": gettext_noop("the network refused the reply for good"),
    "undone": gettext_noop("the agent took the reply back"),
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
        "breach_cause": _said(WHY, clock.breach_cause),
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
    did, why = _said(DID, entry.action), _said(WHY, entry.reason)
    actor = entry.event.actor if entry.event is not None else None
    return {
        "id": entry.pk,
        "event_id": entry.event_id,
        "action": entry.action,
        "words": _("{what}: {why}").format(what=did, why=why) if why else did,
        "by": actor.name if actor is not None else None,
        "at": entry.at,
        "at_local": entry.at.astimezone(ZoneInfo(zone)).isoformat(),
        "before": entry.before,
        "after": entry.after,
        "target": entry.target,
        "calendar": _version(entry.calendar_version, "calendar"),
        "policy": _version(entry.policy_version, "policy"),
    }


def _said(words: dict[str, str], code: str) -> str:
    """The code itself, should it be one of an older version."""
    return _(words[code]) if code in words else code.replace("_", " ")


def _version(version: Any, of: str) -> str | None:
    """As in: Berlin office, version 2."""
    if version is None:
        return None
    return _("{name}, version {number}").format(name=getattr(version, of).name, number=version.number)
