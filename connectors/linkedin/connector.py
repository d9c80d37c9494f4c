"""The LinkedIn connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from connectors import health, signatures
from connectors.base import Accept, Challenge, Check, HealthReport, HookRequest, Profile, Reject, Send, Verdict
from connectors.bearer import Bearer
from connectors.errors import Ambiguous, ConnectorError, ContractChanged, NotFound, Refused, Unsupported
from connectors.http import Client
from connectors.linkedin import account, calls, poll
from connectors.linkedin.account import MENTION
from connectors.linkedin.calls import encoded
from connectors.linkedin.read import number_of, object_of, read
from inbox.envelope import (
    ActionKind,
    Address,
    InboundEvent,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
)
from inbox.models import Channel, Message, RawInbound

EVENT = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"


class LinkedinConnector:
    key = "linkedin"
    name = "LinkedIn"
    fields = account.FIELDS
    retry_status = 503  # LinkedIn tries again every five minutes for eight hours
    api = "https://api.linkedin.com"
    accounts = "https://www.linkedin.com"

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return account.capabilities()

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return account.canonical(address)

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """``X-LI-Signature``: hex HMAC-SHA256 over ``hmacsha256=`` and the raw body. No time is signed.

        Source: learn.microsoft.com/linkedin, "Webhooks" (2026-11): asked anew every two hours, to be answered in 3 s.
        """
        secrets = [channel.credentials.get(name, "") for name in ("client_secret", "client_secret_before")]
        secrets = [secret for secret in secrets if secret]
        if not secrets:
            return Reject(reason="This channel has no client secret, so no call can be proved.")
        if request.method == "GET":
            code = request.query.get("challengeCode", "")
            if not code:
                return Reject(reason="Not a question that LinkedIn asks.", status=400)
            answer = {"challengeCode": code, "challengeResponse": signatures.hmac_hex(secrets[0], code)}
            return Challenge(answer=json.dumps(answer).encode(), content_type="application/json")
        signature = request.headers.get("x-li-signature", "").removeprefix("hmacsha256=")
        signed = b"hmacsha256=" + request.body
        if not any(signatures.same(signatures.hmac_hex(secret, signed), signature) for secret in secrets):
            return Reject(reason="The X-LI-Signature does not match the client secret.")
        return _accepted(request.body)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return read(bytes(raw.body), own=raw.channel.address)

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        try:
            with self._api(channel) as api:
                kept = poll.look(api, channel)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ContractChanged(f"LinkedIn answers in another shape than documented ({error}).") from None
        health.ok(channel, health.Side.RECEIVING)
        pause = dt.timedelta(minutes=channel.settings.get("poll_minutes", 10))
        Channel.objects.filter(pk=channel.pk).update(next_poll_at=timezone.now() + pause)
        return kept

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with self._api(channel, priority=True) as api:
            yield functools.partial(_send, api, channel.address)

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        """A comment of ours with these words that is nobody else's yet. One that is missing may still appear."""
        target = part.message.conversation
        with self._api(channel, priority=True) as api:
            found = api.call("GET", f"/rest/socialActions/{encoded(target)}/comments?start=0&count=100").json()
        for comment in found.get("elements") or ():
            if comment.get("actor") == channel.address and comment["message"]["text"].split() == part.text.split():
                external_id = _urn(_object(part.message), str(comment["id"]))
                if not Message.objects.filter(channel=channel, external_id=external_id).exists():
                    return SendResult(external_id=external_id, detail="found by looking")
        raise Ambiguous("The comment is not to be seen on LinkedIn; it may still appear.")

    def act(self, channel: Channel, action: OutboundAction) -> None:
        actor = encoded(channel.address)
        with self._api(channel, priority=True) as api:
            match action.kind:
                case ActionKind.EDIT if action.own:
                    patch = {"patch": {"message": {"$set": {"text": action.text}}}}
                    partial = {"X-RestLi-Method": "PARTIAL_UPDATE"}
                    path = f"{_comment_path(action.external_id)}?actor={actor}"
                    api.call("POST", path, json=patch, headers=partial, repeatable=True)
                case ActionKind.DELETE if action.external_id.startswith("urn:li:comment:"):
                    api.call("DELETE", f"{_comment_path(action.external_id)}?actor={actor}", repeatable=True)
                case ActionKind.LIKE:
                    liked = {"root": action.external_id, "reactionType": "LIKE"}
                    api.call("POST", f"/rest/reactions?actor={actor}", json=liked, repeatable=True)
                case ActionKind.UNLIKE:
                    entity = encoded(action.external_id)
                    api.call("DELETE", f"/rest/reactions/(actor:{actor},entity:{entity})", repeatable=True)
                case _:
                    raise Unsupported("LinkedIn does not offer this.")

    def profile(self, channel: Channel, address: Address) -> Profile:
        """Names of members are given only to apps that may see them; pages say theirs to everybody."""
        kind, _, number = address.handle.removeprefix("urn:li:").partition(":")
        with self._api(channel) as api:
            if kind == "organization":
                page = api.call("GET", f"/rest/organizations/{number}").json()
                url = f"https://www.linkedin.com/company/{page.get('vanityName') or number}/"
                return Profile(name=str(page["localizedName"]), url=url)
            if kind != "person":
                raise NotFound("LinkedIn does not say who this is.")
            person = api.call("GET", f"/rest/people/(id:{number})").json()
        name = f"{person.get('localizedFirstName', '')} {person.get('localizedLastName', '')}".strip()
        if not name:
            raise NotFound("LinkedIn does not say who this is.")
        vanity = person.get("vanityName")
        return Profile(name=name, url=f"https://www.linkedin.com/in/{vanity}/" if vanity else "")

    def subscribe(self, channel: Channel, url: str) -> None:
        """The address must be registered in the developer portal first: LinkedIn has no call for that."""
        if channel.settings.get("app_id"):
            with self._api(channel) as api:
                api.call("PUT", self._subscription(api, channel), json={"webhook": url}, repeatable=True)

    def unsubscribe(self, channel: Channel) -> None:
        if channel.settings.get("app_id"):
            with self._api(channel) as api:
                api.call("DELETE", self._subscription(api, channel), repeatable=True)

    def health(self, channel: Channel) -> HealthReport:
        page = channel.address.rpartition(":")[2]
        subscribed: bool | None = None
        with self._api(channel) as api:
            name = str(api.call("GET", f"/rest/organizations/{page}").json().get("localizedName", ""))
            if channel.settings.get("app_id"):
                try:
                    there = api.call("GET", self._subscription(api, channel)).json()
                    subscribed = str(channel.hook_key) in str(there.get("webhook", ""))
                except NotFound:
                    subscribed = False
        return HealthReport(
            ok=True, subscribed=subscribed, token_expires_at=self._token_ends(channel), facts={"page": name}
        )

    def validate(self, channel: Channel) -> list[Check]:
        try:
            report = self.health(channel)
        except ConnectorError as error:
            return [Check(name="Page", ok=False, detail=health.redacted(str(error), channel.credentials))]
        days = (report.token_expires_at - timezone.now()).days if report.token_expires_at else None
        token = "The token does not say when it ends." if days is None else f"The token lasts {days} more days."
        return [
            Check(name="Page", ok=True, detail=f"{report.facts['page']} ({channel.address})."),
            Check(name="Token", ok=days is None or days > 0, detail=token),
        ]

    def _api(self, channel: Channel, *, priority: bool = False) -> contextlib.AbstractContextManager[Bearer]:
        return calls.signed_in(channel, self.api, self.accounts, priority=priority)

    def _token_ends(self, channel: Channel) -> dt.datetime | None:
        """Source: learn.microsoft.com/linkedin, "Token introspection" (2026-11)."""
        token = channel.credentials.get("_access_token") or channel.credentials.get("access_token", "")
        with Client(self.accounts) as client:
            form = calls.app(channel) | {"token": token}
            said = client.call("POST", "/oauth/v2/introspectToken", form=form, repeatable=True).json()
        ends = said.get("expires_at")
        return dt.datetime.fromtimestamp(int(ends), dt.UTC) if ends else None

    def _subscription(self, api: Bearer, channel: Channel) -> str:
        me = api.call("GET", "/rest/me").json().get("id")
        if not me:
            raise Refused("LinkedIn does not say whose token this is.")
        application = encoded(f"urn:li:developerApplication:{channel.settings['app_id']}")
        user = encoded(f"urn:li:person:{me}")
        entity = encoded(channel.address)
        key = f"developerApplication:{application},user:{user},entity:{entity},eventType:{EVENT}"
        return f"/rest/eventSubscriptions/({key})"


