"""Text messages (SMS and received MMS) of a Twilio number or Messaging Service."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from connectors import planning, views
from connectors.base import Accept, Check, Download, HealthReport, HookRequest, Send, Verdict
from connectors.errors import ConnectorError
from connectors.fetching import fetch
from connectors.fields import Field
from connectors.http import Client
from connectors.sms.parse import events
from connectors.twilio import rest, signature, subscription, texts
from inbox import limits
from inbox.envelope import (
    DeliveryClass,
    InboundEvent,
    MediaRef,
    OutboundMessage,
    OutboundPart,
    SendResult,
    Visibility,
)
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound

ADDRESS = re.compile(r"\+[1-9][0-9]{6,14}|[0-9]{3,8}|MG[0-9a-f]{32}")
MAX_FILE = 10 * 1024 * 1024
TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'  # no answer of ours by itself


class SmsConnector:
    key = "sms"
    name = "Text messages (Twilio)"
    fields: tuple[Field, ...] = rest.FIELDS
    api = rest.API
    messaging_api = "https://messaging.twilio.com"
    retry_status = 503

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "network": "phone",
            "delivery_class": DeliveryClass.UNSAFE.value,
            "visibilities": [Visibility.PRIVATE.value],
            "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1, "pattern": r"\+[0-9]{7,15}"},
            "surfaces": {
                texts.TEXTS: {
                    "label": "Text message",
                    "visibility": Visibility.PRIVATE.value,
                    "delivery_class": DeliveryClass.UNSAFE.value,
                    "text": texts.RULES,
                    "attachments": {"max_count": 0},
                    "actions": {"own": [], "theirs": []},
                    "statuses": ["sent", "delivered"],
                    "quoted_reply": False,
                }
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        number = re.sub(r"[\s()./-]", "", address)
        if not ADDRESS.fullmatch(number):
            words = "A number with its country, as in +4930123456, or a Messaging Service SID, which begins with MG."
            raise InboxError("invalid_settings", "The number is not usable.", fields={"address": words})
        return number

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with rest.client(channel, self.api) as http:
                return [rest.account_check(http, channel), self._sender_check(http, channel)]
        except ConnectorError as error:
            return [Check(name="Account", ok=False, detail=str(error))]

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        if refused := signature.refusal(request, channel.credentials):
            return refused
        form = signature.fields(request.body)
        sid = form.get("MessageSid", "")
        return Accept(
            external_id=f"{sid}:{form.get('MessageStatus') or 'received'}" if sid else "",
            answer=TWIML,
            content_type="text/xml",
        )

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return events(bytes(raw.body), address=raw.channel.address, received_at=raw.received_at)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, texts.TEXTS))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with rest.client(channel, self.api, priority=True) as http:

            def send(part: OutboundPart) -> SendResult:
                return texts.send(http, channel, part, status_url=views.url(channel) + signature.RETRIES)

            yield send

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        with rest.client(channel, self.api, priority=True) as http:
            return texts.look_up(http, channel, part)

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """Twilio's own URL, which may ask for our password, leads on to a store of files, which must not get it."""
        host = httpx.URL(self.api).host
        headers = rest.authorization(channel) if httpx.URL(ref.ref).host == host else {}
        return fetch(ref.ref, max_bytes=MAX_FILE, headers=headers, keep_headers_on=host)

    def health(self, channel: Channel) -> HealthReport:
        with rest.client(channel, self.api) as http:
            account = rest.account_check(http, channel)
            return HealthReport(
                ok=account.ok, detail=account.detail, subscribed=self._calls(http, channel) == views.url(channel)
            )

    def subscribe(self, channel: Channel, url: str) -> None:
        self._point(channel, url + signature.RETRIES)

    def unsubscribe(self, channel: Channel) -> None:
        self._point(channel, "")

    def _point(self, channel: Channel, url: str) -> None:
        if not channel.address.startswith("MG"):
            with rest.client(channel, self.api) as http:
                subscription.point(http, channel, {"SmsUrl": url, "SmsMethod": "POST"})
            return
        with rest.client(channel, self.messaging_api) as http:
            changes = {"InboundRequestUrl": url, "InboundMethod": "POST", "UseInboundWebhookOnNumber": "false"}
            http.call("POST", f"/v1/Services/{channel.address}", form=changes, repeatable=True)

    def _calls(self, http: Client, channel: Channel) -> str:
        """The URL that Twilio calls for a message to this channel, without the connection's overrides."""
        if channel.address.startswith("MG"):
            with rest.client(channel, self.messaging_api) as messaging:
                said = messaging.call("GET", f"/v1/Services/{channel.address}").json().get("inbound_request_url")
        else:
            said = (rest.number(http, channel) or {}).get("sms_url")
        return str(said or "").partition("#")[0]

    def _sender_check(self, http: Client, channel: Channel) -> Check:
        if channel.address.startswith("MG"):
            with rest.client(channel, self.messaging_api) as messaging:
                said = messaging.call("GET", f"/v1/Services/{channel.address}").json()
            return Check(name="Sender", ok=True, detail=f"Messaging Service {said.get('friendly_name', '')}.")
        found = rest.number(http, channel)
        if found is None:
            return Check(name="Sender", ok=False, detail=f"The account has no number {channel.address}.")
        able = bool(found.get("capabilities", {}).get("sms"))
        words = "can" if able else "cannot"
        return Check(name="Sender", ok=able, detail=f"{channel.address} {words} send and receive text messages.")


connector = SmsConnector()
