"""Discourse in the suite. source: see posts.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.discourse import posts
from tests.servers.answers import Answers, Reply

Item = dict[str, Any]
TOPIC = 40


class DiscourseCase(Case):
    kind = "discourse"
    surface = "topic"
    secret = "webhook_secret"
    proofs = ("x-discourse-event-signature",)
    sends = ("POST", "/posts.json")
    lacks: ClassVar[dict[str, str]] = {
        "stale": "Discourse signs no time.",
        "batch": "A call brings one post.",
        "status": "Who has read a post is not told.",
        "token": "A key of the API does not run out.",
    }

    def settings(self) -> dict[str, Any]:
        return {"server_url": "https://community.example", "username": "Support"}

    def credentials(self) -> dict[str, Any]:
        return {"api_key": "api-key-canary-c0ffee11", "webhook_secret": posts.SECRET}

    def address(self, number: int) -> str:
        return f"forum{number}"

    def channel(self, team: Any, **more: Any) -> Channel:
        made = super().channel(team, **more)
        Channel.objects.filter(pk=made.pk).update(address=f"{made.address}/{made.pk}")
        made.refresh_from_db()
        return made

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        return posts.post(
            TOPIC + sender, number, text, at=self.at(number), user=100 + sender, username=f"member{sender}"
        )

    def external_id(self, channel: Channel, number: int) -> str:
        return f"{TOPIC}/{number}"

    def poison(self, channel: Channel) -> Item:
        made = self.message(channel, 99, "lost")
        del made["cooked"]
        return made

    def unknown(self, channel: Channel) -> Item:
        return self.message(channel, 98, "What is this?") | {"post_type": 9}

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        later = (self.at(number) + dt.timedelta(seconds=revision)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return self.message(channel, number, text) | {"version": 1 + revision, "updated_at": later}

    def deletion(self, channel: Channel, number: int) -> Item:
        return self.message(channel, number, "(post deleted by author)") | {"user_deleted": True, "version": 2}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        number = int(external_id.rpartition("/")[2])
        return posts.post(TOPIC, number, text, at=self.at(300), user=1, username="support")

    def calls(
        self, channel: Channel, items: Sequence[Item], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        bodies = [posts.body(item) for item in items]
        signed = secret or channel.credentials["webhook_secret"]
        return [Call(body=body, headers=posts.headers(body, secret=signed)) for body in bodies]

    def feed(self, channel: Channel, items: Sequence[Item], peer: Answers) -> None:
        peer.on("GET", "/posts.json", Reply(json={"latest_posts": list(reversed(items))}))
        peer.on("GET", "/private-posts.json", Reply(json={"private_posts": []}))

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"id": 9000 + number, "topic_id": TOPIC, "post_number": 500 + number})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"{TOPIC}/{500 + number}"

    def refused(self) -> Reply:
        words = {"errors": ["You are not permitted to view the requested resource."], "error_type": "invalid_access"}
        return Reply(status=403, json=words)


case = DiscourseCase()
