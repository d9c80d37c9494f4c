"""The API channel in the suite: we made the format, so docs/channels/apichannel.md is its source."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, ClassVar

import pytest
from django.utils import timezone

from inbox.envelope import ReceiptState
from inbox.models import Channel, Delivery
from tests.connectors.conformance.case import Call, Case
from tests.servers.answers import Answers, Asked, Reply

TOLD = "A call with a mistake in it is refused as a whole, in words; nothing of it is kept."


class ApiCase(Case):
    kind = "apichannel"
    surface = "conversation"
    secret = "token"
    proofs = ("authorization",)
    sends = ("POST", "/answers")
    lacks: ClassVar[dict[str, str]] = {
        "stale": "A token proves who calls, not when.",
        "raw_body": "A token proves who calls, not what is said.",
        "poison": TOLD,
        "unknown": TOLD,
        "poll": "Programs bring what is new.",
        "token": "Our calls are signed; there is no token that could run out.",
    }

    def settings(self) -> dict[str, Any]:
        return {"url": "https://program.example/answers", "window_hours": 24}

    def credentials(self) -> dict[str, Any]:
        return {
            "token": "5f2b7a90c1d84e63a7f0b9c2d1e4f586",
            "signing_secret": "whsec_Q2hhbmdlIG1lIGJlZm9yZSB0aGUgc3VuIGdvZXMgZG93bg==",
        }

    def address(self, number: int) -> str:
        return f"our-app-{number}"

    def _at(self, number: int, after: int = 0) -> str:
        return (self.at(number) + dt.timedelta(seconds=after)).isoformat()

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> dict[str, Any]:
        return {
            "type": "message",
            "id": f"m-{number}",
            "conversation": f"chat-{sender}",
            "from": {"id": f"user-{sender}", "name": "Ada"},
            "text": text,
            "at": self._at(number),
        }

    def external_id(self, channel: Channel, number: int) -> str:
        return f"m-{number}"

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> dict[str, Any]:
        return {"type": "message.edited", "id": f"m-{number}", "text": text, "at": self._at(number, revision)}

    def deletion(self, channel: Channel, number: int) -> dict[str, Any]:
        return {"type": "message.deleted", "id": f"m-{number}", "at": self._at(number, 60)}

    def status(self, channel: Channel, external_id: str, state: ReceiptState) -> dict[str, Any]:
        return {"type": "receipt", "id": external_id, "state": state.value}

    def echo(self, channel: Channel, external_id: str, text: str, *, key: str) -> dict[str, Any]:
        said = self.message(channel, 0, text) | {"id": external_id, "own": True, "at": timezone.now().isoformat()}
        return said | ({"echo_of": key} if key else {})

    def calls(
        self, channel: Channel, items: Sequence[Any], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        body = json.dumps({"items": list(items)}).encode()
        return [Call(body=body, headers={"Authorization": f"Bearer {secret or channel.credentials['token']}"})]

    def aim(self, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
        channel.settings["url"] = f"{peer.url}/answers"
        channel.save(update_fields=("settings",))

    def accepted(self, channel: Channel, number: int) -> Reply:
        return Reply(status=204)

    def sent_id(self, channel: Channel, number: int) -> str:
        """Of ours it is made of our key; of what the program's side said elsewhere it is the program's."""
        ours = Delivery.objects.filter(channel=channel).order_by("id")[number - 1 : number].first()
        return f"msg_{ours.idempotency_key}" if ours else f"said-elsewhere-{number}"

    def key_of(self, asked: Asked) -> str:
        return asked.headers["webhook-id"]


case = ApiCase()
