"""What people give each other by hand may go beyond anybody's room: it is done, said, and written down."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.models import Decision, Ticket, User
from inbox.routing import loads, log
from inbox.routing.choosing import Considered


def given(ticket: Ticket, actor: User) -> None:
    """Somebody has just given this locked ticket to a person; it is not saved yet."""
    user = ticket.assignee
    if user is None:
        return
    known, now = loads.weights(), timezone.now()
    load = loads.of([user.pk], known, now=now)[user.pk] + loads.of_work(ticket.work, known)
    if load > user.capacity * 100:
        considered = [Considered(user.pk, "chosen", "over_capacity", load, user.capacity * 100)]
        log.decided(
            ticket,
            Decision.Outcome.ASSIGNED,
            "over_capacity",
            user_id=user.pk,
            actor=actor,
            considered=considered,
            at=now,
        )


def warnings(ticket: Ticket) -> list[dict[str, str]]:
    """What whoever gave this ticket away should know: ``[{"code", "message"}]``."""
    user = ticket.assignee
    if user is None:
        return []
    found = []
    name = user.get_full_name()
    load = loads.of([user.pk], loads.weights(), now=timezone.now())[user.pk]
    if load > user.capacity * 100:
        taken = _("{load} of {room}").format(load=format(load / 100, "g"), room=user.capacity)
        found.append(
            {
                "code": "over_capacity",
                "message": _("{name} now has more than there is room for: {taken}.").format(name=name, taken=taken),
            }
        )
    if user.availability == User.Availability.OFFLINE:
        found.append({"code": "not_there", "message": _("{name} is offline.").format(name=name)})
    return found
