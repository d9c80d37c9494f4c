"""What an agent has typed on a ticket and not sent. Told to nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from inbox.models import Attachment, Draft, Ticket, User


def find(ticket: Ticket, user: User) -> Draft | None:
    return Draft.objects.filter(ticket=ticket, user=user).first()


class Changed(Exception):
    """It was written on another machine since this one read it."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


def keep(
    ticket: Ticket,
    user: User,
    *,
    kind: str,
    body: str,
    recipients: dict[str, Any],
    attachment_ids: Sequence[int],
    over: dt.datetime | None = None,
) -> Draft:
    """``over``: the ``updated_at`` of what this machine wrote or read last; Changed when another wrote since.

    Without it the last one to save wins.
    """
    values = {"kind": kind, "body": body, "recipients": recipients, "attachment_ids": list(attachment_ids)}
    with transaction.atomic():
        draft, new = Draft.objects.select_for_update().get_or_create(ticket=ticket, user=user, defaults=values)
        if new:
            return draft
        if over is not None and draft.updated_at != over:
            raise Changed(draft)
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save()
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
