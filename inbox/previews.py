"""What lies behind a link in a message. Nothing is fetched because a message came: a person asks, our server fetches.

The agent's browser never meets the page, so its owner learns neither who reads nor from where. What was found is kept
for a month, its picture with us; a page that could not be read may be asked for again after an hour.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
from collections.abc import Collection
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import attachments, events, redrawing
from inbox.errors import InboxError
from inbox.models import LinkPreview, Message

FETCH = "connectors.tasks.fetch_previews"
KEPT = dt.timedelta(days=30)
AGAIN = dt.timedelta(hours=1)
LEASE = dt.timedelta(minutes=6)  # more than the hard limit of the task
PAUSES = (15, 120)  # seconds before each further try
LONGEST = 2000
WIDEST = 640  # points of a picture
State = LinkPreview.State


def ask(message: Message, url: str) -> LinkPreview:
    """What is known of a link of this message; what is not known is fetched after the commit.

    Raises InboxError when the message has no such link, so that nobody can send our server to a place of their choice.
    """
    if not _said(message, url):
        wrong = _("The message has no such link.")
        raise InboxError("invalid", wrong, fields={"url": wrong})
    now = timezone.now()
    with transaction.atomic():
        digest = _digest(url)
        fresh = LinkPreview(url_hash=digest, url=url, due_at=now)
        LinkPreview.objects.bulk_create([fresh], ignore_conflicts=True)
        row = LinkPreview.objects.select_for_update().get(url_hash=digest)
        stale = row.fetched_at is not None and row.fetched_at < now - (KEPT if row.state == State.READY else AGAIN)
        if stale and row.state != State.WANTED:
            row.state, row.tries, row.due_at = State.WANTED, 0, now
            row.save(update_fields=("state", "tries", "due_at"))
        if row.state == State.WANTED and row.tries == 0:
            events.nudge(FETCH, queue="polling")
    return row


def find(message: Message, preview_id: int) -> LinkPreview:
    """One that somebody asked for, as long as the message still has its link."""
    row = LinkPreview.objects.select_related("image").filter(pk=preview_id).first()
    if row is None or not _said(message, row.url):
        raise InboxError("not_found", _("There is no such preview."), 404)
    return row


def claim(limit: int) -> list[LinkPreview]:
    """Take what is due for one try each."""
    now = timezone.now()
    with transaction.atomic():
        due = LinkPreview.objects.select_for_update(skip_locked=True).filter(state=State.WANTED, due_at__lte=now)
        rows = list(due.order_by("due_at", "pk")[:limit])
        for row in rows:
            row.tries += 1
        taken = LinkPreview.objects.filter(pk__in=[row.pk for row in rows])
        taken.update(tries=F("tries") + 1, due_at=now + LEASE)
    return rows


def settle(row: LinkPreview, *, title: str, description: str, site: str, image: bytes = b"") -> bool:
    """It was read; a page without a title has nothing to show. Its picture is drawn anew, or left out. False: another
    try has begun since."""
    title, description, site = (_line(text) for text in (title, description, site))
    picture = redrawing.redrawn(image, widest=WIDEST) if image else None
    with transaction.atomic():
        if not _mine(row).select_for_update().exists():
            return False
        before = row.image_id
        _mine(row).update(
            state=State.READY if title or description else State.FAILED,
            title=title[:300],
            description=description[:500],
            site=site[:100] or (urlsplit(row.url).hostname or "")[:100],
            image_id=attachments.store_blob(picture) if picture else None,
            image_type=redrawing.TYPE if picture else "",
            due_at=None,
            fetched_at=timezone.now(),
        )
        attachments.drop_blobs([before])
    return True


def failed(row: LinkPreview, *, for_good: bool) -> None:
    """It could not be read: now, or ever."""
    now = timezone.now()
    if for_good or row.tries > len(PAUSES):
        _mine(row).update(state=State.FAILED, due_at=None, fetched_at=now)
    else:
        _mine(row).update(due_at=now + dt.timedelta(seconds=PAUSES[row.tries - 1]))


def forget(now: dt.datetime) -> None:
    """What is older than a month goes, and its picture."""
    _drop(LinkPreview.objects.filter(fetched_at__lt=now - KEPT))


def forget_links(message_ids: Collection[int]) -> None:
    """What lies behind the links of these messages; who else has one of them may ask again."""
    words = Message.objects.filter(pk__in=message_ids)
    said = words.filter(Q(body_text__contains=OuterRef("url")) | Q(body_html__contains=OuterRef("url")))
    _drop(LinkPreview.objects.filter(Exists(said)))


def _drop(rows: QuerySet[LinkPreview]) -> None:
    blobs = list(rows.exclude(image=None).values_list("image_id", flat=True))
    rows.delete()
    attachments.drop_blobs(blobs)


def _said(message: Message, url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or len(url) > LONGEST:
        return False
    return url.isprintable() and (url in message.body_text or url in html.unescape(message.body_html))


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _mine(row: LinkPreview) -> QuerySet[LinkPreview]:
    """The row, as long as this try is the newest."""
    return LinkPreview.objects.filter(pk=row.pk, state=State.WANTED, tries=row.tries)
