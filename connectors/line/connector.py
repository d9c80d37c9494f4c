"""The LINE connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings as site

from connectors import health, http, planning, signatures
from connectors.base import Accept, Check, Download, HealthReport, HookRequest, Profile, Reject, Send, Verdict
from connectors.errors import ConnectorError, NotFound, Refused, Transient, Unsupported
from connectors.line import account, calls, people
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
from inbox.models import Channel, Message, RawInbound, Thread

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
        """``X-Line-Signature``: base64 HMAC-SHA256 of the raw body. It carries no time; ids tell repeats."""
        signature = request.headers.get("x-line-signature", "")
        secrets = [channel.credentials.get(name, "") for name in ("channel_secret", "channel_secret_before")]
        if request.method != "POST" or not any(
            secret and signatures.same(signatures.hmac_base64(secret, request.body), signature) for secret in secrets
        ):
            return Reject(reason="The X-Line-Signature does not match the channel secret.")
        ids = _event_ids(request.body)
        if ids == []:  # the console's "Verify" button
            return Accept(keep=False)
        return Accept(external_id=hashlib.sha256(" ".join(ids).encode()).hexdigest() if ids else "")

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
            return ReplyOption(
                surface=option.surface,
                allowed=False,
                code="blocked",
                detail="This person has blocked the account: LINE would take a message and not deliver it.",
            )
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
        """Friends are known by themselves, others by a group in which they spoke."""
        with calls.client(channel, self.api) as client:
            for path in (f"/v2/bot/profile/{address.handle}", *_memberships(channel, address)):
                with contextlib.suppress(NotFound):
                    return Profile(name=str(client.call("GET", path).json()["displayName"]))
        raise NotFound("LINE tells nothing of this person.")

    def subscribe(self, channel: Channel, url: str) -> None:
        with calls.client(channel, self.api) as client:
            client.call("PUT", "/v2/bot/channel/webhook/endpoint", json={"endpoint": url}, repeatable=True)
            if not client.call("GET", "/v2/bot/channel/webhook/endpoint").json().get("active"):
                raise Refused("Switch “Use webhook” on in the LINE Developers console, under Messaging API.")

    def unsubscribe(self, channel: Channel) -> None:
        """LINE has no call that takes the address away; inactive channels answer that they are off."""

    def health(self, channel: Channel) -> HealthReport:
        with calls.client(channel, self.api) as client:
            bot = client.call("GET", "/v2/bot/info").json()
            quota = client.call("GET", "/v2/bot/message/quota").json()
            used = client.call("GET", "/v2/bot/message/quota/consumption").json()
            try:
                hook = client.call("GET", "/v2/bot/channel/webhook/endpoint").json()
            except NotFound:  # none was ever set
                hook = {}
        total = quota.get("value")
        facts = {
            "display_name": bot.get("displayName", ""),
            "user_id": bot.get("userId", ""),
            "chat_mode": bot.get("chatMode", ""),
            "quota": total,
            "quota_used": used.get("totalUsage", 0),
        }
        left = f"{facts['quota_used']} of {total if total is not None else 'any number of'} messages used this month."
        return HealthReport(
            ok=total is None or facts["quota_used"] < total,
            detail=left,
            subscribed=bool(hook.get("active")) and str(channel.hook_key) in str(hook.get("endpoint", "")),
            facts=facts,
        )

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with calls.client(channel, self.api) as client:
                bot = client.call("GET", "/v2/bot/info").json()
            report = self.health(channel)
        except ConnectorError as error:
            words = health.redacted(str(error), channel.credentials)
            return [Check(name="Account", ok=False, detail=words)]
        same = channel.address in (str(bot.get("basicId", "")).lower(), str(bot.get("premiumId", "")).lower())
        who = f"{bot.get('displayName')} ({bot.get('basicId')})"
        return [
            Check(name="Account", ok=same, detail=who if same else f"The token belongs to {who}."),
            Check(name="Quota", ok=report.ok, detail=report.detail),
        ]


def _event_ids(body: bytes) -> list[str] | None:
    """None where the body cannot be read; parsing says why."""
    try:
        return [str(item["webhookEventId"]) for item in json.loads(body)["events"]]
    except (ValueError, KeyError, TypeError):
        return None


def _memberships(channel: Channel, address: Address) -> list[str]:
    rooms = Thread.objects.filter(
        channel=channel,
        surface="room",
        messages__author_identity__network=address.network,
        messages__author_identity__handle=address.handle,
    )
    kinds = {"C": "group", "R": "room"}  # how ids of groups and of rooms begin
    keys = rooms.values_list("key", flat=True).distinct()[:3]
    return [f"/v2/bot/{kinds[key[0]]}/{key}/member/{address.handle}" for key in keys if key[:1] in kinds]


connector = LineConnector()
