"""A page on a social network that does not exist: comments under posts in public, direct messages in private, rooms."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from inbox import ingest, receiving
from inbox.envelope import Address, InboundEvent, InboundMessage, PostSnapshot, Visibility
from inbox.models import Channel, Message, Team
from tests import office

NETWORK = "agora"
CAPABILITIES: dict[str, Any] = {
    "network": NETWORK,
    "delivery_class": "unsafe",
    "visibilities": ["public", "private"],
    "recipients": {"editable": False},
    "surfaces": {
        "comment": {"label": "Comment", "visibility": "public"},
        "dm": {"label": "Direct message", "visibility": "private"},
        "room": {"label": "Room", "visibility": "private"},
    },
}
POST = PostSnapshot(external_id="post-1", title="Our new kettle", text="It whistles.", url="https://agora.example/p/1")
_count = itertools.count(1)


def page(team: Team, **more: Any) -> Channel:
    channel = office.channel(f"page-{next(_count)}", team, kind="webform", **more)
    channel.capabilities = CAPABILITIES
    channel.save()
    return channel


def person(name: str, network: str = NETWORK) -> Address:
    return Address(network=network, handle=name.lower(), name=name)


def comment(text: str = "It leaks.", *, by: str = "Ada", root: str = "", **more: Any) -> InboundMessage:
    """Under POST. Without ``root`` it is the root of a tree of its own."""
    external_id = more.pop("external_id", f"c{next(_count)}")
    values = {"surface": "comment", "conversation": root or external_id, "parent_id": root, "post": POST}
    return _said(text, by, external_id, {**values, "visibility": Visibility.PUBLIC, **more})


def dm(text: str = "Hello?", *, by: str = "Ada", **more: Any) -> InboundMessage:
    external_id = more.pop("external_id", f"d{next(_count)}")
    return _said(text, by, external_id, {"surface": "dm", "conversation": by.lower(), **more})


def _said(text: str, by: str, external_id: str, more: dict[str, Any]) -> InboundMessage:
    values: dict[str, Any] = {
        "external_id": external_id,
        "fingerprint": f"f-{external_id}",
        "sender": person(by),
        "sent_at": timezone.now() - dt.timedelta(seconds=1),
        "body_text": text,
        "reply_text": text,
    }
    return InboundMessage(**(values | more))


def tell(channel: Channel, *said: InboundEvent, body: bytes = b"raw") -> list[Message]:
    """One raw row that says all this, through the real functions; the messages that are new.

    In one transaction, so that no worker of a running product takes the row first.
    """
    with transaction.atomic():
        raw = office.kept(channel, uuid.uuid4().hex, body)  # counting starts anew in each process
        (claimed,) = ingest.claim(1, only=raw.pk)
        return receiving.settle(claimed, said)


def hear(channel: Channel, message: InboundMessage) -> Message:
    (received,) = tell(channel, message)
    return received
