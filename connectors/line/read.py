"""A webhook of LINE becomes events.

Source: developers.line.biz, "Messaging API reference", Webhook Event Objects; line/line-openapi, webhook.yml (2026-11).
Ids of messages are unique on the platform; a redelivered event has the same ids and ``isRedelivery`` set.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from inbox.envelope import (
    Address,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    Unparsed,
)

NETWORK = "line"
# Things that happen around conversations and say nothing in them.
SILENT = frozenset(
    {
        "follow",
        "unfollow",  # kept by the connector: see people.py
        "join",
        "leave",
        "memberJoined",
        "memberLeft",
        "videoPlayComplete",
        "beacon",
        "accountLink",
        "membership",
        "things",
        "module",
        "activated",
        "deactivated",
        "botSuspended",
        "botResumed",
        "delivery",
    }
)
KINDS = {"image": MediaKind.IMAGE, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO, "file": MediaKind.FILE}
TYPES = {"image": "image/jpeg", "video": "video/mp4", "audio": "audio/mp4", "file": ""}
TOKENS = ("replyToken", "quoteToken", "markAsReadToken")


def read(body: bytes) -> list[InboundEvent]:
    """All events of one call; one that cannot be read is an Unparsed and harms no other."""
    try:
        call = json.loads(body)
        items = call["events"]
        if not isinstance(items, list):
            raise TypeError("events is no list")
    except (ValueError, KeyError, TypeError) as error:
        return [Unparsed(reason=f"LINE: not a webhook call ({error})")]
    events: list[InboundEvent] = []
    for item in items:
        try:
            events += _event(item)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            events.append(Unparsed(reason=f"LINE: an event that cannot be read ({type(error).__name__}: {error})"))
    return events


def place(source: Mapping[str, Any]) -> tuple[str, str, str]:
    """(surface, conversation, handle of who spoke): a group chat is one room, whoever speaks in it.

    The speaker of a room is unknown to us where they have not agreed to LINE's terms for profiles; the room stands for
    them then.
    """
    if source["type"] == "user":
        return "dm", str(source["userId"]), str(source["userId"])
    room = str(source["groupId"] if source["type"] == "group" else source["roomId"])
    return "room", room, str(source.get("userId") or room)


def when(item: Mapping[str, Any]) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(item["timestamp"]) / 1000, dt.UTC)


def _event(item: Mapping[str, Any]) -> list[InboundEvent]:
    kind = item["type"]
    if kind == "message":
        return [_message(item)]
    if kind == "postback":
        return [_postback(item)]
    if kind == "unsend":
        return [MessageDeleted(external_id=str(item["unsend"]["messageId"]), at=when(item))]
    if kind in SILENT:
        return []
    return [Unparsed(reason=f"LINE: the event type {str(kind)[:60]!r} is not known")]


def _message(item: Mapping[str, Any]) -> InboundEvent:
    said = item["message"]
    words = _words(said)
    media = _media(said)
    if words is None and media is None:
        return Unparsed(reason=f"LINE: the message type {str(said['type'])[:60]!r} is not known")
    surface, conversation, handle = place(item["source"])
    tokens = {name: said.get(name) or item.get(name) for name in TOKENS}
    return InboundMessage(
        external_id=str(said["id"]),
        fingerprint="",
        sender=Address(network=NETWORK, handle=handle),
        sent_at=when(item),
        body_text=words or "",
        reply_text=words or "",
        surface=surface,
        conversation=conversation,
        parent_id=str(said.get("quotedMessageId") or ""),
        media=(media,) if media else (),
        extra={name: token for name, token in tokens.items() if token},
    )


def _postback(item: Mapping[str, Any]) -> InboundEvent:
    """A tap on a button of a menu or card. Only its ``data`` is told, not the button's label."""
    surface, conversation, handle = place(item["source"])
    postback = item["postback"]
    chosen = ", ".join(str(value) for value in (postback.get("params") or {}).values())
    words = f"[Button] {postback['data']}{f' ({chosen})' if chosen else ''}"
    return InboundMessage(
        external_id=f"event:{item['webhookEventId']}",
        fingerprint="",
        sender=Address(network=NETWORK, handle=handle),
        sent_at=when(item),
        body_text=words,
        reply_text=words,
        surface=surface,
        conversation=conversation,
        extra={"replyToken": item["replyToken"]} if item.get("replyToken") else {},
    )


def _words(said: Mapping[str, Any]) -> str | None:
    kind = said["type"]
    if kind == "text":
        return str(said["text"])
    if kind == "sticker":
        return f"[Sticker] {said.get('text') or ', '.join(map(str, said.get('keywords') or ()))}".strip()
    if kind == "location":
        where = (said.get("title"), said.get("address"))
        point = f"{float(said['latitude'])},{float(said['longitude'])}"
        return "\n".join(["[Location]", *(str(line) for line in where if line), f"https://maps.google.com/?q={point}"])
    return None


def _media(said: Mapping[str, Any]) -> MediaRef | None:
    """Its ``ref`` is the message id, or the address where the sender's own app keeps the file."""
    kind = str(said["type"])
    if kind not in KINDS:
        return None
    provider = said.get("contentProvider") or {}
    return MediaRef(
        ref=str(provider["originalContentUrl"] if provider.get("type") == "external" else said["id"]),
        kind=KINDS[kind],
        filename=str(said.get("fileName") or ""),
        content_type=TYPES[kind],
        size=int(said["fileSize"]) if said.get("fileSize") is not None else None,
    )
