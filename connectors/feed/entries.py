"""What a feed says, entry by entry, by feedparser; and what an entry means here.

An entry whose link leads to a place within an article (``#comment-12``), or that answers another (RFC 4685), is a
comment on that article; any other entry is an article that somebody published.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import html
import json
from typing import Any

import feedparser

from connectors.errors import ContractChanged
from inbox import markup
from inbox.envelope import (
    Address,
    InboundEvent,
    InboundMessage,
    MessageEdited,
    PostSnapshot,
    Unparsed,
    Visibility,
)

ENTRY, COMMENT = "entry", "comment"
LONGEST_ID = 900


def read(body: bytes, address: str) -> tuple[str, list[dict[str, Any]]]:
    """(title of the feed, entries as JSON values, newest first as feeds have them). Raises ContractChanged."""
    feed = feedparser.parse(body, response_headers={"content-location": address}, sanitize_html=False)
    if not feed.version:
        raise ContractChanged("There is no RSS or Atom feed at that address.")
    return str(feed.feed.get("title", ""))[:200], [_entry(entry) for entry in feed.entries]


def to_events(body: bytes, *, received_at: dt.datetime) -> list[InboundEvent]:
    try:
        item = json.loads(body)
        return [_event(item["entry"], change=item["change"], received_at=received_at)]
    except (ValueError, KeyError, TypeError) as error:
        return [Unparsed(reason=f"This is no feed entry: {type(error).__name__} {error}")]


def _entry(entry: Any) -> dict[str, Any]:
    """Only what we read, so that a changed digest means that something to read has changed."""
    contents = [content.get("value", "") for content in entry.get("content", [])]
    written = contents[0] if contents else entry.get("summary", "")
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    link = str(entry.get("link", ""))
    answers = entry.get("in-reply-to") or entry.get("thr_in-reply-to") or {}
    return {
        "id": str(entry.get("id") or link or hashlib.sha256(written.encode()).hexdigest())[:LONGEST_ID],
        "title": html.unescape(str(entry.get("title", "")))[:500],
        "link": link[:1000],
        "author": str(entry.get("author", ""))[:200],
        "author_link": str(entry.get("author_detail", {}).get("href", ""))[:300],
        "at": calendar.timegm(moment) if moment else None,
        "html": written,
        "parent": str(answers.get("ref", ""))[:LONGEST_ID] if isinstance(answers, dict) else "",
    }


def _event(entry: dict[str, Any], *, change: int, received_at: dt.datetime) -> InboundEvent:
    shown = markup.clean(entry["html"])
    text = markup.to_text(shown)
    if change:
        version = f"{change:06d}"
        return MessageEdited(external_id=entry["id"], at=received_at, body_text=text, body_html=shown, version=version)
    article, _, place = entry["link"].partition("#")
    comment = bool(entry["parent"] or (place and article))
    author = entry["author"] or entry["link"] or entry["id"]
    return InboundMessage(
        external_id=entry["id"],
        fingerprint=hashlib.sha256(f"{entry['title']}\n{text}".encode()).hexdigest(),
        sender=Address(network="feed", handle=_handle(entry, author), name=entry["author"]),
        sender_verified=False,
        sent_at=dt.datetime.fromtimestamp(entry["at"], dt.UTC) if entry["at"] is not None else received_at,
        subject=entry["title"],
        body_text=text,
        body_html=shown,
        reply_text=text,
        visibility=Visibility.PUBLIC,
        surface=COMMENT if comment else ENTRY,
        conversation=hashlib.sha256(entry["id"].encode()).hexdigest()[:40],
        parent_id=entry["parent"],
        post=PostSnapshot(external_id=article[:300], url=article, ours=False) if comment and article else None,
        url=entry["link"],
    )


def _handle(entry: dict[str, Any], author: str) -> str:
    """Feeds name people by words only: one name on one site is taken for one person."""
    site = entry["link"].split("/")[2] if entry["link"].count("/") >= 2 else ""
    return f"{site}:{entry['author_link'] or author}".lower()[:320]
