"""What is said on a page: its posts, comments below them, visitors' own posts, and mentions elsewhere.

``entry[].changes[]`` with the fields ``feed`` and ``mention``. Source: developers.facebook.com/docs/graph-api/webhooks/
reference/page and /docs/pages-api/webhooks-for-pages (2026).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from connectors.graph import envelope
from connectors.graph.envelope import Item, when
from connectors.graph.messaging import Account
from inbox.envelope import (
    Address,
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
VERBS_EDIT = frozenset({"edited", "edit", "update"})
VERBS_GONE = frozenset({"remove", "delete", "block"})
COMMENT = "comment:"  # before its id: its picture is asked for when it is fetched, for addresses live shortly


def read(change: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    """``changed`` is the time of the entry: ``created_time`` stays what it was when something is edited or removed."""
    field, value = change["field"], change["value"]
    if field == "mention":
        yield from _mention(value, account, changed)
    elif field == "feed":
        item = value["item"]
        if item == "comment":
            yield from _comment(value, account, changed)
        elif item in POSTS:
            yield from _post(value, account, changed)
        elif item not in QUIET:
            yield Unparsed(reason=f"feed item {item} is not known")


def _comment(value: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    comment, verb = str(value["comment_id"]), value["verb"]
    own = str((value.get("from") or {}).get("id", "")) == account.external_id
    if verb in VERBS_GONE:
        yield MessageDeleted(external_id=comment, at=changed, by=DeletedBy.US if own else DeletedBy.CUSTOMER)
    elif verb in ("hide", "unhide"):
        yield MessageHidden(external_id=comment, at=changed, hidden=verb == "hide")
    elif verb in VERBS_EDIT:
        yield MessageEdited(external_id=comment, at=changed, body_text=str(value.get("message") or ""))
    elif verb == "add":
        post, parent = str(value["post_id"]), str(value.get("parent_id") or value["post_id"])
        text = str(value.get("message") or "")
        pictured = bool(value.get("photo") or value.get("video") or not text)
        yield InboundMessage(
            external_id=comment,
            fingerprint=envelope.fingerprint(comment),
            sender=_author(value, account, comment),
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


def _post(value: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    """The page's own posts are objects; a visitor's post on the page is something a customer said."""
    post, verb = str(value["post_id"]), value["verb"]
    author = str((value.get("from") or {}).get("id", ""))
    own, text = author == account.external_id, str(value.get("message") or "")
    if own:
        if verb in VERBS_GONE:
            yield PostChanged(post=PostSnapshot(external_id=post), at=changed, deleted=True)
        elif (verb == "add" or verb in VERBS_EDIT) and value.get("published", 1) in (1, True, "1"):
            yield PostChanged(post=_own_post(post, value, account), at=changed)
    elif verb in VERBS_GONE:
        if not author:  # it is not said whose it was
            yield PostChanged(post=PostSnapshot(external_id=post), at=changed, deleted=True)
        yield MessageDeleted(external_id=post, at=changed)
    elif verb in ("hide", "unhide"):
        yield MessageHidden(external_id=post, at=changed, hidden=verb == "hide")
    elif verb in VERBS_EDIT:
        yield MessageEdited(external_id=post, at=changed, body_text=text)
    elif verb == "add" and author:
        yield InboundMessage(
            external_id=post,
            fingerprint=envelope.fingerprint(post),
            sender=_author(value, account, post),
            sent_at=when(value["created_time"]),
            body_text=text or str(value.get("link") or ""),
            visibility=Visibility.PUBLIC,
            surface="post",
            conversation=post,
            url=f"https://www.facebook.com/{post}",
            media=tuple(_pictures(value)),
        )


def _mention(value: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    """Somebody names the page in a post or comment of their own."""
    thing = str(value.get("comment_id") or value["post_id"])
    if value["verb"] in VERBS_GONE:
        yield MessageDeleted(external_id=thing, at=changed)
    elif value["verb"] in VERBS_EDIT:
        yield MessageEdited(external_id=thing, at=changed, body_text=str(value.get("message") or ""))
    elif value["verb"] == "add":
        yield InboundMessage(
            external_id=thing,
            fingerprint=envelope.fingerprint(thing),
            sender=_author(value, account, thing),
            sent_at=when(value["created_time"]),
            body_text=str(value.get("message") or ""),
            visibility=Visibility.PUBLIC,
            surface="mention",
            conversation=thing,
            url=f"https://www.facebook.com/{thing}",
        )


def _author(value: Item, account: Account, thing: str) -> Address:
    """Meta names people only to apps with the right to it; without, each of their comments stands for itself."""
    author = value.get("from") or {"id": value.get("sender_id"), "name": value.get("sender_name")}
    if not author.get("id"):
        return account.person(f"unnamed:{thing}", "Somebody on Facebook")
    return account.person(author["id"], str(author.get("name") or ""))


def _snapshot(post: str, value: Item) -> PostSnapshot:
    known: dict[str, Any] = value.get("post") or {}
    return PostSnapshot(external_id=post, url=str(known.get("permalink_url") or f"https://www.facebook.com/{post}"))


def _own_post(post: str, value: Item, account: Account) -> PostSnapshot:
    return PostSnapshot(
        external_id=post,
        text=str(value.get("message") or ""),
        url=f"https://www.facebook.com/{post}",
        author=account.person(account.external_id, str((value.get("from") or {}).get("name") or "")),
        published_at=when(value["created_time"]) if value["verb"] == "add" else None,
    )


def _picture(comment: str, value: Item) -> MediaRef:
    kind = MediaKind.VIDEO if value.get("video") else MediaKind.IMAGE
    return MediaRef(ref=f"{COMMENT}{comment}", kind=kind)


def _pictures(value: Item) -> Iterator[MediaRef]:
    photos = value.get("photos") or [value.get("link") if value["item"] == "photo" else None]
    for url in photos:
        if url:
            yield MediaRef(ref=str(url), kind=MediaKind.IMAGE)
