"""A message as a panel sends it: JSON, or multipart when files come along; held to the channel's limits."""

from __future__ import annotations

import dataclasses
import uuid

from connectors.widget.asking import Asking
from connectors.widget.kept import SentFile
from inbox import attachments
from inbox.errors import InboxError

LONGEST = 4000
MOST_FILES = 5
MB = 2**20


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    id: uuid.UUID
    text: str
    files: tuple[SentFile, ...]


def read(asking: Asking) -> Sent:
    request, settings = asking.request, asking.settings
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > (MOST_FILES * settings.max_file_mb + 1) * MB:
        raise InboxError("too_large", "That is too much at once.", 413)
    multipart = request.content_type == "multipart/form-data"
    said = request.POST if multipart else asking.body()
    files: list[SentFile] = []
    for upload in request.FILES.getlist("files") if multipart else ():
        name = attachments.display_name(upload.name or "")
        if not settings.files or len(files) >= MOST_FILES:
            raise InboxError("too_many_files", f"At most {MOST_FILES if settings.files else 0} files.", 422)
        if (upload.size or 0) > settings.max_file_mb * MB:
            raise InboxError("file_too_large", f"{name} is larger than {settings.max_file_mb} MB.", 413)
        kind = upload.content_type or "application/octet-stream"
        files.append(SentFile(filename=name, content_type=kind[:100], content=upload.read()))
    text = str(said.get("text", "")).replace("\0", "")
    if len(text) > LONGEST:
        raise InboxError("too_long", f"At most {LONGEST} characters.", 422)
    if not text.strip() and not files:
        raise InboxError("empty", "There is nothing in it yet.", 422)
    try:
        message_id = uuid.UUID(str(said.get("id", "")))
    except ValueError:
        raise InboxError("invalid", "The message needs a uuid.", 422) from None
    return Sent(id=message_id, text=text, files=tuple(files))
