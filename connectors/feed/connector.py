"""RSS and Atom as a connector: each new entry becomes something to look at. A feed cannot be answered."""

from __future__ import annotations

import contextlib
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.base import Check, Send
from connectors.errors import ConnectorError, Unsupported
from connectors.feed import entries, poll
from connectors.fields import Field
from inbox.envelope import DeliveryClass, InboundEvent, OutboundMessage, OutboundPart, SendResult, Visibility
from inbox.errors import InboxError
from inbox.models import Channel, RawInbound


class FeedConnector:
    key = "feed"
    name = "RSS and Atom feeds"
    fields: tuple[Field, ...] = (
        Field(
            name="backlog_days",
            title="Days to look back",
            group="incoming",
            help="Entries of so many days are taken when you connect; 0 takes only what comes from now on.",
            kind="integer",
            default=1,
            minimum=0,
            maximum=30,
        ),
    )

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        surface = {"visibility": Visibility.PUBLIC.value, "reply": False, "actions": {}}
        return {
            "network": "feed",
            "delivery_class": DeliveryClass.UNSAFE.value,
            "visibilities": [],
            "recipients": {"editable": False},
            "surfaces": {
                entries.ENTRY: {"label": "Feed entry", **surface},
                entries.COMMENT: {"label": "Comment", **surface},
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """The feed's address; its host in small letters, for two spellings are one feed."""
        parts = urllib.parse.urlsplit(address.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.fragment:
            words = "The address of a feed, as in https://shop.example/feed.xml."
            raise InboxError("invalid_settings", "That is no feed.", fields={"address": words})
        return urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.lower()))

    def validate(self, channel: Channel) -> list[Check]:
        try:
            found = poll.fetch(channel.address, {})
            title, items = entries.read(found.body if found else b"", channel.address)
        except ConnectorError as error:
            return [Check(name="Feed", ok=False, detail=str(error))]
        return [Check(name="Feed", ok=True, detail=f"{title or 'No title'}: {len(items)} entries.")]

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return entries.to_events(bytes(raw.body), received_at=raw.received_at)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        return poll.look(channel)

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        def send(part: OutboundPart) -> SendResult:
            raise Unsupported("A feed cannot be answered; open the entry on its site.")

        yield send


connector = FeedConnector()
