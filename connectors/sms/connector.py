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
from connectors.fetching import fetch
from connectors.fields import Field
from connectors.sms import catch_up
from connectors.sms.parse import events
from connectors.sms.sender import Sender
from connectors.twilio import rest, signature, texts
from connectors.twilio.capabilities import capabilities
from inbox import limits
from inbox.envelope import (
    InboundEvent,
    MediaRef,
    OutboundMessage,
    OutboundPart,
    SendResult,
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
        return capabilities(texts.TEXTS, "Text message")

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        number = re.sub(r"[\s()./-]", "", address)
        if not ADDRESS.fullmatch(number):
            words = "A number with its country, as in +4930123456, or a Messaging Service SID, which begins with MG."
            raise InboxError("invalid_settings", "The number is not usable.", fields={"address": words})
        return number

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

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        with rest.client(channel, self.api) as http:
            return catch_up.fetch(http, channel, api=self.api)

    def health(self, channel: Channel) -> HealthReport:
        return self._sender(channel).report()

    def validate(self, channel: Channel) -> list[Check]:
        return self._sender(channel).checks()

    def subscribe(self, channel: Channel, url: str) -> None:
        self._sender(channel).point(url + signature.RETRIES)

    def unsubscribe(self, channel: Channel) -> None:
        self._sender(channel).point("")

    def _sender(self, channel: Channel) -> Sender:
        return Sender(channel, self.api, self.messaging_api)


connector = SmsConnector()
