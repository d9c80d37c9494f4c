"""The Slack connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from connectors import planning, signatures
from connectors.base import (
    Accept,
    Challenge,
    Check,
    Download,
    HealthReport,
    HookRequest,
    Profile,
    Reject,
    Send,
    Verdict,
)
from connectors.errors import PermissionMissing
from connectors.fetching import fetch
from connectors.http import Client
from connectors.slack import account, mrkdwn, parse, relevance, send, settings, web, writer
from inbox import limits
from inbox.envelope import Address, InboundEvent, MediaRef, OutboundAction, OutboundMessage, OutboundPart, SendResult
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound

OLDEST = 300.0  # seconds that a signature is good for


class SlackConnector:
    key = "slack"
    name = "Slack"
    fields = settings.FIELDS
    api = web.API
    retry_status = 503

    def capabilities(self, settings_: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return settings.capabilities()

    def clean(self, address: str, settings_: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        team, wrong = address.strip().upper(), {}
        if not settings.TEAM.fullmatch(team):
            wrong["address"] = "The workspace's id, as in T01ABCDEF: the first part after app.slack.com/client/."
        rotation = [settings_.get("client_id"), credentials.get("client_secret"), credentials.get("refresh_token")]
        if any(rotation) and not all(rotation):
            wrong["settings.client_id"] = "Token rotation needs client ID, client secret and refresh token."
        if not any(rotation) and not credentials.get("bot_token"):
            wrong["credentials.bot_token"] = "Required."  # noqa: S105
        if wrong:
            raise InboxError("invalid_settings", "Some settings of the app are not usable.", fields=wrong)
        return team

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """``v0=`` HMAC-SHA256 of ``v0:time:body``; source: https://api.slack.com/authentication/verifying-requests."""
        stamp, theirs = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
        signed = b"v0:" + stamp.encode() + b":" + request.body
        secrets = [channel.credentials.get(name, "") for name in ("signing_secret", "signing_secret_before")]
        if not any(
            secret and signatures.same(f"v0={signatures.hmac_hex(secret, signed)}", theirs) for secret in secrets
        ):
            return Reject(reason="The signature does not match the signing secret.")
        if not signatures.fresh(stamp, now, OLDEST):
            return Reject(reason="The call was signed more than five minutes ago, or our clock is wrong.")
        try:
            call = json.loads(request.body)
            if call["type"] == "url_verification":
                return Challenge(answer=str(call["challenge"]).encode())
            keep = call["type"] != "event_callback" or relevance.wanted(channel, call)
            return Accept(external_id=str(call.get("event_id", "")), keep=keep)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return Accept()  # kept, and quarantined when it is read

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.events(bytes(raw.body), team=raw.channel.address)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        text = writer.from_html(message.body_html) if message.body_html else mrkdwn.escape(message.body_text)
        return planning.parts(message, limits.of(channel, message.surface), text=text)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        def one(part: OutboundPart) -> SendResult:
            return web.using(channel, self.api, lambda http: send.send(http, part), priority=True)

        yield one

    def act(self, channel: Channel, action: OutboundAction) -> None:
        web.using(channel, self.api, lambda http: send.act(http, action), priority=True)

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """The token goes to Slack's own hosts only. Without the scope, Slack shows its sign-in page instead."""
        url = ref.ref
        if url.startswith("file:"):
            url = web.using(channel, self.api, lambda http: _place(http, url.removeprefix("file:")))
        host = httpx.URL(url).host
        trusted = host == httpx.URL(self.api).host or host.endswith((".slack.com", ".slack-edge.com"))
        headers = {"Authorization": f"Bearer {web.access(channel, self.api)}"} if trusted else {}
        got = fetch(url, max_bytes=settings.MAX_FILE, headers=headers, keep_headers_on=host)
        if (
            got.content_type == "text/html"
            and b"slack" in got.content[:5000].lower()
            and "html" not in ref.content_type
        ):
            raise PermissionMissing("Slack does not give the file to the app (scope files:read).", scope="files:read")
        return got

    def profile(self, channel: Channel, address: Address) -> Profile:
        return account.profile(channel, self.api, address)

    def health(self, channel: Channel) -> HealthReport:
        return account.report(channel, self.api)

    def validate(self, channel: Channel) -> list[Check]:
        return account.checks(channel, self.api)


def _place(http: Client, file_id: str) -> str:
    """Where a file is that came from another workspace."""
    file = http.call("POST", "files.info", form={"file": file_id}, repeatable=True).json()["file"]
    return str(file.get("url_private_download") or file["url_private"])


connector = SlackConnector()
