"""Two tickets become one and two again, and one becomes two.

Messages, files and conversations move; so do the promises (``inbox/sla/joining.py``). The event of a merge holds what
taking it back needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import events, tickets, timers
from inbox.errors import InboxError
from inbox.models import Attachment, Event, Message, Thread, Ticket, Timer, User
from inbox.routing import queue
from inbox.sla import joining

Status = Ticket.Status
SEND = "send"  # the timer of a reply that leaves later
REMINDER = "reminder"  # the timer of somebody who wants to be told; its ref is the person


def merge(source_id: int, into_id: int, *, actor: User) -> Ticket:
    """Move everything said on one ticket to another; mail for the first goes to the survivor from now on."""
    if source_id == into_id:
        raise InboxError("same_ticket", _("A ticket cannot be merged into itself."))
    with transaction.atomic():
        first, second = (tickets.lock(pk) for pk in sorted((source_id, into_id)))
        source, into = (first, second) if first.pk == source_id else (second, first)
        now = timezone.now()
        moved = list(source.messages.all())
        for message in moved:
            message.extra = {**message.extra, "from_tickets": [*message.extra.get("from_tickets", []), source.pk]}
        _move(moved, into, "extra")
        Attachment.objects.filter(ticket=source, message__isnull=False).update(ticket=into)
        threads = list(Thread.objects.filter(ticket=source).values_list("pk", flat=True))
        Thread.objects.filter(pk__in=threads).update(ticket=into)
        Timer.objects.filter(ticket=source, kind=SEND).update(ticket=into)
        _move_reminders(source, into)
        labels = [label for label in source.labels if label not in into.labels]
        into.labels = [*into.labels, *labels][: tickets.MAX_LABELS]
        tickets.recount(into)
        joining.merged(source, into)
        data = {
            "source_id": source.pk,
            "into_id": into.pk,
            "status": source.status,
            "solved_at": _iso(source.solved_at),
            "snoozed_until": _iso(source.snoozed_until),
            "threads": threads,
            "labels": [label for label in labels if label in into.labels],
        }
        source.status, source.merged_into = Status.CLOSED, into
        source.solved_at, source.snoozed_until, source.message_count = now, None, 0
        queue.leave(source)
        _save(source, into)
        events.record("ticket.merged", ticket=source, actor=actor, data=data)
        events.record("ticket.merged", ticket=into, actor=actor, data=data)
        return into


def unmerge(ticket_id: int, *, actor: User) -> Ticket:
    """Take a merge back: what came from the ticket returns to it, and so does what was said since in conversations that
    are its own. What was written on the survivor stays there. Returns the ticket that is one of its own again."""
    with transaction.atomic():
        source, into = _merged_pair(ticket_id)
        event = Event.objects.filter(ticket=source, kind="ticket.merged", data__source_id=source.pk).latest("id")
        was = event.data
        now = timezone.now()
        back = Q(extra__from_tickets__contains=[source.pk]) | Q(thread__in=was.get("threads", []))
        moved = list(into.messages.filter(back))
        for message in moved:
            came = message.extra.get("from_tickets", [])
            message.extra = {**message.extra, "from_tickets": [pk for pk in came if pk != source.pk]}
        _move(moved, source, "extra")
        Attachment.objects.filter(message__ticket=source).update(ticket=source)
        Thread.objects.filter(pk__in=was.get("threads", []), ticket=into).update(ticket=source)
        into.labels = [label for label in into.labels if label not in was.get("labels", [])]
        source.status, source.merged_into = was["status"], None
        source.solved_at, source.snoozed_until = _instant(was.get("solved_at")), _instant(was.get("snoozed_until"))
        if source.snoozed_until is not None:
            timers.set(source, "snooze", max(source.snoozed_until, now))
        tickets.plan_close(source, since=source.solved_at or now)
        for ticket in (source, into):
            tickets.recount(ticket)
        joining.unmerged(source, into, since=event.at)
        queue.follow(source, {"status": [Status.CLOSED, source.status]})
        _save(source, into)
        data = {"source_id": source.pk, "into_id": into.pk}
        events.record("ticket.unmerged", ticket=source, actor=actor, data=data)
        events.record("ticket.unmerged", ticket=into, actor=actor, data=data)
        return source


def split(ticket_id: int, message_id: int, *, actor: User) -> Ticket:
    """This message and all that came after it become a ticket of their own, which is promised what its own first
    message was worth, from that message's time on. Returns the new ticket."""
    with transaction.atomic():
        source = tickets.lock(ticket_id)
        message = source.messages.select_related("author_identity").filter(pk=message_id, deleted_at=None).first()
        if message is None:
            raise InboxError("not_found", _("There is no such message on this ticket."), 404)
        later = Q(sent_at__gt=message.sent_at) | Q(sent_at=message.sent_at, pk__gte=message.pk)
        moved = list(source.messages.select_related("raw").filter(later).order_by("sent_at", "pk"))
        _refuse_split(source, moved)
        new = _like(source, message)
        _move(moved, new)
        Attachment.objects.filter(message__in=moved).update(ticket=new)
        Thread.objects.filter(ticket=source, pk__in={each.thread_id for each in moved}).update(ticket=new)
        for ticket in (source, new):
            tickets.recount(ticket)
        events.record("ticket.created", ticket=new, message=message, actor=actor, data={"how": "split"})
        joining.split(source, new, moved)
        _save(source, new)
        data = {"from_id": source.pk, "into_id": new.pk, "message_id": message.pk}
        events.record("ticket.split", ticket=source, actor=actor, data=data)
        events.record("ticket.split", ticket=new, actor=actor, data=data)
        return new


