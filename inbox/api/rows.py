"""Rows of the database as the JSON that the REST API and the live socket both send.

Plain functions over lists: each asks for what belongs to all its rows at once, so a page costs the same few queries
however long it is. They do not ask who is looking: callers got their rows from ``access``.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from inbox.models import (
    Attachment,
    Attempt,
    Clock,
    Contact,
    Delivery,
    Event,
    Identity,
    Message,
    Thread,
    Ticket,
    User,
)
from inbox.sla.preview import Preview

Row = dict[str, Any]
T = TypeVar("T")
V = TypeVar("V")


def iso(at: dt.datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z, as every time of the API."""
    return None if at is None else at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def ticket_rows(tickets: Iterable[Ticket]) -> list[Row]:
    """In the given order. ``contact`` names the identity that wrote last on the ticket, else the contact's first."""
    tickets = list(tickets)
    contacts, handles = _contacts(tickets)
    clocks = _clocks([ticket.pk for ticket in tickets])
    threads = grouped(
        Thread.objects.filter(ticket__in=tickets).order_by("pk"), lambda thread: thread.ticket_id, take=_thread_row
    )
    rows = []
    for ticket in tickets:
        network, handle = handles.get(ticket.pk, ("", ""))
        contact = {"id": ticket.contact_id, "name": contacts[ticket.contact_id], "handle": handle, "network": network}
        rows.append(
            {
                "id": ticket.pk,
                "number": ticket.number,
                "reference": ticket.reference,
                "subject": ticket.subject,
                "status": ticket.status,
                "priority": ticket.priority,
                "channel_id": ticket.channel_id,
                "team_id": ticket.team_id,
                "assignee_id": ticket.assignee_id,
                "contact": contact,
                "outcome": ticket.outcome,
                "threads": threads[ticket.pk],
                "labels": ticket.labels,
                "custom": ticket.custom,
                "preview": ticket.preview,
                "message_count": ticket.message_count,
                "last_message_at": iso(ticket.last_message_at),
                "last_customer_at": iso(ticket.last_customer_at),
                "last_message_id": ticket.last_message_id,
                "last_inbound_id": ticket.last_inbound_id,
                "snoozed_until": iso(ticket.snoozed_until),
                "merged_into_id": ticket.merged_into_id,
                "follows_id": ticket.follows_id,
                "maybe_related_id": ticket.maybe_related_id,
                "created_at": iso(ticket.created_at),
                "solved_at": iso(ticket.solved_at),
                "clocks": clocks[ticket.pk],
                "version": ticket.version,
            }
        )
    return rows


def _thread_row(thread: Thread) -> Row:
    return {"id": thread.pk, "surface": thread.surface, "post_id": thread.post_id}


def _contacts(tickets: Sequence[Ticket]) -> tuple[dict[int, str], dict[int, tuple[str, str]]]:
    """Names by contact, and (network, handle) by ticket."""
    names = dict(Contact.objects.filter(pk__in={ticket.contact_id for ticket in tickets}).values_list("pk", "name"))
    writers = {
        pk: (network, handle)
        for pk, network, handle in Message.objects.filter(
            pk__in={ticket.last_inbound_id for ticket in tickets if ticket.last_inbound_id},
            author_identity__isnull=False,
        ).values_list("pk", "author_identity__network", "author_identity__handle")
    }
    handles = {t.pk: writers[t.last_inbound_id] for t in tickets if t.last_inbound_id in writers}
    silent = {ticket.pk: ticket.contact_id for ticket in tickets if ticket.pk not in handles}
    if silent:
        first: dict[int, tuple[str, str]] = {}
        identities = Identity.objects.filter(contact_id__in=set(silent.values())).order_by("pk")
        for contact_id, network, handle in identities.values_list("contact_id", "network", "handle"):
            first.setdefault(contact_id, (network, handle))
        handles.update((pk, first[contact_id]) for pk, contact_id in silent.items() if contact_id in first)
    return names, handles


def _clocks(ticket_ids: Sequence[int]) -> defaultdict[int, list[Row]]:
    """The newest clock of each metric; a cancelled one only when it had breached."""
    found: defaultdict[int, list[Row]] = defaultdict(list)
    newest = (
        Clock.objects.filter(ticket_id__in=ticket_ids)
        .order_by("ticket_id", "metric", "-cycle")
        .distinct("ticket_id", "metric")
    )
    for clock in newest:
        if clock.state != Clock.State.CANCELLED or clock.breached_at is not None:
            found[clock.ticket_id].append(clock_row(clock))
    return found


def clock_row(clock: Clock) -> Row:
    paused = clock.state == Clock.State.PAUSED
    return {
        "id": clock.pk,
        "metric": clock.metric,
        "state": clock.state,
        "target": clock.target,
        "consumed": clock.consumed,
        "warnings": clock.warnings,
        "visibility": clock.visibility,
        "due_at": iso(clock.due_at),
        "remaining": max(0, clock.target - clock.consumed) if paused else None,
        "started_at": iso(clock.started_at),
        "stopped_at": iso(clock.stopped_at),
        "breached_at": iso(clock.breached_at),
        "breach_cause": clock.breach_cause,
        "calendar_version_id": clock.calendar_version_id,
    }


def preview_row(found: Preview) -> Row:
    """Of a change of promises that nobody has made yet."""
    return {
        **{
            name: getattr(found, name)
            for name in ("open", "matched", "moved", "would_breach", "later", "earlier", "grace")
        },
        "examples": [
            {
                "ticket_id": move.ticket.pk,
                "reference": move.ticket.reference,
                "subject": move.ticket.subject,
                "metric": move.clock.metric,
                "due_before": iso(move.due_before),
                "due_after": iso(move.due_after),
                "left_before": move.left_before,
                "left_after": move.left_after,
                "late": move.late,
            }
            for move in found.examples
        ],
    }


