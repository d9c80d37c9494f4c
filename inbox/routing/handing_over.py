"""Follow the sun: what a closed team has not answered goes to a team that works now. Clocks follow (R16)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from inbox import tickets
from inbox.models import Decision, Team, Ticket
from inbox.routing import hours, log
from inbox.routing.queue import UNANSWERED, unanswered

BATCH = 200


def sweep(now: dt.datetime) -> int:
    """New tickets of closed teams, and at the end of a shift those that were not answered. Any number of workers."""
    moved = 0
    handing = Team.objects.filter(after_hours=Team.AfterHours.HAND_OVER, hand_over_to__isnull=False)
    for team in handing.select_related("hand_over_to"):
        if not hours.is_open(team.pk, now):
            channels = _left(team).values_list("channel_id", flat=True).distinct()
            going = [pk for pk in channels if hours.open_instead(team, pk, now)[0] is not None]
            rows = _left(team).filter(channel_id__in=going).order_by("pk").values_list("pk", flat=True)
            moved += sum(_move(pk, team, now) for pk in rows[:BATCH])
    return moved


def _left(team: Team) -> QuerySet[Ticket]:
    """What stands open and unanswered there."""
    return Ticket.objects.filter(
        UNANSWERED, team=team, status=Ticket.Status.OPEN, merged_into__isnull=True, snoozed_until__isnull=True
    )


def _move(pk: int, team: Team, now: dt.datetime) -> bool:
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        ticket = rows.select_related("channel", "contact").filter(pk=pk, team=team, status=Ticket.Status.OPEN).first()
        if ticket is None or not unanswered(ticket):
            return False
        target, _ = hours.open_instead(team, ticket.channel_id, now)
        if target is None:
            return False
        tickets.apply(ticket, actor=None, at=now, team_id=target.pk, assignee_id=None)
        ticket.save()
        log.decided(ticket, Decision.Outcome.HANDED_OVER, "after_hours", at=now)
        return True
