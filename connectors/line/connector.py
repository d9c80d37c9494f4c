"""The LINE connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings as site

from connectors import health, http, planning
from connectors.base import Check, Download, HealthReport, HookRequest, Profile, Send, Verdict
from connectors.errors import ConnectorError, Refused, Transient, Unsupported
from connectors.line import account, calls, hook, people
from connectors.line.condition import report
from connectors.line.read import read
from connectors.line.send import send, token_of
from inbox import limits
from inbox.envelope import (
    ActionKind,
    Address,
    Conversation,
    InboundEvent,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    ReplyOption,
)
from inbox.models import Channel, Message, RawInbound

TYPING_SECONDS = 20


class LineConnector:
    key = "line"
    name = "LINE"
    fields = account.FIELDS
    retry_status = 503  # LINE sends an event again when webhook redelivery is switched on in its console
    api = "https://api.line.me"
    data = "https://api-data.line.me"

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return account.capabilities(settings)

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return account.canonical(address)

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        return hook.verify(request, channel)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return read(bytes(raw.body))

    def settled(self, raw: RawInbound, messages: Sequence[Message]) -> None:
        people.remember(raw)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with calls.client(channel, self.api, priority=True) as client:
            yield functools.partial(send, client, channel)

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with calls.client(channel, self.api, priority=True) as client:
            match action.kind:
                case ActionKind.MARK_READ:
                    token = token_of(channel, action.external_id, "markAsReadToken")
                    if not token:
                        raise Unsupported("LINE gave no token to mark this message as read.")
                    client.call("POST", "/v2/bot/chat/markAsRead", json={"markAsReadToken": token}, repeatable=True)
                case ActionKind.TYPING:
                    wanted = {"chatId": action.conversation, "loadingSeconds": TYPING_SECONDS}
                    client.call("POST", "/v2/bot/chat/loading/start", json=wanted, repeatable=True)
                case _:
                    raise Unsupported("LINE lets an official account neither change nor take back a message.")

    def narrow(self, channel: Channel, conversation: Conversation, option: ReplyOption) -> ReplyOption:
        if option.allowed and people.blocked(channel, conversation.key):
            words = "This person has blocked the account: LINE would take a message and not deliver it."
            return dataclasses.replace(option, allowed=False, code="blocked", detail=words)
        return option

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        limit = site.MAX_UPLOAD_BYTES
        if "://" in ref.ref:
            return http.fetch(ref.ref, max_bytes=limit)
        bearer = {"Authorization": f"Bearer {channel.credentials.get('access_token', '')}"}
        got = http.fetch(f"{self.data}/v2/bot/message/{ref.ref}/content", max_bytes=limit, headers=bearer)
        if not got.content:  # 202 while LINE still prepares a long video
            raise Transient("LINE is still preparing this file.")
        return got

    def profile(self, channel: Channel, address: Address) -> Profile:
        with calls.client(channel, self.api) as client:
            return people.who(client, channel, address)

    def subscribe(self, channel: Channel, url: str) -> None:
        with calls.client(channel, self.api) as client:
            client.call("PUT", "/v2/bot/channel/webhook/endpoint", json={"endpoint": url}, repeatable=True)
            if not client.call("GET", "/v2/bot/channel/webhook/endpoint").json().get("active"):
                raise Refused("Switch “Use webhook” on in the LINE Developers console, under Messaging API.")

    def unsubscribe(self, channel: Channel) -> None:
        """LINE has no call that takes the address away; inactive channels answer that they are off."""

    def health(self, channel: Channel) -> HealthReport:
        with calls.client(channel, self.api) as client:
            return report(client, channel)

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with calls.client(channel, self.api) as client:
                bot = client.call("GET", "/v2/bot/info").json()
            found = self.health(channel)
        except ConnectorError as error:
            words = health.redacted(str(error), channel.credentials)
            return [Check(name="Account", ok=False, detail=words)]
        same = channel.address in (str(bot.get("basicId", "")).lower(), str(bot.get("premiumId", "")).lower())
        who = f"{bot.get('displayName')} ({bot.get('basicId')})"
        return [
            Check(name="Account", ok=same, detail=who if same else f"The token belongs to {who}."),
            Check(name="Quota", ok=found.ok, detail=found.detail),
        ]


connector = LineConnector()
