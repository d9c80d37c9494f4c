"""Phone calls to a Twilio number."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from connectors import planning, views
from connectors.base import Accept, Check, Download, HealthReport, HookRequest, Send, Verdict
from connectors.errors import ConnectorError, NotFound, Transient
from connectors.fetching import fetch
from connectors.phone import answers, hours, parse, settings, twiml
from connectors.twilio import rest, signature, subscription, texts
from connectors.twilio.capabilities import capabilities
from inbox import limits
from inbox.envelope import (
    Conversation,
    InboundEvent,
    MediaRef,
    OutboundMessage,
    OutboundPart,
    ReplyOption,
    SendResult,
)
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
MAX_RECORDING = 25 * 1024 * 1024


class PhoneConnector:
    key = "phone"
    name = "Phone calls (Twilio)"
    fields = settings.FIELDS
    api = rest.API
    retry_status = 503

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return capabilities(parse.SURFACE, "Phone call")

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        wrong, number = {}, _number(address)
        if not NUMBER.fullmatch(number):
            wrong["address"] = "A number with its country, as in +4930123456."
        if settings.get("forward_to") and not NUMBER.fullmatch(_number(settings["forward_to"])):
            wrong["settings.forward_to"] = "A number with its country, as in +4930123456."
        texting = settings.get("text_channel_id", 0)
        if texting and texts.channel_for(texting, settings.get("account_sid", "")) is None:
            wrong["settings.text_channel_id"] = "No text message channel of this Twilio account has this number."
        if wrong:
            raise InboxError("invalid_settings", "Some settings of the phone are not usable.", fields=wrong)
        return number

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with rest.client(channel, self.api) as http:
                account, found = rest.account_check(http, channel), rest.number(http, channel)
        except ConnectorError as error:
            return [Check(name="Account", ok=False, detail=str(error))]
        able = bool(found and found.get("capabilities", {}).get("voice"))
        words = "can take calls." if able else "is not a number of this account that can take calls."
        return [account, Check(name="Number", ok=able, detail=f"{channel.address} {words}")]

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """The answer is what Twilio does next with the call, so it is made here; the view keeps first."""
        if refused := signature.refusal(request, channel.credentials):
            return refused
        form, own = signature.fields(request.body), settings.read(channel)
        own = dataclasses.replace(own, forward_to=_number(own.forward_to))
        answer = twiml.answer(form, own, url=views.url(channel), is_open=hours.is_open(now))
        return Accept(external_id=_step(form), answer=answer, content_type="text/xml")

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.events(bytes(raw.body), address=raw.channel.address, received_at=raw.received_at)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, parse.SURFACE))

    def narrow(self, channel: Channel, conversation: Conversation, option: ReplyOption) -> ReplyOption:
        return answers.narrow(channel, conversation, option)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with answers.sending(channel, self.api) as send:
            yield send

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        return answers.look_up(channel, self.api, part)

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """A recording. It is announced some seconds before it can be fetched, so that it is not there yet is no end."""
        host = httpx.URL(self.api).host
        headers = rest.authorization(channel) if httpx.URL(ref.ref).host == host else {}
        try:
            return fetch(ref.ref, max_bytes=MAX_RECORDING, headers=headers, keep_headers_on=host)
        except NotFound:
            raise Transient("Twilio does not have the recording (yet).") from None

    def health(self, channel: Channel) -> HealthReport:
        with rest.client(channel, self.api) as http:
            account = rest.account_check(http, channel)
            calls = str((rest.number(http, channel) or {}).get("voice_url") or "").partition("#")[0]
        return HealthReport(ok=account.ok, detail=account.detail, subscribed=calls == views.url(channel))

    def subscribe(self, channel: Channel, url: str) -> None:
        """The call itself, and its end: without the latter a missed call would stay an incoming one."""
        wanted = {"VoiceUrl": url + signature.RETRIES, "VoiceMethod": "POST"}
        wanted |= {"StatusCallback": url + signature.RETRIES, "StatusCallbackMethod": "POST"}
        with rest.client(channel, self.api) as http:
            subscription.point(http, channel, wanted)

    def unsubscribe(self, channel: Channel) -> None:
        with rest.client(channel, self.api) as http:
            subscription.point(http, channel, {"VoiceUrl": "", "StatusCallback": ""})


def _step(form: Mapping[str, str]) -> str:
    """The same for a repeated call of the same step, different for each step."""
    sid = form.get("RecordingSid") or form.get("CallSid") or form.get("MessageSid", "")
    names = ("CallStatus", "DialCallStatus", "RecordingStatus", "TranscriptionStatus", "MessageStatus")
    steps = [f"{name}={form[name]}" for name in names if form.get(name)]
    return ":".join([sid, *steps, "recorded" if "RecordingUrl" in form else ""]) if sid else ""


def _number(text: str) -> str:
    return re.sub(r"[\s()./-]", "", text)


connector = PhoneConnector()
