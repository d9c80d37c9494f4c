"""YouTube in the suite. source: see comments.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from connectors.youtube.connector import connector
from inbox.models import Channel
from tests.connectors.conformance.case import Case
from tests.connectors.youtube import comments
from tests.servers.answers import Answers, Reply

Item = dict[str, Any]


class YoutubeCase(Case):
    """The suite's messages are replies under a first comment of ours, one thread for each sender."""

    kind = "youtube"
    surface = "comment"
    sends = ("POST", "/youtube/v3/comments")
    lacks: ClassVar[Mapping[str, str]] = {
        "hook": "YouTube tells nobody of a comment.",
        "status": "YouTube does not tell what became of a comment.",
    }

    def settings(self) -> dict[str, Any]:
        return {"client_id": "ci.apps.googleusercontent.com"}

    def credentials(self) -> dict[str, Any]:
        return {"client_secret": "yt-client-secret-canary-3e1", "refresh_token": "yt-refresh-canary-8d0"}

    def address(self, number: int) -> str:
        return comments.OWN[:-4] + f"{number:04d}"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        author = (comments.ADA, comments.BOB, "UCeveeeeeeeeeeeeeeeeeeee")[sender]
        root = f"Ugz-{sender}"
        return comments.comment(f"{root}.{number}", text, author=author, parent=root, at=self.at(number))

    def external_id(self, channel: Channel, number: int) -> str:
        return f"Ugz-0.{number}"

    def poison(self, channel: Channel) -> Item:
        made = self.message(channel, 9999, "lost")
        del made["snippet"]["publishedAt"]
        return made

    def unknown(self, channel: Channel) -> Item:
        return {"kind": "youtube#hologram", "id": "h", "snippet": {"textDisplay": "Beam me up."}}

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        made = self.message(channel, number, text)
        made["snippet"]["updatedAt"] = (self.at(number) + dt.timedelta(minutes=revision)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return made

    def deletion(self, channel: Channel, number: int) -> Item:
        return {"gone": self.external_id(channel, number)}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        return comments.comment(external_id, text, author=channel.address, parent="Ugz-0", at=self.at(30))

    def raws(self, channel: Channel, items: Sequence[Item]) -> list[bytes]:
        """One body for all that can stand in one, in this order."""
        bodies, threads = [], self._threads(channel, [item for item in items if "gone" not in item])
        if threads:
            bodies.append(comments.body(*threads))
        gone = tuple(str(item["gone"]) for item in items if "gone" in item)
        if gone:
            bodies.append(comments.body(gone=gone))
        return bodies if not items or "gone" not in items[0] else bodies[::-1]

    def feed(self, channel: Channel, items: Sequence[Item], peer: Answers) -> None:
        peer.on("GET", "/youtube/v3/commentThreads", Reply(json=comments.page(*self._threads(channel, items))))
        peer.on("GET", "/youtube/v3/videos", Reply(json=comments.page(comments.video())))

    def aim(self, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        super().aim(channel, peer, monkeypatch)
        monkeypatch.setattr(connector, "token_url", f"{peer.url}/token")

    def accepted(self, channel: Channel, number: int) -> Reply:
        made = comments.comment(self.sent_id(channel, number), "…", author=channel.address, parent="Ugz-0")
        return Reply(json=made)

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"Ugz-0.ours-{number}"

    def renews(self, channel: Channel, peer: Answers, token: str) -> None:
        peer.on("POST", "/token", Reply(json={"access_token": token, "expires_in": 3599, "token_type": "Bearer"}))

    def revoked(self, channel: Channel, peer: Answers) -> None:
        peer.on("POST", "/token", Reply(status=400, json={"error": "invalid_grant"}))

    def _threads(self, channel: Channel, items: Sequence[Item]) -> list[Item]:
        grouped: dict[str, list[Item]] = {}
        strange = [item for item in items if item.get("kind") == "youtube#hologram"]
        for item in items:
            if item not in strange:
                grouped.setdefault(str(item["snippet"]["parentId"]), []).append(item)
        made = []
        for root, replies in grouped.items():
            top = comments.comment(root, "Ask us!", author=channel.address, at=self.at(0))
            made.append(comments.thread(top, *replies))
        return [*made, *strange]


case = YoutubeCase()
