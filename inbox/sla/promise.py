"""What a customer may be told."""

from __future__ import annotations

import datetime as dt

from inbox.models import Channel, Contact, Ticket
from inbox.sla import terms


def answer_by(channel: Channel, at: dt.datetime) -> dt.datetime | None:
    """When somebody who writes at ``at`` can expect an answer; None when nothing is promised."""
    _, in_force = terms.now()
    nobody = Contact()  # of whom nothing is known yet
    ticket = Ticket(channel=channel, team_id=channel.team_id, contact=nobody, created_at=at)
    promise = in_force.promise(ticket, "first_reply")
    return None if promise is None else terms.hours(promise.calendar_version_id).add(at, promise.target)
