"""The Telegram connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import health, http, planning, signatures
from connectors.base import Accept, Check, Download, HealthReport, HookRequest, Reject, Send, Verdict
from connectors.errors import ContractChanged
from connectors.stop import Stop
from connectors.telegram import account, bot, parse, send, settings, updates
from inbox import limits
from inbox.envelope import InboundEvent, MediaRef, OutboundAction, OutboundMessage, OutboundPart
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound

HEADER = "x-telegram-bot-api-secret-token"
WAIT = 25  # seconds that Telegram holds a look open


class TelegramConnector:
    key = "telegram"
    name = "Telegram"
    fields = settings.FIELDS
    api = bot.API
    retry_status = 503

    def capabilities(self, settings_: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return settings.capabilities()

    def clean(self, address: str, settings_: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        name, wrong = address.strip().lower().removeprefix("https://t.me/").lstrip("@"), {}
        if not settings.USERNAME.fullmatch(name):
            wrong["address"] = "The bot's username, as in @shop_bot."
        if credentials.get("bot_token") and not settings.TOKEN.fullmatch(credentials["bot_token"]):
            wrong |= {"credentials.bot_token": "A bot token looks like 123456789:AAF… (from @BotFather)."}
        if wrong:
            raise InboxError("invalid_settings", "Some settings of the bot are not usable.", fields=wrong)
        return name

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """Telegram signs nothing; it repeats a secret that we gave it with the webhook."""
        if not channel.credentials.get("bot_token"):
            return Reject(reason="The channel has no bot token.")
        if not signatures.same(account.webhook_secret(channel), request.headers.get(HEADER, "")):
            return Reject(reason="The secret token is missing or another one.")
        return Accept()

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        taken = str(raw.channel.settings.get("groups", "mentions"))
        return parse.events(bytes(raw.body), bot=raw.channel.address, taken=taken, received_at=raw.received_at)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with bot.client(channel, self.api, priority=True) as client:
            yield functools.partial(send.send, client)

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with bot.client(channel, self.api, priority=True) as client:
            send.act(client, action)

    def polled(self, channel: Channel) -> bool:
        return bool(channel.settings.get("receive") == "polling")

    def poll(self, channel: Channel) -> int:
        with bot.client(channel, self.api) as client:
            return updates.fetch(client, channel, wait=0)

    def listen(self, channel: Channel, *, stop: Stop) -> None:
        with bot.client(channel, self.api, stop=stop) as client:
            while not stop:
                updates.fetch(client, channel, wait=WAIT)
                health.ok(channel, health.Side.RECEIVING)

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """Its place is asked for and good for an hour; the token is part of the URL there too."""
        with bot.client(channel, self.api) as client:
            file = bot.ask(client, "getFile", {"file_id": ref.ref}, repeatable=True)
        token, path = channel.credentials.get("bot_token", ""), str(file["file_path"])
        if ".." in path.split("/"):
            raise ContractChanged("Telegram names a file outside the bot's own.")
        return http.fetch(f"{self.api}/file/bot{token}/{path}", max_bytes=settings.MAX_FILE)

    def subscribe(self, channel: Channel, url: str) -> None:
        account.subscribe(channel, self.api, "" if self.polled(channel) else url)

    def unsubscribe(self, channel: Channel) -> None:
        account.subscribe(channel, self.api, "")

    def health(self, channel: Channel) -> HealthReport:
        return account.report(channel, self.api, called=not self.polled(channel))

    def validate(self, channel: Channel) -> list[Check]:
        return account.checks(channel, self.api)


connector = TelegramConnector()
