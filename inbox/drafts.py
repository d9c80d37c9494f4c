"""What an agent has typed on a ticket and not sent. Told to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inbox.models import Attachment, Draft, Ticket, User


def find(ticket: Ticket, user: User) -> Draft | None:
    return Draft.objects.filter(ticket=ticket, user=user).first()


def keep(
    ticket: Ticket, user: User, *, kind: str, body: str, recipients: dict[str, Any], attachment_ids: Sequence[int]
) -> Draft:
    """The last one to save wins: it is one person on two machines at most."""
    draft, _ = Draft.objects.update_or_create(
        ticket=ticket,
        user=user,
        defaults={"kind": kind, "body": body, "recipients": recipients, "attachment_ids": list(attachment_ids)},
    )
    return draft


def put_back(
    ticket: Ticket, user: User, *, body: str, recipients: dict[str, Any], attachment_ids: Sequence[int]
) -> Draft:
    """A reply that did not leave: the person's draft again, before what they have typed since."""
    draft = find(ticket, user) or Draft(user=user, ticket=ticket)
    draft.kind = Draft.Kind.REPLY
    draft.body = body + (f"<p></p>{draft.body}" if draft.body else "")
    draft.recipients = recipients
    draft.attachment_ids = list(dict.fromkeys([*draft.attachment_ids, *attachment_ids]))
    draft.save()
    return draft


def discard(ticket: Ticket, user: User) -> None:
    Draft.objects.filter(ticket=ticket, user=user).delete()


def discard_upload(upload: Attachment) -> None:
    """Unless it was sent this very moment."""
    Attachment.objects.filter(pk=upload.pk, message__isnull=True).delete()
