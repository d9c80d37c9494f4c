"""An Instagram account in the suite: its direct messages, and its comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inbox.envelope import ReceiptState
from inbox.models import Channel
from tests.connectors.conformance.case import Item
from tests.connectors.graph.case import GraphCase
from tests.servers.answers import Reply

PEOPLE = ("836655879846811", "836655879846822")


class InstagramCase(GraphCase):
    kind = "instagram"

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "login": "page"}

    def address(self, number: int) -> str:
        return str(17841405309210000 + number)

    def envelope(self, channel: Channel, items: Sequence[Item]) -> dict[str, Any]:
        entries = [{"id": channel.address, "time": at, name: [row]} for name, at, row in items]
        return {"object": "instagram", "entry": entries}

    def seconds(self, number: int) -> int:
        return int(self.at(number).timestamp())


class DirectCase(InstagramCase):
    name = "dm"
    surface = "dm"
    sends = ("POST", "/v25.0/me/messages")
    lacks = {
        "stale": GraphCase.no_time,
        "poll": GraphCase.no_poll,
        "token": GraphCase.no_renewal,
        "status": "Instagram tells only that a message was seen.",
    }

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        said = {"mid": self.external_id(channel, number), "text": text}
        return self._item(channel, number, {"message": said}, sender=sender)

    def external_id(self, channel: Channel, number: int) -> str:
        return f"mid-in-{number}"

    def poison(self, channel: Channel) -> Item:
        return self._item(channel, 1, {"message": {"text": "No id."}})

    def unknown(self, channel: Channel) -> Item:
        return self._item(channel, 1, {"hologram": {"text": "What a customer said."}})

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        change = {"mid": self.external_id(channel, number), "text": text, "num_edit": revision}
        return self._item(channel, 100 + revision, {"message_edit": change})

    def deletion(self, channel: Channel, number: int) -> Item:
        gone = {"mid": self.external_id(channel, number), "is_deleted": True}
        return self._item(channel, 200, {"message": gone})

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> Item:
        return self._item(channel, 300, {"read": {"mid": external_id}})

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        metadata = {"metadata": f"janice:{key}"} if key else {}
        said = {"mid": external_id, "text": text, "is_echo": True, **metadata}
        row = {"sender": {"id": channel.address}, "recipient": {"id": PEOPLE[0]}, "message": said}
        return ("messaging", self.seconds(300), row | {"timestamp": self.seconds(300) * 1000})

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"recipient_id": PEOPLE[0], "message_id": self.sent_id(channel, number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"mid-out-{number}"

    def _item(self, channel: Channel, number: int, what: dict[str, Any], *, sender: int = 0) -> Item:
        row = {"sender": {"id": PEOPLE[sender]}, "recipient": {"id": channel.address}}
        return ("messaging", self.seconds(number), row | {"timestamp": self.seconds(number) * 1000} | what)


class CommentCase(InstagramCase):
    """Everybody comments below the first comment of the one who asks."""

    name = "comment"
    surface = "comment"
    sends = ("POST", "/v25.0/17861/replies")
    lacks = {
        "stale": GraphCase.no_time,
        "poll": GraphCase.no_poll,
        "token": GraphCase.no_renewal,
        "edit": "Instagram lets nobody change a comment.",
        "deletion": "Instagram does not tell of deleted comments.",
        "status": "Nobody is told who has seen a comment.",
        "media": "Comments have no files.",
    }

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        return self._item(channel, number, text, sender)

    def external_id(self, channel: Channel, number: int) -> str:
        return f"1786{number}"

    def poison(self, channel: Channel) -> Item:
        return ("changes", self.seconds(1), {"field": "comments", "value": {"text": "No id."}})

    def unknown(self, channel: Channel) -> Item:
        return ("changes", self.seconds(1), {"field": "holograms", "value": {"text": "What a customer said."}})

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        author = {"id": channel.address, "username": "shop"}
        name, at, row = self._item(channel, 300, text, 0)
        return (name, at, {**row, "value": {**row["value"], "id": external_id, "from": author}})

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"id": self.sent_id(channel, number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"1799{number}"

    def _item(self, channel: Channel, number: int, text: str, sender: int) -> Item:
        first = self.external_id(channel, 3 if sender else 1)
        comment = self.external_id(channel, number)
        value = {
            "id": comment,
            "from": {"id": PEOPLE[sender], "username": f"person{sender}"},
            "media": {"id": "18023345989012587", "media_product_type": "FEED"},
            "text": text,
            **({} if comment == first else {"parent_id": first}),
        }
        return ("changes", self.seconds(number), {"field": "comments", "value": value})


cases = (DirectCase(), CommentCase())
