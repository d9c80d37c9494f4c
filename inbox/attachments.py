"""Files on messages: kept once per content, named for display only, typed by their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import puremagic
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef
from django.utils.translation import gettext as _

from inbox.envelope import InboundAttachment
from inbox.errors import InboxError
from inbox.models import Attachment, Blob, Message, Ticket, User

# What a browser may show in place; all else is downloaded. SVG and HTML can carry scripts and are never in here; nor is
# PDF, which browsers refuse to show in the sandbox that everything from outside is served in.
INLINE_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
TRUSTED = INLINE_TYPES | {"application/pdf"}
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
UNKNOWN = "application/octet-stream"


def sniff(content: bytes, filename: str) -> str:
    """The type that the bytes show. What a browser may render is decided by these signatures alone, never by a name."""
    for start, found in SIGNATURES:
        if content.startswith(start):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:11] == b"ftypM4A":  # what phones record
        return "audio/mp4"
    try:
        guess = puremagic.from_string(content[:4096], mime=True, filename=filename[-100:])
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    return UNKNOWN if guess in TRUSTED or not guess else guess[:100]


def keep(message: Message, files: Sequence[InboundAttachment]) -> list[Attachment]:
    """Store the files of an inbound message, inside the caller's transaction."""
    if not files:
        return []
    blobs = {hashlib.sha256(file.content).hexdigest(): file.content for file in files}
    _store(blobs)
    return Attachment.objects.bulk_create(
        Attachment(
            message=message,
            ticket_id=message.ticket_id,
            blob_id=hashlib.sha256(file.content).hexdigest(),
            filename=display_name(file.filename),
            content_type=sniff(file.content, file.filename),
            size=file.size,
            content_id=file.content_id[:300],
            inline=file.inline,
        )
        for file in files
    )


def upload(ticket: Ticket, user: User, filename: str, content: bytes) -> Attachment:
    """A file for a reply that is not sent yet; only its uploader can use it."""
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise InboxError(
            "too_large",
            _("A file may have at most {most} MB.").format(most=settings.MAX_UPLOAD_BYTES // 2**20),
            413,
            fields={"file": _("Too large.")},
        )
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        _store({digest: content})
        return Attachment.objects.create(
            ticket=ticket,
            uploader=user,
            blob_id=digest,
            filename=display_name(filename),
            content_type=sniff(content, filename),
            size=len(content),
        )


def claim(ids: Sequence[int], *, message: Message, uploader: User) -> list[Attachment]:
    """Hang a person's own uploads for this ticket on the message they send; anybody else's do not exist."""
    files = list(
        Attachment.objects.select_for_update().filter(
            pk__in=ids, ticket_id=message.ticket_id, uploader=uploader, message__isnull=True
        )
    )
    if missing := sorted(set(ids) - {file.pk for file in files}):
        raise InboxError(
            "unknown_attachment",
            _("Some attachments are not there any more; attach them again."),
            fields={"attachment_ids": _("Unknown: {these}.").format(these=", ".join(map(str, missing)))},
        )
    for file in files:
        file.message = message
        file.save(update_fields=["message"])
    return files


def store_blob(content: bytes) -> str:
    """Keep the bytes of one file, once per content; its digest."""
    digest = hashlib.sha256(content).hexdigest()
    _store({digest: content})
    return digest


def drop(message: Message) -> None:
    """The files of a message that was taken back go, and their bytes unless another file has the same."""
    blobs = list(message.attachments.values_list("blob_id", flat=True))
    message.attachments.all().delete()
    drop_blobs(blobs)


def drop_blobs(blobs: Collection[str | None]) -> None:
    """Those of the contents that nothing has any more: no file, no logo, no preview of a link."""
    unused = Blob.objects.filter(pk__in=blobs)
    for relation in Blob._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel):
            users = relation.related_model._default_manager.filter(**{relation.field.name: OuterRef("pk")})
            unused = unused.filter(~Exists(users))
    unused.delete()


def display_name(filename: str) -> str:
    """The sender's name for a file, without paths and control characters; it never becomes a path of ours."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in name if c.isprintable()).strip()[:255] or "attachment"


def _store(blobs: dict[str, bytes]) -> None:
    Blob.objects.bulk_create(
        [Blob(sha256=digest, content=content, size=len(content)) for digest, content in blobs.items()],
        ignore_conflicts=True,
    )
