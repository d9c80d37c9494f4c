"""Tell of a change to a person: to whoever sees one of their tickets, and to nobody else."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from inbox import events
from inbox.models import Contact, Ticket, User


def tell(
    kind: str, contact: Contact, *, actor: User | None, data: dict[str, Any] | None = None, also: Collection[int] = ()
) -> None:
    """On each channel they wrote to, and on the tickets ``also``; a record that no ticket carries is kept as well.

    ``data`` names what changed and never holds it: whoever hears of it on one channel may not see the others.
    """
    data = {"contact_id": contact.pk, **(data or {})}
    newest = contact.tickets.order_by("channel_id", "-id").distinct("channel_id")
    found = list(
        Ticket.objects.select_related("channel").filter(Q(pk__in=newest.values("pk")) | Q(pk__in=also)).order_by("pk")
    )
    for ticket in found:
        events.record(kind, ticket=ticket, actor=actor, data=data)
    if not found and kind != "contact.changed":
        events.record(kind, actor=actor, data=data)
