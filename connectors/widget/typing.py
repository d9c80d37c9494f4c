"""Who types, both ways, by the presence that consoles share: kept in Redis alone, and it may be lost any time."""

from __future__ import annotations

from collections.abc import Mapping

from connectors.widget import install, kept
from connectors.widget.models import Visitor
from connectors.widget.settings import read
from inbox.live.presence import CUSTOMER_TYPING, TYPING, Entry
from inbox.models import Thread

AGENT = TYPING["reply"]
SECONDS = 6.0


def entry(visitor: Visitor) -> Entry | None:
    """What consoles are shown; None while the conversation has no ticket yet."""
    thread = (
        Thread.objects.filter(channel=visitor.channel_id, surface=kept.SURFACE, key=str(visitor.key))
        .select_related("ticket")
        .first()
    )
    if thread is None:
        return None
    return Entry(
        socket=f"visitor:{visitor.pk}",
        user_id=0,
        name=visitor.name or "Visitor",
        ticket_id=thread.ticket_id,
        channel_id=thread.ticket.channel_id,
        doing=CUSTOMER_TYPING,
    )


def to_visitors(writing: Mapping[int, Entry]) -> dict[str, str]:
    """Conversation → who types there, under the name that visitors see."""
    rows = Thread.objects.filter(ticket__in=writing, surface=kept.SURFACE).select_related("channel")
    return {
        row.key: install.shown_name(writing[row.ticket_id].name, row.channel, read(row.channel).agents)
        for row in rows.filter(channel__kind="widget")
    }
