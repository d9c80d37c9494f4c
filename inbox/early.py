"""News about a message that is not here yet: kept for a week, and applied when the message comes.

An edit or a deletion may overtake its message; a status may overtake the answer to the call that sent it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from inbox import changes, conversations, outbox
from inbox.envelope import (
    Address,
    DeletedBy,
    DeliveryReceipt,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    Reaction,
    ReadUpTo,
    ReceiptState,
)
from inbox.models import EarlyEvent, Message, Part, RawInbound

News = MessageEdited | MessageDeleted | MessageHidden | Reaction | DeliveryReceipt
KINDS: dict[str, type[News]] = {
    kind.__name__: kind for kind in (MessageEdited, MessageDeleted, MessageHidden, Reaction, DeliveryReceipt)
}
KEEP = dt.timedelta(days=7)


def settle(raw: RawInbound, event: News) -> None:
    """Apply it, or keep it until its message is here. Inside the caller's transaction."""
    channel = raw.channel
    external_id = event.own_id if isinstance(event, DeliveryReceipt) else event.external_id
    message = conversations.said(channel, external_id)
    if isinstance(event, DeliveryReceipt):
        outbox.apply_receipt(channel, event)
    elif message is not None:
        _change(message, event, raw=raw)
    if message is None:
        EarlyEvent.objects.create(
            channel=channel, external_id=external_id[:1000], raw=raw, kind=type(event).__name__, data=_pack(event)
        )


def apply(message: Message, external_id: str) -> bool:
    """The message has this id now: adopt what answers it, apply what came too early. True: something had.

    For a reply of ours: each id that one of its parts got, once that is stored; and how far they have read. Inside the
    caller's transaction.
    """
    conversations.adopt(message, external_id)
    waiting = EarlyEvent.objects.select_related("channel", "raw").filter(
        channel_id=message.channel_id, external_id=external_id
    )
    rows = list(waiting.order_by("pk"))
    for row in rows:
        event = _unpack(row)
        row.delete()
        if isinstance(event, DeliveryReceipt):
            outbox.apply_receipt(row.channel, event)
        else:
            _change(message, event, raw=row.raw)
    thread = message.thread
    if message.raw_id is None and thread is not None and thread.read_until is not None:
        changes.read_up_to(message.channel, ReadUpTo(conversation=thread.key, at=thread.read_until))
    return bool(rows)


def sweep(now: dt.datetime) -> None:
    """Apply what is here after all: whoever brought it died before it could. Drop what is a week old."""
    said = Message.objects.filter(channel=OuterRef("channel"), external_id=OuterRef("external_id"))
    parts = Part.objects.filter(channel=OuterRef("channel"), external_id=OuterRef("external_id"))
    for row in EarlyEvent.objects.select_related("channel").filter(Q(Exists(said)) | Q(Exists(parts)))[:500]:
        with transaction.atomic():
            message = conversations.said(row.channel, row.external_id)
            if message is not None:
                apply(message, row.external_id)
    old = EarlyEvent.objects.filter(created_at__lt=now - KEEP)
    raws = set(old.filter(kind__in=(MessageEdited.__name__, MessageDeleted.__name__)).values_list("raw_id", flat=True))
    old.delete()
    changes.forget(raws)


def _change(message: Message, event: News, *, raw: RawInbound) -> None:
    match event:
        case MessageEdited():
            changes.edit(message.pk, event, raw=raw)
        case MessageDeleted():
            changes.delete(message.pk, by=event.by, at=event.at)
        case MessageHidden():
            changes.hide(message.pk, event)
        case Reaction():
            changes.react(message.pk, event)


def _pack(event: News) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in dataclasses.asdict(event).items()
    }


def _unpack(row: EarlyEvent) -> News:
    data = {**row.data, "at": dt.datetime.fromisoformat(row.data["at"])}
    if "sender" in data:
        data["sender"] = Address(**data["sender"])
    if "by" in data:
        data["by"] = DeletedBy(data["by"])
    if "state" in data:
        data["state"] = ReceiptState(data["state"])
    return KINDS[row.kind](**data)
