"""What a customer may be told."""

from __future__ import annotations

import dataclasses
import datetime as dt

from inbox.models import Channel, Contact, Ticket
from inbox.sla import terms


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class FirstAnswer:
    """What is promised to somebody who writes now. ``seconds`` are of working time, unless it is ``always``."""

    by: dt.datetime
    seconds: int
    always: bool
    open: bool  # somebody is there at this moment


def first_answer(channel: Channel, at: dt.datetime) -> FirstAnswer | None:
    """None when nothing is promised."""
    _, in_force = terms.now()
    promise = in_force.promise(_somebody(channel, at), "first_reply")
    if promise is None:
        return None
    hours = terms.hours(promise.calendar_version_id)
    opens, by = hours.next_open(at), hours.add(at, promise.target)
    if by is None:  # a calendar that never opens
        return None
    return FirstAnswer(
        by=by,
        seconds=promise.target,
        always=promise.calendar_version_id is None,
        open=opens is not None and opens <= at,
    )


def answer_by(channel: Channel, at: dt.datetime) -> dt.datetime | None:
    """When somebody who writes at ``at`` can expect an answer; None when nothing is promised."""
    promised = first_answer(channel, at)
    return None if promised is None else promised.by


def _somebody(channel: Channel, at: dt.datetime) -> Ticket:
    """Of whom nothing is known yet."""
    return Ticket(channel=channel, team_id=channel.team_id, contact=Contact(), created_at=at)
