"""What is held about a customer, for them to have: everything, as far as the one who asks may see it.

A generator of pieces: somebody with ten thousand messages costs no more memory than somebody with ten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from inbox import consent
from inbox.models import Contact, Message, SurveyAnswer, Ticket

AT_ONCE = 50  # tickets

Piece = dict[str, Any]


def profile(contact: Contact) -> Piece:
    return {
        "id": contact.pk,
        "name": contact.name,
        "notes": contact.notes,
        "language": contact.language,
        "zone": contact.zone,
        "vip": contact.vip,
        "asked_not_to_be_asked": contact.no_surveys,
        "labels": contact.labels,
        "fields": contact.custom,
        "known_since": contact.created_at.isoformat(),
        "handles": [
            {
                "network": each.network,
                "handle": each.handle,
                "name": each.name,
                "verified": each.verified,
                "page": each.url,
                "known_since": each.created_at.isoformat(),
            }
            for each in contact.identities.order_by("pk")
        ],
        "consent": [
            {"purpose": each.purpose, "given": each.given, "how": each.source, "at": each.at.isoformat()}
            for each in consent.history(contact.pk)
        ],
    }


def tickets(contact: Contact, visible: QuerySet[Ticket]) -> Iterator[Piece]:
    """The oldest first, each with all that was said on it and what they answered when asked how it was."""
    after = 0
    rows = visible.filter(contact=contact).select_related("channel").order_by("pk")
    while batch := list(rows.filter(pk__gt=after)[:AT_ONCE]):
        after = batch[-1].pk
        for ticket in batch:
            yield _ticket(ticket)


def _ticket(ticket: Ticket) -> Piece:
    said = ticket.messages.filter(deleted_at=None).prefetch_related("attachments").order_by("sent_at", "pk")
    answers = SurveyAnswer.objects.filter(ticket=ticket, answered_at__isnull=False)
    return {
        "reference": ticket.reference,
        "subject": ticket.subject,
        "status": ticket.status,
        "channel": ticket.channel.name,
        "labels": ticket.labels,
        "fields": ticket.custom,
        "created_at": ticket.created_at.isoformat(),
        "solved_at": ticket.solved_at.isoformat() if ticket.solved_at else None,
        "messages": [_message(each) for each in said],
        "satisfaction": [
            {"score": each.score, "comment": each.comment, "at": each.answered_at.isoformat()}
            for each in answers
            if each.answered_at is not None
        ],
    }


def _message(message: Message) -> Piece:
    return {
        "at": message.sent_at.isoformat(),
        "from": message.author_name,
        "direction": message.direction,
        "seen_by": message.visibility,
        "text": message.body_text,
        "files": [
            {"name": file.filename, "type": file.content_type, "size": file.size} for file in message.attachments.all()
        ],
    }
