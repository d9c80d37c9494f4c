"""X in the suite. source: see payloads.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.x import payloads
from tests.servers.answers import Answers, Reply

Item = dict[str, Any]
PEOPLE = (payloads.ADA, payloads.BOB, "4444444444444444444")


class XCase(Case):
    kind = "x"
    surface = "mention"
    secret = "consumer_secret"
    proofs = ("x-twitter-webhooks-signature",)
    sends = ("POST", "/2/tweets")
    lacks: ClassVar[Mapping[str, str]] = {
        "stale": "X signs no time; the ids of events tell repeats.",
        "batch": "X makes one call for each event.",
        "status": "X does not tell what became of a post.",
    }

    def settings(self) -> dict[str, Any]:
        return {"client_id": "ci", "check_deleted": False}

    def credentials(self) -> dict[str, Any]:
        return {
            "client_secret": "x-client-secret-canary-91b",
            "refresh_token": "x-refresh-canary-77e",
            "consumer_secret": payloads.SECRET,
            "bearer_token": "x-app-bearer-canary-05c",
        }

    def address(self, number: int) -> str:
        return f"@exampleshop{number}"

    def channel(self, team: Any, **more: Any) -> Channel:
        return super().channel(team, **{"facts": {"user_id": payloads.OWN}, **more})

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        return payloads.post(number, _escaped(text), author=PEOPLE[sender], root=payloads.ident(0), at=self.at(number))

    def external_id(self, channel: Channel, number: int) -> str:
        return payloads.ident(number)

    def poison(self, channel: Channel) -> Item:
        made = self.message(channel, 9999, "lost")
        del made["author_id"]
        return made

    def unknown(self, channel: Channel) -> Item:
        return {"event": "telepathy.received", "payload": {"id": "77", "text": "Beam me up."}}

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        new = payloads.ident(number + 100_000 * revision)
        made = self.message(channel, number, text)
        at = (self.at(number) + dt.timedelta(seconds=revision)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return made | {"id": new, "created_at": at, "edit_history_tweet_ids": [payloads.ident(number), new]}

    def deletion(self, channel: Channel, number: int) -> Item:
        return {"event": "post.delete", "payload": {"id": payloads.ident(number), "author_id": payloads.OWN}}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        post = payloads.post(
            0,
            _escaped(text),
            author=payloads.OWN,
            root=payloads.ident(0),
            replied=payloads.ident(1),
            to=payloads.ADA,
            at=self.at(30),
        )
        return post | {"id": external_id, "edit_history_tweet_ids": [external_id], "own": True}

    def calls(
        self, channel: Channel, items: Sequence[Item], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        made = []
        for item in items:
            if "event" in item:
                body = payloads.event(item["event"], item["payload"], uuid=f"{item['event']}-{item['payload']['id']}")
            else:
                kind = "post.create" if item.get("own") else "post.mention.create"
                said = {name: value for name, value in item.items() if name != "own"}
                known = payloads.includes([said]) if "author_id" in said else {"users": []}
                body = payloads.event(kind, said, with_=known)
            signed = payloads.signature(body, secret or channel.credentials["consumer_secret"])
            made.append(Call(body=body, headers={"x-twitter-webhooks-signature": signed}))
        return made

    def feed(self, channel: Channel, items: Sequence[Item], peer: Answers) -> None:
        peer.on("GET", f"/2/users/{payloads.OWN}/mentions", Reply(json=payloads.page(*items)))

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(status=201, json={"data": {"id": self.sent_id(channel, number), "text": "…"}})

    def sent_id(self, channel: Channel, number: int) -> str:
        return payloads.ident(5_000_000 + number)

    def renews(self, channel: Channel, peer: Answers, token: str) -> None:
        answer = {"access_token": token, "refresh_token": f"r-{token}", "expires_in": 7200, "token_type": "bearer"}
        peer.on("POST", "/2/oauth2/token", Reply(json=answer))

    def revoked(self, channel: Channel, peer: Answers) -> None:
        peer.on("POST", "/2/oauth2/token", Reply(status=400, json={"error": "invalid_request"}))


def _escaped(text: str) -> str:
    """X writes the three characters of HTML as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


case = XCase()
