"""The WhatsApp connector (Cloud API, as Meta hosts it): what the rest of the product calls."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.base import Check, Download, HealthReport, HookRequest, Send, Verdict
from connectors.errors import ConnectorError, ContractChanged
from connectors.fields import Field
from connectors.graph import account, client, hooks
from connectors.http import fetch
from connectors.whatsapp import parse, plan, send, surfaces, templates
from connectors.whatsapp import settings as entered
from inbox.envelope import (
    Conversation,
    InboundEvent,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    ReplyOption,
    SendResult,
)
from inbox.models import Channel, RawInbound

MEDIA_HOSTS = ("fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net")
NUMBER_FIELDS = "display_phone_number,verified_name,quality_rating,code_verification_status"


class WhatsAppConnector:
    key = "whatsapp"
    name = "WhatsApp"
    fields: tuple[Field, ...] = entered.FIELDS
    retry_status = 503  # anything but 200 is tried again, for up to seven days
    api = "https://graph.facebook.com"

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return surfaces.capabilities()

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        numbers = {name: str(settings.get(name, "")) for name in ("waba_id", "app_id")}
        return account.clean(address, numbers, "the phone number ID, which is not the phone number")

    def validate(self, channel: Channel) -> list[Check]:
        checks = []
        try:
            with client.opened(channel, self.api) as graph:
                found = graph.get(channel.address, fields=NUMBER_FIELDS)
            shown = f"{found.get('display_phone_number', '?')} ({found.get('verified_name', 'no name')})"
            checks.append(Check(name="Phone number", ok=True, detail=f"This is {shown}."))
        except ConnectorError as error:
            checks.append(account.check("Phone number", error))
        return [*checks, account.check_token(channel, self.api)]

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        return hooks.verify(request, channel, topic=parse.TOPIC, accounts=parse.numbers)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.parse(raw)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return plan.plan(message)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with client.opened(channel, self.api, priority=True) as graph:

            def one(part: OutboundPart) -> SendResult:
                return send.send(graph, channel, part)

            yield one

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with client.opened(channel, self.api, priority=True) as graph:
            send.act(graph, channel, action)

    def narrow(self, channel: Channel, conversation: Conversation, option: ReplyOption) -> ReplyOption:
        """Templates may be sent at any time; where there is none, that way out is closed too."""
        offered = templates.offered(channel.facts.get("templates") or ())
        escapes = tuple(escape for escape in option.escapes if escape != "template" or offered)
        return dataclasses.replace(option, templates=offered, escapes=escapes)

    def health(self, channel: Channel) -> HealthReport:
        """Raises AuthExpired and AuthRevoked, which are the token's end."""
        ends = account.token_expiry(channel, self.api)
        business, app_id = channel.settings["waba_id"], channel.settings["app_id"]
        with client.opened(channel, self.api) as graph:
            number = graph.get(channel.address, fields=NUMBER_FIELDS)
            rows = templates.facts(graph.listed(f"{business}/message_templates", limit="100"))
            subscribed = account.subscribed(graph, business, app_id)
        quality = str(number.get("quality_rating", ""))
        return HealthReport(
            ok=quality != "RED",
            detail="" if quality != "RED" else "WhatsApp rates the number RED: people block or report it.",
            token_expires_at=ends,
            subscribed=subscribed,
            facts={
                "phone_number": str(number.get("display_phone_number", "")),
                "verified_name": str(number.get("verified_name", "")),
                "quality": quality,
                "templates": rows,
            },
        )

    def subscribe(self, channel: Channel, url: str) -> None:
        """The app gets the topic, then the business account tells the app, at our URL."""
        account.point_app_to(channel, self.api, topic=parse.TOPIC, fields=entered.TOPIC_FIELDS, url=url)
        override = {"override_callback_uri": url, "verify_token": channel.credentials["verify_token"]}
        with client.opened(channel, self.api) as graph:
            graph.post(f"{channel.settings['waba_id']}/subscribed_apps", override)

    def unsubscribe(self, channel: Channel) -> None:
        """Other numbers of the business account may be connected here: then it goes on telling the app."""
        business = channel.settings["waba_id"]
        others = Channel.objects.filter(kind=self.key, active=True, settings__waba_id=business).exclude(pk=channel.pk)
        if not others.exists():
            with client.opened(channel, self.api) as graph:
                graph.delete(f"{business}/subscribed_apps")

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """By its id to a URL that lives for five minutes; there, only with the token."""
        with client.opened(channel, self.api) as graph:
            found = graph.get(account.quoted(ref.ref), phone_number_id=channel.address)
        url = client.dig(found, "url")
        host, own = urllib.parse.urlsplit(url).hostname or "", urllib.parse.urlsplit(self.api).hostname
        if host != own and not any(host == known or host.endswith(f".{known}") for known in MEDIA_HOSTS):
            raise ContractChanged(f"WhatsApp keeps a file at {host}, which is not known to be its own.")
        headers = {"Authorization": f"Bearer {channel.credentials.get('access_token', '')}", "User-Agent": client.AGENT}
        file = fetch(url, max_bytes=send.DOCUMENT, headers=headers, keep_headers_on=host)
        content_type = str(found.get("mime_type") or file.content_type).split(";")[0].strip()
        return dataclasses.replace(file, content_type=content_type, filename=ref.filename or file.filename)


connector = WhatsAppConnector()
