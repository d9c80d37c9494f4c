"""Which tickets a list shows, and the view that would show the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from inbox import access, conditions, filters, listing, search
from inbox.models import Ticket, User, View

SAVED = "saved-"


def tickets(rows: QuerySet[Ticket], asked: Mapping[str, Any], *, user: User) -> QuerySet[Ticket]:
    """Those of ``rows`` that a list shows, by ``view`` (of listing.VIEWS, or ``saved-7``), its filters and ``q``."""
    name = asked.get("view", "all")
    saved = _saved(user, name)
    held = listing.condition(name, user=user) if saved is None else conditions.filtering(saved.conditions)
    found = listing.narrow(rows.filter(held), asked)
    return search.tickets(found, asked["q"], user=user) if "q" in asked else found


def order_of(name: str, *, user: User) -> str:
    saved = _saved(user, name)
    return "-last_message_at" if saved is None else saved.order


def draft(asked: Mapping[str, Any], *, user: User) -> dict[str, Any]:
    """The ``conditions`` of a view that shows what this list shows, and in ``left_out`` what it cannot keep."""
    name = asked.get("view", "all")
    saved = _saved(user, name)
    trees = [listing.tree(name, user=user) if saved is None else saved.conditions, listing.narrowing(asked)]
    left_out = [name] if name == "reminders" else []
    if "q" in asked:
        typed = filters.read(asked["q"], user=user)
        trees.append(typed.tree)
        left_out += [*typed.passing, *([typed.words] if typed.words else [])]
    parts = [part for tree in trees for part in (tree.get("all") or ([tree] if tree else []))]
    return {"conditions": {"all": parts} if parts else {}, "left_out": left_out}


def _saved(user: User, name: str) -> View | None:
    return access.view(user, int(name.removeprefix(SAVED))) if name.startswith(SAVED) else None
