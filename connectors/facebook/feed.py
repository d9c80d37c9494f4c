"""What is said on a page: comments here, posts and mentions in modules of their own.

``entry[].changes[]`` with the fields ``feed`` and ``mention``. Source: developers.facebook.com/docs/graph-api/webhooks/
reference/page and /docs/pages-api/webhooks-for-pages (2026).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from connectors.facebook import mentions, people, posts
from connectors.graph import envelope, look_ups
from connectors.graph.envelope import Item, when
from connectors.graph.look_ups import Wanted
from connectors.graph.messaging import Account
from inbox.envelope import (
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    PostChanged,
    PostSnapshot,
    Unparsed,
    Visibility,
)

POSTS = frozenset({"post", "status", "photo", "video", "share", "album", "link", "note", "event", "story", "reel"})
QUIET = frozenset({"reaction", "like", "page", "rating", "offer", "coupon", "milestone"})
COMMENT = "comment:"  # before its id: its picture is asked for when it is fetched, for addresses live shortly


def read(change: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    """``changed`` is the time of the entry: ``created_time`` stays what it was when something is edited or removed."""
    field, value = change["field"], change["value"]
    if field == "mention":
        yield from mentions.read(value, account, changed)
    elif field == look_ups.FIELD:
        yield PostChanged(post=posts.found(value["answer"], account), at=changed)
    elif field == "feed":
        item = value["item"]
        if item == "comment":
            yield from _comment(value, account, changed)
        elif item in POSTS:
            yield from posts.read(value, account, changed)
        elif item not in QUIET:
            yield Unparsed(reason=f"feed item {item} is not known")


def wanted(value: Item, field: str) -> Iterator[Wanted]:
    """The post below which somebody commented: a call has its id and address, and none of its words."""
    if field == "feed" and value["item"] == "comment" and value["verb"] == "add":
        yield Wanted(what="post", key=str(value["post_id"]))


def _comment(value: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    comment, verb = str(value["comment_id"]), value["verb"]
    own = str((value.get("from") or {}).get("id", "")) == account.external_id
    if verb in people.GONE:
        yield MessageDeleted(external_id=comment, at=changed, by=DeletedBy.US if own else DeletedBy.CUSTOMER)
    elif verb in ("hide", "unhide"):
        yield MessageHidden(external_id=comment, at=changed, hidden=verb == "hide")
    elif verb in people.EDITED:
        yield MessageEdited(external_id=comment, at=changed, body_text=str(value.get("message") or ""))
    elif verb == "add":
        post, parent = str(value["post_id"]), str(value.get("parent_id") or value["post_id"])
        text = str(value.get("message") or "")
        pictured = bool(value.get("photo") or value.get("video") or not text)
        yield InboundMessage(
            external_id=comment,
            fingerprint=envelope.fingerprint(comment),
            sender=people.author(value, account, comment),
            sent_at=when(value["created_time"]),
            body_text=text,
            visibility=Visibility.PUBLIC,
            surface="comment",
            conversation=comment if parent == post else parent,
            parent_id="" if parent == post else parent,
            post=_snapshot(post, value),
            url=f"https://www.facebook.com/{comment}",
            own=own,
            media=(_picture(comment, value),) if pictured else (),
        )
    else:
        yield Unparsed(reason=f"comment {comment}: verb {verb} is not known")


def _snapshot(post: str, value: Item) -> PostSnapshot:
    known: dict[str, Any] = value.get("post") or {}
    return PostSnapshot(external_id=post, url=str(known.get("permalink_url") or f"https://www.facebook.com/{post}"))


def _picture(comment: str, value: Item) -> MediaRef:
    kind = MediaKind.VIDEO if value.get("video") else MediaKind.IMAGE
    return MediaRef(ref=f"{COMMENT}{comment}", kind=kind)
