"""One message of ours as calls: long texts in several, a file with its caption, every further file alone."""

from __future__ import annotations

from connectors import planning
from connectors.whatsapp import send
from inbox.envelope import OutboundAttachment, OutboundMessage, OutboundPart


def plan(message: OutboundMessage) -> list[OutboundPart]:
    pieces = planning.split(message.body_text, send.TEXT, "codepoints")
    files = list(message.attachments)
    rows: list[tuple[str, tuple[OutboundAttachment, ...]]] = []
    if message.template is not None:
        pieces, files, rows = [], [], [("", ())]
    elif files and len(pieces) == 1 and send.captioned(files[0], pieces[0]):
        rows = [(pieces.pop(), (files.pop(0),))]
    rows += [(piece, ()) for piece in pieces] + [("", (file,)) for file in files]
    return [
        OutboundPart(
            number=number,
            message=message,
            idempotency_key=planning.key(message, number),
            text=text,
            attachments=bunch,
        )
        for number, (text, bunch) in enumerate(rows)
    ]