def _merged_pair(ticket_id: int) -> tuple[Ticket, Ticket]:
    """The ticket and what it was merged into, both locked, the older one first."""
    into_id = Ticket.objects.filter(pk=ticket_id).values_list("merged_into_id", flat=True).first()
    rows = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel", "contact")
    pair = {ticket.pk: ticket for ticket in rows.filter(pk__in=(ticket_id, into_id or 0)).order_by("pk")}
    source, into = pair.get(ticket_id), pair.get(into_id or 0)
    if source is None:
        raise InboxError("not_found", _("There is no such ticket."), 404)
    if into is None or source.merged_into_id != into.pk:
        raise InboxError("not_merged", _("This ticket is not merged into another one."), 409)
    if into.merged_into_id is not None:
        why = _("The ticket that it was merged into was itself merged into another one: take that back first.")
        raise InboxError("merged", why, 409, data={"into_id": into.merged_into_id})
    return source, into


def _refuse_split(source: Ticket, moved: Sequence[Message]) -> None:
    asked = [each for each in moved if each.direction == Message.Direction.INBOUND and each.deleted_at is None]
    if not asked:
        why = _("Neither this message nor a later one is from a customer: there would be nothing to answer.")
        raise InboxError("nothing_asked", why, 409, fields={"message_id": why})
    stays = source.messages.exclude(pk__in=[each.pk for each in moved]).exclude(visibility="internal")
    if not stays.filter(deleted_at=None).exists():
        why = _("This is the first message: the whole ticket would move.")
        raise InboxError("whole_ticket", why, 409, fields={"message_id": why})


def _like(source: Ticket, message: Message) -> Ticket:
    """A new open ticket in the same place; for whoever wrote the message."""
    author = message.author_identity
    mine = author is not None and message.direction == Message.Direction.INBOUND
    new = Ticket.objects.create(
        subject=message.subject or source.subject,
        priority=source.priority,
        channel=source.channel,
        contact_id=author.contact_id if author is not None and mine else source.contact_id,
        team_id=source.team_id,
        assignee_id=source.assignee_id,
        labels=source.labels,
        custom=source.custom,
        language=source.language,
        work=source.work,
        needs=source.needs,
        maybe_related=source,
        last_message_at=message.sent_at,
    )
    new.refresh_from_db()  # its number is given by the database
    return new


def _move(messages: Sequence[Message], to: Ticket, *fields: str) -> None:
    for message in messages:
        message.ticket = to
        message.version += 1
    Message.objects.bulk_update(messages, [*fields, "ticket", "version"], batch_size=500)


def _move_reminders(source: Ticket, into: Ticket) -> None:
    """Whoever has one on both is told at the earlier time."""
    theirs = dict(Timer.objects.filter(ticket=into, kind=REMINDER).values_list("ref", "due_at"))
    for timer in Timer.objects.filter(ticket=source, kind=REMINDER):
        if timer.ref not in theirs or timer.due_at < theirs[timer.ref]:
            timers.set(into, REMINDER, timer.due_at, ref=timer.ref, data=timer.data)
    timers.cancel(source, REMINDER)


def _save(*both: Ticket) -> None:
    for ticket in both:
        ticket.version += 1
        ticket.save()


def _iso(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None


def _instant(text: Any) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
