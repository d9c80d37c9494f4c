"""Feeds in the suite. source: RFC 4287 (Atom), 2026-11-22."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from typing import Any, ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Case
from tests.servers.answers import Answers, Reply

Item = dict[str, Any]


class FeedCase(Case):
    kind = "feed"
    surface = "entry"
    lacks: ClassVar[dict[str, str]] = {
        "hook": "A feed waits to be read.",
        "batch": "Every entry is kept by itself.",
        "unknown": "A feed has entries and nothing else.",
        "deletion": "An entry that leaves a feed is old, not deleted.",
        "status": "A feed cannot be answered.",
        "echo": "A feed cannot be answered.",
        "reply": "A feed cannot be answered.",
        "http": "A feed cannot be answered.",
        "thread": "Every entry stands for itself.",
        "media": "Files of entries stay where they are.",
        "token": "A feed asks for no sign-in.",
    }

    def address(self, number: int) -> str:
        return f"https://talk.example/feed{number}"

    def aim(self, channel: Channel, peer: Answers, monkeypatch: Any) -> None:
        channel.address = f"{peer.url}/feed"
        channel.save(update_fields=("address",))

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        entry = {
            "id": self.external_id(channel, number),
            "title": "Kettles",
            "link": f"https://talk.example/{number}",
            "author": f"Visitor {sender}",
            "author_link": "",
            "at": int(self.at(number).timestamp()),
            "html": f"<p>{html.escape(text)}</p>",
            "parent": "",
        }
        return {"entry": entry, "change": 0}

    def external_id(self, channel: Channel, number: int) -> str:
        return f"tag:talk.example,{number}"

    def poison(self, channel: Channel) -> Item:
        made = self.message(channel, 99, "lost")
        del made["entry"]["html"]
        return made

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        return self.message(channel, number, text) | {"change": revision}

    def raws(self, channel: Channel, items: Sequence[Item]) -> list[bytes]:
        return [json.dumps(item, ensure_ascii=False).encode() for item in items]

    def feed(self, channel: Channel, items: Sequence[Item], peer: Answers) -> None:
        entries = "".join(self._atom(item["entry"]) for item in reversed(items))
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Talk</title>{entries}</feed>'
        peer.on("GET", "/feed", Reply(body=feed.encode()))

    def _atom(self, entry: Item) -> str:
        number = int(entry["id"].rpartition(",")[2])
        return (
            f"<entry><id>{entry['id']}</id><title>{entry['title']}</title><link href='{entry['link']}'/>"
            f"<updated>{self.at(number).isoformat()}</updated><author><name>{entry['author']}</name></author>"
            f"<content type='html'>{html.escape(entry['html'])}</content></entry>"
        )


case = FeedCase()
