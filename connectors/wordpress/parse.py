"""Kept comments to events."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
import urllib.parse
from typing import Any

from connectors.networks import scoped
from inbox import markup
from inbox.envelope import (
    Address,
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    PostSnapshot,
    Unparsed,
    Visibility,
)

SURFACE = "comment"
SHOWN = "approved"
GONE = "trash"


def to_events(body: bytes, *, host: str, received_at: dt.datetime) -> list[InboundEvent]:
    """``host`` scopes the ids of the site's users. Times: a change is as new as our look at it."""
    try:
        item = json.loads(body)
        comment = item["comment"]
        if item["before"] is None:
            return [_message(comment, me=item["me"], root=item["root"], host=host)]
        return _changes(comment, item["before"], at=received_at, change=item["change"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return [Unparsed(reason=f"This is no comment of WordPress: {type(error).__name__} {error}")]


def _message(comment: dict[str, Any], *, me: int, root: int, host: str) -> InboundMessage:
    rendered = markup.clean(comment["content"]["rendered"])
    text = markup.to_text(rendered)
    sender, verified = _sender(comment, host)
    number = str(comment["id"])
    return InboundMessage(
        external_id=number,
        fingerprint=hashlib.sha256(f"{number}\n{text}".encode()).hexdigest(),
        sender=sender,
        sender_verified=verified,
        sent_at=moment(comment["date_gmt"]),
        body_text=text,
        body_html=rendered,
        reply_text=text,
        visibility=Visibility.PUBLIC,
        surface=SURFACE,
        conversation=str(root),
        parent_id=str(comment["parent"] or ""),
        post=_post(comment),
        subject=_title(comment),
        url=comment.get("link", ""),
        hidden=comment["status"] != SHOWN,
        own=comment["author"] == me,
    )


def _changes(comment: dict[str, Any], before: list[Any], *, at: dt.datetime, change: int) -> list[InboundEvent]:
    number, (digest, status) = str(comment["id"]), before
    if comment["status"] == GONE:
        return [MessageDeleted(external_id=number, at=at, by=DeletedBy.US)]
    found: list[InboundEvent] = []
    content = comment["content"]
    if hashlib.sha256(str(content.get("raw", content["rendered"])).encode()).hexdigest()[:32] != digest:
        rendered = markup.clean(content["rendered"])
        found.append(
            MessageEdited(
                external_id=number,
                at=at,
                body_text=markup.to_text(rendered),
                body_html=rendered,
                version=f"{change:06d}",
            )
        )
    if comment["status"] != status:
        found.append(MessageHidden(external_id=number, at=at, hidden=comment["status"] != SHOWN))
    return found


def _sender(comment: dict[str, Any], host: str) -> tuple[Address, bool]:
    """A user of the site is known; a visitor types a name and an address that nobody has checked."""
    name = html.unescape(comment.get("author_name", ""))
    if comment["author"]:
        return Address(network=scoped("wordpress", host), handle=f"user:{comment['author']}", name=name), True
    typed = comment.get("author_email", "").strip().lower()
    if typed:
        return Address(network="email", handle=typed, name=name), False
    return Address(network=scoped("wordpress", host), handle=f"comment:{comment['id']}", name=name), False


def _article(comment: dict[str, Any]) -> dict[str, Any]:
    embedded = comment.get("_embedded", {}).get("up", [{}])
    return dict(embedded[0]) if embedded and embedded[0].get("id") else {}


def _title(comment: dict[str, Any]) -> str:
    return html.unescape(_article(comment).get("title", {}).get("rendered", ""))


def _post(comment: dict[str, Any]) -> PostSnapshot:
    article = _article(comment)
    published = article.get("date_gmt")
    return PostSnapshot(
        external_id=str(comment["post"]),
        title=_title(comment),
        text=markup.to_text(markup.clean(article.get("excerpt", {}).get("rendered", ""))),
        url=article.get("link", comment.get("link", "").partition("#")[0]),
        published_at=moment(published) if published else None,
    )


def moment(text: str) -> dt.datetime:
    """The site's time in UTC, which it writes without saying so."""
    return dt.datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=dt.UTC)


def host_of(url: str) -> str:
    """The site's name, with a folder if it lives in one: ``shop.example/blog``."""
    parts = urllib.parse.urlsplit(url)
    return f"{parts.netloc}{parts.path}".rstrip("/").lower()
