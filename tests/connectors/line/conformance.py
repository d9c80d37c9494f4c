"""LINE in the suite. source: see events.py."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.line import events
from tests.servers.answers import Answers, Asked, Reply

Event = dict[str, Any]


class LineCase(Case):
    kind = "line"
    surface = "dm"
    secret = "channel_secret"
    proofs = ("x-line-signature",)
    sends = ("POST", "/v2/bot/message/push")
    lacks: ClassVar[Mapping[str, str]] = {
        "stale": "LINE signs no time; the ids of events tell repeats.",
        "edit": "LINE lets nobody change a message.",
        "status": "LINE does not tell what became of a message.",
        "echo": "LINE does not tell of what we said.",
        "poll": "LINE keeps no history that could be fetched.",
        "token": "The long-lived token cannot be renewed by us.",
    }

    def settings(self) -> dict[str, Any]:
        return {"free_replies": False}

    def credentials(self) -> dict[str, Any]:
        return {"channel_secret": "8c570fa6dd201bb328f1c1eac23a96d8", "access_token": "line-token-canary-7Hq"}

    def address(self, number: int) -> str:
        return f"@shop{number}"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Event:
        said = events.text(text, number=number, source={"type": "user", "userId": f"U{sender:032x}"})
        return said | {"timestamp": self._at(number)}

    def external_id(self, channel: Channel, number: int) -> str:
        return f"4443537890000{number:04d}"

    def poison(self, channel: Channel) -> Event:
        said = events.text("lost", number=9999)
        del said["message"]["id"]
        return said

    def unknown(self, channel: Channel) -> Event:
        return events.message({"type": "hologram", "id": "9", "text": "Beam me up."}, number=9998)

    def deletion(self, channel: Channel, number: int) -> Event:
        unsend = {"messageId": self.external_id(channel, number)}
        return events.event("unsend", number=number + 5000, at=self._at(number) + 500, unsend=unsend)

    def calls(
        self, channel: Channel, items: Sequence[Event], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        body = events.call(*items)
        signature = events.signature(body, secret or channel.credentials["channel_secret"])
        return [Call(body=body, headers={"X-Line-Signature": signature})]

    def media_ref(self, channel: Channel, url: str, peer: Answers) -> str:
        return url

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"sentMessages": [{"id": self.sent_id(channel, number)}]})

    def sent_id(self, channel: Channel, number: int) -> str:
        return str(int(hashlib.sha256(f"{channel.pk}/{number}".encode()).hexdigest()[:12], 16))

    def key_of(self, asked: Asked) -> str:
        return asked.headers["x-line-retry-key"]

    def _at(self, number: int) -> int:
        return int(self.at(number).timestamp() * 1000)


case = LineCase()
