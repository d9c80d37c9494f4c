"""What a kept item says. The reader keeps one item per row, each with ``"us"``, our DID:

- ``{"post": PostView, "ancestors": [PostView]}``: somebody spoke to us; with what the post answers, the root first,
- ``{"own": PostView, "ancestors": […]}``: we spoke, in another client,
- ``{"like": Notification}``, ``{"deleted": uri}``,
- ``{"chat": log entry of chat.bsky.convo.getLog, "peer": ProfileView}``.

Source: lexicons app.bsky.feed.defs, app.bsky.embed.*, app.bsky.notification.listNotifications, chat.bsky.convo.defs in
the npm package @atproto/api; read 2026-11-21.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from connectors.bluesky import chat_parse, links
from connectors.bluesky.keys import split_uri
from connectors.bluesky.people import address, moment
from inbox.envelope import (
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    PostSnapshot,
    Reaction,
    Unparsed,
    Visibility,
)

Json = dict[str, Any]


def events(body: bytes, *, received_at: dt.datetime) -> list[InboundEvent]:
    """What lacks something that everything has becomes Unparsed."""
    try:
        return _events(json.loads(body), received_at=received_at)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        return [Unparsed(reason=f"Not in the shape that Bluesky documents ({type(error).__name__}: {error}).")]


def _events(item: Json, *, received_at: dt.datetime) -> list[InboundEvent]:
    us = str(item["us"])
    if "deleted" in item:
        return [MessageDeleted(external_id=str(item["deleted"]), at=received_at)]
    if like := item.get("like"):
        sender, at = address(like["author"]), dt.datetime.fromisoformat(like["indexedAt"])
        return [Reaction(external_id=str(like["reasonSubject"]), sender=sender, emoji="like", at=at)]
    if "chat" in item:
        return chat_parse.events(item["chat"], item.get("peer") or {}, us=us)
    if "own" in item:
        return [_message(item["own"], us=us, ancestors=item.get("ancestors") or [])]
    return [_message(item["post"], us=us, ancestors=item.get("ancestors") or [])]


def _message(post: Json, *, us: str, ancestors: list[Json]) -> InboundMessage:
    record: Json = post["record"]
    uri, reply = str(post["uri"]), record.get("reply") or {}
    root = str(reply["root"]["uri"]) if reply else uri
    ours = bool(reply) and split_uri(root)[0] == us
    # Each answer to a post of ours begins a conversation: the ancestor right under the post.
    first = next((str(one["uri"]) for one in ancestors if one["uri"] != root), uri) if ours else root
    text = str(record["text"])
    return InboundMessage(
        external_id=uri,
        fingerprint=hashlib.sha256(uri.encode()).hexdigest(),
        sender=address(post["author"]),
        own=str(post["author"]["did"]) == us,
        sent_at=moment(record.get("createdAt"), post["indexedAt"]),
        body_text=text,
        body_html=links.html(text, record.get("facets") or []),
        reply_text=text,
        visibility=Visibility.PUBLIC,
        language=str((record.get("langs") or [""])[0]),
        surface="comment" if ours else "mention",
        conversation=first,
        parent_id=str(reply["parent"]["uri"]) if reply else "",
        post=_snapshot(ancestors[0]) if ours and ancestors and ancestors[0]["uri"] == root else None,
        url=links.post(uri),
        version=str(post["cid"]),
        media=_media(post.get("embed") or {}),
        extra={"quotes": quoted} if (quoted := _quoted(record.get("embed") or {})) else {},
    )


def _snapshot(post: Json) -> PostSnapshot:
    uri = str(post["uri"])
    return PostSnapshot(
        external_id=uri,
        text=str(post["record"]["text"]),
        url=links.post(uri),
        author=address(post["author"]),
        published_at=moment(post["record"].get("createdAt"), post["indexedAt"]),
    )


def _media(embed: Json) -> tuple[MediaRef, ...]:
    """Pictures, by the URL of the view; films are shown by a playlist that cannot be kept as a file."""
    inner = embed.get("media") or embed
    return tuple(
        MediaRef(ref=str(image["fullsize"]), kind=MediaKind.IMAGE, filename=f"image-{number}.jpg")
        for number, image in enumerate(inner.get("images") or [], 1)
    )


def _quoted(embed: Json) -> str:
    found = embed.get("record") or {}
    return str((found.get("record") or found).get("uri") or "")
