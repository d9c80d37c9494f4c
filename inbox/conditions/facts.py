"""What is true of one ticket at one moment, asked of the database only as far as somebody wants to know."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from django.db.models import Max
from django.utils import timezone

from inbox.models import Attachment, Event, Identity, Message, SurveyAnswer, Ticket
from inbox.sla.calendar import Hours

HOUR = dt.timedelta(hours=1)


class Facts:
    """``event`` is what just happened, if anything did; ``message`` defaults to the event's, else the newest one.

    Values are kept: after the ticket has changed, make new facts.
    """

    def __init__(
        self,
        ticket: Ticket,
        *,
        event: Event | None = None,
        message: Message | None = None,
        now: dt.datetime | None = None,
    ) -> None:
        self.ticket = ticket
        self.event = event
        self.now = now or timezone.now()
        self._message = message
        self._names: dict[Any, dict[Any, str]] = {}

    def after(self, ticket: Ticket) -> Facts:
        """The same moment, once this ticket was changed; what a change of it cannot touch is not asked for again."""
        later = Facts(ticket, event=self.event, message=self._message, now=self.now)
        later._names = self._names
        if "handles" in self.__dict__:
            later.handles = self.handles
        return later

    def names(self, choices: Callable[[], list[tuple[Any, str]]]) -> dict[Any, str]:
        """What the values of a choice are called; asked once, as very many conditions may want to say it."""
        if choices not in self._names:
            self._names[choices] = dict(choices())
        return self._names[choices]

    @property
    def data(self) -> dict[str, Any]:
        """What the event says."""
        return self.event.data if self.event is not None else {}

    @functools.cached_property
    def message(self) -> Message | None:
        if self._message is not None:
            return self._message
        if self.event is not None and self.event.message_id is not None:
            return self.event.message
        spoken = self.ticket.messages.filter(deleted_at__isnull=True).exclude(visibility="internal")
        return spoken.order_by("-sent_at", "-id").first()

    @functools.cached_property
    def handles(self) -> list[str]:
        """Every handle of the customer."""
        found = Identity.objects.filter(contact_id=self.ticket.contact_id)
        return list(found.order_by("pk").values_list("handle", flat=True))

    @property
    def domains(self) -> list[str]:
        return [handle.rpartition("@")[2] for handle in self.handles if "@" in handle]

    @functools.cached_property
    def agent_at(self) -> dt.datetime | None:
        """When a person here last wrote to the customer."""
        said = Message.objects.filter(
            ticket=self.ticket, direction=Message.Direction.OUTBOUND, automated=False, deleted_at__isnull=True
        )
        newest: dt.datetime | None = said.aggregate(at=Max("sent_at"))["at"]
        return newest

    @functools.cached_property
    def attachments(self) -> bool:
        return Attachment.objects.filter(ticket=self.ticket, message__isnull=False).exists()

    @functools.cached_property
    def score(self) -> int | None:
        answers = SurveyAnswer.objects.filter(ticket=self.ticket)
        return answers.values_list("score", flat=True).first()

    @functools.cached_property
    def office_open(self) -> bool:
        """Whether the ticket's team, else the organisation, works at this moment; without a calendar it always does."""
        return working_hours(self.ticket).next_open(self.now) == self.now

    def hours_since(self, at: dt.datetime | None) -> float | None:
        return None if at is None else max(0.0, (self.now - at) / HOUR)

    def minutes_until(self, at: dt.datetime | None) -> float | None:
        """Negative once it is past."""
        return None if at is None else (at - self.now) / dt.timedelta(minutes=1)


def working_hours(ticket: Ticket) -> Hours:
    """Of the ticket's team, else of the organisation; around the clock without a calendar."""
    from inbox.sla import terms  # which asks us about the conditions of policies

    _, in_force = terms.now()
    of_team = in_force.team_calendars.get(ticket.team_id) if ticket.team_id else None
    calendar = of_team or in_force.organisation_calendar
    return terms.hours(in_force.versions.get(calendar) if calendar else None)
