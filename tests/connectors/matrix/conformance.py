"""Matrix in the suite. Against the reference homeserver it is tested in this folder's other modules.

source: Matrix specification v1.16, Client-Server API, the examples of m.room.message, m.replace and m.room.redaction;
read 2026-11-21.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Case
from tests.servers.answers import Answers, Asked, Reply


class MatrixCase(Case):
    kind = "matrix"
    surface = "chat"
    sends = ("PUT", "/_matrix/client/v3/rooms/%21room0%3Ahs.example/send/m.room.message/*")
    lacks: ClassVar[Mapping[str, str]] = {
        "hook": "This network is fetched from; only application services are pushed to.",
        "batch": "Each event is kept on its own.",
        "status": "Matrix tells who has read up to where, not what became of one message; tested against Synapse.",
        "token": "An access token is valid until its session is logged out.",
    }

    def settings(self) -> dict[str, Any]:
        return {"server_url": "https://hs.example"}

    def credentials(self) -> dict[str, Any]:
        return {"access_token": "syt_canary_c2hvcA_qLiFzXeXIotT"}

    def address(self, number: int) -> str:
        return f"@shop{number}:hs.example"

    def _event(self, number: int, content: dict[str, Any], *, sender: int = 0, **more: Any) -> dict[str, Any]:
        event = {
            "type": "m.room.message",
            "event_id": f"$event{number}",
            "sender": f"@ada{sender}:other.example",
            "origin_server_ts": int(self.at(number).timestamp() * 1000),
            "content": content,
            "unsigned": {"age": 1234},
        }
        room = {"id": f"!room{sender}:hs.example", "public": False, "peer": f"@ada{sender}:other.example"}
        return {"room": room, "event": event | more, "names": {}}

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> dict[str, Any]:
        return self._event(number, {"msgtype": "m.text", "body": text}, sender=sender)

    def external_id(self, channel: Channel, number: int) -> str:
        return f"$event{number}"

    def poison(self, channel: Channel) -> dict[str, Any]:
        return self._event(900, {"msgtype": "m.text"})

    def unknown(self, channel: Channel) -> dict[str, Any]:
        return self._event(901, {"thought": "Are you there?"}, type="m.room.telepathy")

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> dict[str, Any]:
        new = {"msgtype": "m.text", "body": text}
        related = {"rel_type": "m.replace", "event_id": f"$event{number}"}
        content = {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": related}
        return self._event(number + 60 * revision, content, event_id=f"$edit{number}-{revision}")

    def deletion(self, channel: Channel, number: int) -> dict[str, Any]:
        return self._event(number + 300, {"redacts": f"$event{number}"}, type="m.room.redaction", event_id="$gone")

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> dict[str, Any]:
        item = self._event(500, {"msgtype": "m.text", "body": text})
        item["event"] |= {"sender": channel.address, "event_id": external_id, "unsigned": {"transaction_id": key}}
        return item

    def raws(self, channel: Channel, items: Sequence[Any]) -> list[bytes]:
        return [json.dumps(item).encode() for item in items]

    def feed(self, channel: Channel, items: Sequence[Any], peer: Answers) -> None:
        timeline = {"events": [item["event"] for item in items], "limited": False, "prev_batch": "p1"}
        joined = {"!room0:hs.example": {"timeline": timeline, "state": {"events": []}}}
        peer.on("GET", "/_matrix/client/v3/sync", Reply(json={"next_batch": "s1", "rooms": {"join": joined}}))

    def key_of(self, asked: Asked) -> str:
        return asked.path.rsplit("/", 1)[-1]

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"event_id": self.sent_id(channel, number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"$ours{number}"

    def throttled(self, retry_after: float | None) -> Reply:
        said = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests"}
        return Reply(status=429, json=said | ({} if retry_after is None else {"retry_after_ms": retry_after * 1000}))

    def refused(self) -> Reply:
        return Reply(status=401, json={"errcode": "M_UNKNOWN_TOKEN", "error": "Unknown token"})


case = MatrixCase()
