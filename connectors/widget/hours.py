"""Whether somebody is there to chat, by the organisation's business hours."""

from __future__ import annotations

import dataclasses
import datetime as dt

from connectors.widget.settings import WidgetSettings
from inbox.models import Channel
from inbox.sla import promise, terms


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Presence:
    """``open``: write and be answered here. Else ``opens_at`` says from when, where that is known.

    ``answer_by`` is what the product promises a message of this moment, for the words beside it.
    """

    open: bool
    opens_at: dt.datetime | None
    answer_by: dt.datetime | None


def now(channel: Channel, settings: WidgetSettings) -> Presence:
    if channel.paused_at is not None:
        return Presence(open=False, opens_at=None, answer_by=None)
    at, in_force = terms.now()
    by = promise.answer_by(channel, at)
    calendar = in_force.organisation_calendar
    version = in_force.versions.get(calendar) if calendar else None
    if settings.hours == "always" or version is None:
        return Presence(open=True, opens_at=None, answer_by=by)
    opens_at = terms.hours(version).next_open(at)
    return Presence(open=opens_at is not None and opens_at <= at, opens_at=opens_at, answer_by=by)
