"""The first steps of a new deployment, read off what is there: nothing has to be ticked off by hand."""

from __future__ import annotations

from typing import Any

from inbox.models import Channel, Message, Organisation, Ticket, User


def steps() -> dict[str, bool]:
    """``{step: whether it is done}``, in the order in which they make sense."""
    ours = Organisation.objects.first() or Organisation()
    said = Message.objects.exclude(visibility="internal")
    return {
        "organisation": bool(ours.zone),
        "channel": Channel.objects.filter(active=True).exists(),
        "people": User.objects.filter(is_active=True).count() > 1,
        "message": said.filter(direction=Message.Direction.INBOUND).exists(),
        "answer": said.filter(direction=Message.Direction.OUTBOUND, author_user__isnull=False).exists(),
    }


def waiting() -> int | None:
    """The newest ticket that nobody has answered."""
    unanswered = Ticket.objects.filter(status__in=Ticket.UNSOLVED, merged_into__isnull=True).exclude(
        messages__direction=Message.Direction.OUTBOUND, messages__author_user__isnull=False
    )
    return unanswered.order_by("-pk").values_list("pk", flat=True).first()


def row() -> dict[str, Any]:
    ours = Organisation.objects.first() or Organisation()
    found = steps()
    return {
        "steps": [{"key": key, "done": done} for key, done in found.items()],
        "hidden": ours.guide_hidden,
        "ticket_id": waiting() if not found["answer"] else None,
    }
