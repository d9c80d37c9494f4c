"""Numbers: the counts beside the views, and the supervisors' wall.

Both come from one cube, unsolved and spam tickets grouped by channel, team and assignee, so that the counts of
everybody who is connected cost one query, and a wall eight.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from inbox import access
from inbox.listing import AWAKE, SOON, UNSOLVED
from inbox.models import Channel, Clock, Team, Ticket, User
from inbox.sla import terms

SHOWN = 50  # tickets in each list of the wall
SPAM = Q(status=Ticket.Status.SPAM)
NUMBERS = ("open", "unassigned", "due_soon", "breached")

Rows = Callable[[Iterable[Ticket]], list[dict[str, Any]]]


def counts(user: User) -> dict[str, Any]:
    """What stands beside the views of this person; each number is the length of that view's list."""
    return counts_of({user.pk: access.channel_ids(user)})[user.pk]


def counts_of(people: Mapping[int, Collection[int] | None]) -> dict[int, dict[str, Any]]:
    """The same for many: ``{user id: channels they may see, None for all}``."""
    now, _ = terms.now()
    by_channel: defaultdict[int, Counter[str]] = defaultdict(Counter)
    mine: Counter[tuple[int, int]] = Counter()
    teams: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for cell in _cube(Ticket.objects.filter(UNSOLVED | SPAM), now):
        channel = cell["channel_id"]
        by_channel[channel].update({name: cell[name] for name in ("open", "breaching", "snoozed", "spam")})
        if cell["assignee_id"] is None:
            by_channel[channel]["unassigned"] += cell["open"]
        else:
            mine[cell["assignee_id"], channel] += cell["open"]
        if cell["team_id"] is not None:
            teams[channel][cell["team_id"]] += cell["open"]
    found = {}
    for user_id, allowed in people.items():
        seen = [channel for channel in by_channel if allowed is None or channel in allowed]
        total = sum((by_channel[channel] for channel in seen), Counter[str]())
        by_team = sum((teams[channel] for channel in seen), Counter[int]())
        found[user_id] = {
            "mine": sum(mine[user_id, channel] for channel in seen),
            **{name: total[name] for name in ("unassigned", "open", "breaching", "snoozed", "spam")},
            "by_team": {str(team): number for team, number in sorted(by_team.items())},
            "by_channel": {str(pk): by_channel[pk]["open"] for pk in sorted(seen) if by_channel[pk]["open"]},
        }
    return found


def wall(
    channels: Collection[int] | None, *, rows: Rows, team: int | None = None, channel: int | None = None
) -> dict[str, Any]:
    """What breaches next, what has, and who has how much to do; of ``channels`` (None: all), as ``rows`` shows tickets.

    Due soon is within the hour; breached is past due with the clock still running. What was breached or met today
    counts promises, of which a ticket has several, since midnight in the organisation's zone.
    """
    now, in_force = terms.now()
    within = _within(channels, team=team, channel=channel)
    unsolved = Ticket.objects.filter(UNSOLVED, **within)
    cells = _cube(unsolved, now)
    soonest = list(unsolved.filter(due_at__gte=now).order_by("due_at", "id")[:SHOWN])
    overdue = list(unsolved.filter(due_at__lt=now).order_by("due_at", "id")[:SHOWN])
    shown = rows([*soonest, *overdue])
    team_ids = Team.objects.filter(**{} if team is None else {"pk": team}).values_list("pk", flat=True)
    channel_ids = Channel.objects.filter(**_of_channels(within)).values_list("pk", flat=True)
    return {
        "now": now.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "kpis": _numbers(cells) | _today(within, now, in_force.zone),
        "next": shown[: len(soonest)],
        "breached": shown[len(soonest) :],
        "teams": _groups(cells, "team_id", team_ids),
        "channels": _groups(cells, "channel_id", channel_ids),
        "agents": _agents(cells, team),
    }


def _cube(tickets: QuerySet[Ticket], now: dt.datetime) -> Iterable[Mapping[str, Any]]:
    soon = UNSOLVED & Q(due_at__lte=now + SOON)
    cells = (
        tickets.order_by()
        .values("channel_id", "team_id", "assignee_id")
        .annotate(
            open=Count("pk", filter=AWAKE),
            breaching=Count("pk", filter=soon),
            breached=Count("pk", filter=UNSOLVED & Q(due_at__lt=now)),
            snoozed=Count("pk", filter=UNSOLVED & Q(snoozed_until__isnull=False)),
            spam=Count("pk", filter=SPAM),
        )
    )
    return [dict(cell) for cell in cells]


def _within(channels: Collection[int] | None, *, team: int | None, channel: int | None) -> dict[str, Any]:
    within: dict[str, Any] = {}
    if channels is not None:
        within["channel_id__in"] = channels
    if channel is not None:
        within["channel_id"] = channel
    if team is not None:
        within["team_id"] = team
    return within


def _of_channels(within: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("channel_id", "pk"): value for name, value in within.items() if name.startswith("channel_id")}


def _numbers(cells: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    total = dict.fromkeys(NUMBERS, 0)
    for cell in cells:
        total["open"] += cell["open"]
        total["unassigned"] += cell["open"] if cell["assignee_id"] is None else 0
        total["due_soon"] += cell["breaching"] - cell["breached"]
        total["breached"] += cell["breached"]
    return total


def _groups(cells: Iterable[Mapping[str, Any]], key: str, ids: Iterable[int]) -> list[dict[str, Any]]:
    """One entry per team or channel, also when there is nothing to do; tickets without a team come last."""
    grouped: dict[int | None, list[Mapping[str, Any]]] = {pk: [] for pk in ids}
    for cell in cells:
        grouped.setdefault(cell[key], []).append(cell)
    return [{"id": pk, **_numbers(found)} for pk, found in sorted(grouped.items(), key=lambda item: item[0] or 1 << 62)]


def _agents(cells: Iterable[Mapping[str, Any]], team: int | None) -> list[dict[str, Any]]:
    """Who works in a team (in this one), and whoever holds a ticket. Who views what is known to the live socket."""
    held: defaultdict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for cell in cells:
        if cell["assignee_id"] is not None:
            held[cell["assignee_id"]].append(cell)
    members = Q(memberships__isnull=False) if team is None else Q(memberships__team=team)
    people = User.objects.filter(members | Q(pk__in=held), is_active=True).order_by("name", "pk").distinct()
    found = []
    for user in people.only("pk", "name", "username", "availability", "capacity"):
        numbers = _numbers(held[user.pk])
        del numbers["unassigned"]
        who = {"id": user.pk, "name": user.get_full_name(), "availability": user.availability}
        found.append({**who, "capacity": user.capacity, "viewing_ticket_id": None, **numbers})
    return found


def _today(within: dict[str, Any], now: dt.datetime, zone: str) -> dict[str, int]:
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    promises = (
        Clock.objects.filter(**{f"ticket__{name}": value for name, value in within.items()})
        .exclude(state=Clock.State.CANCELLED)
        .exclude(ticket__status=Ticket.Status.SPAM)
    )
    met = Q(state=Clock.State.STOPPED, breached_at__isnull=True, stopped_at__gte=midnight)
    return {
        "breached_today": promises.filter(breached_at__gte=midnight).count(),
        "met_today": promises.filter(met).count(),
    }
