"""WordPress in the suite. source: https://developer.wordpress.org/rest-api/reference/comments/ and WordPress 6.1.9."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any, ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Case
from tests.servers.answers import Answers, Reply

ME = 1
ARTICLE = {
    "id": 1,
    "date": "2026-01-01T00:00:00",
    "link": "https://shop.example/kettles/",
    "title": {"rendered": "Kettles &#038; pots"},
    "excerpt": {"rendered": "<p>All about them.</p>"},
}
Item = dict[str, Any]


def comment(number: int, text: str, *, at: str, author: int = 0, parent: int = 0, sender: int = 0) -> Item:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return {
        "id": number,
        "post": 1,
        "parent": parent,
        "author": author,
        "author_name": f"Visitor {sender}",
        "author_email": f"visitor{sender}@customer.example",
        "author_url": "",
        "date_gmt": at,
        "content": {"raw": escaped, "rendered": f"<p>{escaped}</p>\n"},
        "link": f"https://shop.example/kettles/#comment-{number}",
        "status": "approved",
        "_embedded": {"up": [ARTICLE]},
    }


class WordPressCase(Case):
    kind = "wordpress"
    surface = "comment"
    sends = ("POST", "/")
    lacks: ClassVar[dict[str, str]] = {
        "hook": "WordPress tells nobody of comments; Janice looks.",
        "batch": "Every comment is kept by itself.",
        "unknown": "There is one type of comment that is asked for.",
        "status": "A site does not say who has read a comment.",
        "media": "Comments have no files.",
        "token": "An application password does not run out.",
    }

    def settings(self) -> dict[str, Any]:
        return {"server_url": "https://shop.example", "username": "support"}

    def credentials(self) -> dict[str, Any]:
        return {"password": "wp-canary-aBcD eFgH iJkL mNoP"}

    def address(self, number: int) -> str:
        return f"shop{number}"

    def channel(self, team: Any, **more: Any) -> Channel:
        made = super().channel(team, **more)
        Channel.objects.filter(pk=made.pk).update(address=f"{made.address}/{made.pk}")
        made.refresh_from_db()
        return made

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        made = comment(100 + number, text, at=self._at(number), parent=50 + sender, sender=sender)
        return {"comment": made, "me": ME, "root": 50 + sender, "before": None, "change": 0}

    def external_id(self, channel: Channel, number: int) -> str:
        return str(100 + number)

    def poison(self, channel: Channel) -> Item:
        made = self.message(channel, 99, "lost")
        del made["comment"]["content"]
        return made

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        before = [hashlib.sha256(b"what it said").hexdigest()[:32], "approved"]
        return self.message(channel, number, text) | {"before": before, "change": revision}

    def deletion(self, channel: Channel, number: int) -> Item:
        gone = {"id": 100 + number, "status": "trash"}
        return {"comment": gone, "me": ME, "root": 50, "before": ["", "approved"], "change": 9}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        ours = comment(int(external_id), text, at=self._at(300), author=ME, parent=50)
        return {"comment": ours, "me": ME, "root": 50, "before": None, "change": 0}

    def raws(self, channel: Channel, items: Sequence[Item]) -> list[bytes]:
        return [json.dumps(item, ensure_ascii=False).encode() for item in items]

    def feed(self, channel: Channel, items: Sequence[Item], peer: Answers) -> None:
        found = [item["comment"] | {"parent": 0} for item in reversed(items)]
        listed = Reply(json=found, headers={"X-WP-TotalPages": "1"})
        peer.on("GET", "/", *[Reply(json={"id": ME, "name": "Support"}), listed] * 20)

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(status=201, json=comment(int(self.sent_id(channel, number)), "", at=self._at(0), author=ME))

    def sent_id(self, channel: Channel, number: int) -> str:
        return str(5000 + number)

    def refused(self) -> Reply:
        return Reply(status=401, json={"code": "incorrect_password", "message": "No.", "data": {"status": 401}})

    def _at(self, number: int) -> str:
        return self.at(number).strftime("%Y-%m-%dT%H:%M:%S")


case = WordPressCase()
