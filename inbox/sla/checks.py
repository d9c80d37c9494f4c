"""What an admin may write into a policy or a calendar. Each refusal names the field and the value."""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inbox import conditions
from inbox.errors import InboxError
from inbox.models import Calendar, Clock, Ticket
from inbox.sla.calendar import window

MINUTE, YEAR = 60, 366 * 24 * 3600
MAX_WINDOWS, MAX_DAYS, MAX_NAME, MAX_WARNINGS = 100, 2000, 100, 5
ASKED = (  # what a policy may ask of a ticket: what it is, not what happens to it or what time it is
    "priority",
    "channel_id",
    "team_id",
    "labels",
    "subject",
    "work",
    "language",
    "contact.name",
    "contact.handle",
    "contact.domain",
    "contact.vip",
    "custom.",
)
PAUSES = (Ticket.Status.WAITING_CUSTOMER, Ticket.Status.ON_HOLD)


def checked_policy(says: Mapping[str, Any]) -> dict[str, Any]:
    """Conditions, targets and the rest as a ``PolicyVersion`` keeps them."""
    found = _checked(POLICY, says)
    return found | {"conditions": conditions.check(found.get("conditions", {}), fields=ASKED)}


def checked_version(hours: Mapping[str, Any]) -> dict[str, Any]:
    """Zone, windows, closed and special days as a ``CalendarVersion`` keeps them."""
    found = {"closed": [], "special": []} | _checked(VERSION, hours)
    if missing := sorted(set(VERSION) - set(found)):
        raise InboxError("invalid", _("A calendar needs these."), fields=dict.fromkeys(missing, _("Missing.")))
    twice = {day["date"] for day in found["closed"]} & {day["date"] for day in found["special"]}
    if twice:
        why = _("{twice} cannot be both closed and special.").format(twice=min(twice))
        raise InboxError("invalid", why, fields={"special": why})
    return found


def _checked(checks: Mapping[str, Callable[[Any], Any]], values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(values) - set(checks)):
        raise InboxError("unknown_field", _("These cannot be set."), fields=dict.fromkeys(unknown, _("Unknown.")))
    found, wrong = {}, {}
    for name, value in values.items():
        try:
            found[name] = checks[name](value)
        except (ValueError, TypeError, KeyError) as error:
            wrong[name] = str(error) or _("Not understood.")
    if wrong:
        raise InboxError("invalid", "; ".join(wrong.values()), fields=wrong)
    return found


def _targets(value: Any) -> dict[str, Any]:
    return {
        priority: {
            metric: _target(target) for metric, target in _known(of, Clock.Metric.values, "promise").items() if target
        }
        for priority, of in _known(value, Ticket.Priority.values, "priority").items()
    }


def _target(value: Any) -> dict[str, Any]:
    target = _known(value, ("seconds", "public_seconds", "business", "warn"), _("part of a target"))
    public, warn = target.get("public_seconds"), target.get("warn", [])
    if not isinstance(warn, list) or len(warn) > MAX_WARNINGS:
        raise ValueError(_("At most {most} warnings.").format(most=MAX_WARNINGS))
    return {
        "seconds": _seconds(target["seconds"], MINUTE),
        "public_seconds": None if public is None else _seconds(public, MINUTE),
        "business": _flag(target.get("business", True)),
        "warn": sorted({_seconds(left, 1) for left in warn}, reverse=True),
    }


def _known(value: Any, names: Collection[str], what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(_("{value} is not a table of targets.").format(value=repr(value)))
    if wrong := sorted(set(map(str, value)) - set(names)):
        raise ValueError(
            _("{wrong} is no {what}; possible are {these}.").format(
                wrong=repr(wrong[0]), what=what, these=", ".join(names)
            )
        )
    return value


def _seconds(value: Any, least: int = 0) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= YEAR:
        raise ValueError(
            _("{value} is not a number of seconds from {least} to {year}.").format(
                value=repr(value), least=least, year=YEAR
            )
        )
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("{value} is neither true nor false.").format(value=repr(value)))
    return value


def _pauses(value: Any) -> list[str]:
    if wrong := [status for status in value if status not in PAUSES]:
        raise ValueError(
            _("No clock pauses on {these}; possible are {known}.").format(
                these=", ".join(map(str, wrong)), known=", ".join(PAUSES)
            )
        )
    return sorted(set(value))


def _calendar(value: Any) -> int | None:
    if value is not None and not Calendar.objects.filter(pk=value).exists():
        raise ValueError(_("There is no calendar {value}.").format(value=value))
    return value  # type: ignore[no-any-return]


@functools.cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _zone(value: Any) -> str:
    if value not in _zones():
        raise ValueError(_("{value} is not a time zone; an IANA name such as Europe/Berlin.").format(value=repr(value)))
    return str(value)


def _windows(value: Any) -> list[list[Any]]:
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_WINDOWS:
        raise ValueError(
            _("Between 1 and {most} windows: a calendar that never opens promises nothing.").format(most=MAX_WINDOWS)
        )
    for entry in value:
        weekday, opens, closes = _parts(entry, 3)
        if isinstance(weekday, bool) or weekday not in range(7):
            raise ValueError(_("{weekday} is not a weekday from 0 (Monday) to 6.").format(weekday=repr(weekday)))
        window(str(opens), str(closes))
    return value


def _closed(value: Any) -> list[dict[str, str]]:
    return [
        {"date": day, "name": str(entry.get("name", ""))[:MAX_NAME]} for day, entry in _days(value, {"date", "name"})
    ]


def _special(value: Any) -> list[dict[str, Any]]:
    found = []
    for day, entry in _days(value, {"date", "windows"}):
        for pair in entry["windows"]:
            window(*map(str, _parts(pair, 2)))
        found.append({"date": day, "windows": entry["windows"]})
    return found


def _days(value: Any, known: set[str]) -> list[tuple[str, dict[str, Any]]]:
    if not isinstance(value, list) or len(value) > MAX_DAYS:
        raise ValueError(_("A list of at most {most} days.").format(most=MAX_DAYS))
    found: dict[str, dict[str, Any]] = {}
    for entry in value:
        if not isinstance(entry, dict) or set(entry) - known:
            raise ValueError(
                _("{entry} is not a day with {these}.").format(entry=repr(entry), these=" and ".join(sorted(known)))
            )
        try:
            day = dt.date.fromisoformat(entry["date"]).isoformat()
        except (KeyError, TypeError, ValueError):
            raise ValueError(
                _("{entry} is not a date like 2026-12-25.").format(entry=repr(entry.get("date")))
            ) from None
        if day in found:
            raise ValueError(_("{day} is listed twice.").format(day=day))
        found[day] = entry
    return sorted(found.items())


def _parts(entry: Any, count: int) -> list[Any]:
    if not isinstance(entry, (list, tuple)) or len(entry) != count:
        raise ValueError(_("{entry} is not a window.").format(entry=repr(entry)))
    return list(entry)


def _tree(value: Any) -> Any:
    return value  # checked_policy asks inbox.conditions, whose refusals say where


POLICY: dict[str, Callable[[Any], Any]] = {
    "conditions": _tree,
    "targets": _targets,
    "pause_on": _pauses,
    "calendar_id": _calendar,
    "bot_counts": _flag,
    "public_only": _flag,
    "update_while_waiting": _flag,
}
VERSION: dict[str, Callable[[Any], Any]] = {
    "zone": _zone,
    "windows": _windows,
    "closed": _closed,
    "special": _special,
}
