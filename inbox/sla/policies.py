"""Management: what is promised at each priority, and in whose business hours.

Every change raises ``Organisation.sla_version``, which tells all processes to read again. New tickets follow at once.
Open ones keep the target they were promised (R17) but follow calendars from the moment of the change on (R16, R18);
``apply_calendars`` sees to that in batches, and the sweep calls it until nothing is left.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from inbox import events
from inbox.errors import InboxError
from inbox.models import Calendar, CalendarVersion, Organisation, Policy, Team, Ticket, User
from inbox.sla.checks import checked_policy, checked_version

HOURS = ("zone", "windows", "closed", "special")
MONDAY_TO_FRIDAY = [[weekday, "09:00", "17:00"] for weekday in range(5)]
HOUR = 3600
DEFAULTS = {  # first reply, resolution, in business hours
    Ticket.Priority.URGENT: (1 * HOUR, 8 * HOUR),
    Ticket.Priority.HIGH: (4 * HOUR, 16 * HOUR),
    Ticket.Priority.NORMAL: (8 * HOUR, 24 * HOUR),
    Ticket.Priority.LOW: (16 * HOUR, 40 * HOUR),
}


def ensure_defaults(*, zone: str = "UTC") -> None:
    """What a new deployment starts with: a calendar, Monday to Friday, and one policy per priority. Runs any time."""
    with transaction.atomic():
        ours = _locked_organisation()
        missing = set(DEFAULTS) - set(Policy.objects.values_list("priority", flat=True))
        if ours.calendar_id is not None and not missing:
            return
        if ours.calendar_id is None:
            ours.calendar, new = Calendar.objects.get_or_create(name="Business hours")
            if new:
                _new_version(ours.calendar, checked_version({"zone": zone, "windows": MONDAY_TO_FRIDAY}))
            ours.save(update_fields=["calendar"])
        Policy.objects.bulk_create(
            Policy(
                priority=priority,
                first_reply=DEFAULTS[priority][0],
                resolution=DEFAULTS[priority][1],
                pause_on=[Ticket.Status.WAITING_CUSTOMER],
            )
            for priority in missing
        )
        announce(ours)


def policies() -> list[Policy]:
    """The most urgent first."""
    found = {policy.priority: policy for policy in Policy.objects.all()}
    return [found[priority] for priority in reversed(Ticket.Priority.values) if priority in found]


def change_policy(priority: str, *, actor: User | None, **changes: Any) -> Policy:
    """For new tickets, and open ones whose priority changes."""
    with transaction.atomic():
        ours = _locked_organisation()
        policy = Policy.objects.filter(priority=priority).first()
        if policy is None:
            raise InboxError("not_found", "There is no policy for this priority.", 404)
        for name, value in checked_policy(changes).items():
            setattr(policy, name, value)
        policy.version += 1
        policy.save()
        _told(ours, actor=actor, what="policy", priority=priority, fields=sorted(changes))
    return policy


def calendars() -> list[Calendar]:
    return list(Calendar.objects.order_by("name"))


def calendar(calendar_id: int) -> Calendar:
    found = Calendar.objects.filter(pk=calendar_id).first()
    if found is None:
        raise InboxError("not_found", "There is no such calendar.", 404)
    return found


def in_force(of: Calendar) -> CalendarVersion:
    return of.versions.order_by("-number")[0]


def create_calendar(*, actor: User | None, name: str, **hours: Any) -> Calendar:
    with transaction.atomic():
        ours = _locked_organisation()
        created = Calendar.objects.create(name=_free_name(name, but=None))
        _new_version(created, checked_version(hours))
        _told(ours, actor=actor, what="calendar", calendar_id=created.pk, fields=["name", *sorted(hours)])
    return created


def change_calendar(calendar_id: int, *, actor: User | None, name: str | None = None, **hours: Any) -> Calendar:
    """Other hours make a new version; open clocks follow it from now on, what they consumed stays."""
    with transaction.atomic():
        ours = _locked_organisation()
        found = calendar(calendar_id)
        if name is not None:
            found.name = _free_name(name, but=found)
            found.save(update_fields=["name"])
        if hours:
            old = in_force(found)
            _new_version(found, checked_version({key: getattr(old, key) for key in HOURS} | hours))
        fields = sorted([*hours, *(["name"] if name is not None else [])])
        _told(ours, actor=actor, what="calendar", calendar_id=found.pk, fields=fields)
    return found


def close_days(calendar_id: int, days: list[dict[str, str]], *, actor: User | None) -> Calendar:
    """Add confirmed holidays to what is closed already; a day that has its own hours keeps them."""
    hours = in_force(calendar(calendar_id))
    taken = {day["date"] for day in [*hours.closed, *hours.special]}
    new = [day for day in days if day["date"] not in taken]
    return change_calendar(calendar_id, actor=actor, closed=[*hours.closed, *new])


def use_calendar(calendar_id: int | None, *, actor: User | None, team_id: int | None = None) -> None:
    """The calendar of a team, or (without one) of the organisation."""
    with transaction.atomic():
        ours = _locked_organisation()
        chosen = calendar(calendar_id) if calendar_id is not None else None
        if team_id is None:
            ours.calendar = chosen
            ours.save(update_fields=["calendar"])
        elif not Team.objects.filter(pk=team_id).update(calendar=chosen):
            raise InboxError("not_found", "There is no such team.", 404)
        _told(ours, actor=actor, what="calendar", calendar_id=calendar_id, team_id=team_id)


def _locked_organisation() -> Organisation:
    """Changes of promises happen one after the other."""
    Organisation.objects.get_or_create(pk=1)
    return Organisation.objects.select_for_update(no_key=True, of=("self",)).get(pk=1)


def announce(ours: Organisation) -> None:
    """Promises change with this transaction: everybody reads again. The number comes from a sequence, so that a
    change that is rolled back never leaves its number to another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE inbox_organisation"
            " SET sla_version = nextval('inbox_sla_version'), sla_changed_at = clock_timestamp() WHERE id = %s",
            [ours.pk],
        )


def _told(ours: Organisation, *, actor: User | None, **data: Any) -> None:
    announce(ours)
    events.record("organisation.changed", actor=actor, data=data)


def _new_version(of: Calendar, hours: dict[str, Any]) -> CalendarVersion:
    newest = of.versions.order_by("-number").first()
    return CalendarVersion.objects.create(calendar=of, number=newest.number + 1 if newest else 1, **hours)


def _free_name(name: str, *, but: Calendar | None) -> str:
    name = " ".join(name.split())
    taken = Calendar.objects.filter(name=name).exclude(pk=but.pk if but else 0).exists()
    if not name or len(name) > 80 or taken:
        why = "Another calendar has this name." if taken else "Between 1 and 80 characters."
        raise InboxError("invalid", why, fields={"name": why})
    return name
