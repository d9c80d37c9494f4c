"""Posts on a page: the page's own are objects below which people talk, a visitor's is something a customer said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from connectors.facebook import people
from connectors.graph import envelope
from connectors.graph.envelope import Item, when
from connectors.graph.messaging import Account
from inbox.envelope import (
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    PostChanged,
    PostSnapshot,
    Visibility,
)

FIELDS = "id,message,permalink_url,created_time,from"


def read(value: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    """The page's own posts are objects; a visitor's post on the page is something a customer said."""
    post, verb = str(value["post_id"]), value["verb"]
    author = str((value.get("from") or {}).get("id", ""))
    own, text = author == account.external_id, str(value.get("message") or "")
    if own:
        if verb in people.GONE:
            yield PostChanged(post=PostSnapshot(external_id=post), at=changed, deleted=True)
        elif (verb == "add" or verb in people.EDITED) and value.get("published", 1) in (1, True, "1"):
            yield PostChanged(post=_own_post(post, value, account), at=changed)
    elif verb in people.GONE:
        if not author:  # it is not said whose it was
            yield PostChanged(post=PostSnapshot(external_id=post), at=changed, deleted=True)
        yield MessageDeleted(external_id=post, at=changed)
    elif verb in ("hide", "unhide"):
        yield MessageHidden(external_id=post, at=changed, hidden=verb == "hide")
    elif verb in people.EDITED:
        yield MessageEdited(external_id=post, at=changed, body_text=text)
    elif verb == "add" and author:
        yield InboundMessage(
            external_id=post,
            fingerprint=envelope.fingerprint(post),
            sender=people.author(value, account, post),
            sent_at=when(value["created_time"]),
            body_text=text or str(value.get("link") or ""),
            visibility=Visibility.PUBLIC,
            surface="post",
            conversation=post,
            url=f"https://www.facebook.com/{post}",
            media=tuple(_pictures(value)),
        )


def found(answer: Item, account: Account) -> PostSnapshot:
    """What the Graph API says of a post: ours, or a visitor's."""
    author = answer.get("from") or {}
    said = str(answer.get("created_time") or "")
    return PostSnapshot(
        external_id=str(answer["id"]),
        text=str(answer.get("message") or ""),
        url=str(answer.get("permalink_url") or ""),
        author=account.person(author["id"], str(author.get("name") or "")) if author.get("id") else None,
        ours=str(author.get("id") or account.external_id) == account.external_id,
        published_at=dt.datetime.fromisoformat(said) if said else None,
    )


def _own_post(post: str, value: Item, account: Account) -> PostSnapshot:
    return PostSnapshot(
        external_id=post,
        text=str(value.get("message") or ""),
        url=f"https://www.facebook.com/{post}",
        author=account.person(account.external_id, str((value.get("from") or {}).get("name") or "")),
        published_at=when(value["created_time"]) if value["verb"] == "add" else None,
    )


def _pictures(value: Item) -> Iterator[MediaRef]:
    photos = value.get("photos") or [value.get("link") if value["item"] == "photo" else None]
    for url in photos:
        if url:
            yield MediaRef(ref=str(url), kind=MediaKind.IMAGE)