def _accepted(body: bytes) -> Accept:
    """One address serves all pages of an app; the ids of its notifications name a call."""
    try:
        items = json.loads(body)["notifications"]
        ids = [f"{item['notificationId']}" for item in items]
        pages = tuple(sorted({str(item["organizationalEntity"]) for item in items}))
    except (ValueError, KeyError, TypeError):
        return Accept()
    return Accept(external_id=hashlib.sha256(" ".join(ids).encode()).hexdigest() if ids else "", accounts=pages)


def _send(api: Bearer, page: str, part: OutboundPart) -> SendResult:
    """A reply hangs under the first comment of its thread; one to a mention is a comment on that post."""
    message = part.message
    above = _object(message)
    body: dict[str, Any] = {"actor": page, "object": above, "message": {"text": part.text}}
    if message.surface != MENTION:
        body["parentComment"] = message.conversation
    path = f"/rest/socialActions/{encoded(message.conversation)}/comments"
    answer = api.call("POST", path, json=body)
    number = answer.headers.get("x-restli-id") or ""
    if not number and answer.body:
        number = str(answer.json().get("id") or "")
    if not number:
        raise ContractChanged("LinkedIn took the comment and did not say which id it has.")
    return SendResult(external_id=number if number.startswith("urn:li:comment:") else _urn(above, number))


def _object(message: OutboundMessage) -> str:
    return message.conversation if message.surface == MENTION else object_of(message.conversation)


def _urn(above: str, number: str) -> str:
    return f"urn:li:comment:({above},{number})"


def _comment_path(comment: str) -> str:
    return f"/rest/socialActions/{encoded(object_of(comment))}/comments/{number_of(comment)}"


connector = LinkedinConnector()
