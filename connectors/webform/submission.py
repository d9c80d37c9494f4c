"""What a form sent, as the bytes that are kept: one line of JSON, then the files one after the other.

Readable with any editor, no blow-up for files, and the same content always gives the same bytes, so that a second
click is recognised as one.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from typing import Any

from inbox.envelope import Address, InboundAttachment, InboundEvent, InboundMessage, ThreadHint, Unparsed

FORMAT = "janice-form/1"
NEW, REPLY, LINK = "new", "reply", "link"
TYPED, PROVEN = (
    "form:",
    "page:",
)  # how the external id of a message begins that came by an address merely typed, or proven


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SubmittedFile:
    filename: str
    content_type: str
    content: bytes


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """``id`` is the nonce of the form's token. ``kind``: a new request, a reply on the private page (``reply_token``
    says where), or somebody asking for their links again (all of them, or with ``reply_token`` that one). ``custom`` is
    (name, label, value) of the form's own fields. ``proven``: it was written behind a link mailed to this address.
    """

    id: str
    kind: str
    email: str
    name: str = ""
    subject: str = ""
    message: str = ""
    custom: tuple[tuple[str, str, str], ...] = ()
    language: str = ""
    reply_token: str = ""
    proven: bool = False
    files: tuple[SubmittedFile, ...] = ()


def pack(submission: Submission) -> bytes:
    head: dict[str, Any] = {"format": FORMAT, **dataclasses.asdict(dataclasses.replace(submission, files=()))}
    head["files"] = [
        {"filename": file.filename, "content_type": file.content_type, "size": len(file.content)}
        for file in submission.files
    ]
    line = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return line + b"\n" + b"".join(file.content for file in submission.files)


def unpack(body: bytes) -> Submission:
    """Raises ValueError that says what is wrong with the bytes."""
    line, _, rest = body.partition(b"\n")
    try:
        head = json.loads(line)
    except ValueError as error:
        raise ValueError(f"the first line is no JSON: {error}") from None
    if not isinstance(head, dict) or head.pop("format", None) != FORMAT:
        raise ValueError(f"this is no kept submission of a form ({FORMAT})")
    files = []
    for file in head.pop("files", []):
        size = int(file["size"])
        if size < 0 or size > len(rest):
            raise ValueError(f"the file {file['filename']!r} is cut short")
        files.append(SubmittedFile(filename=file["filename"], content_type=file["content_type"], content=rest[:size]))
        rest = rest[size:]
    try:
        head["custom"] = tuple((str(name), str(label), str(value)) for name, label, value in head.get("custom", ()))
        return Submission(**head, files=tuple(files))
    except (TypeError, KeyError) as error:
        raise ValueError(f"a submission has other fields: {error}") from None


def to_events(body: bytes, *, received_at: dt.datetime) -> list[InboundEvent]:
    """Pure: kept bytes to envelope. Somebody asking for links says nothing, so that gives no event."""
    try:
        submission = unpack(body)
    except (ValueError, KeyError, TypeError) as error:
        return [Unparsed(reason=str(error))]
    if submission.kind == LINK:
        return []
    answers = [f"{label}: {value}" for _, label, value in submission.custom if value]
    text = submission.message.replace("\r\n", "\n").replace("\r", "\n").strip()
    if answers:
        text = f"{text}\n\n" + "\n".join(answers)
    return [
        InboundMessage(
            external_id=f"{PROVEN if submission.proven else TYPED}{submission.id}",
            fingerprint=hashlib.sha256(body).hexdigest(),
            sender=Address(network="email", handle=submission.email.lower(), name=submission.name),
            sender_verified=submission.proven,
            sent_at=received_at,
            subject=submission.subject,
            body_text=text,
            reply_text=text,
            thread=ThreadHint(tokens=(submission.reply_token,) if submission.reply_token else ()),
            attachments=tuple(
                InboundAttachment(filename=file.filename, content_type=file.content_type, content=file.content)
                for file in submission.files
            ),
            language=submission.language,
            custom={name: value for name, _, value in submission.custom if value},
        )
    ]
