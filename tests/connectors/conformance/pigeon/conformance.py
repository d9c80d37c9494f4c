"""What pigeons bring to the suite."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils import timezone

from connectors import signatures
from inbox.envelope import ReceiptState
from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.servers.answers import Answers, Reply


class PigeonCase(Case):
    kind = "pigeon"
    surface = "letter"
    secret = "seal"
    proofs = ("pigeon-signature",)
    sends = ("POST", "/letters")
    lacks: ClassVar[dict[str, str]] = {}

    def settings(self) -> dict[str, Any]:
        return {"server_url": "https://loft.example"}

    def credentials(self) -> dict[str, Any]:
        return {"seal": "seal-7f1b5a02c9d8e3f4", "client_secret": "key-8a6d4c1e0b7f9523"}

    def address(self, number: int) -> str:
        return f"loft{number}"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> dict[str, Any]:
        at = int(self.at(number).timestamp())
        return {"type": "letter", "id": f"in-{number}", "by": f"farmer{sender}", "text": text, "at": at}

    def external_id(self, channel: Channel, number: int) -> str:
        return f"in-{number}"

    def poison(self, channel: Channel) -> dict[str, Any]:
        return {**self.message(channel, 999, "Eaten by a cat."), "text": None}

    def unknown(self, channel: Channel) -> dict[str, Any]:
        return {"type": "parcel", "id": "in-998", "at": 1, "text": "A parcel."}

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> dict[str, Any]:
        at = int(self.at(number).timestamp()) + revision
        return {"type": "rewritten", "id": f"in-{number}", "text": text, "at": at}

    def deletion(self, channel: Channel, number: int) -> dict[str, Any]:
        return {"type": "burned", "id": f"in-{number}", "at": int(self.at(number).timestamp()) + 100}

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> dict[str, Any]:
        return {"type": state.value, "id": external_id, "at": int(timezone.now().timestamp())}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> dict[str, Any]:
        at = int(timezone.now().timestamp())
        same = {"type": "letter", "id": external_id, "by": "farmer0", "text": text, "at": at}
        return {**same, "own": True, "key": key}

    def calls(
        self, channel: Channel, items: Sequence[Any], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        body = json.dumps({"birds": list(items)}).encode()
        time = str(int((at or timezone.now()).timestamp()))
        seal = signatures.hmac_hex(secret or channel.credentials["seal"], f"{time}.".encode() + body)
        return [Call(body=body, headers={"Pigeon-Signature": f"t={time},v1={seal}"})]

    def feed(self, channel: Channel, items: Sequence[Any], peer: Answers) -> None:
        peer.on("GET", "/letters", Reply(json={"birds": list(items), "next": str(len(items))}))

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(status=201, json={"id": self.sent_id(channel, number)})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"out-{number}"

    def renews(self, channel: Channel, peer: Answers, token: str) -> None:
        peer.on("POST", "/token", Reply(json={"access_token": token, "expires_in": 3600}))

    def revoked(self, channel: Channel, peer: Answers) -> None:
        peer.on("POST", "/token", Reply(status=400, json={"error": "invalid_grant"}))


case = PigeonCase()
