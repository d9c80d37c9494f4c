"""What a network shows the customer in passing: that we have read what they wrote, that we are typing.

Nothing is kept of it and nothing depends on it; a lost one is not told again.
"""

from __future__ import annotations

from django.core.cache import cache
from django.db.models import Q

from inbox import events, limits
from inbox.envelope import ActionKind, OutboundAction
from inbox.models import Message, Ticket

TELL = "connectors.tasks.tell"
TYPING_LASTS = 8  # seconds that networks show it for, about


def seen(ticket: Ticket, message_id: int) -> None:
    """An agent has read up to there: each conversation's newest message is marked as read on its network, once."""
    if not _surfaces(ticket, ActionKind.MARK_READ):
        return
    for message in _newest(ticket, upto=message_id):
        flagged = Message.objects.filter(pk=message.pk).filter(~Q(extra__has_key="seen"))
        if flagged.update(extra={**message.extra, "seen": True}):
            events.nudge(TELL, queue="delivery", args=(message.pk, ActionKind.MARK_READ.value))


def typing(ticket_id: int) -> None:
    """An agent types a reply: told at most as often as it fades."""
    ticket = Ticket.objects.select_related("channel").get(pk=ticket_id)
    if not _surfaces(ticket, ActionKind.TYPING) or not cache.add(f"courtesy:typing:{ticket_id}", 1, TYPING_LASTS):
        return
    newest = max(_newest(ticket), key=lambda message: message.sent_at, default=None)
    if newest is not None and newest.surface in _surfaces(ticket, ActionKind.TYPING):
        events.nudge(TELL, queue="delivery", args=(newest.pk, ActionKind.TYPING.value))


def compose(message_id: int, kind: str) -> tuple[Message, OutboundAction] | None:
    """None when there is nothing to tell any more."""
    rows = Message.objects.select_related("channel", "thread").filter(pk=message_id, deleted_at=None)
    message = rows.filter(channel__active=True, channel__paused_at=None).exclude(external_id=None).first()
    if message is None:
        return None
    conversation = message.thread.key if message.thread is not None else ""
    return message, OutboundAction(
        kind=ActionKind(kind),
        surface=message.surface,
        conversation=conversation,
        external_id=message.external_id or "",
    )


def _surfaces(ticket: Ticket, kind: ActionKind) -> set[str]:
    faces = limits.surfaces(ticket.channel)
    return {face for face in faces if kind in limits.of(ticket.channel, face).get("actions", {}).get("theirs", ())}


def _newest(ticket: Ticket, *, upto: int | None = None) -> list[Message]:
    """The newest message of a customer in each conversation."""
    rows = ticket.messages.filter(direction=Message.Direction.INBOUND, deleted_at=None, thread__isnull=False)
    if upto is not None:
        rows = rows.filter(pk__lte=upto)
    able = _surfaces(ticket, ActionKind.MARK_READ if upto is not None else ActionKind.TYPING)
    return list(rows.filter(surface__in=able).order_by("thread_id", "-sent_at", "-pk").distinct("thread_id"))
