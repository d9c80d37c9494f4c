"""A whole ticket to take away: as a page to print, as JSON, or as a ZIP with its files and the mails as they came.

All three are written piece by piece, so that a ticket of thousands of messages costs no more memory than one of ten.
Notes among colleagues are left out unless somebody asks for them. Whoever asks stands in the ticket's log.
"""

from __future__ import annotations

import email
import io
import json
import zipfile
from collections.abc import Iterator
from email import policy
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import events, languages, printed
from inbox.errors import InboxError
from inbox.models import Attachment, Message, RawInbound, Ticket, User
from inbox.printed import Export
from inbox.sla import terms

FORMATS = ("html", "json", "zip")
LARGEST = 2 * 2**30  # bytes of files in one ZIP; the rest is named and left out


def begin(ticket: Ticket, *, actor: User, form: str, notes: bool, zone: str = "") -> Export:
    """Writes down who takes what; ``zone`` is an IANA name, of the organisation when empty."""
    try:
        found = ZoneInfo(zone or terms.now()[1].zone)
    except (KeyError, ValueError, OSError):
        why = _("{zone} is no time zone that is known here.").format(zone=zone)
        raise InboxError("invalid", why, fields={"zone": why}) from None
    with transaction.atomic():
        events.record("ticket.exported", ticket=ticket, actor=actor, data={"format": form, "notes": notes})
    return Export(ticket, notes, actor.get_full_name(), timezone.now(), found, languages.of_reader(actor))


def as_json(export: Export) -> Iterator[str]:
    """One object; its messages one a line."""
    ticket = export.ticket
    about = {
        "reference": ticket.reference,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "channel": ticket.channel.name,
        "customer": ticket.contact.name,
        "team": ticket.team.name if ticket.team is not None else None,
        "assignee": ticket.assignee.get_full_name() if ticket.assignee is not None else None,
        "labels": ticket.labels,
        "custom": ticket.custom,
        "created_at": ticket.created_at.isoformat(),
        "solved_at": ticket.solved_at.isoformat() if ticket.solved_at else None,
        "exported_at": export.at.isoformat(),
        "exported_by": export.by,
        "notes_included": export.notes,
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "messages": ['
    for number, message in enumerate(export.messages()):
        yield ("," if number else "") + "\n" + json.dumps(_row(message), ensure_ascii=False)
    yield "\n]}\n"


def archive(export: Export) -> Iterator[bytes]:
    """ticket.html, ticket.json, files/ and mails/; one file after the other."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:  # it cannot seek: sizes follow the bytes
        for name, pieces in (("ticket.html", printed.page(export, files="")), ("ticket.json", as_json(export))):
            with made.open(name, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece.encode())
                    yield pipe.taken()
        left = LARGEST
        missing: list[str] = []
        for message in export.messages():
            for file in message.attachments.all():
                name = printed.path(message, file)
                if file.state != Attachment.State.STORED or file.size > left:
                    missing.append(f"{name}: {file.error or export.say(gettext_noop('too large for one archive'))}\n")
                    continue
                left -= file.size
                made.writestr(name, file.content, compress_type=zipfile.ZIP_STORED)
                yield pipe.taken()
            for name, body in _original(message):
                made.writestr(name, body)
                yield pipe.taken()
        if missing:
            made.writestr("missing.txt", "".join(missing))
    yield pipe.taken()


def _row(message: Message) -> dict[str, Any]:
    return {
        "id": message.pk,
        "direction": message.direction,
        "visibility": message.visibility,
        "surface": message.surface,
        "author": message.author_name,
        "sent_at": message.sent_at.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "deleted_at": message.deleted_at.isoformat() if message.deleted_at else None,
        "subject": message.subject,
        "text": message.body_text,
        "html": message.body_html,
        "recipients": message.recipients,
        "url": message.url,
        "files": [
            {"name": file.filename, "type": file.content_type, "size": file.size, "path": printed.path(message, file)}
            for file in message.attachments.all()
        ],
    }


def _original(message: Message) -> Iterator[tuple[str, bytes]]:
    """The mail as it came. Only where the kept bytes are that one mail: what else a network sent in one go may hold
    words of other people."""
    raw: RawInbound | None = message.raw
    if raw is None or message.deleted_at is not None or not raw.body or _others(message).exists():
        return
    body = bytes(raw.body)
    head = email.message_from_bytes(body[:65_536], policy=policy.compat32)
    if message.external_id and str(head.get("Message-ID", "")).strip().strip("<>") == message.external_id.strip("<>"):
        yield f"mails/{message.pk}.eml", body


def _others(message: Message) -> QuerySet[Message]:
    """What came in the same bytes and stands on another ticket, or was taken back."""
    mine = Message.objects.filter(pk=OuterRef("pk"), ticket_id=message.ticket_id, deleted_at=None)
    return Message.objects.filter(~Exists(mine), raw=message.raw)


class _Pipe(io.RawIOBase):
    """What the archive writes, until somebody takes it."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held
