"""Files that a network keeps for a while: noted with their message, fetched afterwards, each with its own tries.

``claim`` takes a row for one try before anybody calls the outside; whoever comes back after another took it changes
nothing. A file that cannot be had says why, where it would have stood.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from inbox import attachments, events
from inbox.envelope import MediaKind, MediaRef
from inbox.models import Attachment, Message

FETCH = "connectors.tasks.fetch_media"
LEASE = dt.timedelta(minutes=6)  # more than the hard limit of the task
TRIES = 8  # over about an hour
State = Attachment.State
TYPES = {
    MediaKind.IMAGE: "image/*",
    MediaKind.STICKER: "image/*",
    MediaKind.VIDEO: "video/*",
    MediaKind.AUDIO: "audio/*",
    MediaKind.FILE: attachments.UNKNOWN,
}


def wait_for(message: Message, refs: Sequence[MediaRef]) -> None:
    """Note the files of a message, in its transaction, and have them fetched after the commit."""
    now = timezone.now()
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            ticket_id=message.ticket_id,
            ref=ref.ref[:2000],
            filename=attachments.display_name(ref.filename or ref.kind),
            content_type=(ref.content_type or TYPES[ref.kind])[:100],
            size=ref.size or 0,
            expires_at=ref.expires_at,
            state=State.REFUSED if _too_large(ref.size) else State.PENDING,
            error=_limit() if _too_large(ref.size) else "",
            next_attempt_at=now,
        )
        for ref in refs
    )
    if refs:
        events.nudge(FETCH, queue="polling")


def claim(limit: int) -> list[Attachment]:
    """Take what is due for one try each; what has run out meanwhile says so."""
    now = timezone.now()
    with transaction.atomic():
        due = Attachment.objects.select_for_update(skip_locked=True, of=("self",)).select_related("message__channel")
        rows = list(due.filter(state=State.PENDING, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")[:limit])
        for file in rows:
            file.tries += 1
        over = [file for file in rows if file.expires_at is not None and file.expires_at <= now]
        Attachment.objects.filter(pk__in=[file.pk for file in rows]).update(
            tries=F("tries") + 1, next_attempt_at=now + LEASE
        )
    for file in over:
        expire(file)
    return [file for file in rows if file not in over]


def reference(file: Attachment) -> MediaRef:
    """What the connector announced, for its ``download``."""
    family = file.content_type.split("/")[0]
    return MediaRef(
        ref=file.ref,
        kind=MediaKind(family) if family in ("image", "video", "audio") else MediaKind.FILE,
        filename=file.filename,
        content_type="" if file.content_type.endswith("/*") else file.content_type,
        size=file.size or None,
        expires_at=file.expires_at,
    )


def store(file: Attachment, content: bytes, *, filename: str = "") -> bool:
    """It came: keep its bytes. False: somebody else has it by now, or its message was taken back."""
    if _too_large(len(content)):
        return refuse(file, _limit())
    kind = attachments.sniff(content, file.filename)
    if file.content_type.startswith("image/") and kind.startswith("text/"):
        return refuse(file, "The network sent a page of text in place of the picture.")
    named = file.filename if file.filename not in set(MediaKind) else filename or file.filename
    with transaction.atomic():
        if not _mine(file).select_for_update().exists():
            return False
        return _settle(
            file,
            state=State.STORED,
            blob_id=attachments.store_blob(content),
            content_type=kind,
            size=len(content),
            filename=attachments.display_name(named),
            error="",
        )


def refuse(file: Attachment, why: str) -> bool:
    """It will never be taken: too large, not allowed, not what was announced."""
    return _settle(file, state=State.REFUSED, error=why[:200])


def expire(file: Attachment) -> bool:
    """The network does not have it any more."""
    return _settle(file, state=State.EXPIRED, error="The network does not have this file any more.")


def later(file: Attachment, why: str, *, retry_after: float | None = None) -> None:
    """It did not come this time; after TRIES it is given up."""
    if file.tries >= TRIES:
        refuse(file, f"It could not be fetched: {why}")
        return
    pause = retry_after if retry_after is not None else random.uniform(0.5, 1.0) * 15 * 2.0**file.tries
    _mine(file).update(next_attempt_at=timezone.now() + dt.timedelta(seconds=min(pause, 3600.0)), error=why[:200])


def _settle(file: Attachment, **values: object) -> bool:
    """Write it down and tell the message, unless another try has begun since."""
    with transaction.atomic():
        if not _mine(file).update(next_attempt_at=None, **values):
            return False
        message = Message.objects.select_related("ticket").get(attachments=file)
        Message.objects.filter(pk=message.pk).update(version=F("version") + 1)
        events.record("attachment.changed", ticket=message.ticket, message=message, data={"attachment_id": file.pk})
        return True


def _mine(file: Attachment) -> QuerySet[Attachment]:
    """The row, as long as this try is the newest."""
    return Attachment.objects.filter(pk=file.pk, state=State.PENDING, tries=file.tries)


def _too_large(size: int | None) -> bool:
    return size is not None and size > settings.MAX_UPLOAD_BYTES


def _limit() -> str:
    return f"It is larger than {settings.MAX_UPLOAD_BYTES // 2**20} MB."
