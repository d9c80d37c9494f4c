"""A page in the suite: its direct messages, and its comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inbox.envelope import ReceiptState
from inbox.models import Channel
from tests.connectors.conformance.case import Item
from tests.connectors.graph.case import GraphCase
from tests.servers.answers import Answers, Reply

PEOPLE = ("7401234567890123", "7409876543210987")


class PageCase(GraphCase):
    kind = "facebook"

    def address(self, number: int) -> str:
        """Part of the path of calls."""
        address = str(682498302930000 + number)
        self.sends = ("POST", self.path(address))
        return address

    def path(self, page: str) -> str:
        raise NotImplementedError

    def envelope(self, channel: Channel, items: Sequence[Item]) -> dict[str, Any]:
        """One entry for each item: times of entries are what orders edits of comments."""
        entries = [{"id": channel.address, "time": at, name: [row]} for name, at, row in items]
        return {"object": "page", "entry": entries}

    def seconds(self, number: int) -> int:
        return int(self.at(number).timestamp())


class MessengerCase(PageCase):
    name = "dm"
    surface = "dm"
    lacks = {
        "stale": GraphCase.no_time,
        "poll": GraphCase.no_poll,
        "token": GraphCase.no_renewal,
        "status.failed": "Messenger says at once what it does not take, and nothing later.",
        "status.sent": "Messenger tells of delivered and read.",
    }

    def path(self, page: str) -> str:
        return f"/v25.0/{page}/messages"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        said = {"mid": self.external_id(channel, number), "text": text}
        return self._item(channel, number, {"message": said}, sender=sender)

    def external_id(self, channel: Channel, number: int) -> str:
        return f"m_in_{number}"

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
        seen = {"mids": [external_id], "watermark": self.seconds(300) * 1000}
        return self._item(channel, 300, {"delivery": seen})

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        metadata = {"metadata": f"janice:{key}"} if key else {}
        said = {"mid": external_id, "text": text, "is_echo": True, "app_id": 1, **metadata}
        row = {"sender": {"id": channel.address}, "recipient": {"id": PEOPLE[0]}, "message": said}
        return ("messaging", self.seconds(300), row | {"timestamp": self.seconds(300) * 1000})

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"recipient_id": PEOPLE[0], "message_id": self.sent_id(channel, number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"m_out_{number}"

    def _item(self, channel: Channel, number: int, what: dict[str, Any], *, sender: int = 0) -> Item:
        row = {"sender": {"id": PEOPLE[sender]}, "recipient": {"id": channel.address}}
        return ("messaging", self.seconds(number), row | {"timestamp": self.seconds(number) * 1000} | what)


class CommentCase(PageCase):
    """Everybody comments below the first comment of the one who asks."""

    name = "comment"
    surface = "comment"
    lacks = {
        "stale": GraphCase.no_time,
        "poll": GraphCase.no_poll,
        "token": GraphCase.no_renewal,
        "status": "Nobody is told who has seen a comment.",
    }

    def path(self, page: str) -> str:
        return "/v25.0/1221_in_1/comments"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        return self._item(channel, number, "add", sender=sender, message=text)

    def external_id(self, channel: Channel, number: int) -> str:
        return f"1221_in_{number}"

    def poison(self, channel: Channel) -> Item:
        return ("changes", self.seconds(1), {"field": "feed", "value": {"item": "comment", "verb": "add"}})

    def unknown(self, channel: Channel) -> Item:
        value = {"item": "hologram", "verb": "add", "message": "What a customer said."}
        return ("changes", self.seconds(1), {"field": "feed", "value": value})

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        return self._item(channel, number, "edited", changed=100 + revision, message=text)

    def deletion(self, channel: Channel, number: int) -> Item:
        return self._item(channel, number, "remove", changed=200)

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        ours: dict[str, Any] = {"from": {"id": channel.address, "name": "Shop"}, "comment_id": external_id}
        return self._item(channel, 300, "add", message=text, **ours)

    def media_ref(self, channel: Channel, url: str, peer: Answers) -> str:
        media = {"attachment": {"media": {"image": {"src": url}}, "type": "photo"}}
        peer.on("GET", "/v25.0/1221_77", Reply(json=media))
        return "comment:1221_77"

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"id": self.sent_id(channel, number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"1221_out_{number}"

    def _item(
        self, channel: Channel, number: int, verb: str, *, sender: int = 0, changed: int = 0, **more: Any
    ) -> Item:
        post = f"{channel.address}_1221"
        first = self.external_id(channel, 1) if sender == 0 else self.external_id(channel, 3)
        comment = self.external_id(channel, number)
        value = {
            "from": {"id": PEOPLE[sender], "name": f"Person {sender}"},
            "post_id": post,
            "comment_id": comment,
            "parent_id": post if comment == first else first,
            "created_time": self.seconds(number),
            "item": "comment",
            "verb": verb,
        }
        return ("changes", self.seconds(changed or number), {"field": "feed", "value": value | more})


cases = (MessengerCase(), CommentCase())
