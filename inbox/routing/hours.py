"""When a team works: its own business hours, else the organisation's; and who is open while it is closed."""

from __future__ import annotations

import datetime as dt

from inbox.models import Team, Ticket
from inbox.sla import calendar, terms

HOUR = 3600
NEVER = dt.timedelta(days=3650)
# How much later than an urgent ticket the others' turn comes, in the team's business time.
HANDICAP = {
    Ticket.Priority.URGENT.value: 0,
    Ticket.Priority.HIGH.value: HOUR,
    Ticket.Priority.NORMAL.value: 4 * HOUR,
    Ticket.Priority.LOW.value: 8 * HOUR,
}
LADDER = tuple(HANDICAP)


def of(team_id: int) -> calendar.Hours:
    _, in_force = terms.now()
    return terms.hours(in_force.calendar_of(None, team_id))


def is_open(team_id: int, at: dt.datetime) -> bool:
    return of(team_id).next_open(at) == calendar.whole(at)


def turn(team_id: int, since: dt.datetime, *, priority: str, vip: bool) -> dt.datetime:
    """When a ticket that waits since then has its turn. A VIP counts one priority higher."""
    rank = LADDER.index(priority)
    handicap = HANDICAP[LADDER[max(0, rank - 1) if vip else rank]]
    if handicap == 0:
        return since
    return of(team_id).add(since, handicap) or since + NEVER


def open_instead(team: Team, channel_id: int, at: dt.datetime) -> tuple[Team | None, list[int]]:
    """The team that works now in place of a closed one, and the closed ones that were passed on the way.

    Along the chain of ``hand_over_to``; no team twice, and only one that works on the channel. None: nobody, it stays.
    """
    passed: list[int] = []
    here: Team | None = team
    while here is not None and here.pk not in passed:
        if here.after_hours != Team.AfterHours.HAND_OVER or is_open(here.pk, at):
            open_now = here.pk != team.pk and is_open(here.pk, at)
            takes = open_now and here.channels.filter(pk=channel_id).exists()
            return (here, passed) if takes else (None, [])
        passed.append(here.pk)
        here = here.hand_over_to
    return None, []
