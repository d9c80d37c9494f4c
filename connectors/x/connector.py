"""The X connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings as site

from connectors import health, http, planning
from connectors.base import Check, Download, HealthReport, HookRequest, Profile, Send, Verdict
from connectors.bearer import Bearer
from connectors.errors import ConnectorError, ContractChanged, Unsupported
from connectors.x import account, hook, poll
from connectors.x.account import DM
from connectors.x.calls import as_app, signed_in
from connectors.x.read import read
from connectors.x.send import NOT_HERE, send
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
from inbox.models import Channel, RawInbound


class XConnector:
    key = "x"
    name = "X"
    fields = account.FIELDS
    retry_status = 503  # X tries a call again that was not answered with a 2xx
    api = "https://api.x.com"

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return account.capabilities()

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        account.check(credentials)
        return account.canonical(address)

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        return hook.verify(request, channel)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return read(bytes(raw.body), username=raw.channel.address, received_at=raw.received_at)

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        with signed_in(channel, self.api) as api:
            kept = poll.mentions(api, channel, _user_id(api, channel))
            if channel.settings.get("check_deleted", True):
                kept += poll.still_there(api, channel)
        return kept

    def pace(self, channel: Channel) -> dt.timedelta:
        return dt.timedelta(minutes=channel.settings.get("poll_minutes", 2))

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with signed_in(channel, self.api, priority=True) as api:
            yield functools.partial(send, api)

    def act(self, channel: Channel, action: OutboundAction) -> None:
        post = action.external_id
        with signed_in(channel, self.api, priority=True) as api:
            match action.kind:
                case ActionKind.HIDE | ActionKind.UNHIDE:
                    hidden = {"hidden": action.kind is ActionKind.HIDE}
                    api.call("PUT", f"/2/tweets/{post}/hidden", json=hidden, repeatable=True)
                case ActionKind.DELETE if action.own:
                    api.call("DELETE", f"/2/tweets/{post}", repeatable=True)
                case ActionKind.LIKE:
                    likes = f"/2/users/{_user_id(api, channel)}/likes"
                    api.call("POST", likes, json={"tweet_id": post}, repeatable=True)
                case ActionKind.UNLIKE:
                    api.call("DELETE", f"/2/users/{_user_id(api, channel)}/likes/{post}", repeatable=True)
                case _:
                    raise Unsupported("X does not offer this.")

    def narrow(self, channel: Channel, conversation: Conversation, option: ReplyOption) -> ReplyOption:
        if option.surface == DM:
            return dataclasses.replace(option, allowed=False, code="encrypted", detail=NOT_HERE)
        return option

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        return http.fetch(ref.ref, max_bytes=site.MAX_UPLOAD_BYTES)

    def profile(self, channel: Channel, address: Address) -> Profile:
        with signed_in(channel, self.api) as api:
            user = api.call("GET", f"/2/users/{address.handle}").json().get("data") or {}
        name = f"{user.get('name', '')} (@{user.get('username', '')})"
        return Profile(name=name, url=f"https://x.com/{user.get('username', '')}")

    def subscribe(self, channel: Channel, url: str) -> None:
        """Without the webhook's secrets there is nothing to do: mentions are fetched."""
        if not channel.credentials.get("bearer_token"):
            return
        hook.check_address(url)
        with as_app(channel, self.api) as app, signed_in(channel, self.api) as api:
            hook.subscribe(app, api, url, _user_id(api, channel))

    def unsubscribe(self, channel: Channel) -> None:
        if channel.credentials.get("bearer_token"):
            with as_app(channel, self.api) as app:
                hook.unsubscribe(app, str(channel.hook_key))

    def health(self, channel: Channel) -> HealthReport:
        with signed_in(channel, self.api) as api:
            me = _me(api)
        subscribed = None
        if channel.credentials.get("bearer_token"):
            with as_app(channel, self.api) as app:
                there = hook.registered(app, str(channel.hook_key))
            subscribed = there is not None and bool(there.get("valid"))
        same = f"@{me['username']}".lower() == channel.address
        return HealthReport(
            ok=same,
            detail="" if same else f"The permission is of @{me['username']}, not of {channel.address}.",
            subscribed=subscribed,
            facts={"user_id": str(me["id"]), "username": me["username"], "name": me.get("name", "")},
        )

    def validate(self, channel: Channel) -> list[Check]:
        try:
            report = self.health(channel)
        except ConnectorError as error:
            return [Check(name="Account", ok=False, detail=health.redacted(str(error), channel.credentials))]
        who = f"Signed in as {report.facts['name']} (@{report.facts['username']})."
        checks = [Check(name="Account", ok=report.ok, detail=report.detail or who)]
        if report.subscribed is not None and channel.pk:
            words = "X calls us." if report.subscribed else "X does not call us (yet); mentions are fetched meanwhile."
            checks.append(Check(name="Webhook", ok=report.subscribed, detail=words))
        return checks


def _user_id(api: Bearer, channel: Channel) -> str:
    return str(channel.facts.get("user_id") or _me(api)["id"])


def _me(api: Bearer) -> dict[str, Any]:
    me = api.call("GET", "/2/users/me").json().get("data")
    if not isinstance(me, dict) or "id" not in me or "username" not in me:
        raise ContractChanged("X does not say whose permission this is.")
    return me


connector = XConnector()