def message_rows(messages: Iterable[Message]) -> list[Row]:
    """In the given order, each with its attachments and its delivery."""
    messages = list(messages)
    ids = [message.pk for message in messages]
    attachments = grouped(
        Attachment.objects.filter(message_id__in=ids).order_by("pk"), _message_of, take=attachment_row
    )
    deliveries = _deliveries(ids)
    identities = Identity.objects.filter(pk__in={m.author_identity_id for m in messages if m.author_identity_id})
    contact_of = dict(identities.values_list("pk", "contact_id"))
    threads = Thread.objects.filter(pk__in={m.thread_id for m in messages if m.thread_id})
    post_of = dict(threads.values_list("pk", "post_id"))
    return [
        {
            "id": message.pk,
            "ticket_id": message.ticket_id,
            "direction": message.direction,
            "visibility": message.visibility,
            "thread_id": message.thread_id,
            "surface": message.surface,
            "post_id": post_of.get(message.thread_id or 0),
            "parent_id": message.parent_id,
            "url": message.url,
            "author": _author(message, contact_of),
            "subject": message.subject,
            "body_text": message.body_text,
            "body_html": message.body_html,
            "reply_text": message.reply_text,
            "recipients": {kind: addresses(message.recipients.get(kind, [])) for kind in ("to", "cc", "bcc")},
            "automated": message.automated,
            "attachments": attachments[message.pk],
            "reactions": message.reactions,
            "delivery": deliveries.get(message.pk),
            "sent_at": iso(message.sent_at),
            "created_at": iso(message.created_at),
            "edited_at": iso(message.edited_at),
            "deleted_at": iso(message.deleted_at),
            "hidden_at": iso(message.hidden_at),
            "raw_id": message.raw_id,
            "not_told": message.extra.get("not_told", []),
            "version": message.version,
        }
        for message in messages
    ]


def addresses(entries: Iterable[dict[str, str]]) -> list[Row]:
    return [{key: entry.get(key, "") for key in ("network", "handle", "name")} for entry in entries]


def _author(message: Message, contact_of: dict[int, int]) -> Row:
    if message.author_user_id is not None:
        return {"kind": "user", "id": message.author_user_id, "name": message.author_name}
    if message.author_identity_id is not None:
        return {"kind": "contact", "id": contact_of[message.author_identity_id], "name": message.author_name}
    return {"kind": "system", "id": None, "name": message.author_name}


def _message_of(attachment: Attachment) -> int:
    return attachment.message_id or 0


def attachment_row(attachment: Attachment) -> Row:
    return {
        "id": attachment.pk,
        "token": attachment.token,
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "inline": attachment.inline,
        "content_id": attachment.content_id,
        "url": f"/api/v1/attachments/{attachment.token}",
        "state": attachment.state,
        "error": attachment.error,
    }


def _deliveries(message_ids: Sequence[int]) -> dict[int, Row]:
    deliveries = list(Delivery.objects.filter(message_id__in=message_ids))
    attempts: defaultdict[int, list[Row]] = defaultdict(list)
    if deliveries:
        tries = Attempt.objects.filter(delivery_id__in=[delivery.pk for delivery in deliveries]).order_by("at", "pk")
        attempts = grouped(tries, lambda attempt: attempt.delivery_id, take=_attempt_row)
    return {delivery.message_id: _delivery_row(delivery, attempts[delivery.pk]) for delivery in deliveries}


def _delivery_row(delivery: Delivery, attempts: list[Row]) -> Row:
    untouched = delivery.state == Delivery.State.QUEUED and delivery.attempt == 0
    return {
        "id": delivery.pk,
        "state": delivery.state,
        "error_code": delivery.error_code,
        "error": delivery.error,
        "attempt": delivery.attempt,
        "next_attempt_at": iso(delivery.next_attempt_at) if delivery.state == Delivery.State.QUEUED else None,
        "undo_until": iso(delivery.next_attempt_at) if untouched else None,
        "attempts": attempts,
    }


def _attempt_row(attempt: Attempt) -> Row:
    return {
        "number": attempt.number,
        "at": iso(attempt.at),
        "outcome": attempt.outcome,
        "recipient": attempt.recipient,
        "code": attempt.code,
        "detail": attempt.detail,
    }


def timeline_entries(events: Iterable[Event]) -> list[Row]:
    """In the given order; ``actor`` is null for what a customer or the machine did."""
    events = list(events)
    names = _names({event.actor_id for event in events if event.actor_id})
    return [
        {
            "id": event.pk,
            "kind": event.kind,
            "actor": {"id": event.actor_id, "name": names[event.actor_id]} if event.actor_id else None,
            "at": iso(event.at),
            "data": event.data,
        }
        for event in events
    ]


def _names(user_ids: set[int]) -> dict[int, str]:
    if not user_ids:
        return {}
    people = User.objects.filter(pk__in=user_ids).only("pk", "name", "username")
    return {user.pk: user.get_full_name() for user in people}


def grouped(things: Iterable[T], by: Callable[[T], int], *, take: Callable[[T], V]) -> defaultdict[int, list[V]]:
    groups: defaultdict[int, list[V]] = defaultdict(list)
    for thing in things:
        groups[by(thing)].append(take(thing))
    return groups
