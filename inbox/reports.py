"""Numbers: the counts beside the views, and the supervisors' wall.

Both come from one cube, unsolved and spam tickets grouped by channel, team and assignee, so that the counts of
everybody who is connected cost one query, and a wall the same few whatever is on it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Min, Q, QuerySet

from inbox import access, breaches, views
from inbox.listing import AWAKE, SOON, UNSOLVED
from inbox.models import Channel, Offer, QueueEntry, Team, Ticket, User
from inbox.routing import loads
from inbox.sla import terms

SHOWN = 50  # tickets in each list of the wall
SPAM = Q(status=Ticket.Status.SPAM)
NUMBERS = ("open", "unassigned", "due_soon", "breached")
Work = Ticket.Work
OF_TODAY = ("breached", "met", "excused")

Rows = Callable[[Iterable[Ticket]], list[dict[str, Any]]]
Cells = Sequence[Mapping[str, Any]]


def counts(user: User) -> dict[str, Any]:
    """What stands beside the views of this person; each number is the length of that view's list."""
    return counts_of({user.pk: access.channel_ids(user)}, live=False)[user.pk]


def counts_of(people: Mapping[int, Collection[int] | None], *, live: bool = True) -> dict[int, dict[str, Any]]:
    """The same for many: ``{user id: channels they may see, None for all}``; ``live`` as in ``views.counted``."""
    now, _ = terms.now()
    saved = views.counted(people, live=live)
    by_channel: defaultdict[int, Counter[str]] = defaultdict(Counter)
    mine: Counter[tuple[int, int]] = Counter()
    teams: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for cell in _cube(Ticket.objects.filter(UNSOLVED | SPAM, removed_at__isnull=True), now):
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
            "by_view": saved[user_id],
        }
    return found


def wall(
    channels: Collection[int] | None, *, rows: Rows, team: int | None = None, channel: int | None = None
) -> dict[str, Any]:
    """What breaches next, what has, why, and who has how much to do; of ``channels`` (None: all), tickets as ``rows``
    shows them.

    Due soon is within the hour; breached is past due with the clock still running. What was breached, excused or met
    today counts promises, of which a ticket has several, since midnight in the organisation's zone; a breach that was
    excused is only counted there. Waiting are those whom routing has found nobody for.
    """
    now, in_force = terms.now()
    within = _within(channels, team=team, channel=channel)
    unsolved = Ticket.objects.filter(UNSOLVED, **within)
    cells = _cube(unsolved, now)
    soonest = list(unsolved.filter(due_at__gte=now).order_by("due_at", "id")[:SHOWN])
    overdue = list(unsolved.filter(due_at__lt=now).order_by("due_at", "id")[:SHOWN])
    shown = rows([*soonest, *overdue])
    midnight = now.astimezone(ZoneInfo(in_force.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    today = breaches.today(within, midnight, in_force)
    facts = (cells, today["cells"], _waiting(within))
    team_ids = Team.objects.filter(**{} if team is None else {"pk": team}).values_list("pk", flat=True)
    channel_ids = Channel.objects.filter(**_of_channels(within)).values_list("pk", flat=True)
    return {
        "now": _iso(now),
        "kpis": _told(*facts),
        "next": shown[: len(soonest)],
        "breached": shown[len(soonest) :],
        "causes": today["causes"],
        "newest_breaches": today["newest"],
        "teams": _groups(facts, "team_id", team_ids),
        "channels": _groups(facts, "channel_id", channel_ids),
        "agents": _agents(cells, team, now=now),
    }


def _cube(tickets: QuerySet[Ticket], now: dt.datetime) -> Cells:
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


def _waiting(within: Mapping[str, Any]) -> Cells:
    """The queue by team and channel: how many wait for somebody, and since when the first of them."""
    entries = QueueEntry.objects.filter(**{f"ticket__{name}": value for name, value in within.items()})
    found = entries.order_by().values("team_id", "ticket__channel_id").annotate(number=Count("pk"), first=Min("since"))
    return [{**cell, "channel_id": cell["ticket__channel_id"]} for cell in found]


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


def _numbers(cells: Cells) -> dict[str, int]:
    total = dict.fromkeys(NUMBERS, 0)
    for cell in cells:
        total["open"] += cell["open"]
        total["unassigned"] += cell["open"] if cell["assignee_id"] is None else 0
        total["due_soon"] += cell["breaching"] - cell["breached"]
        total["breached"] += cell["breached"]
    return total


def _told(cells: Cells, today: Cells, queue: Cells) -> dict[str, Any]:
    """All numbers of one tile or group."""
    first = min((cell["first"] for cell in queue), default=None)
    return {
        **_numbers(cells),
        **{f"{name}_today": sum(cell.get(name, 0) for cell in today) for name in OF_TODAY},
        "waiting": sum(cell["number"] for cell in queue),
        "waiting_since": None if first is None else _iso(first),
    }


def _groups(facts: tuple[Cells, Cells, Cells], key: str, ids: Iterable[int]) -> list[dict[str, Any]]:
    """One entry per team or channel, also when there is nothing to do; tickets without a team come last."""
    grouped = [_by(key, cells) for cells in facts]
    keys = {*ids}.union(*grouped)
    order = sorted(keys, key=lambda pk: pk or 1 << 62)
    return [{"id": pk, **_told(*(cells.get(pk, []) for cells in grouped))} for pk in order]


def _by(key: str, cells: Cells) -> dict[int | None, list[Mapping[str, Any]]]:
    grouped: defaultdict[int | None, list[Mapping[str, Any]]] = defaultdict(list)
    for cell in cells:
        grouped[cell[key]].append(cell)
    return dict(grouped)


def _agents(cells: Cells, team: int | None, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Who works in a team (in this one), and whoever holds a ticket. Who views what is known to the live socket."""
    held = _by("assignee_id", [cell for cell in cells if cell["assignee_id"] is not None])
    members = Q(memberships__isnull=False) if team is None else Q(memberships__team=team)
    people = User.objects.filter(members | Q(pk__in=held), is_active=True).order_by("name", "pk").distinct()
    agents = list(people.only("pk", "name", "username", "availability", "capacity"))
    work = _work([user.pk for user in agents])
    load = loads.of([user.pk for user in agents], loads.weights(), now=now)
    found = []
    for user in agents:
        numbers = _numbers(held.get(user.pk, []))
        del numbers["unassigned"]
        who = {"id": user.pk, "name": user.get_full_name(), "availability": user.availability}
        parts = {kind: work[user.pk][kind] for kind in Work.values}
        todo = {"capacity": user.capacity, "load": load[user.pk] / 100, "work": parts}
        found.append({**who, **todo, "viewing_ticket_id": None, **numbers})
    return found


def _work(user_ids: Collection[int]) -> defaultdict[int, Counter[str]]:
    """Of how many tickets and offers a person's load is made, in all teams and channels."""
    work: defaultdict[int, Counter[str]] = defaultdict(Counter)
    mine = {"assignee__in": user_ids, "status": Ticket.Status.OPEN, "snoozed_until": None, "merged_into": None}
    open_tickets = Ticket.objects.filter(**mine).order_by()
    for user_id, kind, number in open_tickets.values_list("assignee_id", "work").annotate(Count("pk")):
        work[user_id][kind] += number
    offers = Offer.objects.filter(user__in=user_ids, state=Offer.State.OPEN).order_by()
    for user_id, kind, number in offers.values_list("user_id", "ticket__work").annotate(Count("pk")):
        work[user_id][kind] += number
    return work


def _iso(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
