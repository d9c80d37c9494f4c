"""What happens at a desk, at given times, through the real functions."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.db import transaction

from inbox.models import (
    Channel,
    Clock,
    ClockEvent,
    Contact,
    Delivery,
    Message,
    Organisation,
    Settlement,
    Team,
    Ticket,
    User,
)
from inbox.sla import clocks, follow, joining, sweep
from tests.promises import METRICS, promise

numbers = itertools.count(1)


class Desk:
    """Each step locks the ticket, as the callers of ``inbox.sla.clocks`` do."""

    def __init__(self, channel: Channel, *, agent: User) -> None:
        self.channel = channel
        self.agent = agent

    def promise(self, priority: str = "normal", **changes: Any) -> None:
        """Targets in hours."""
        targets = {key: int(changes.pop(key) * 3600) for key in METRICS if changes.get(key) is not None}
        promise(priority, **targets, **changes)

    def opens(
        self,
        at: dt.datetime,
        *,
        priority: str = "normal",
        team: Team | None = None,
        contact: Contact | None = None,
        status: str = "open",
        **extra: Any,
    ) -> Ticket:
        """``extra``: of its first message."""
        with transaction.atomic():
            ticket = Ticket.objects.create(
                channel=self.channel,
                contact=contact or Contact.objects.create(name="Grace"),
                team=team or self.channel.team,
                priority=priority,
                status=status,
                last_message_at=at,
            )
            ticket.refresh_from_db()
            message = self._message(ticket, at, **{"direction": Message.Direction.INBOUND, **extra})
            clocks.start(ticket, message, at=at)
            ticket.save()
        return ticket

    def writes(self, ticket: Ticket, at: dt.datetime, *, automated: bool = False, **extra: Any) -> Message:
        """The customer, again."""
        with transaction.atomic():
            ticket = self._lock(ticket)
            extra = {"direction": Message.Direction.INBOUND, "automated": automated, **extra}
            message = self._message(ticket, at, **extra)
            self._change(ticket, at, asked=message, **({} if automated else {"status": "open"}))
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
            self._change(ticket, at, status=status)
            ticket.save()

    def priority(self, ticket: Ticket, priority: str, at: dt.datetime) -> None:
        with transaction.atomic():
            ticket = self._lock(ticket)
            self._change(ticket, at, priority=priority)
            ticket.save()

    def change(self, ticket: Ticket, at: dt.datetime, **changes: Any) -> None:
        with transaction.atomic():
            ticket = self._lock(ticket)
            self._change(ticket, at, **changes)
            ticket.save()

    def withdraws(self, message: Message, at: dt.datetime) -> None:
        """The customer deletes what they said."""
        with transaction.atomic():
            ticket = self._lock(message.ticket)
            message.deleted_at = at
            message.save()
            clocks.withdrawn(ticket, message, at=at)
            ticket.save()

    def needs_no_reply(self, ticket: Ticket, at: dt.datetime) -> bool:
        with transaction.atomic():
            ticket = self._lock(ticket)
            done = clocks.no_reply_needed(ticket, at=at)
            ticket.save()
        return done

    def moves(self, ticket: Ticket, team: Team, at: dt.datetime) -> None:
        with transaction.atomic():
            ticket = self._lock(ticket)
            self._change(ticket, at, team_id=team.pk)
            ticket.save()

    def merges(self, source: Ticket, target: Ticket, at: dt.datetime) -> None:
        with transaction.atomic():
            first, second = (self._lock(ticket) for ticket in sorted((source, target), key=lambda ticket: ticket.pk))
            source, target = (first, second) if first.pk == source.pk else (second, first)
            for message in source.messages.all():
                Message.objects.filter(pk=message.pk).update(ticket=target, extra={"from_tickets": [source.pk]})
            joining.merged(source, target, at=at)
            source.status, source.merged_into = Ticket.Status.CLOSED, target
            source.save()
            target.save()

    def unmerges(self, source: Ticket, target: Ticket, at: dt.datetime, *, since: dt.datetime) -> None:
        with transaction.atomic():
            source, target = self._lock(source), self._lock(target)
            target.messages.filter(extra__from_tickets=[source.pk]).update(ticket=source)
            source.status, source.merged_into = "open", None
            joining.unmerged(source, target, since=since, at=at)
            source.save()
            target.save()

    def sweeps(self, at: dt.datetime) -> int:
        return sweep.run(at=at)

    def metrics(self, ticket: Ticket, state: str = "running") -> set[str]:
        """Of the clocks in this state."""
        return set(Clock.objects.filter(ticket=ticket, state=state).values_list("metric", flat=True))

    def clock(self, ticket: Ticket, metric: str = "first_reply") -> Clock:
        return Clock.objects.filter(ticket=ticket, metric=metric).latest("cycle")

    def _lock(self, ticket: Ticket) -> Ticket:
        return Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=ticket.pk)

    def _change(self, ticket: Ticket, at: dt.datetime, *, asked: Message | None = None, **changes: Any) -> None:
        done = {name: [getattr(ticket, name), new] for name, new in changes.items() if getattr(ticket, name) != new}
        for name, (_, new) in done.items():
            setattr(ticket, name, new)
        if "status" in done:
            ticket.solved_at = at if ticket.status in ("solved", "closed") else None
        clocks.changed(ticket, done, asked=asked, at=at)

    def _message(self, ticket: Ticket, at: dt.datetime, **values: Any) -> Message:
        values = {"visibility": "private", "sent_at": at, **values}
        message = Message.objects.create(ticket=ticket, channel=self.channel, **values)
        Message.objects.filter(pk=message.pk).update(created_at=at)
        message.created_at = at
        return message


def actions(clock: Clock) -> list[str]:
    return list(Settlement.objects.filter(clock=clock).order_by("id").values_list("action", flat=True))


def breaches(ticket: Ticket) -> list[dt.datetime]:
    events = ClockEvent.objects.filter(clock__ticket=ticket, kind="breach").order_by("id")
    return list(events.values_list("at", flat=True))


def follow_at(at: dt.datetime) -> None:
    """The change of the calendar happened at ``at``."""
    Organisation.objects.update(sla_changed_at=at)
    follow.calendars()
