"""Mentions of the page in places that are not its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from connectors.facebook import people
from connectors.graph import envelope
from connectors.graph.envelope import Item, when
from connectors.graph.messaging import Account
from inbox.envelope import InboundEvent, InboundMessage, MessageDeleted, MessageEdited, Visibility


def read(value: Item, account: Account, changed: dt.datetime) -> Iterator[InboundEvent]:
    """Somebody names the page in a post or comment of their own."""
    thing = str(value.get("comment_id") or value["post_id"])
    if value["verb"] in people.GONE:
        yield MessageDeleted(external_id=thing, at=changed)
    elif value["verb"] in people.EDITED:
        yield MessageEdited(external_id=thing, at=changed, body_text=str(value.get("message") or ""))
    elif value["verb"] == "add":
        yield InboundMessage(
            external_id=thing,
            fingerprint=envelope.fingerprint(thing),
            sender=people.author(value, account, thing),
            sent_at=when(value["created_time"]),
            body_text=str(value.get("message") or ""),
            visibility=Visibility.PUBLIC,
            surface="mention",
            conversation=thing,
            url=f"https://www.facebook.com/{thing}",
        )
