"""LinkedIn in the suite. source: see notifications.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import pytest

from connectors.linkedin.connector import connector
from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.linkedin import notifications
from tests.connectors.linkedin.notifications import urn
from tests.servers.answers import Answers, Reply

Item = dict[str, Any]
ROOTS = {sender: urn(900_000 + sender) for sender in range(3)}
SEND = "/rest/socialActions/" + ROOTS[0].replace(":", "%3A").replace("(", "%28").replace(",", "%2C").replace(")", "%29")


class LinkedinCase(Case):
    """The suite's messages are replies to a comment of ours, one thread for each sender."""

    kind = "linkedin"
    surface = "comment"
    secret = "client_secret"
    proofs = ("x-li-signature",)
    sends = ("POST", f"{SEND}/comments")
    lacks: ClassVar[Mapping[str, str]] = {
        "stale": "LinkedIn signs no time; the ids of notifications tell repeats.",
        "status": "LinkedIn does not tell what became of a comment.",
        "media": "LinkedIn sends no files of comments.",
    }

    def settings(self) -> dict[str, Any]:
        return {"client_id": "ci"}

    def credentials(self) -> dict[str, Any]:
        return {
            "client_secret": notifications.SECRET,
            "access_token": "linkedin-access-canary-66d",
            "refresh_token": "linkedin-refresh-canary-1c9",
        }

    def address(self, number: int) -> str:
        return f"urn:li:organization:96{number:06d}"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Item:
        owner = (notifications.ADA, notifications.BOB, "urn:li:person:eve0000001")[sender]
        made = notifications.comment(number, text, owner=owner, under=ROOTS[sender], at=self._at(number))
        return made | {"organizationalEntity": channel.address}

    def external_id(self, channel: Channel, number: int) -> str:
        return urn(number)

    def poison(self, channel: Channel) -> Item:
        made = self.message(channel, 9999, "lost")
        del made["lastModifiedAt"]
        return made

    def unknown(self, channel: Channel) -> Item:
        made = notifications.notification("TELEPATHY", 9998, {"telepathy": {"text": "Beam me up."}})
        return made | {"organizationalEntity": channel.address}

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Item:
        made = self.message(channel, number, text)
        return made | {
            "action": "COMMENT_EDIT",
            "lastModifiedAt": self._at(number) + 1000 * revision,
            "notificationId": 5_700_000_000 + number * 100 + revision,
        }

    def deletion(self, channel: Channel, number: int) -> Item:
        made = notifications.notification("COMMENT_DELETE", number, at=self._at(number) + 60_000)
        return made | {"organizationalEntity": channel.address, "notificationId": 5_800_000_000 + number}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> Item:
        said = {"owner": channel.address, "text": text, "entity": external_id, "object": ROOTS[0]}
        made = notifications.notification("ADMIN_COMMENT", 30, {"comment": said}, at=self._at(30))
        return made | {"organizationalEntity": channel.address, "generatedActivity": external_id}

    def calls(
        self, channel: Channel, items: Sequence[Item], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        body = notifications.call(*items)
        signed = notifications.signature(body, secret or channel.credentials["client_secret"])
        return [Call(body=body, headers={"X-LI-Signature": signed})]

    def feed(self, channel: Channel, items: Sequence[Item], peer: Answers) -> None:
        newest_first = sorted(items, key=lambda item: -int(item["lastModifiedAt"]))
        peer.on("GET", "/rest/organizationalEntityNotifications", Reply(json={"elements": newest_first}))

    def aim(self, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        super().aim(channel, peer, monkeypatch)
        monkeypatch.setattr(connector, "accounts", peer.url)

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(status=201, headers={"x-restli-id": str(7094977717598620000 + 500_000 + number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return urn(500_000 + number)

    def renews(self, channel: Channel, peer: Answers, token: str) -> None:
        answer = {"access_token": token, "expires_in": 5184000, "refresh_token": f"r-{token}"}
        peer.on("POST", "/oauth/v2/accessToken", Reply(json=answer))

    def revoked(self, channel: Channel, peer: Answers) -> None:
        peer.on("POST", "/oauth/v2/accessToken", Reply(status=400, json={"error": "invalid_grant"}))

    def _at(self, number: int) -> int:
        return notifications.millis(self.at(number))


case = LinkedinCase()
