"""What a panel sent, as the bytes that are kept: one line of JSON, then the files one after the other.

Two things come: a message, and how far the visitor has got (``receipt``). Who speaks stands in every one, so that
reading needs nothing but the bytes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from connectors.widget.models import Visitor
from inbox.envelope import (
    Address,
    DeliveryReceipt,
    InboundAttachment,
    InboundEvent,
    InboundMessage,
    ReceiptState,
    Unparsed,
    Visibility,
)

FORMAT = "janice-chat/1"
NETWORK, SURFACE = "chat", "chat"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SentFile:
    filename: str
    content_type: str
    content: bytes


def message(
    visitor: Visitor,
    *,
    message_id: str,
    text: str,
    files: tuple[SentFile, ...] = (),
    about: Sequence[tuple[str, str]] = (),
) -> bytes:
    """``message_id`` is the uuid that the panel chose and keeps when it tries again.

    ``about`` are (label, value) of what agents should know of the visitor, with the first message.
    """
    listed = [{"filename": f.filename, "content_type": f.content_type, "size": len(f.content)} for f in files]
    head = {"type": "message", "id": message_id, "text": text, "files": listed, "about": list(about)}
    return _line(visitor, head) + b"".join(file.content for file in files)


def receipt(visitor: Visitor, state: ReceiptState, ids: list[str]) -> bytes:
    return _line(visitor, {"type": "receipt", "state": state.value, "ids": ids})


def to_events(body: bytes, *, received_at: dt.datetime) -> list[InboundEvent]:
    """Pure: kept bytes to envelope."""
    line, _, rest = body.partition(b"\n")
    try:
        head = json.loads(line)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            return [Unparsed(reason=f"this did not come from a chat ({FORMAT})")]
        match head.get("type"):
            case "message":
                return [_message(head, rest, fingerprint=hashlib.sha256(body).hexdigest(), at=received_at)]
            case "receipt":
                state = ReceiptState(head["state"])
                return [DeliveryReceipt(own_id=own_id, state=state, at=received_at) for own_id in head["ids"]]
            case other:
                return [Unparsed(reason=f"a chat says {other!r}, which is not known")]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [Unparsed(reason=f"this cannot be read: {type(error).__name__}: {error}")]


def _line(visitor: Visitor, head: dict[str, Any]) -> bytes:
    who = {
        "key": str(visitor.key),
        "handle": handle(visitor),
        "name": visitor.name,
        "user_id": visitor.user_id,
        "email": visitor.email,
        "answers": visitor.answers,
        "language": visitor.language,
        "page": visitor.page,
        "consented_at": visitor.consented_at.isoformat() if visitor.consented_at else "",
    }
    line = {"format": FORMAT, "visitor": who, **head}
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def handle(visitor: Visitor) -> str:
    """Unique over all channels: a random key, or the site's user under the address of its channel."""
    return f"{visitor.channel.address}:{visitor.user_id}" if visitor.user_id else str(visitor.key)


def _message(head: dict[str, Any], rest: bytes, *, fingerprint: str, at: dt.datetime) -> InboundMessage:
    who, text = head["visitor"], str(head["text"]).replace("\r\n", "\n").replace("\r", "\n").strip()
    files = []
    for file in head["files"]:
        size = int(file["size"])
        if not 0 <= size <= len(rest):
            raise ValueError(f"the file {file['filename']!r} is cut short")
        content, rest = rest[:size], rest[size:]
        files.append(InboundAttachment(filename=file["filename"], content_type=file["content_type"], content=content))
    known = "\n".join(f"{label}: {value}" for label, value in head["about"])
    words = f"{text}\n\n{known}" if known else text
    custom = {str(name): str(value) for name, value in who["answers"].items()}
    for name in ("email", "page", "consented_at"):
        if who[name]:
            custom[name] = who[name]
    return InboundMessage(
        external_id=f"{who['key']}:{head['id']}",
        fingerprint=fingerprint,
        sender=Address(network=NETWORK, handle=who["handle"], name=who["name"]),
        also=(Address(network="email", handle=who["user_id"].lower()),) if "@" in who["user_id"] else (),
        sent_at=at,
        subject=custom.get("topic", "") or _subject(text),
        body_text=words,
        reply_text=words,
        visibility=Visibility.PRIVATE,
        surface=SURFACE,
        conversation=who["key"],
        attachments=tuple(files),
        language=who["language"],
        custom=custom,
    )


def _subject(text: str) -> str:
    """A chat has none: its first words."""
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79].rsplit(' ', 1)[0]}…"
