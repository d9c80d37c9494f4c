"""Kept posts to events.

A webhook brings ``{"post": {…}}`` whatever happened to the post; its own fields say what: ``deleted_at``, or a
``version`` above 1 for an edited one. Looking keeps the same shape. Source: WebHookPostSerializer, 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

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
    MessageHidden,
    Unparsed,
    Visibility,
)

TOPIC, PERSONAL = "topic", "personal"
SAID = (1, 2)  # post_type: regular, and marked by a moderator
NOT_SAID = (3, 4)  # the forum's own note, and a whisper among the staff
DECORATION = {"emoji", "avatar", "site-icon"}


def to_events(body: bytes, *, url: str, network: str, username: str, categories: Collection[str]) -> list[InboundEvent]:
    """``username``: who we are there. ``categories``: slugs of those that count, none for all."""
    try:
        payload = json.loads(body)
        if not isinstance(payload, dict):
            raise TypeError("no object")
        if "post" not in payload:
            return []  # a topic, a user, a like, a solution: what is said in them comes as a post
        post = payload["post"]
        if post["post_type"] in NOT_SAID:
            return []
        if post["post_type"] not in SAID:
            return [Unparsed(reason=f"The post type {post['post_type']} is not known.")]
        personal = post.get("topic_archetype", "regular") == "private_message"
        if personal and post["post_number"] == 1 and ours(post, username):
            return []  # to whom, the post does not say; their answer opens the ticket
        if not personal and categories and post.get("category_slug") not in categories:
            return []
        return _events(post, url=url, network=network, username=username, personal=personal)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return [Unparsed(reason=f"This is no post of Discourse: {type(error).__name__} {error}"[:500])]


def _events(post: dict[str, Any], *, url: str, network: str, username: str, personal: bool) -> list[InboundEvent]:
    name = f"{post['topic_id']}/{post['post_number']}"
    changed = moment(post["updated_at"])
    if post.get("deleted_at") or post.get("user_deleted"):
        by = DeletedBy.CUSTOMER if post.get("user_deleted") else DeletedBy.US
        return [MessageDeleted(external_id=name, at=moment(post.get("deleted_at") or post["updated_at"]), by=by)]
    shown = markup.clean(post["cooked"])
    text = markup.to_text(shown)
    answered = post.get("reply_to_post_number")
    first = post["post_number"] == 1
    message = InboundMessage(
        external_id=name,
        fingerprint=name,  # the same post, whatever it says by now
        sender=Address(network=network, handle=str(post["user_id"]), name=post.get("name") or post["username"]),
        sent_at=moment(post["created_at"]),
        subject=post.get("topic_title", ""),
        body_text=text,
        body_html=shown,
        reply_text=text,
        visibility=Visibility.PRIVATE if personal else Visibility.PUBLIC,
        surface=PERSONAL if personal else TOPIC,
        conversation=str(post["topic_id"]),
        parent_id="" if first else f"{post['topic_id']}/{answered or 1}",
        url=urljoin(f"{url}/", f"t/{post.get('topic_slug') or '-'}/{name}"),
        version=f"{post['version']:06d}",
        hidden=bool(post.get("hidden")),
        own=ours(post, username),
        media=tuple(_files(post["cooked"], url)),
    )
    if post["version"] == 1:
        return [message, *([MessageHidden(external_id=name, at=changed, hidden=True)] if post.get("hidden") else [])]
    edited = MessageEdited(external_id=name, at=changed, body_text=text, body_html=shown, version=message.version)
    return [message, edited]


def ours(post: dict[str, Any], username: str) -> bool:
    """What our own people say there is ours, whoever of them said it."""
    return post["username"].lower() == username.lower() or bool(post.get("staff"))


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def _files(cooked: str, url: str) -> list[MediaRef]:
    reader = _Files()
    reader.feed(cooked)
    return [
        MediaRef(ref=urljoin(f"{url}/", where), kind=kind, filename=name)
        for where, (kind, name) in reader.found.items()
    ]


class _Files(HTMLParser):
    """Pictures and uploaded files of a post; emoji and avatars are pictures of the forum, not of the post."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, tuple[MediaKind, str]] = {}
        self._shown_large = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "").split()
        if tag == "a" and "attachment" in classes and values.get("href"):
            self.found[values["href"]] = (MediaKind.FILE, values["href"].rpartition("/")[2])
        elif tag == "a" and "lightbox" in classes and values.get("href"):
            self._shown_large = True
            self.found[values["href"]] = (MediaKind.IMAGE, values.get("title", ""))
        elif tag == "img" and values.get("src") and not self._shown_large and not DECORATION & set(classes):
            self.found[values["src"]] = (MediaKind.IMAGE, values.get("alt", ""))

    def handle_endtag(self, tag: str) -> None:
        self._shown_large = self._shown_large and tag != "a"
