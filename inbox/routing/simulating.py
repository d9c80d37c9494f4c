"""Who could take a ticket, who would get one that does not exist, and why. Pure: nothing is changed or locked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.errors import InboxError
from inbox.models import Channel, Contact, Decision, QueueEntry, Team, Ticket
from inbox.routing import draining, hours, queue
from inbox.routing.choosing import Considered, choose
from inbox.routing.roster import Roster


class Simulation(NamedTuple):
    outcome: str
    reason: str
    user_id: int | None
    team_id: int
    handed_over: list[int]
    order_at: dt.datetime
    ahead: int
    considered: list[Considered]


def candidates(ticket: Ticket) -> list[Considered]:
    """Everybody of its team: who could take it now, the best first, and why the others cannot."""
    team = ticket.team
    if team is None:
        return []
    now = timezone.now()
    roster = Roster(team, now)
    entry = QueueEntry.objects.filter(ticket=ticket).first()
    if entry is not None:
        entry.ticket = ticket
        wish = draining.wish_of(entry, draining.Pass(team, roster, now))
        wish = dataclasses.replace(wish, waits_for_sticky=False)
    else:
        wish = roster.wish(ticket, vip=ticket.contact.vip)
    if ticket.assignee_id in roster.people:  # it would not weigh twice
        roster.people[ticket.assignee_id].load -= min(wish.weight, roster.people[ticket.assignee_id].load)
    return choose(team, roster.people.values(), wish).considered(roster.people.values())


def simulate(
    channel: Channel,
    *,
    contact: Contact | None,
    needs: Mapping[int, int],
    team_id: int | None = None,
    priority: str = Ticket.Priority.NORMAL,
    work: str = Ticket.Work.MAIL,
    language: str = "",
    vip: bool = False,
    at: dt.datetime | None = None,
) -> Simulation:
    """What would become of such a ticket if it came now; at another time, in other business hours, with ``at``."""
    now = timezone.now()
    at = at or now
    team, passed = _team(channel, team_id), list[int]()
    if team.after_hours == Team.AfterHours.HAND_OVER:
        instead, passed = hours.open_instead(team, channel.pk, at)
        team = instead or team
    vip = vip or (contact is not None and contact.vip)
    ticket = Ticket(
        channel=channel,
        team=team,
        contact=contact or Contact(vip=vip),
        priority=priority,
        work=work,
        language=language,
        needs={str(pk): level for pk, level in needs.items()},
    )
    roster = Roster(team, now)
    sticky = queue.answered_before(ticket, team, now) if contact is not None else None
    waits = sticky is not None and team.sticky_wait > 0
    wish = dataclasses.replace(roster.wish(ticket, vip=vip), sticky=sticky, waits_for_sticky=waits)
    found = choose(team, roster.people.values(), wish)
    by_hand = not queue.is_automatic(team)
    chosen = found.order[0].user_id if found.order and not by_hand else None
    order_at = hours.turn(team.pk, at, priority=priority, vip=vip)
    offered = team.offers and work == Ticket.Work.CHAT
    outcome = Decision.Outcome.WAITING
    if chosen is not None:
        outcome = Decision.Outcome.OFFERED if offered else Decision.Outcome.ASSIGNED
    return Simulation(
        outcome=outcome,
        reason="manual" if by_hand else found.reason,
        user_id=chosen,
        team_id=team.pk,
        handed_over=passed,
        order_at=order_at,
        ahead=QueueEntry.objects.filter(team=team, order_at__lte=order_at).count(),
        considered=found.considered(roster.people.values(), chosen=chosen),
    )


def _team(channel: Channel, team_id: int | None) -> Team:
    team = channel.team if team_id is None else channel.teams.filter(pk=team_id).first()
    if team is None:
        why = _("This team does not work on the channel.")
        raise InboxError("invalid", why, fields={"team_id": why})
    return team
