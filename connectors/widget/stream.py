"""What stands in a visitor's panel, and how far they have got it. Each function is one transaction of its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from connectors.widget.models import Line, Visitor
from inbox import events
from inbox.models import Channel

AT_ONCE = 200  # lines in one answer; the newest count when a panel starts


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """Changes in the order of their numbers. ``seq``: the panel is up to date as far as this."""

    lines: list[dict[str, Any]]
    seq: int


def lock(visitor_id: int) -> Visitor:
    """The visitor's row, locked until the caller's transaction ends. No other row is locked after it."""
    return Visitor.objects.select_for_update(no_key=True).get(pk=visitor_id)


def say(
    visitor: Visitor,
    external_id: str,
    *,
    own: bool,
    text: str,
    at: dt.datetime,
    author: str = "",
    files: Sequence[dict[str, Any]] = (),
) -> Line:
    """Add a line, once: the same id again is the line that stands there."""
    with transaction.atomic():
        locked = lock(visitor.pk)
        known = Line.objects.filter(visitor=locked, external_id=external_id).first()
        if known is not None:
            return known
        number = _next(locked)
        return Line.objects.create(
            visitor=locked,
            external_id=external_id,
            number=number,
            seq=number,
            own=own,
            author=author[:200],
            text=text,
            files=list(files),
            at=at,
        )


def edit(visitor: Visitor, external_id: str, *, text: str) -> bool:
    """Show other words from now on. False when there is no such line."""
    return _change(visitor, external_id, text=text, edited=True)


def take_back(visitor: Visitor, external_id: str) -> bool:
    """Show that something was said and taken back; its words and files are gone."""
    return _change(visitor, external_id, text="", files=[], deleted=True)


def forget(channel: Channel, keys: Collection[str], external_ids: Collection[str]) -> None:
    """These lines are gone, and with the last of them the visitor, who begins anew. Inside the caller's transaction."""
    visitors = Visitor.objects.select_for_update(no_key=True).filter(channel=channel, key__in=filter(_is_key, keys))
    ids = list(visitors.order_by("pk").values_list("pk", flat=True))
    Line.objects.filter(visitor__in=ids, external_id__in=external_ids).delete()
    Visitor.objects.filter(pk__in=ids).exclude(lines__isnull=False).delete()
    for pk in ids:
        events.knock(pk)


def after(visitor: Visitor, seq: int) -> Lines:
    """What has changed since. A panel that starts (0) gets the newest lines only."""
    rows = Line.objects.filter(visitor=visitor, seq__gt=seq)
    found = sorted(rows.order_by("-seq")[:AT_ONCE], key=lambda line: line.seq) if seq == 0 else []
    found = found or list(rows.order_by("seq")[:AT_ONCE])
    return Lines(lines=[shown(line) for line in found], seq=found[-1].seq if found else seq)


def shown(line: Line) -> dict[str, Any]:
    return {
        "id": line.external_id.partition(":")[2],
        "number": line.number,
        "seq": line.seq,
        "own": line.own,
        "author": line.author,
        "text": line.text,
        "files": line.files,
        "edited": line.edited,
        "deleted": line.deleted,
        "at": line.at.isoformat().replace("+00:00", "Z"),
    }


def unread(visitor: Visitor) -> list[Line]:
    """Ours that the visitor has neither read here nor been mailed, oldest first."""
    since = max(visitor.read_seq, visitor.mailed_seq)
    return list(Line.objects.filter(visitor=visitor, own=False, deleted=False, seq__gt=since).order_by("number"))


def _is_key(word: str) -> bool:
    try:
        return str(uuid.UUID(word)) == word
    except ValueError:
        return False


def _change(visitor: Visitor, external_id: str, **values: Any) -> bool:
    with transaction.atomic():
        locked = lock(visitor.pk)
        line = Line.objects.filter(visitor=locked, external_id=external_id).first()
        if line is None:
            return False
        if any(getattr(line, name) != value for name, value in values.items()) and not line.deleted:
            Line.objects.filter(pk=line.pk).update(**values, seq=_next(locked))
        return True


def _next(visitor: Visitor) -> int:
    visitor.seq += 1
    visitor.save(update_fields=["seq"])
    events.knock(visitor.pk)
    return visitor.seq
