"""What a kept item says. The reader keeps one item per row:

- ``{"room": {"id", "public", "peer"}, "event": ClientEvent, "names": {user: display name}}``; a redaction of a reaction
  brings that reaction as ``"redacted"``,
- ``{"room": …, "receipt": {"user", "event_id", "ts"}}``: somebody has read up to there.

Source: Matrix specification v1.16, Client-Server API, "Instant Messaging", "Rich replies", "Event replacements",
"Redactions", "Receipts"; read 2026-11-21.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from typing import Any

from connectors.matrix.account import NETWORK
from inbox import markup
from inbox.envelope import (
    Address,
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    Reaction,
    ReadUpTo,
    Unparsed,
    Visibility,
)

Json = dict[str, Any]
MESSAGES = frozenset({"m.room.message", "m.sticker", "m.room.encrypted"})
WORDS = frozenset({"m.text", "m.notice", "m.emote"})
FILES = {
    "m.image": MediaKind.IMAGE,
    "m.video": MediaKind.VIDEO,
    "m.audio": MediaKind.AUDIO,
    "m.file": MediaKind.FILE,
    "m.sticker": MediaKind.STICKER,
}
ENCRYPTED = (
    "[This room is end-to-end encrypted. Janice cannot read what is said in it. "
    "Ask the person to write in a room without encryption; your answer here is sent unencrypted.]"
)
QUOTED_HTML = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)


def events(body: bytes, *, us: str) -> list[InboundEvent]:
    """What lacks something that everything has becomes Unparsed."""
    try:
        return _events(json.loads(body), us=us)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, OverflowError) as error:
        return [Unparsed(reason=f"Not in the shape that Matrix specifies ({type(error).__name__}: {error}).")]


def _events(item: Json, *, us: str) -> list[InboundEvent]:
    room = item["room"]
    if receipt := item.get("receipt"):
        return [ReadUpTo(conversation=str(room["id"]), at=moment(receipt["ts"]))]
    event: Json = item["event"]
    if event["type"] == "m.room.redaction":
        return _redaction(event, item.get("redacted"), us=us)
    if event["type"] == "m.reaction":
        return _reaction(event, added=True, at=moment(event["origin_server_ts"]))
    if event["type"] not in MESSAGES:
        return [Unparsed(reason=f"An event of the type {event['type']!r} is not known.")]
    if not event["content"]:  # redacted before we saw it
        return []
    if relation(event).get("rel_type") == "m.replace" and "m.new_content" in event["content"]:
        return [_edit(event)]
    return [_message(event, room, item.get("names") or {}, us=us)]


def _message(event: Json, room: Json, names: Json, *, us: str) -> InboundMessage:
    content: Json = event["content"]
    sender = str(event["sender"])
    own = sender == us
    person = str(room.get("peer") or sender) if own and not room.get("public") else sender
    encrypted = event["type"] == "m.room.encrypted"
    kind = "m.sticker" if event["type"] == "m.sticker" else str(content.get("msgtype") or "")
    text, html = (ENCRYPTED, "") if encrypted else words(content, kind, who=names.get(sender) or sender)
    related = relation(event)
    return InboundMessage(
        external_id=str(event["event_id"]),
        fingerprint=hashlib.sha256(str(event["event_id"]).encode()).hexdigest(),
        sender=Address(network=NETWORK, handle=person, name=str(names.get(person) or "")),
        own=own,
        echo_of=str((event.get("unsigned") or {}).get("transaction_id") or "") if own else "",
        sent_at=moment(event["origin_server_ts"]),
        body_text=text,
        body_html=html,
        reply_text=text,
        visibility=Visibility.PUBLIC if room.get("public") else Visibility.PRIVATE,
        surface="room" if room.get("public") else "chat",
        conversation=str(room["id"]),
        parent_id=_parent(related),
        automated=kind == "m.notice" and not own,
        media=() if encrypted else _media(content, kind),
        extra={"thread": related["event_id"]} if related.get("rel_type") == "m.thread" else {},
    )


def words(content: Json, kind: str, *, who: str) -> tuple[str, str]:
    """Text and HTML, without what clients repeat of the message that is answered."""
    body = content["body"] if kind in WORDS or kind in FILES else content.get("body", "")
    text = without_quote(str(body)) if _parent(content.get("m.relates_to") or {}) else str(body)
    html = ""
    if content.get("format") == "org.matrix.custom.html" and isinstance(content.get("formatted_body"), str):
        html = markup.clean(QUOTED_HTML.sub("", content["formatted_body"]))
    match kind:
        case "m.emote":
            return f"* {who} {text}", ""
        case "m.location":
            return f"{text}\n{content.get('geo_uri', '')}".strip(), ""
        case _ if kind in FILES:  # the body is the file's name, unless there is one and it differs (v1.10: a caption)
            caption = content.get("filename") not in (None, content.get("body")) or kind == "m.sticker"
            return (text, html) if caption else ("", "")
        case _:
            return text, html


def without_quote(body: str) -> str:
    """Rich replies before v1.13 begin with the quoted message, each line after ``> ``, and an empty line."""
    lines = body.split("\n")
    if not lines[0].startswith("> <"):
        return body
    while lines and lines[0].startswith("> "):
        lines.pop(0)
    return "\n".join(lines[1:] if lines and not lines[0] else lines)


def relation(event: Json) -> Json:
    found = event["content"].get("m.relates_to") or {}
    return found if isinstance(found, dict) else {}


def moment(milliseconds: Any) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(milliseconds) / 1000, dt.UTC)


def _parent(related: Json) -> str:
    """What it answers. In a thread, clients name the newest message for clients that know no threads."""
    in_reply_to = str((related.get("m.in_reply_to") or {}).get("event_id") or "")
    if related.get("rel_type") == "m.thread" and (related.get("is_falling_back") or not in_reply_to):
        return str(related["event_id"])
    return in_reply_to


def _media(content: Json, kind: str) -> tuple[MediaRef, ...]:
    if kind not in FILES or not str(content.get("url") or "").startswith("mxc://"):
        return ()
    info = content.get("info") or {}
    size = info.get("size")
    return (
        MediaRef(
            ref=str(content["url"]),
            kind=FILES[kind],
            filename=str(content.get("filename") or content.get("body") or "")[:200],
            content_type=str(info.get("mimetype") or "")[:100],
            size=size if isinstance(size, int) and size >= 0 else None,
        ),
    )


def _edit(event: Json) -> MessageEdited:
    new: Json = event["content"]["m.new_content"]
    text, html = words(new, str(new.get("msgtype") or ""), who=str(event["sender"]))
    return MessageEdited(
        external_id=str(relation(event)["event_id"]),
        at=moment(event["origin_server_ts"]),
        body_text=text,
        body_html=html,
    )


def _redaction(event: Json, redacted: Json | None, *, us: str) -> list[InboundEvent]:
    """Room version 11 moved ``redacts`` into the content."""
    at = moment(event["origin_server_ts"])
    if redacted and redacted.get("type") == "m.reaction":
        return _reaction(redacted, added=False, at=at)
    target = event.get("redacts") or event["content"]["redacts"]
    by = DeletedBy.US if event["sender"] == us else DeletedBy.CUSTOMER
    return [MessageDeleted(external_id=str(target), at=at, by=by)]


def _reaction(event: Json, *, added: bool, at: dt.datetime) -> list[InboundEvent]:
    related = relation(event)
    if related.get("rel_type") != "m.annotation":
        return []
    sender = Address(network=NETWORK, handle=str(event["sender"]))
    emoji = str(related["key"])[:40]
    return [Reaction(external_id=str(related["event_id"]), sender=sender, emoji=emoji, at=at, added=added)]
