"""Notifications about a page become events: up to ten in one call, and the same ones when they are fetched.

Source: learn.microsoft.com/linkedin, "Organization Social Action Notifications" (2026-11). LinkedIn threads have two
levels. The comment itself comes decorated, with its words; where it does not, a notice says where to read it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from connectors.linkedin.account import COMMENT, MENTION, NETWORK
from inbox.envelope import (
    Address,
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    PostSnapshot,
    Unparsed,
    Visibility,
)

Item = Mapping[str, Any]
TYPE = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
TALK = ("COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "SHARE_MENTION")
SILENT = frozenset({"LIKE", "SHARE"})
COMMENT_URN = re.compile(r"urn:li:comment:\((?:urn:li:)?(activity|ugcPost|share):(\d+),(\d+)\)")
WRONG = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
UNTOLD = "[LinkedIn did not send the words of this comment. Read it there.]"


def read(body: bytes, *, own: str) -> list[InboundEvent]:
    """``own`` is our page's URN; notifications of other pages are none of this channel's."""
    try:
        said = json.loads(body)
        if said["type"] != TYPE:
            return [Unparsed(reason=f"LinkedIn: the type {str(said['type'])[:60]!r} is not known")]
        items = said["notifications"]
        if not isinstance(items, list):
            raise TypeError("notifications is no list")
    except WRONG as error:
        return [Unparsed(reason=f"LinkedIn: not a call with notifications ({error})")]
    events: list[InboundEvent] = []
    for item in items:
        try:
            events += _event(item, own)
        except WRONG as error:
            events.append(Unparsed(reason=f"LinkedIn: an item that cannot be read ({type(error).__name__}: {error})"))
    return events


def comment_id(urn: str) -> str:
    """One spelling for the two that LinkedIn has: urn:li:comment:(urn:li:activity:1,2)."""
    found = COMMENT_URN.fullmatch(urn)
    if not found:
        raise ValueError(f"no comment: {urn[:80]!r}")
    return f"urn:li:comment:(urn:li:{found[1]}:{found[2]},{found[3]})"


def object_of(comment: str) -> str:
    """The URN of the post under which a comment stands."""
    found = COMMENT_URN.fullmatch(comment)
    if not found:
        raise ValueError(f"no comment: {comment[:80]!r}")
    return f"urn:li:{found[1]}:{found[2]}"


def number_of(comment: str) -> str:
    found = COMMENT_URN.fullmatch(comment)
    if not found:
        raise ValueError(f"no comment: {comment[:80]!r}")
    return found[3]


def _event(item: Item, own: str) -> list[InboundEvent]:
    if own and str(item["organizationalEntity"]) != own:
        return []
    action = str(item["action"])
    at = dt.datetime.fromtimestamp(int(item["lastModifiedAt"]) / 1000, dt.UTC)
    decorated = item.get("decoratedGeneratedActivity") or {}
    match action:
        case "COMMENT" | "ADMIN_COMMENT":
            return [_comment(item, decorated.get("comment") or {}, own=own, at=at)]
        case "COMMENT_EDIT":
            words = str(decorated["comment"]["text"])
            return [MessageEdited(external_id=comment_id(str(item["generatedActivity"])), at=at, body_text=words)]
        case "COMMENT_DELETE":
            ours = (decorated.get("comment") or {}).get("owner") == own
            by = DeletedBy.US if ours else DeletedBy.CUSTOMER
            return [MessageDeleted(external_id=comment_id(str(item["generatedActivity"])), at=at, by=by)]
        case "SHARE_MENTION":
            return [_mention(item, decorated["share"], at=at)]
    if action in SILENT:
        return []
    return [Unparsed(reason=f"LinkedIn: the action {action[:60]!r} is not known")]


def _comment(item: Item, said: Item, *, own: str, at: dt.datetime) -> InboundMessage:
    external_id = comment_id(str(said.get("entity") or item["generatedActivity"]))
    above = str(said.get("object") or item["sourcePost"])
    parent = comment_id(above) if above.startswith("urn:li:comment:") else ""
    owner = str(said.get("owner") or f"unknown:{external_id}")  # nobody else may be taken for them
    words = str(said["text"]) if said.get("text") is not None else UNTOLD
    return InboundMessage(
        external_id=external_id,
        fingerprint="",
        sender=Address(network=NETWORK, handle=owner),
        sent_at=at,
        body_text=words,
        reply_text=words,
        visibility=Visibility.PUBLIC,
        surface=COMMENT,
        conversation=parent or external_id,
        parent_id=parent,
        post=_post(item, own),
        url=_url(str(item["sourcePost"])),
        own=owner == own or item["action"] == "ADMIN_COMMENT",
    )


def _mention(item: Item, share: Item, *, at: dt.datetime) -> InboundMessage:
    external_id, words = str(share["entity"]), str(share["text"])
    return InboundMessage(
        external_id=external_id,
        fingerprint="",
        sender=Address(network=NETWORK, handle=str(share["owner"])),
        sent_at=at,
        body_text=words,
        reply_text=words,
        visibility=Visibility.PUBLIC,
        surface=MENTION,
        conversation=external_id,
        url=_url(external_id),
    )


def _post(item: Item, own: str) -> PostSnapshot:
    source, shown = str(item["sourcePost"]), item.get("decoratedSourcePost") or {}
    owner = str(shown.get("owner") or own)
    return PostSnapshot(
        external_id=source,
        title=str(shown.get("title") or ""),
        text=str(shown.get("text") or ""),
        url=_url(source),
        author=Address(network=NETWORK, handle=owner) if owner else None,
        ours=owner == own,
    )


def _url(urn: str) -> str:
    return f"https://www.linkedin.com/feed/update/{urn}/"
