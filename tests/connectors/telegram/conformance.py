"""Telegram in the suite, by webhook and by fetching."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import httpx

from connectors.telegram.account import webhook_secret
from inbox.models import Channel
from tests.connectors.conformance.case import Call, Case
from tests.connectors.telegram.bots import ADA, BOB, PRIVATE, TOKEN
from tests.servers.answers import Answers, Reply

Json = dict[str, Any]
PEOPLE = (ADA, BOB)


class TelegramCase(Case):
    kind = "telegram"
    name = "webhook"
    surface = "dm"
    secret = "bot_token"
    proofs = ("x-telegram-bot-api-secret-token",)
    sends = ("POST", f"/bot{TOKEN}/sendMessage")
    lacks: ClassVar[Mapping[str, str]] = {
        "stale": "Telegram's calls carry no time of their own.",
        "raw_body": "Telegram signs nothing: it repeats a secret that we gave it.",
        "rotation": "The secret is made of the bot's token, of which there is only one at a time.",
        "batch": "Every call of Telegram's is one update.",
        "deletion": "Telegram tells of deletions only in the chats of business accounts (test_parse.py has them).",
        "status": "Telegram does not say what became of a message.",
        "echo": "Telegram does not tell a bot what the bot says.",
        "poll": "This channel is told by webhook; the other case fetches.",
        "token": "A bot's token does not run out.",
    }

    def settings(self) -> Json:
        return {"receive": "webhook"}

    def credentials(self) -> Json:
        return {"bot_token": TOKEN}

    def address(self, number: int) -> str:
        return f"shop_{number}_bot"

    def message(self, channel: Channel, number: int, text: str, *, sender: int = 0) -> Json:
        who = PEOPLE[sender]
        said = {"message_id": number + 1, "from": who, "chat": {**PRIVATE, "id": who["id"]}, "text": text}
        return {"update_id": number, "message": said | {"date": int(self.at(number).timestamp())}}

    def external_id(self, channel: Channel, number: int) -> str:
        return f"42:{number + 1}"

    def poison(self, channel: Channel) -> Json:
        broken = self.message(channel, 90, "Hello.")
        del broken["message"]["chat"]
        return broken

    def unknown(self, channel: Channel) -> Json:
        return {"update_id": 91, "hologram": {"from": ADA, "text": "Hello from next year."}}

    def edit(self, channel: Channel, number: int, text: str, *, revision: int = 1) -> Json:
        item = self.message(channel, number, text)
        edited = item["message"] | {"edit_date": item["message"]["date"] + 60 * revision}
        return {"update_id": 1000 * revision + number, "edited_message": edited}

    def calls(
        self, channel: Channel, items: Sequence[Json], *, secret: str = "", at: dt.datetime | None = None
    ) -> list[Call]:
        token = secret or webhook_secret(channel)
        headers = {"X-Telegram-Bot-Api-Secret-Token": token}
        return [Call(body=json.dumps(item).encode(), headers=headers) for item in items]

    def media_ref(self, channel: Channel, url: str, peer: Answers) -> str:
        file = {"file_id": "F1", "file_unique_id": "U1", "file_path": f"../../{httpx.URL(url).path}"}
        peer.on("POST", f"/bot{TOKEN}/getFile", Reply(json={"ok": True, "result": file}))
        return "F1"

    def accepted(self, channel: Channel, number: int) -> Reply:
        result = {"message_id": 5000 + number, "date": 1763802000, "chat": PRIVATE, "text": "…"}
        return Reply(json={"ok": True, "result": result})

    def sent_id(self, channel: Channel, number: int) -> str:
        return f"42:{5000 + number}"

    def throttled(self, retry_after: float | None) -> Reply:
        said: Json = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after"}
        more = {} if retry_after is None else {"parameters": {"retry_after": int(retry_after)}}
        return Reply(status=429, json=said | more)

    def refused(self) -> Reply:
        return Reply(status=401, json={"ok": False, "error_code": 401, "description": "Unauthorized"})


class FetchingCase(TelegramCase):
    name = "fetching"
    surface = "dm"
    lacks: ClassVar[Mapping[str, str]] = {
        **{name: why for name, why in TelegramCase.lacks.items() if name not in ("poll", "batch")},
        "hook": "This channel fetches its updates; Telegram does not call it.",
        "batch": "Every update is kept by itself, however many came at once.",
    }

    def settings(self) -> Json:
        return {"receive": "polling"}

    def raws(self, channel: Channel, items: Sequence[Json]) -> list[bytes]:
        return [json.dumps(item).encode() for item in items]

    def feed(self, channel: Channel, items: Sequence[Json], peer: Answers) -> None:
        peer.on("POST", f"/bot{TOKEN}/getUpdates", Reply(json={"ok": True, "result": list(items)}))


cases = (TelegramCase(), FetchingCase())
