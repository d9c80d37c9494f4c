"""The Instagram connector (direct messages, comments, mentions): what the rest of the product calls."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import planning
from connectors.base import Check, Download, HealthReport, HookRequest, Profile, Send, Verdict
from connectors.errors import ConnectorError, NotFound
from connectors.fields import Field
from connectors.graph import account, client, direct, hooks, look_ups
from connectors.graph.client import Graph
from connectors.http import fetch
from connectors.instagram import login, parse, public, surfaces
from connectors.instagram import settings as entered
from inbox import limits
from inbox.envelope import (
    Address,
    InboundEvent,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    SendResult,
)
from inbox.models import Channel, RawInbound


class InstagramConnector:
    key = "instagram"
    name = "Instagram"
    fields: tuple[Field, ...] = entered.FIELDS
    retry_status = 503  # anything but 200 is tried again, ever more rarely, for 36 hours
    api = "https://graph.facebook.com"
    api_instagram = "https://graph.instagram.com"

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return surfaces.capabilities(settings)

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        numbers = {"app_id": str(settings.get("app_id", ""))}
        return account.clean(address, numbers, "the ID of the professional account")

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with self._opened(channel) as graph:
                found = graph.get(channel.address if login.by_page(channel) else "me", fields="username")
            check = Check(name="Account", ok=True, detail=f"This is @{found.get('username', '?')}.")
        except ConnectorError as error:
            check = account.check("Account", error)
        return [check, account.check_token(channel, self.api)] if login.by_page(channel) else [check]

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """Signed with the Facebook app's secret or the Instagram app's: Meta does either."""
        secrets = (*hooks.SECRETS, "instagram_app_secret")
        return hooks.verify(request, channel, topic=parse.TOPIC, accounts=hooks.entry_ids, secrets=secrets)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.parse(raw)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        """A private reply is one message: the next is allowed only when the customer has answered it."""
        rules = limits.of(channel, message.surface)
        if message.private_reply_to:
            rules = {**rules, "text": {**rules["text"], "split": False}}
        return planning.parts(message, rules)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        """``me`` is the account, or with a page's token the page, which is where Meta wants its messages sent."""
        with self._opened(channel, priority=True) as graph:

            def one(part: OutboundPart) -> SendResult:
                if part.message.surface == "dm":
                    human = bool(channel.settings.get("human_agent"))
                    return direct.send(graph, "me", part, human_agent=human, upload={"platform": "instagram"})
                return public.send(graph, channel.address, part)

            yield one

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with self._opened(channel, priority=True) as graph:
            if action.surface == "dm":
                direct.act(graph, "me", action)
            else:
                public.act(graph, action)

    def poll(self, channel: Channel) -> int:
        """Ask for what calls left open: posts are named by an id, mentions without their words."""
        with self._opened(channel) as graph:
            return look_ups.run(
                channel, parse.TOPIC, public.wanted, lambda thing: public.ask(graph, channel.address, thing)
            )

    def polled(self, channel: Channel) -> bool:
        return True

    def health(self, channel: Channel) -> HealthReport:
        """Raises AuthExpired and AuthRevoked, which are the token's end."""
        if login.by_page(channel):
            ends = account.token_expiry(channel, self.api)
        else:
            ends = login.expiry(channel, self.api_instagram)
        with self._opened(channel) as graph:
            found = graph.get(channel.address if login.by_page(channel) else "me", fields="username")
            if login.by_page(channel):
                subscribed = account.subscribed(graph, "me", channel.settings["app_id"])
            else:  # the Instagram app has an id of its own, and the token sees none but it
                subscribed = account.subscribed(graph, "me", "", entered.TOPIC_FIELDS)
        facts = {"username": str(found.get("username", ""))}
        return HealthReport(ok=True, token_expires_at=ends, subscribed=subscribed, facts=facts)

    def subscribe(self, channel: Channel, url: str) -> None:
        """The app gets the topic at our URL, then the account tells the app; a linked page may be telling it already,
        for a channel of its own, and that is left as it is.
        """
        account.point_app_to(channel, self.api, topic=parse.TOPIC, fields=entered.TOPIC_FIELDS, url=url)
        with self._opened(channel) as graph:
            if not login.by_page(channel):
                graph.post("me/subscribed_apps", {"subscribed_fields": ",".join(entered.TOPIC_FIELDS)})
            elif not account.subscribed(graph, "me", channel.settings["app_id"]):
                graph.post("me/subscribed_apps", {"subscribed_fields": "messages"})

    def unsubscribe(self, channel: Channel) -> None:
        """A linked page goes on telling the app, which may be what another channel lives on."""
        if not login.by_page(channel):
            with self._opened(channel) as graph:
                graph.delete("me/subscribed_apps")

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """From Meta's own servers, where addresses live shortly."""
        file = fetch(ref.ref, max_bytes=surfaces.FILE)
        return dataclasses.replace(file, filename=ref.filename or file.filename)

    def profile(self, channel: Channel, address: Address) -> Profile:
        """The name of a person who wrote to the account."""
        if not address.handle.isdecimal():
            raise NotFound("Instagram did not say who it was.")
        with self._opened(channel) as graph:
            found = graph.get(address.handle, fields="name,username")
        username = str(found.get("username") or "")
        if not (name := str(found.get("name") or username)):
            raise NotFound("Instagram knows no name for this person.")
        return Profile(name=name, url=f"https://www.instagram.com/{username}" if username else "")

    def _opened(self, channel: Channel, *, priority: bool = False) -> contextlib.AbstractContextManager[Graph]:
        api = self.api if login.by_page(channel) else self.api_instagram
        return client.opened(channel, api, priority=priority, token=login.token(channel), secret=login.secret(channel))


connector = InstagramConnector()
