"""The queue: which tickets wait for a person of their team, in which order, and for whom first.

``follow`` keeps it as tickets change; whoever drains it takes out again what no longer waits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from inbox import events, timers
from inbox.models import Clock, Message, Offer, QueueEntry, Team, Ticket
from inbox.routing import hours

WAITING = Q(status=Ticket.Status.OPEN, assignee__isnull=True, merged_into__isnull=True, snoozed_until__isnull=True)
UNANSWERED = Q(last_inbound_id__isnull=False) & (
    Q(last_message_id__isnull=True) | Q(last_inbound_id__gte=F("last_message_id"))
)
MOVES = frozenset({"team_id", "assignee_id", "status", "snoozed_until"})
LOST = dt.timedelta(minutes=1)  # by then rules have answered, or never will
ROUTE = "inbox.tasks.route"


def waits(ticket: Ticket) -> bool:
    """For a person, in a team that is given work."""
    free = ticket.assignee_id is None and ticket.merged_into_id is None and ticket.snoozed_until is None
    return free and ticket.status == Ticket.Status.OPEN and ticket.team is not None and is_automatic(ticket.team)


def unanswered(ticket: Ticket) -> bool:
    """The customer had the last word."""
    return ticket.last_inbound_id is not None and ticket.last_inbound_id >= (ticket.last_message_id or 0)


def is_automatic(team: Team) -> bool:
    return team.strategy != Team.Strategy.MANUAL


def enqueue(ticket: Ticket) -> None:
    """It waits from now on; who waited already keeps their time. In the caller's transaction; no lock is needed."""
    team = ticket.team
    if team is None or not waits(ticket):
        leave(ticket)
        return
    now = timezone.now()
    since = QueueEntry.objects.filter(ticket=ticket).values_list("since", flat=True).first() or _since(ticket, now)
    sticky = answered_before(ticket, team, now)
    entry = QueueEntry(
        ticket=ticket,
        team=team,
        since=since,
        order_at=hours.turn(team.pk, since, priority=ticket.priority, vip=ticket.contact.vip),
        sticky_id=sticky,
        sticky_until=now + dt.timedelta(seconds=team.sticky_wait) if sticky is not None else None,
    )
    QueueEntry.objects.bulk_create(
        [entry],
        update_conflicts=True,
        unique_fields=("ticket",),
        update_fields=("team", "order_at", "sticky", "sticky_until"),
    )
    events.nudge(ROUTE, queue="default")


def leave(ticket: Ticket) -> None:
    """It waits no more: an offer that is open for it is taken back."""
    QueueEntry.objects.filter(ticket=ticket).delete()
    now = timezone.now()
    for offer in Offer.objects.filter(ticket=ticket, state=Offer.State.OPEN).select_related("user"):
        Offer.objects.filter(pk=offer.pk).update(state=Offer.State.WITHDRAWN, answered_at=now)
        timers.cancel(ticket, "offer", ref=offer.pk)
        data = {"offer_id": offer.pk, "state": Offer.State.WITHDRAWN}
        events.record("offer.ended", ticket=ticket, user=offer.user, data=data)


def follow(ticket: Ticket, done: dict[str, list[Any]]) -> None:
    """A locked ticket has changed so (``tickets.apply``): in, out, or to another place of the queue."""
    if done.keys() & MOVES:
        if waits(ticket):
            enqueue(ticket)
            return
        leave(ticket)
        if _frees(ticket, done) and QueueEntry.objects.exists():
            events.nudge(ROUTE, queue="default")
    elif "priority" in done and ticket.team_id is not None:
        since = QueueEntry.objects.filter(ticket=ticket).values_list("since", flat=True).first()
        if since is not None:
            at = hours.turn(ticket.team_id, since, priority=ticket.priority, vip=ticket.contact.vip)
            QueueEntry.objects.filter(ticket=ticket).update(order_at=at)


def _frees(ticket: Ticket, done: dict[str, list[Any]]) -> bool:
    """Whether somebody who had it may have got room by it."""
    had = done["assignee_id"][0] if "assignee_id" in done else ticket.assignee_id
    return had is not None and bool(done.keys() & {"assignee_id", "status", "snoozed_until"})


def mend() -> None:
    """What was lost or changed hands: entries of teams that are not given work any more, tickets without an entry."""
    QueueEntry.objects.filter(team__strategy=Team.Strategy.MANUAL).delete()
    automatic = list(Team.objects.exclude(strategy=Team.Strategy.MANUAL).values_list("pk", flat=True))
    if automatic:
        for ticket in missing(automatic).select_related("team", "contact", "channel")[:200]:
            enqueue(ticket)


def missing(team_ids: Collection[int]) -> QuerySet[Ticket]:
    """Tickets that wait without standing in the queue, the newest ones aside: rules may have to answer first."""
    there = QueueEntry.objects.filter(ticket=OuterRef("pk"))
    rows = Ticket.objects.filter(WAITING, team_id__in=team_ids, created_at__lt=timezone.now() - LOST)
    return rows.exclude(Exists(there))


def _since(ticket: Ticket, now: dt.datetime) -> dt.datetime:
    """The customer's oldest word that nobody has answered, by the clocks; their newest one where no clock runs."""
    replies = (Clock.Metric.FIRST_REPLY, Clock.Metric.NEXT_REPLY)
    running = Clock.objects.filter(ticket=ticket, metric__in=replies, state=Clock.State.RUNNING)
    since: dt.datetime | None = running.aggregate(since=Min("started_at"))["since"]
    if since is None and unanswered(ticket):
        since = ticket.last_customer_at
    return min(since, now) if since else now


def answered_before(ticket: Ticket, team: Team, now: dt.datetime) -> int | None:
    """The member of the team who was the last to answer this customer, unless that is too long ago."""
    if not team.sticky_days:
        return None
    answers = Message.objects.filter(
        ticket__contact_id=ticket.contact_id,
        direction=Message.Direction.OUTBOUND,
        author_user__is_active=True,
        author_user__memberships__team=team,
        created_at__gte=now - dt.timedelta(days=team.sticky_days),
        deleted_at__isnull=True,
    )
    return answers.order_by("-id").values_list("author_user_id", flat=True).first()
