"""What happens at a desk, at given times, through the real functions."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.db import transaction

from inbox.models import Channel, Clock, Contact, Delivery, Message, Settlement, Team, Ticket, User
from inbox.sla import clocks, sweep
from tests.promises import promise

numbers = itertools.count(1)


class Desk:
    """Each step locks the ticket, as the callers of ``inbox.sla.clocks`` do."""

    def __init__(self, channel: Channel, *, agent: User) -> None:
        self.channel = channel
        self.agent = agent

    def promise(self, priority: str = "normal", **changes: Any) -> None:
        """Targets in hours."""
        targets = {key: int(changes.pop(key) * 3600) for key in ("first_reply", "resolution") if key in changes}
        promise(priority, **targets, **changes)

    def opens(
        self, at: dt.datetime, *, priority: str = "normal", team: Team | None = None, automated: bool = False
    ) -> Ticket:
        with transaction.atomic():
            ticket = Ticket.objects.create(
                channel=self.channel,
                contact=Contact.objects.create(name="Grace"),
                team=team or self.channel.team,
                priority=priority,
                last_message_at=at,
            )
            ticket.refresh_from_db()
            message = self._message(ticket, at, direction=Message.Direction.INBOUND, automated=automated)
            clocks.start(ticket, message, at=at)
            ticket.save()
        return ticket

    def writes(self, ticket: Ticket, at: dt.datetime, *, automated: bool = False) -> Message:
        """The customer, again."""
        with transaction.atomic():
            ticket = self._lock(ticket)
            message = self._message(ticket, at, direction=Message.Direction.INBOUND, automated=automated)
            if not automated:
                self._status(ticket, "open", at)
            clocks.customer_wrote(ticket, message, at=at)
            ticket.save()
        return message

    def replies(self, ticket: Ticket, at: dt.datetime, **extra: Any) -> Message:
        with transaction.atomic():
            ticket = self._lock(ticket)
            extra = {"direction": Message.Direction.OUTBOUND, "author_user": self.agent, **extra}
            message = self._message(ticket, at, **extra)
            clocks.agent_replied(ticket, message, at=at)
            ticket.save()
        return message

    def refused(self, message: Message, at: dt.datetime) -> None:
        with transaction.atomic():
            ticket = self._lock(message.ticket)
            Delivery.objects.create(
                message=message,
                channel=self.channel,
                state=Delivery.State.FAILED,
                recipients={},
                idempotency_key=uuid.uuid4(),
                next_attempt_at=at,
            )
            clocks.delivery_failed(ticket, message, at=at)
            ticket.save()

    def undone(self, message: Message, at: dt.datetime) -> None:
        with transaction.atomic():
            ticket = self._lock(message.ticket)
            message.deleted_at = at
            message.save()
            clocks.reply_undone(ticket, message, at=at)
            ticket.save()

    def status(self, ticket: Ticket, status: str, at: dt.datetime) -> None:
        with transaction.atomic():
            ticket = self._lock(ticket)
            self._status(ticket, status, at)
            ticket.save()

    def priority(self, ticket: Ticket, priority: str, at: dt.datetime) -> None:
        with transaction.atomic():
            ticket = self._lock(ticket)
            old, ticket.priority = ticket.priority, priority
            clocks.priority_changed(ticket, old, at=at)
            ticket.save()

    def moves(self, ticket: Ticket, team: Team, at: dt.datetime) -> None:
        with transaction.atomic():
            ticket = self._lock(ticket)
            old, ticket.team_id = ticket.team_id, team.pk
            clocks.team_changed(ticket, old, at=at)
            ticket.save()

    def merges(self, source: Ticket, target: Ticket, at: dt.datetime) -> None:
        with transaction.atomic():
            first, second = (self._lock(ticket) for ticket in sorted((source, target), key=lambda ticket: ticket.pk))
            source, target = (first, second) if first.pk == source.pk else (second, first)
            clocks.merged(source, target, at=at)
            source.status, source.merged_into = Ticket.Status.CLOSED, target
            source.save()
            target.save()

    def sweeps(self, at: dt.datetime) -> int:
        return sweep.run(at=at)

    def clock(self, ticket: Ticket, metric: str = "first_reply") -> Clock:
        return Clock.objects.filter(ticket=ticket, metric=metric).latest("cycle")

    def _lock(self, ticket: Ticket) -> Ticket:
        return Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=ticket.pk)

    def _status(self, ticket: Ticket, status: str, at: dt.datetime) -> None:
        old, ticket.status = ticket.status, status
        if old != status:
            ticket.solved_at = at if status in ("solved", "closed") else None
            clocks.status_changed(ticket, old, status, at=at)

    def _message(self, ticket: Ticket, at: dt.datetime, **values: Any) -> Message:
        values = {"visibility": "private", "sent_at": at, **values}
        message = Message.objects.create(ticket=ticket, channel=self.channel, **values)
        Message.objects.filter(pk=message.pk).update(created_at=at)
        message.created_at = at
        return message


def actions(clock: Clock) -> list[str]:
    return list(Settlement.objects.filter(clock=clock).order_by("id").values_list("action", flat=True))
