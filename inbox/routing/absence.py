"""Take back from people who have gone what customers wait for.

By the team's policy: keep it with them; release it five minutes after they went offline; or only once the customer
writes again. Only teams that are given work: elsewhere people take and keep what they want.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.utils import timezone

from inbox import tickets, timers
from inbox.models import Decision, Team, Ticket, Timer, User
from inbox.routing import log
from inbox.routing.choosing import Considered
from inbox.routing.queue import UNANSWERED, unanswered

KIND = "take_back"
GRACE = dt.timedelta(minutes=5)
GIVEN_WORK = (Team.Strategy.LEAST_LOADED, Team.Strategy.ROUND_ROBIN)


def gone(user_ids: Collection[int]) -> None:
    """These people are offline now. In the caller's transaction."""
    held = Ticket.objects.filter(
        UNANSWERED,
        assignee_id__in=user_ids,
        status=Ticket.Status.OPEN,
        merged_into__isnull=True,
        team__strategy__in=GIVEN_WORK,
        team__take_back=Team.TakeBack.RELEASE,
    )
    due_at = timezone.now() + GRACE
    for ticket in held:
        timers.set(ticket, KIND, due_at)


def customer_wrote(ticket_ids: Collection[int]) -> None:
    """On these tickets; whoever holds one and is gone loses it at once, unless the team keeps. The events' reader."""
    left = Ticket.objects.filter(
        pk__in=ticket_ids,
        assignee__availability=User.Availability.OFFLINE,
        status=Ticket.Status.OPEN,
        team__strategy__in=GIVEN_WORK,
    ).exclude(team__take_back=Team.TakeBack.KEEP)
    now = timezone.now()
    for ticket in left:
        timers.set(ticket, KIND, now)


def release(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """Their time is over (``due.HANDLERS``); the ticket is locked."""
    who = ticket.assignee
    team = ticket.team
    if who is None or team is None or who.availability != User.Availability.OFFLINE:
        return
    if ticket.status != Ticket.Status.OPEN or not unanswered(ticket) or team.strategy not in GIVEN_WORK:
        return
    if team.take_back == Team.TakeBack.KEEP:
        return
    tickets.apply(ticket, actor=None, at=now, assignee_id=None)
    ticket.save()
    considered = [Considered(who.pk, "rejected", "offline", 0, who.capacity * 100)]
    log.decided(ticket, Decision.Outcome.RELEASED, "absent", at=now, considered=considered)
