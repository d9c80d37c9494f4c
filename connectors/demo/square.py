"""The town square: the network on which customers of the demo speak in public. It exists in a demo only.

It is a connector like all others, so whatever agents do there is done in earnest; only the network behind it is made
up. Its posts and comments are kept bytes like any webhook's, and what we send it takes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.base import Check, Send
from connectors.errors import Unsupported
from connectors.fields import Field
from inbox.envelope import (
    ActionKind,
    Address,
    DeliveryClass,
    InboundEvent,
    InboundMessage,
    OutboundAction,
    OutboundMessage,
    PostSnapshot,
    SendResult,
    Unparsed,
    Visibility,
)
from inbox.models import Channel, RawInbound

COMMENT, MESSAGE = "comment", "message"
LONGEST = 500
THEIRS = (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.DELETE, ActionKind.LIKE, ActionKind.UNLIKE)
OWN = (ActionKind.EDIT, ActionKind.DELETE)


class Square:
    key = "square"
    name = "Town square (of the demo)"
    fields: tuple[Field, ...] = ()

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "network": self.key,
            "delivery_class": DeliveryClass.IDEMPOTENT.value,
            "visibilities": [Visibility.PUBLIC.value, Visibility.PRIVATE.value],
            "recipients": {"editable": False},
            "attachments": {"max_count": 0},
            "surfaces": {
                COMMENT: {
                    "label": "Comment",
                    "visibility": Visibility.PUBLIC.value,
                    "text": {"max": LONGEST, "unit": "graphemes", "format": "plain", "split": False},
                    "actions": {"own": [kind.value for kind in OWN], "theirs": [kind.value for kind in THEIRS]},
                    "private_reply": {"surface": MESSAGE, "days": 7, "once": True},
                },
                MESSAGE: {
                    "label": "Message",
                    "visibility": Visibility.PRIVATE.value,
                    "text": {"max": 2000, "unit": "graphemes", "format": "plain", "split": False},
                    "actions": {"own": [ActionKind.DELETE.value], "theirs": []},
                },
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return address.strip().lower()

    def validate(self, channel: Channel) -> list[Check]:
        return [Check(name="Town square", ok=True, detail="It is made up, so it is always there.")]

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        try:
            return [_message(json.loads(bytes(raw.body)))]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return [Unparsed(reason=f"This was not said on the town square: {type(error).__name__} {error}")]

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return f"ours-{message.idempotency_key}"

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        yield lambda part: SendResult(external_id=self.own_id(channel, part.message))

    def act(self, channel: Channel, action: OutboundAction) -> None:
        if action.kind not in (OWN if action.own else THEIRS):
            raise Unsupported(f"On the town square nobody can {action.kind} that.")


def told(
    *, number: str, name: str, text: str, at: dt.datetime, post: Mapping[str, str] | None, root: str = ""
) -> bytes:
    """What the square tells us of a comment below a post, or (without ``post``) of a private message.

    ``root`` is the comment that it answers; empty: it begins a tree of its own.
    """
    handle = name.lower().replace(" ", ".")
    said = {
        "id": number,
        "by": {"handle": handle, "name": name},
        "text": text,
        "at": at.isoformat(),
        "root": root or (number if post else handle),
        "parent": root,
        "post": dict(post) if post else None,
    }
    return json.dumps(said, ensure_ascii=False).encode()


def _message(said: dict[str, Any]) -> InboundMessage:
    post, text = said["post"], str(said["text"])
    return InboundMessage(
        external_id=str(said["id"]),
        fingerprint=hashlib.sha256(f"{said['id']}\n{text}".encode()).hexdigest(),
        sender=Address(network=connector.key, handle=said["by"]["handle"], name=said["by"]["name"]),
        sent_at=dt.datetime.fromisoformat(said["at"]),
        subject=text.partition("\n")[0][:80],
        body_text=text,
        reply_text=text,
        visibility=Visibility.PUBLIC if post else Visibility.PRIVATE,
        surface=COMMENT if post else MESSAGE,
        conversation=str(said["root"]),
        parent_id=str(said["parent"]),
        post=_post(post) if post else None,
    )


def _post(post: Mapping[str, str]) -> PostSnapshot:
    published = dt.datetime.fromisoformat(post["at"])
    return PostSnapshot(external_id=post["id"], text=post["text"], title=post["title"], published_at=published)


connector = Square()
