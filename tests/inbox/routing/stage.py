"""Teams that are given work, and people who are there for it."""

from __future__ import annotations

from typing import Any

from inbox import routing
from inbox.envelope import InboundMessage
from inbox.models import Channel, Decision, Membership, Team, Ticket, User
from tests import office


def automatic(team: Team, **settings: Any) -> Team:
    """Without a ramp, unless asked for."""
    values = {"strategy": Team.Strategy.LEAST_LOADED, "ramp": 0, **settings}
    Team.objects.filter(pk=team.pk).update(**values)
    team.refresh_from_db()
    return team


def online(*users: User, capacity: int = 25) -> None:
    User.objects.filter(pk__in=[user.pk for user in users]).update(availability="online", capacity=capacity)


def waiting(channel: Channel, message: InboundMessage | None = None, **fields: Any) -> Ticket:
    """A ticket of somebody new, in the queue."""
    ticket = office.ticket(channel, message)
    if fields:
        Ticket.objects.filter(pk=ticket.pk).update(**fields)
        ticket.refresh_from_db()
    ticket = Ticket.objects.select_related("team", "contact", "channel").get(pk=ticket.pk)
    routing.enqueue(ticket)
    return ticket


def holder(ticket: Ticket) -> User | None:
    return Ticket.objects.select_related("assignee").get(pk=ticket.pk).assignee


def decision(ticket: Ticket) -> Decision:
    """The newest one."""
    return Decision.objects.filter(ticket=ticket).order_by("-pk")[0]


def verdicts(found: Decision) -> dict[int, tuple[str, str]]:
    return {each["user_id"]: (each["verdict"], each["reason"]) for each in found.considered}


def person(name: str, *teams: Team, capacity: int = 25) -> User:
    """One more, who is there."""
    user = office.person(name)
    Membership.objects.bulk_create(Membership(user=user, team=team) for team in teams)
    online(user, capacity=capacity)
    return user
