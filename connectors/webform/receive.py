"""From an accepted post to a ticket: keep, commit, and file it at once so that the page can show its number."""

from __future__ import annotations

import dataclasses

from django.db import transaction

from connectors import intake
from connectors.webform.models import HeldFile
from connectors.webform.submission import PROVEN, TYPED, Submission, pack
from inbox import ingest
from inbox.models import Channel, Message, RawInbound, Ticket

SOURCE = "form"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Filed:
    """What became of a submission; ``ticket`` is None while it is still to be filed."""

    raw: RawInbound
    ticket: Ticket | None
    message: Message | None


def keep(channel: Channel, submission: Submission) -> bool:
    """Keep the bytes, commit, file. False: something *else* was already sent with this opening of the form.

    The same content again (a second click, a reload) is True and makes nothing new. The row is leased to us in the
    transaction that keeps it, so that no worker files it meanwhile; should filing fail, the worker tries again later
    from the kept bytes.
    """
    body = pack(submission)
    with transaction.atomic():
        raw = ingest.keep(channel, submission.id, body, source=SOURCE)
        if raw is not None:
            HeldFile.objects.filter(nonce=submission.id).delete()
            claimed = ingest.claim(1, only=raw.pk)
    if raw is None:
        earlier = RawInbound.objects.get(channel=channel, external_id=submission.id)
        return bytes(earlier.body) == body
    for row in claimed:
        intake.work(row)
    return True


def keep_for_later(channel: Channel, submission: Submission) -> None:
    """Keep it and leave the rest to the worker, so that how long the page takes tells nothing."""
    ingest.keep(channel, submission.id, pack(submission), source=SOURCE)


def find(channel: Channel, nonce: str) -> Filed | None:
    """What was sent with this opening of the form."""
    raw = RawInbound.objects.defer("body").filter(channel=channel, external_id=nonce).first()
    if raw is None:
        return None
    ids = (f"{TYPED}{nonce}", f"{PROVEN}{nonce}")
    message = Message.objects.select_related("ticket").filter(channel=channel, external_id__in=ids).first()
    return Filed(raw=raw, ticket=message.ticket if message else None, message=message)
