"""Saved views: tickets that meet conditions, under a name; of one person, of a team, or of everybody."""

from inbox.views.counting import counted, preview
from inbox.views.keeping import MOST, change, create, delete, whose
from inbox.views.ordering import reorder
from inbox.views.showing import draft, order_of, tickets

__all__ = [
    "MOST",
    "change",
    "counted",
    "create",
    "delete",
    "draft",
    "order_of",
    "preview",
    "reorder",
    "tickets",
    "whose",
]
