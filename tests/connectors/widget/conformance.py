"""The chat in the suite: its own page keeps what visitors say, and has tests of its own."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from connectors.widget import kept
from connectors.widget.models import Visitor
from inbox.envelope import ReceiptState
from inbox.models import Channel
from tests.connectors.conformance.case import Case

OURS = "Visitors write on our own page, with a token of ours; nobody calls or is called."
STAYS = "The panel gives visitors no way to change or take back what they said."


class WidgetCase(Case):
    kind = "widget"
    surface = kept.SURFACE
    lacks: ClassVar[Mapping[str, str]] = {
        "hook": OURS,
        "batch": "A panel sends one message at a time.",
        "edit": STAYS,
        "deletion": STAYS,
        "status.failed": "A line either stands in the visitor's chat or the sending is tried again.",
        "echo": "Agents answer nowhere but here.",
        "time": "A message is received when it is sent.",
        "http": OURS,
        "token": OURS,
        "media": "Files come with the message itself.",
        "poll": "There is nothing to fetch.",
    }

    def settings(self) -> dict[str, Any]:
        return {"origins": ["https://shop.example"]}

    def credentials(self) -> dict[str, Any]:
        return {"identity_secret": "canary-of-the-chat-7f3a9b"}

    def address(self, number: int) -> str:
        return f"shop-{number}"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> bytes:
        return kept.message(_visitor(channel, sender), message_id=_id(number), text=text)

    def external_id(self, channel: Channel, number: int) -> str:
        return f"{_visitor(channel, 0).key}:{_id(number)}"

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> bytes:
        return kept.receipt(_visitor(channel, 0), state, [external_id])

    def poison(self, channel: Channel) -> bytes:
        head = json.loads(self.message(channel, 0, "Hello."))
        del head["visitor"]["handle"]
        return json.dumps(head).encode() + b"\n"

    def unknown(self, channel: Channel) -> bytes:
        head = json.loads(self.message(channel, 0, "Hello."))
        return json.dumps({**head, "type": "drawing"}).encode() + b"\n"

    def raws(self, channel: Channel, items: Sequence[bytes]) -> list[bytes]:
        return list(items)


def _id(number: int) -> str:
    return str(uuid.UUID(int=number))


def _visitor(channel: Channel, sender: int) -> Visitor:
    """One conversation for each sender of a channel."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{channel.pk}:{sender}")
    visitor, _ = Visitor.objects.get_or_create(channel=channel, key=key, defaults={"name": f"Ada {sender}"})
    visitor.channel = channel
    return visitor


case = WidgetCase()
