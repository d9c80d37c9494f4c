"""Webhook calls about a professional account to events. Pure.

Source: developers.facebook.com/docs/graph-api/webhooks/reference/instagram and /documentation/business-messaging/
instagram-messaging/webhooks (2026).
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Any

from connectors.graph import envelope, look_ups, messaging
from connectors.graph.envelope import Item, when
from connectors.graph.messaging import Account
from inbox.envelope import (
    InboundEvent,
    InboundMessage,
    PostChanged,
    PostSnapshot,
    Unparsed,
    Visibility,
)
from inbox.models import RawInbound

TOPIC = "instagram"
QUIET = frozenset({"story_insights", "mentions"})  # mentions come without words, which are looked up
COMMENTS = frozenset({"comments", "live_comments"})


def account(external_id: str) -> Account:
    return Account(external_id=external_id, network=f"instagram:{external_id}")


def parse(raw: RawInbound) -> list[InboundEvent]:
    """All items of a call that are of this channel's account, in their order."""

    def read(entry: Item) -> list[InboundEvent]:
        external_id = str(entry.get("id", ""))
        return _entry(entry, account(external_id)) if raw.channel.address in ("", external_id) else []

    return list(envelope.each(envelope.entries(bytes(raw.body), TOPIC), read, "entry"))


def _entry(entry: Item, ours: Account) -> list[InboundEvent]:
    told = functools.partial(messaging.read, account=ours)
    waiting = functools.partial(messaging.read, account=ours, standby=True)
    events = list(envelope.each(entry.get("messaging") or (), told, "message"))
    events += envelope.each(entry.get("standby") or (), waiting, "message")

    def change(item: Item) -> Iterator[InboundEvent]:
        field, value = item["field"], item["value"]
        if field in COMMENTS:
            yield _comment(value, ours, when(entry["time"]), live=field == "live_comments")
        elif field == look_ups.FIELD:
            yield from _found(value, ours, when(entry["time"]))
        elif isinstance(value, dict) and "sender" in value:  # the dashboard's test button puts messages here
            yield from messaging.read(value, ours)
        elif field not in QUIET and isinstance(value, dict) and ("text" in value or "message" in value):
            yield Unparsed(reason=f"field {field} is not known")

    events += envelope.each(entry.get("changes") or (), change, "change")
    return events


def _comment(value: Item, ours: Account, at: dt.datetime, *, live: bool) -> InboundMessage:
    """A comment has no time of its own in the call. An advertised post may tell of it twice, under the same id."""
    comment, parent, media = str(value["id"]), str(value.get("parent_id") or ""), value.get("media") or {}
    author = value["from"]
    extra: dict[str, Any] = {"live": True} if live else {}
    if media.get("ad_id"):
        extra["ad"] = {"id": str(media["ad_id"]), "title": str(media.get("ad_title") or "")}
    return InboundMessage(
        external_id=comment,
        fingerprint=envelope.fingerprint(comment),
        sender=ours.person(author["id"], str(author.get("username") or "")),
        sent_at=at,
        body_text=str(value.get("text") or ""),
        visibility=Visibility.PUBLIC,
        surface="comment",
        conversation=parent or comment,
        parent_id=parent,
        post=PostSnapshot(external_id=str(media["id"])) if media.get("id") else None,
        own=str(author["id"]) == ours.external_id,
        extra=extra,
    )


def _found(value: Item, ours: Account, at: dt.datetime) -> Iterator[InboundEvent]:
    """An answer of the Graph API to what a call left open."""
    answer = value["answer"]
    if value["what"] == "post":
        yield PostChanged(post=_post(answer, ours), at=at)
    elif value["what"] == "mention":
        yield _mention(value, answer, ours, at)


def _post(answer: Item, ours: Account) -> PostSnapshot:
    return PostSnapshot(
        external_id=str(answer["id"]),
        text=str(answer.get("caption") or ""),
        url=str(answer.get("permalink") or ""),
        author=ours.person(ours.external_id, str(answer.get("username") or "")),
        published_at=dt.datetime.fromisoformat(answer["timestamp"]) if answer.get("timestamp") else None,
    )


def _mention(value: Item, answer: Item, ours: Account, at: dt.datetime) -> InboundMessage:
    """Somebody names the account below a post that is not ours, or in the caption of their own.

    Instagram names people of mentions by their user name only, which is no handle of the direct messages.
    """
    thing = str(value.get("comment_id") or value["media_id"])
    media = answer.get("media") or answer
    username = str(answer.get("username") or "")
    return InboundMessage(
        external_id=thing,
        fingerprint=envelope.fingerprint(thing),
        sender=ours.person(f"@{username}" if username else f"unnamed:{thing}", username or "Somebody on Instagram"),
        sent_at=dt.datetime.fromisoformat(answer["timestamp"]) if answer.get("timestamp") else at,
        body_text=str(answer.get("text") or answer.get("caption") or ""),
        visibility=Visibility.PUBLIC,
        surface="mention",
        conversation=":".join(filter(None, (str(value["media_id"]), str(value.get("comment_id") or "")))),
        url=str(media.get("permalink") or ""),
    )
