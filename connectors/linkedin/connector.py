"""The LinkedIn connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from connectors import health
from connectors.base import Check, HealthReport, HookRequest, Profile, Send, Verdict
from connectors.bearer import Bearer
from connectors.errors import ConnectorError, ContractChanged, NotFound, Refused, Unsupported
from connectors.http import Client
from connectors.linkedin import account, calls, hook, people, poll, replies
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
from inbox.models import Channel, RawInbound

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
        return hook.verify(request, channel)

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
        return kept

    def pace(self, channel: Channel) -> dt.timedelta:
        return dt.timedelta(minutes=channel.settings.get("poll_minutes", 10))

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with self._api(channel, priority=True) as api:
            yield functools.partial(replies.send, api, channel.address)

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        with self._api(channel, priority=True) as api:
            return replies.find(api, channel, part)

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
        with self._api(channel) as api:
            return people.who(api, address)

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


def _comment_path(comment: str) -> str:
    return f"/rest/socialActions/{encoded(object_of(comment))}/comments/{number_of(comment)}"


connector = LinkedinConnector()
