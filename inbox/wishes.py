"""How each person wants to be told of what: in the app, on the desktop, by mail, with a sound; and when not.

A person's row keeps only what differs from ``KINDS``. While it is quiet for them, whatever is not urgent waits under
the bell without a sound, and its mail waits for the end.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Collection, Mapping
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.errors import InboxError
from inbox.models import Organisation, User
from inbox.sla import terms

WAYS = ("app", "desktop", "mail", "sound")
MAIL_AFTER = dt.timedelta(minutes=10)  # whoever looks at the console by then needs none
UNSUBSCRIBE = "inbox.wishes.unsubscribe"
LINK_AGE = dt.timedelta(days=90)


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """``on``: the ways that are on unless a person says otherwise. ``fixed``: the ways they have no choice in."""

    on: frozenset[str]
    fixed: frozenset[str] = frozenset()
    urgent: bool = False  # quiet hours do not hold it


def _kind(*on: str, fixed: tuple[str, ...] = (), urgent: bool = False) -> Kind:
    return Kind(frozenset(on), frozenset(fixed), urgent)


KINDS: dict[str, Kind] = {
    "mention": _kind("app", "desktop", "mail", fixed=("app",), urgent=True),
    "team_mention": _kind("app", "desktop", fixed=("app",), urgent=True),
    "assigned": _kind("app", "desktop"),
    "customer_replied": _kind("app", "desktop"),
    "followed_changed": _kind("app"),
    "sla_warning": _kind("app", "desktop"),
    "sla_breach": _kind("app", "desktop"),
    "offer": _kind("desktop", "sound", fixed=("app", "mail")),  # a card of its own, for half a minute
    "page": _kind("app", "desktop", "mail", fixed=("app", "mail", "sound"), urgent=True),  # rings by itself
    "rule": _kind("app", "desktop"),
    "reminder": _kind("app", "desktop"),
    "survey_bad": _kind("app"),
}
NAMES = {  # of those that are mailed by choice
    "mention": gettext_noop("mentions"),
    "team_mention": gettext_noop("mentions of your team"),
    "assigned": gettext_noop("tickets assigned to you"),
    "customer_replied": gettext_noop("replies of customers"),
    "followed_changed": gettext_noop("what happens on tickets you follow"),
    "sla_warning": gettext_noop("promises that are due soon"),
    "sla_breach": gettext_noop("promises that are late"),
    "rule": gettext_noop("what rules tell you"),
    "reminder": gettext_noop("reminders"),
    "survey_bad": gettext_noop("customers who were not content"),
}
OTHER = _kind("app", "desktop", fixed=WAYS)  # what the machine has to say about itself: nobody switches that off
MAILED = tuple(name for name, what in KINDS.items() if "mail" not in what.fixed)  # by choice


def ways(user: User, kind: str, *, at: dt.datetime) -> frozenset[str]:
    """In which ways this person is told now; ``mail`` may have to wait (``mail_at``)."""
    what = KINDS.get(kind, OTHER)
    chosen = user.notify.get(kind, {})
    wanted = {way for way in WAYS if (way in what.on if way in what.fixed else chosen.get(way, way in what.on))}
    if not what.urgent and quiet_until(user, at) is not None:
        wanted -= {"desktop", "sound"}
    return frozenset(wanted)


def mail_at(user: User, kind: str, *, at: dt.datetime) -> dt.datetime:
    """When a mail may leave, should it still be unread then."""
    end = None if KINDS.get(kind, OTHER).urgent else quiet_until(user, at)
    return max(at + MAIL_AFTER, end or at)


def quiet_until(user: User, at: dt.datetime) -> dt.datetime | None:
    """The end of the quiet hours that ``at`` lies in; None when it lies in none.

    ``days`` are those on which they begin, Monday 0: 20:00 to 07:00 on Friday ends on Saturday morning.
    """
    if not user.quiet:
        return None
    local = at.astimezone(_zone(user))
    start, end = (dt.time.fromisoformat(user.quiet[name]) for name in ("from", "to"))
    for back in (0, 1):
        day = local.date() - dt.timedelta(days=back)
        if day.weekday() not in user.quiet["days"]:
            continue
        begins = dt.datetime.combine(day, start, local.tzinfo)
        ends = dt.datetime.combine(day + dt.timedelta(days=end <= start), end, local.tzinfo)
        if begins <= local < ends:
            return ends
    return None


def matrix(user: User) -> list[dict[str, Any]]:
    """Every kind with what holds for this person, quiet hours apart."""
    found = []
    for name, what in KINDS.items():
        chosen = user.notify.get(name, {})
        held = {way: way in what.on if way in what.fixed else chosen.get(way, way in what.on) for way in WAYS}
        found.append({"kind": name, **held, "fixed": [way for way in WAYS if way in what.fixed]})
    return found


def check(changes: Mapping[str, Mapping[str, bool]], *, before: Mapping[str, Any]) -> dict[str, dict[str, bool]]:
    """``before`` with these changes, as it is kept: only what differs from what everybody has."""
    after = {name: dict(chosen) for name, chosen in before.items()}
    for name, chosen in changes.items():
        if name not in KINDS:
            raise _refused(
                "notify",
                _("There is no event {name}; known are {these}.").format(name=repr(name), these=", ".join(KINDS)),
            )
        for way, on in chosen.items():
            if way not in WAYS or not isinstance(on, bool):
                raise _refused(
                    "notify",
                    _("{name}: {way} is none of {these} with true or false.").format(
                        name=name, way=repr(way), these=", ".join(WAYS)
                    ),
                )
            if way in KINDS[name].fixed and on != (way in KINDS[name].on):
                raise _refused("notify", _("{name}: {way} cannot be changed.").format(name=name, way=way))
            after.setdefault(name, {})[way] = on
    kept = {
        name: {way: on for way, on in chosen.items() if on != (way in KINDS[name].on)}
        for name, chosen in after.items()
        if name in KINDS
    }
    return {name: chosen for name, chosen in kept.items() if chosen}


def check_quiet(value: Mapping[str, Any]) -> dict[str, Any]:
    """``{"from": "20:00", "to": "07:00", "days": [0, 4]}``; ``{}`` is never."""
    if not value:
        return {}
    try:
        start, end = (dt.time.fromisoformat(value[name]) for name in ("from", "to"))
        days = sorted(set(value["days"]))
    except (KeyError, TypeError, ValueError):
        raise _refused("quiet", _('Give "from" and "to" as in 20:00, and "days" from 0 (Monday) to 6.')) from None
    if set(value) - {"from", "to", "days"} or not all(type(day) is int and 0 <= day <= 6 for day in days):
        raise _refused("quiet", _("The days are numbers from 0 (Monday) to 6 (Sunday)."))
    if start == end or start.tzinfo or end.tzinfo:
        raise _refused(
            "quiet", _("From {start} to {end} is no span of a day.").format(start=value["from"], end=value["to"])
        )
    return {"from": f"{start:%H:%M}", "to": f"{end:%H:%M}", "days": days} if days else {}


def check_zone(name: str) -> str:
    if name and name not in zoneinfo.available_timezones():
        raise _refused("zone", _("{name} is no time zone; one looks like Europe/Berlin.").format(name=repr(name)))
    return name


def off_token(user: User, kinds: Collection[str]) -> str:
    """Stands in a mail, and turns off mails of these kinds for this person; it lets nobody in."""
    return signing.dumps([user.pk, sorted(kinds)], salt=UNSUBSCRIBE)


def about(token: str) -> tuple[int, list[str]] | None:
    """Whose mails, and of which kinds; None when it is not ours or too old."""
    try:
        user_id, kinds = signing.loads(token, salt=UNSUBSCRIBE, max_age=LINK_AGE)
    except signing.BadSignature:
        return None
    return user_id, [kind for kind in kinds if kind in MAILED]


def stop_mails(token: str) -> bool:
    """Do as the link in a mail says; False when it says nothing any more."""
    found = about(token)
    if found is None:
        return False
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(pk=found[0]).first()
        if user is None:
            return False
        user.notify = check({kind: {"mail": False} for kind in found[1]}, before=user.notify)
        user.save(update_fields=["notify"])
    return True


def _zone(user: User) -> dt.tzinfo:
    """Theirs, else the organisation's."""
    name = user.zone or Organisation.objects.values_list("zone", flat=True).first() or terms.now()[1].zone
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return dt.UTC


def _refused(field: str, why: str) -> InboxError:
    return InboxError("invalid", f"{field}: {why}", fields={field: why})
