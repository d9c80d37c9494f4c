"""Teams: who works together, on which channels, and how routing gives them work.

Every change takes effect at once and is recorded: who did it and which fields.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from inbox import events
from inbox.errors import InboxError
from inbox.models import Channel, Membership, Team, User
from inbox.sla import calendars

PLAIN = (
    "name",
    "description",
    "strategy",
    "sticky_days",
    "sticky_wait",
    "relax_after",
    "ramp",
    "vip_reserve",
    "offers",
    "after_hours",
    "hand_over_to_id",
    "take_back",
)


def create(*, actor: User, name: str, **changes: Any) -> Team:
    try:
        with transaction.atomic():
            team = Team.objects.create(name=name)
            _set(team, changes, actor)
            events.record("team.changed", actor=actor, data={"team_id": team.pk, "fields": ["created"]})
    except IntegrityError:
        raise _invalid("name", _("There is a team of this name already.")) from None
    return team


def change(team_id: int, *, actor: User, **changes: Any) -> Team:
    """``PLAIN``, member_ids, channel_ids, calendar_id."""
    try:
        with transaction.atomic():
            team = Team.objects.select_for_update(no_key=True).get(pk=team_id)
            was = {name: getattr(team, name) for name in PLAIN}
            if done := _set(team, changes, actor):
                plain = sorted(done & was.keys())
                before, after = {name: was[name] for name in plain}, {name: getattr(team, name) for name in plain}
                data = {"team_id": team.pk, "fields": sorted(done), "before": before, "after": after}
                events.record("team.changed", actor=actor, data=data)
    except IntegrityError:
        raise _invalid("name", _("There is a team of this name already.")) from None
    return team


def delete(team_id: int, *, actor: User) -> None:
    """Only a team without tickets and without channels that send new tickets to it."""
    try:
        with transaction.atomic():
            Team.objects.get(pk=team_id).delete()
            events.record("team.changed", actor=actor, data={"team_id": team_id, "fields": ["deleted"]})
    except ProtectedError:
        message = _("Tickets or channels still belong to this team; move them first.")
        raise InboxError("team_in_use", message, 409) from None


def _set(team: Team, changes: dict[str, Any], actor: User) -> set[str]:
    """Apply what differs; returns the names that did."""
    done = {name for name in PLAIN if name in changes and getattr(team, name) != changes[name]}
    for name in done:
        setattr(team, name, changes[name])
    _check_hand_over(team)
    if done:
        team.save(update_fields=[name.removesuffix("_id") for name in done])
    if "calendar_id" in changes and changes["calendar_id"] != team.calendar_id:
        calendars.use_calendar(changes["calendar_id"], actor=actor, team_id=team.pk)
        team.refresh_from_db(fields=["calendar"])
        done.add("calendar_id")
    if "member_ids" in changes:
        wanted = _known(User, "member_ids", changes["member_ids"])
        present = set(team.memberships.values_list("user_id", flat=True))
        team.memberships.filter(user_id__in=present - wanted).delete()
        Membership.objects.bulk_create(Membership(user_id=pk, team=team) for pk in sorted(wanted - present))
        done |= {"member_ids"} if wanted != present else set()
    if "channel_ids" in changes:
        wanted = _known(Channel, "channel_ids", changes["channel_ids"])
        if wanted != set(team.channels.values_list("pk", flat=True)):
            team.channels.set(wanted)
            done.add("channel_ids")
    if done:
        events.nudge("inbox.tasks.route", queue="default")
    return done


def _check_hand_over(team: Team) -> None:
    """To another team that exists, and to one at all where handing over is asked for."""
    if team.hand_over_to_id is None:
        if team.after_hours == Team.AfterHours.HAND_OVER:
            raise _invalid("hand_over_to_id", _("Say which team takes over, or keep tickets in the queue."))
        return
    if team.hand_over_to_id == team.pk:
        raise _invalid("hand_over_to_id", _("A team cannot take over from itself."))
    _known(Team, "hand_over_to_id", [team.hand_over_to_id])


def _known(model: type[models.Model], field: str, ids: Collection[int]) -> set[int]:
    known = set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))
    if missing := sorted(set(ids) - known):
        raise _invalid(field, _("Unknown: {these}.").format(these=", ".join(map(str, missing))))
    return known


def _invalid(field: str, why: str) -> InboxError:
    return InboxError("invalid", f"{field}: {why}", fields={field: why})
