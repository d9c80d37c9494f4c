"""Bluesky in the suite. Against its authors' own network it is tested in test_network.py, by ``make test-peers``."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from inbox.models import Channel
from tests.connectors.bluesky import shapes
from tests.connectors.conformance.case import Case
from tests.servers.answers import Answers, Asked, Reply


def token(signature: str) -> str:
    """A JWT in the shape of a PDS's: what it says is read, its signature is not ours to check."""
    parts = ({"typ": "at+jwt", "alg": "HS256"}, {"sub": shapes.US, "iat": 1, "exp": 4_000_000_000})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*coded, signature])


class BlueskyCase(Case):
    kind = "bluesky"
    surface = "mention"
    sends = ("POST", "/xrpc/com.atproto.repo.createRecord")
    lacks: ClassVar[Mapping[str, str]] = {
        "hook": "This network is fetched from; it calls nobody.",
        "batch": "Each post is kept on its own.",
        "unknown": "Only what speaks to us is fetched; unknown entries of the message log are tested in test_parse.py.",
        "edit": "Posts cannot be changed on Bluesky.",
        "status": "Bluesky tells nobody what became of a post.",
    }

    def settings(self) -> dict[str, Any]:
        return {"server_url": "https://pds.example"}

    def credentials(self) -> dict[str, Any]:
        return {"app_password": "bluesky-canary-abcd-efgh"}

    def address(self, number: int) -> str:
        return f"shop{number}.example"

    def _post(self, number: int, text: str, sender: int = 0) -> dict[str, Any]:
        """The first of each sender begins a thread; the others hang under it."""
        when = self.at(number).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        who = shapes.profile(f"did:plc:ada{sender}", f"ada{sender}.example", "Ada")
        root = {"uri": shapes.uri(0, who["did"]), "cid": shapes.CID}
        return shapes.post(number, text, by=who, at=when, reply={"root": root, "parent": root})

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> dict[str, Any]:
        return {"post": self._post(number, text, sender)}

    def external_id(self, channel: Channel, number: int) -> str:
        return shapes.uri(number, "did:plc:ada0")

    def poison(self, channel: Channel) -> dict[str, Any]:
        return {"post": self._post(900, "broken") | {"author": None}}

    def deletion(self, channel: Channel, number: int) -> dict[str, Any]:
        return {"deleted": self.external_id(channel, number)}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> dict[str, Any]:
        own = self._post(500, text) | {"author": shapes.profile(shapes.US, "shop.example", "Shop")}
        return {"own": own | {"uri": external_id}}

    def raws(self, channel: Channel, items: Sequence[Any]) -> list[bytes]:
        return [json.dumps({"us": shapes.US, "ancestors": []} | item).encode() for item in items]

    def feed(self, channel: Channel, items: Sequence[Any], peer: Answers) -> None:
        posts = [item["post"] for item in reversed(items)]
        told = [shapes.notification("reply", post) for post in posts]
        peer.on("GET", "/xrpc/app.bsky.notification.listNotifications", Reply(json={"notifications": told}))
        peer.on("GET", "/xrpc/app.bsky.feed.getPosts", Reply(json={"posts": posts}))
        thread = {"$type": "app.bsky.feed.defs#threadViewPost", "post": posts[0] if posts else {}}
        peer.on("GET", "/xrpc/app.bsky.feed.getPostThread", Reply(json={"thread": thread}))
        peer.on("GET", "/xrpc/app.bsky.feed.getAuthorFeed", Reply(json={"feed": []}))
        peer.on("POST", "/xrpc/app.bsky.notification.updateSeen", Reply())

    def aim(self, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is answered can be looked at, and what was not sent is not there."""
        super().aim(channel, peer, monkeypatch)
        self.renews(channel, peer, "c2lnbmF0dXJl")
        asked = {"posts": [self._post(1, "My kettle leaks.")]}
        peer.on("GET", "/xrpc/app.bsky.feed.getPosts", Reply(json=asked))
        missing = {"error": "RecordNotFound", "message": "Could not locate record"}
        peer.on("GET", "/xrpc/com.atproto.repo.getRecord", Reply(status=400, json=missing))

    def key_of(self, asked: Asked) -> str:
        return str(asked.json["rkey"])

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(json={"uri": self.sent_id(channel, number), "cid": shapes.CID})

    def sent_id(self, channel: Channel, number: int) -> str:
        return shapes.uri(5000 + number, shapes.US)

    def throttled(self, retry_after: float | None) -> Reply:
        said = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
        return Reply(status=429, json=said, headers={} if retry_after is None else {"Retry-After": f"{retry_after:g}"})

    def refused(self) -> Reply:
        return Reply(status=400, json={"error": "ExpiredToken", "message": "Token has expired"})

    def renews(self, channel: Channel, peer: Answers, token_name: str) -> None:
        given = {"accessJwt": token(token_name), "refreshJwt": token("refresh-canary-77aa"), "did": shapes.US}
        for name in ("createSession", "refreshSession"):
            peer.on("POST", f"/xrpc/com.atproto.server.{name}", Reply(json=given))

    def revoked(self, channel: Channel, peer: Answers) -> None:
        refused = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
        expired = {"error": "ExpiredToken", "message": "Token has been revoked"}
        peer.on("POST", "/xrpc/com.atproto.server.createSession", Reply(status=401, json=refused))
        peer.on("POST", "/xrpc/com.atproto.server.refreshSession", Reply(status=400, json=expired))


case = BlueskyCase()
