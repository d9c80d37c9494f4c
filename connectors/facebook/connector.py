"""The Facebook connector (a page: Messenger, comments, posts, mentions): what the rest of the product calls."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import planning
from connectors.base import Check, Download, HealthReport, HookRequest, Profile, Send, Verdict
from connectors.errors import ConnectorError, NotFound
from connectors.facebook import comments, feed, parse, posts, surfaces
from connectors.facebook import settings as entered
from connectors.fields import Field
from connectors.graph import account, client, direct, hooks, look_ups
from connectors.http import fetch
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


class FacebookConnector:
    key = "facebook"
    name = "Facebook page"
    fields: tuple[Field, ...] = entered.FIELDS
    retry_status = 503  # anything but 200 is tried again, ever more rarely, for 36 hours
    api = "https://graph.facebook.com"

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return surfaces.capabilities(human_agent=bool(settings.get("human_agent")))

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return account.clean(address, {"app_id": str(settings.get("app_id", ""))}, "the page's ID")

    def validate(self, channel: Channel) -> list[Check]:
        checks = []
        try:
            with client.opened(channel, self.api) as graph:
                found = graph.get(channel.address, fields="name,link")
            checks.append(Check(name="Page", ok=True, detail=f"This is {found.get('name', 'a page without a name')}."))
        except ConnectorError as error:
            checks.append(account.check("Page", error))
        return [*checks, account.check_token(channel, self.api)]

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        return hooks.verify(request, channel, topic=parse.TOPIC, accounts=hooks.entry_ids)

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
        with client.opened(channel, self.api, priority=True) as graph:

            def one(part: OutboundPart) -> SendResult:
                if part.message.surface == "dm":
                    human = bool(channel.settings.get("human_agent"))
                    return direct.send(graph, channel.address, part, human_agent=human)
                return comments.send(graph, part)

            yield one

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with client.opened(channel, self.api, priority=True) as graph:
            if action.surface == "dm":
                direct.act(graph, channel.address, action)
            else:
                comments.act(graph, action)

    def poll(self, channel: Channel) -> int:
        """Ask for what calls left open: posts below which somebody comments are named by an id."""
        with client.opened(channel, self.api) as graph:
            return look_ups.run(
                channel,
                parse.TOPIC,
                feed.wanted,
                lambda thing: graph.get(account.quoted(thing.key), fields=posts.FIELDS),
            )

    def polled(self, channel: Channel) -> bool:
        return True

    def health(self, channel: Channel) -> HealthReport:
        """Raises AuthExpired and AuthRevoked, which are the token's end."""
        ends = account.token_expiry(channel, self.api)
        with client.opened(channel, self.api) as graph:
            page = graph.get(channel.address, fields="name,link")
            subscribed = account.subscribed(graph, channel.address, channel.settings["app_id"], entered.TOPIC_FIELDS)
        facts = {"page": str(page.get("name", "")), "url": str(page.get("link", ""))}
        return HealthReport(ok=True, token_expires_at=ends, subscribed=subscribed, facts=facts)

    def subscribe(self, channel: Channel, url: str) -> None:
        """The app gets the topic at our URL, then the page tells the app."""
        account.point_app_to(channel, self.api, topic=parse.TOPIC, fields=entered.TOPIC_FIELDS, url=url)
        with client.opened(channel, self.api) as graph:
            graph.post(f"{channel.address}/subscribed_apps", {"subscribed_fields": ",".join(entered.TOPIC_FIELDS)})

    def unsubscribe(self, channel: Channel) -> None:
        with client.opened(channel, self.api) as graph:
            graph.delete(f"{channel.address}/subscribed_apps")

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """From Meta's own servers; the picture of a comment by asking first where it is just now."""
        url = ref.ref
        if url.startswith(feed.COMMENT):
            with client.opened(channel, self.api) as graph:
                found = graph.get(account.quoted(url.removeprefix(feed.COMMENT)), fields="attachment")
            media = (found.get("attachment") or {}).get("media") or {}
            url = str(media.get("source") or (media.get("image") or {}).get("src") or "")
            if not url:
                raise NotFound("The comment has no picture any more.")
        file = fetch(url, max_bytes=surfaces.DM_FILE)
        return dataclasses.replace(file, filename=ref.filename or file.filename)

    def profile(self, channel: Channel, address: Address) -> Profile:
        """The name of a person who wrote to the page."""
        if address.handle.startswith("unnamed:"):
            raise NotFound("Meta did not say who it was.")
        with client.opened(channel, self.api) as graph:
            found = graph.get(account.quoted(address.handle), fields="name,first_name,last_name")
        parts = [str(found.get(name) or "") for name in ("first_name", "last_name")]
        name = str(found.get("name") or " ".join(filter(None, parts)))
        if not name:
            raise NotFound("Meta knows no name for this person.")
        return Profile(name=name)


connector = FacebookConnector()
