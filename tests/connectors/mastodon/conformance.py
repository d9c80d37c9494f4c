"""Mastodon in the suite. Against a server that others wrote it is tested in this folder's other modules."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from inbox.models import Channel
from tests.connectors.conformance.case import Case
from tests.connectors.mastodon import shapes
from tests.servers.answers import Answers, Asked, Reply


class MastodonCase(Case):
    kind = "mastodon"
    surface = "dm"
    sends = ("POST", "/api/v1/statuses")
    lacks: ClassVar[Mapping[str, str]] = {
        "hook": "This network is fetched from and streamed; it has no webhooks for accounts.",
        "batch": "Each notification is kept on its own.",
        "status": "Mastodon tells nobody what became of a status.",
        "token": "Access tokens of Mastodon do not run out.",
    }

    def settings(self) -> dict[str, Any]:
        return {"server_url": "https://social.example"}

    def credentials(self) -> dict[str, Any]:
        return {"access_token": "mastodon-canary-ZFbBHSlEGZ7Wn"}

    def address(self, number: int) -> str:
        return f"shop{number}@social.example"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> dict[str, Any]:
        told = shapes.notification("mention", self._status(number, text, sender), number=number)
        return {"notification": told | {"created_at": self._when(number)}}

    def _when(self, number: int) -> str:
        return self.at(number).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def _status(self, number: int, text: str, sender: int = 0, **more: Any) -> dict[str, Any]:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;")
        return shapes.status(
            1000 + number,
            f"<p>{escaped}</p>",
            by=f"ada{sender}@other.example",
            visibility="direct",
            created_at=self._when(number),
            **more,
        )

    def external_id(self, channel: Channel, number: int) -> str:
        return str(1000 + number)

    def poison(self, channel: Channel) -> dict[str, Any]:
        broken = self._status(900, "broken") | {"account": None}
        return {"notification": shapes.notification("mention", broken, number=900)}

    def unknown(self, channel: Channel) -> dict[str, Any]:
        return {"notification": shapes.notification("telepathy", self._status(901, "Are you there?"), number=901)}

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> dict[str, Any]:
        return {"edited": self._status(number, text, edited_at=self._when(number + 60 * revision))}

    def deletion(self, channel: Channel, number: int) -> dict[str, Any]:
        return {"deleted": str(1000 + number)}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> dict[str, Any]:
        own = self._status(int(external_id) - 1000, text, mentions=[shapes.mention("ada0@other.example")])
        own["account"] = shapes.account(channel.address.partition("@")[0])
        return {"own": own}

    def raws(self, channel: Channel, items: Sequence[Any]) -> list[bytes]:
        return [json.dumps({"ancestors": []} | item).encode() for item in items]

    def media_ref(self, channel: Channel, url: str, peer: Answers) -> str:
        return url

    def feed(self, channel: Channel, items: Sequence[Any], peer: Answers) -> None:
        newest_first = [item["notification"] for item in reversed(items) if "notification" in item]
        peer.on("GET", "/api/v1/notifications", Reply(json=newest_first))
        statuses = [item["notification"]["status"] for item in items if "notification" in item]
        peer.on("GET", "/api/v1/statuses", Reply(json=statuses))
        peer.on("GET", "/api/v1/accounts/verify_credentials", Reply(json={"id": "1"}))
        peer.on("GET", "/api/v1/accounts/1/statuses", Reply(json=[]))

    def aim(self, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is answered can be looked at."""
        super().aim(channel, peer, monkeypatch)
        peer.on("GET", "/api/v1/statuses/1001", Reply(json=self._status(1, "My kettle leaks.")))

    def key_of(self, asked: Asked) -> str:
        return asked.headers["idempotency-key"]

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"id": self.sent_id(channel, number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return str(5000 + number)

    def refused(self) -> Reply:
        return Reply(status=401, json={"error": "The access token was revoked"})


case = MastodonCase()
