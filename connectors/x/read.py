"""Kept bytes of X become events: a page of the API, or one event of the X Activity API.

Source: docs.x.com, "X Activity API event payload examples", "Real-time X Chat events" and "Errors" (2026-11).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from connectors.x import posts
from connectors.x.account import DM, NETWORK
from connectors.x.posts import Around
from inbox.envelope import (
    Address,
    ChannelChanged,
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    Unparsed,
)

Item = Mapping[str, Any]
GONE = "https://api.twitter.com/2/problems/resource-not-found"
ENCRYPTED = (
    "[Encrypted direct message] X encrypts direct messages from end to end, so what was written cannot be shown here."
    " Read and answer it at https://x.com/messages."
)
WRONG = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
SILENT = ("profile.", "follow.", "like.", "mute.", "block.", "spaces.", "news.", "chat.", "dm.", "post.")


def read(body: bytes, *, username: str, received_at: dt.datetime) -> list[InboundEvent]:
    """``username`` is ours, with its @."""
    try:
        said = json.loads(body)
        data = said.get("data")
        if not isinstance(data, dict | list | None) or (data is None and "errors" not in said and "meta" not in said):
            raise TypeError("no data")
    except WRONG as error:
        return [Unparsed(reason=f"X: neither a page nor an event ({error})")]
    if isinstance(data, dict):
        return _careful(lambda: _event(data, username, received_at))
    found: list[InboundEvent] = []
    for item in data or ():
        found += _careful(lambda item=item: _posted(item, said.get("includes") or {}, username))
    for problem in said.get("errors") or ():
        found += _careful(lambda problem=problem: _problem(problem, received_at))
    return found


def _careful(make: Any) -> list[InboundEvent]:
    try:
        found: list[InboundEvent] = make()
    except WRONG as error:
        return [Unparsed(reason=f"X: an item that cannot be read ({type(error).__name__}: {error})")]
    return found


def _posted(post: Item, includes: Item, username: str, own: str = "") -> list[InboundEvent]:
    return posts.events(post, Around.of(includes, username=username, own=own))


def _event(data: Item, username: str, received_at: dt.datetime) -> list[InboundEvent]:
    kind, payload = str(data["event_type"]), data["payload"]
    own = str((data.get("filter") or {}).get("user_id") or "")
    match kind:
        case "post.mention.create" | "post.create":
            return _posted(payload, data.get("includes") or {}, username, own)
        case "post.delete":
            return [MessageDeleted(external_id=str(payload["id"]), at=received_at, by=DeletedBy.US)]
        case "chat.received":
            return [_direct(payload, ENCRYPTED)]
        case "dm.received":
            return [_direct(payload, str(payload["text"]))]
        case "oauth.revoke":
            return [ChannelChanged(ok=False, detail="The account took its permission back. Connect it again.")]
    if kind.startswith(SILENT):
        return []
    return [Unparsed(reason=f"X: the event type {kind[:60]!r} is not known")]


def _direct(payload: Item, words: str) -> InboundMessage:
    sender = str(payload["sender_id"])
    return InboundMessage(
        external_id=f"dm:{payload['id']}",
        fingerprint="",
        sender=Address(network=NETWORK, handle=sender),
        sent_at=_time(payload),
        body_text=words,
        reply_text=words,
        surface=DM,
        conversation=str(payload.get("conversation_id") or payload.get("dm_conversation_id") or sender),
        url="https://x.com/messages",
    )


def _time(payload: Item) -> dt.datetime:
    if payload.get("created_at_msec"):
        return dt.datetime.fromtimestamp(int(payload["created_at_msec"]) / 1000, dt.UTC)
    return posts.when(payload)


def _problem(problem: Item, received_at: dt.datetime) -> list[InboundEvent]:
    """A post that we asked for and that is gone; other problems say nothing of it."""
    if problem.get("type") != GONE or problem.get("resource_type") != "tweet":
        return []
    return [MessageDeleted(external_id=str(problem.get("resource_id") or problem["value"]), at=received_at)]
