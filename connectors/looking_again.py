"""Which messages to ask a network about again, where it tells nobody of edits and deletions.

A walk through the customers' messages of the last days, a few at a time, round and round; how far it came is a cursor.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from inbox.models import Channel, Cursor, Message

STREAM = "looking again"
DAYS = 14
EVERY = dt.timedelta(minutes=2)


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """A message as it is here. ``version`` is what the network called its state."""

    external_id: str
    version: str


def due(channel: Channel, count: int, *, besides: str = "-") -> list[Seen]:
    """The next ones, at most ``count`` every two minutes; none in between. Nothing of the surface ``besides``."""
    now = timezone.now()
    row = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    value = row.value if row else {}
    if value and dt.datetime.fromisoformat(value["at"]) > now - EVERY:
        return []
    found = _after(channel, value.get("after", 0), count, besides) or _after(channel, 0, count, besides)
    position = {"at": now.isoformat(), "after": found[-1].pk if found else 0}
    Cursor.objects.update_or_create(channel=channel, stream=STREAM, defaults={"value": position})
    return [Seen(str(message.external_id), message.network_version) for message in found]


def known(channel: Channel, external_id: str) -> Seen | None:
    """A customer's message that still stands here."""
    message = _standing(channel).filter(external_id=external_id).first()
    return Seen(str(message.external_id), message.network_version) if message else None


def _after(channel: Channel, pk: int, count: int, besides: str) -> list[Message]:
    recent = timezone.now() - dt.timedelta(days=DAYS)
    rows = _standing(channel).filter(pk__gt=pk, sent_at__gt=recent).exclude(surface=besides)
    return list(rows.order_by("pk")[:count])


def _standing(channel: Channel) -> QuerySet[Message]:
    return Message.objects.filter(
        channel=channel, direction=Message.Direction.INBOUND, deleted_at=None, external_id__isnull=False
    )
