"""From what a panel sends to what is kept: bytes and line in one transaction, then the answer."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from connectors.widget import kept, stream, visits
from connectors.widget.kept import SentFile
from connectors.widget.models import Line, Visitor
from inbox import attachments, ingest
from inbox.envelope import ReceiptState

SOURCE = "chat"


def message(visitor: Visitor, *, message_id: uuid.UUID, text: str, files: tuple[SentFile, ...] = ()) -> Line:
    """Keep it and show it; the same id again changes nothing and is answered with the line that stands there."""
    external_id = f"{visitor.key}:{message_id}"
    with transaction.atomic():
        first = stream.lock(visitor.pk).seq == 0
        about = visits.about(visitor) if first else ()
        body = kept.message(visitor, message_id=str(message_id), text=text, files=files, about=about)
        ingest.keep(visitor.channel, external_id, body, source=SOURCE)
        return stream.say(
            visitor,
            external_id,
            own=True,
            text=text.strip(),
            at=timezone.now(),
            author=visitor.name,
            files=[{"token": "", "name": attachments.display_name(f.filename), "size": len(f.content)} for f in files],
        )


def got(visitor: Visitor, *, delivered: int, read: int) -> None:
    """How far the visitor's panels have got. Watermarks only rise, and never above what there is."""
    with transaction.atomic():
        row = stream.lock(visitor.pk)
        read = min(read, row.seq)
        delivered = min(max(delivered, read), row.seq)
        states = ((ReceiptState.READ, row.read_seq, read), (ReceiptState.DELIVERED, row.delivered_seq, delivered))
        for state, before, now in states:
            since = before if state == ReceiptState.READ else max(before, read)
            lines = Line.objects.filter(visitor=row, own=False, seq__gt=since, seq__lte=now).order_by("seq")
            if ids := list(lines.values_list("external_id", flat=True)):
                body = kept.receipt(visitor, state, ids)
                ingest.keep(visitor.channel, f"{visitor.key}:{state}:{now}", body, source=SOURCE)
        row.read_seq, row.delivered_seq = max(row.read_seq, read), max(row.delivered_seq, delivered)
        row.save(update_fields=["read_seq", "delivered_seq"])
