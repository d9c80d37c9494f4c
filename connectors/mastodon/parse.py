"""What the kept JSON says. The reader keeps one item per row, in one of these shapes:

- ``{"notification": Notification, "ancestors": [Status]}``: somebody spoke to us; with what the status answers,
- ``{"own": Status, "ancestors": [Status]}``: we spoke, here or in another client,
- ``{"edited": Status}``, ``{"deleted": id}``: what became of a status that is here.

Source of the shapes: docs.joinmastodon.org/entities/Notification and /entities/Status, read 2026-11-21.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from connectors.mastodon.account import NETWORK
from connectors.mastodon.words import plain
from inbox import markup
from inbox.envelope import (
    Address,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    PostSnapshot,
    Reaction,
    Unparsed,
    Visibility,
)

Json = dict[str, Any]
PUBLIC = frozenset({"public", "unlisted"})
SPEAKING = frozenset({"mention", "quote"})
# Known, and nothing that a customer says to us.
SILENT = frozenset(
    {
        *("follow", "follow_request", "reblog", "poll", "status", "severed_relationships", "moderation_warning"),
        *("admin.sign_up", "admin.report", "annual_report", "added_to_collection", "collection_update"),
    }
)
KINDS = {"image": MediaKind.IMAGE, "gifv": MediaKind.VIDEO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}


def events(body: bytes, *, us: str, received_at: dt.datetime) -> list[InboundEvent]:
    """``us`` is our ``name@server``. What lacks something that everything has becomes Unparsed."""
    try:
        return _events(json.loads(body), us=us, received_at=received_at)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        return [Unparsed(reason=f"Not in the shape that Mastodon documents ({type(error).__name__}: {error}).")]


def _events(item: Json, *, us: str, received_at: dt.datetime) -> list[InboundEvent]:
    ancestors = item.get("ancestors") or []
    if "own" in item:
        return [message(item["own"], us=us, ancestors=ancestors)]
    if "edited" in item:
        return [_edit(item["edited"])]
    if "deleted" in item:
        return [MessageDeleted(external_id=str(item["deleted"]), at=received_at)]
    return _notification(item["notification"], us=us, ancestors=ancestors)


def _notification(notification: Json, *, us: str, ancestors: list[Json]) -> list[InboundEvent]:
    kind, status = str(notification["type"]), notification.get("status")
    if kind in SILENT:
        return []
    if kind == "favourite" and status:
        who = address(notification["account"], us)
        at = dt.datetime.fromisoformat(notification["created_at"])
        return [Reaction(external_id=str(status["id"]), sender=who, emoji="like", at=at)]
    if kind in ("update", "quoted_update") and status:
        return [_edit(status)]
    if kind in SPEAKING:  # no status: deleted before we looked
        return [message(status, us=us, ancestors=ancestors)] if status else []
    return [Unparsed(reason=f"A notification of the type {kind!r} is not known.")]


def address(account: Json, us: str) -> Address:
    """Accounts of our own server come without its name; it is the one in our own address."""
    acct = str(account["acct"]).lower()
    if "@" not in acct:
        acct = f"{acct}@{us.partition('@')[2]}"
    return Address(network=NETWORK, handle=acct, name=str(account.get("display_name") or account["acct"]))


def message(status: Json, *, us: str, ancestors: list[Json]) -> InboundMessage:
    author = address(status["account"], us)
    own = author.handle == us
    to = tuple(other for one in status.get("mentions") or () if (other := address(one, us)).handle != us)
    public = status["visibility"] in PUBLIC
    root = ancestors[0] if ancestors else None
    ours = root is not None and address(root["account"], us).handle == us
    person = to[0] if own and to and not public else author
    if not public:
        surface, conversation = "dm", person.handle
    elif ours:  # each answer to our post begins a conversation of its own
        surface, conversation = "comment", str(ancestors[1]["id"] if len(ancestors) > 1 else status["id"])
    else:
        surface, conversation = "mention", str(root["id"] if root else status["id"])
    text = body_text(status)
    return InboundMessage(
        external_id=str(status["id"]),
        fingerprint=hashlib.sha256(str(status.get("uri") or status["id"]).encode()).hexdigest(),
        sender=person,
        own=own,
        sent_at=dt.datetime.fromisoformat(status["created_at"]),
        body_text=text,
        body_html=body_html(status),
        reply_text=_without_addressing(text, us),
        to=to,
        visibility=Visibility.PUBLIC if public else Visibility.PRIVATE,
        automated=bool(status["account"].get("bot")) and not own,
        language=str(status.get("language") or ""),
        surface=surface,
        conversation=conversation,
        parent_id=str(status.get("in_reply_to_id") or ""),
        post=_post(root, us) if root and surface == "comment" else None,
        url=link(status.get("url") or status.get("uri")),
        version=str(status.get("edited_at") or ""),
        media=tuple(
            _media(one) for one in status.get("media_attachments") or () if one.get("url") or one.get("remote_url")
        ),
        extra={"visibility": status["visibility"], "sensitive": bool(status.get("sensitive"))},
    )


def body_text(status: Json) -> str:
    """The words, after the warning that the author put in front of them."""
    text, warning = plain(str(status.get("content") or "")), str(status.get("spoiler_text") or "")
    return f"[{warning}]\n\n{text}" if warning else text


def body_html(status: Json) -> str:
    warning = str(status.get("spoiler_text") or "")
    content = markup.clean(str(status.get("content") or ""))
    return f"<p>[{_escaped(warning)}]</p>{content}" if warning else content


def link(url: object) -> str:
    """A permalink that a console may show: only to the web."""
    text = str(url or "")[:1000]
    return text if urlsplit(text).scheme in ("http", "https") else ""


def _edit(status: Json) -> MessageEdited:
    edited = str(status.get("edited_at") or status["created_at"])
    return MessageEdited(
        external_id=str(status["id"]),
        at=dt.datetime.fromisoformat(edited),
        body_text=body_text(status),
        body_html=body_html(status),
        version=edited,
    )


def _post(status: Json, us: str) -> PostSnapshot:
    return PostSnapshot(
        external_id=str(status["id"]),
        text=body_text(status),
        url=link(status.get("url") or status.get("uri")),
        author=address(status["account"], us),
        published_at=dt.datetime.fromisoformat(status["created_at"]),
    )


def _media(attachment: Json) -> MediaRef:
    url = str(attachment.get("url") or attachment["remote_url"])
    return MediaRef(
        ref=url,
        kind=KINDS.get(str(attachment.get("type")), MediaKind.FILE),
        filename=urlsplit(url).path.rsplit("/", 1)[-1][:200],
    )


def _without_addressing(text: str, us: str) -> str:
    """What was said, without "@us" in front of it."""
    names = {f"@{us}", f"@{us.partition('@')[0]}"}
    words = text.split(" ", 1)
    return words[1].lstrip() if len(words) == 2 and words[0].lower() in names else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
