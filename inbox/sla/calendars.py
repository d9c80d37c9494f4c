"""Management: in whose business hours promises are counted.

New tickets follow a change at once, open ones from the moment of the change on (R16, R18): ``follow.calendars`` sees to
that in batches, and the sweep calls it until nothing is left.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.errors import InboxError
from inbox.models import Calendar, CalendarVersion, Team, User
from inbox.sla.calendar import Calendar as Compiled
from inbox.sla.checks import checked_version
from inbox.sla.edition import locked_organisation, told

BACK, AHEAD = dt.timedelta(days=31), dt.timedelta(days=183)
HOURS = ("zone", "windows", "closed", "special")


def calendars() -> list[Calendar]:
    return list(Calendar.objects.order_by("name"))


def calendar(calendar_id: int) -> Calendar:
    found = Calendar.objects.filter(pk=calendar_id).first()
    if found is None:
        raise InboxError("not_found", _("There is no such calendar."), 404)
    return found


def version(version_id: int) -> CalendarVersion:
    found = CalendarVersion.objects.filter(pk=version_id).first()
    if found is None:
        raise InboxError("not_found", _("There is no such version of a calendar."), 404)
    return found


def spans(of: CalendarVersion, *, now: dt.datetime) -> list[tuple[int, int]]:
    """When it is open, from a month ago to half a year ahead, in seconds since 1970: enough to count down by."""
    return Compiled(of).open_between(now - BACK, now + AHEAD)


def in_force(of: Calendar) -> CalendarVersion:
    return of.versions.order_by("-number")[0]


def versions(of: Calendar) -> list[CalendarVersion]:
    """The newest first."""
    return list(of.versions.order_by("-number"))


def create_calendar(*, actor: User | None, name: str, **hours: Any) -> Calendar:
    with transaction.atomic():
        ours = locked_organisation()
        created = Calendar.objects.create(name=_free_name(name, but=None))
        new_version(created, checked_version(hours))
        told(ours, actor=actor, what="calendar", calendar_id=created.pk, fields=["created"])
    return created


def change_calendar(calendar_id: int, *, actor: User | None, name: str | None = None, **hours: Any) -> Calendar:
    """Other hours make a new version; open clocks follow it from now on, what they consumed stays."""
    with transaction.atomic():
        ours = locked_organisation()
        found = calendar(calendar_id)
        if name is not None:
            found.name = _free_name(name, but=found)
            found.save(update_fields=["name"])
        if hours:
            new_version(found, changed_hours(found, hours))
        fields = sorted([*hours, *(["name"] if name is not None else [])])
        told(ours, actor=actor, what="calendar", calendar_id=found.pk, fields=fields)
    return found


def revert(calendar_id: int, number: int, *, actor: User | None) -> Calendar:
    """The hours of an older version again, as a new one."""
    older = calendar(calendar_id).versions.filter(number=number).first()
    if older is None:
        raise InboxError("not_found", f"This calendar has no version {number}.", 404, fields={"number": str(number)})
    return change_calendar(calendar_id, actor=actor, **{key: getattr(older, key) for key in HOURS})


def changed_hours(of: Calendar, hours: dict[str, Any]) -> dict[str, Any]:
    """What the next version would say."""
    old = in_force(of)
    return checked_version({key: getattr(old, key) for key in HOURS} | hours)


def close_days(calendar_id: int, days: list[dict[str, str]], *, actor: User | None) -> Calendar:
    """Add confirmed holidays to what is closed already; a day that has its own hours keeps them."""
    hours = in_force(calendar(calendar_id))
    taken = {day["date"] for day in [*hours.closed, *hours.special]}
    new = [day for day in days if day["date"] not in taken]
    return change_calendar(calendar_id, actor=actor, closed=[*hours.closed, *new])


def use_calendar(calendar_id: int | None, *, actor: User | None, team_id: int | None = None) -> None:
    """The calendar of a team, or (without one) of the organisation."""
    with transaction.atomic():
        ours = locked_organisation()
        chosen = calendar(calendar_id) if calendar_id is not None else None
        if team_id is None:
            ours.calendar = chosen
            ours.save(update_fields=["calendar"])
        elif not Team.objects.filter(pk=team_id).update(calendar=chosen):
            raise InboxError("not_found", _("There is no such team."), 404)
        told(ours, actor=actor, what="calendar", calendar_id=calendar_id, team_id=team_id)


def new_version(of: Calendar, hours: dict[str, Any]) -> CalendarVersion:
    newest = of.versions.order_by("-number").first()
    return CalendarVersion.objects.create(calendar=of, number=newest.number + 1 if newest else 1, **hours)


def _free_name(name: str, *, but: Calendar | None) -> str:
    name = " ".join(name.split())
    taken = Calendar.objects.filter(name=name).exclude(pk=but.pk if but else 0).exists()
    if not name or len(name) > 80 or taken:
        why = _("Another calendar has this name.") if taken else _("Between 1 and {most} characters.").format(most=80)
        raise InboxError("invalid", why, fields={"name": why})
    return name
