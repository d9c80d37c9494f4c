"""The numbers beside views: each counted once whoever looks, and given up when that takes too long."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping
from typing import Any

from django.db import OperationalError
from django.db.models import Count, Q

from inbox import access, conditions
from inbox.models import Membership, Ticket, User, View
from inbox.views.patience import patience

EXAMPLES = 5
SHARE = 8  # all views together are counted for at most one part in so many of the time
SULK = 300.0  # seconds until a view that took too long is counted again

Cells = dict[int, int]
_kept: dict[int, tuple[str, float, Cells | None]] = {}


def preview(tree: Any, *, user: User) -> dict[str, Any]:
    """``{"count": how many now, None for very many, "examples": the newest of them}``, as this person sees them."""
    rows = access.tickets(user).filter(conditions.filtering(conditions.check(tree, fields=conditions.ASKED)))
    try:
        with patience():
            return {"count": rows.count(), "examples": list(rows.order_by("-last_message_at", "-pk")[:EXAMPLES])}
    except OperationalError:
        return {"count": None, "examples": []}


def counted(people: Mapping[int, Collection[int] | None], *, live: bool) -> dict[int, dict[str, int | None]]:
    """``{user id: {view id: tickets}}`` of the views at their sides; None: too many to count now.

    ``people`` as in ``reports.counts_of``: channels, None for who sees everything. Each view costs one query whoever
    looks. ``live`` is asked every second, and may answer what was true a moment ago: the dearer, the longer ago.
    """
    pinned = list(View.objects.filter(Q(owner__isnull=True) | Q(owner__in=people), pinned=True))
    for gone in _kept.keys() - {view.pk for view in pinned} if live else ():
        del _kept[gone]
    cells = {view.pk: _cells(view, live=live, among=len(pinned)) for view in pinned}
    of_teams = any(view.team_id for view in pinned)
    links = Membership.objects.filter(user__in=people).values_list("user_id", "team_id")
    teams = set(links) if of_teams else set()
    found: dict[int, dict[str, int | None]] = {}
    for user_id, allowed in people.items():
        found[user_id] = {
            str(view.pk): _total(cells[view.pk], allowed)
            for view in pinned
            if (view.owner_id == user_id if view.owner_id else not view.team_id)
            or (view.team_id and (allowed is None or (user_id, view.team_id) in teams))
        }
    return found


def _total(cells: Cells | None, allowed: Collection[int] | None) -> int | None:
    if cells is None:
        return None
    return sum(number for channel, number in cells.items() if allowed is None or channel in allowed)


def _cells(view: View, *, live: bool, among: int) -> Cells | None:
    said = json.dumps(view.conditions, sort_keys=True)
    kept = _kept.get(view.pk)
    begun = time.monotonic()
    if kept is not None and kept[0] == said and begun < kept[1] and (live or kept[2] is None):
        return kept[2]
    rows = Ticket.objects.filter(conditions.filtering(view.conditions), removed_at__isnull=True).order_by()
    try:
        with patience():
            cells: Cells | None = dict(rows.values_list("channel_id").annotate(Count("pk")))
        wait = (time.monotonic() - begun) * SHARE * among
    except OperationalError:
        cells, wait = None, SULK
    _kept[view.pk] = (said, time.monotonic() + wait, cells)
    return cells
