"""Webhook calls about a page to events. Pure."""

from __future__ import annotations

import functools

from connectors.facebook import feed
from connectors.graph import envelope, look_ups, messaging
from connectors.graph.envelope import Item, when
from connectors.graph.messaging import Account
from inbox.envelope import InboundEvent
from inbox.models import RawInbound

TOPIC = "page"


def account(page: str) -> Account:
    return Account(external_id=page, network=f"facebook:{page}")


def parse(raw: RawInbound) -> list[InboundEvent]:
    """All items of a call that are of this channel's page, in their order."""

    def read(entry: Item) -> list[InboundEvent]:
        page = str(entry.get("id", ""))
        return _entry(entry, account(page)) if raw.channel.address in ("", page) else []

    return list(envelope.each(envelope.entries(bytes(raw.body), TOPIC), read, "entry"))


def _entry(entry: Item, ours: Account) -> list[InboundEvent]:
    told = functools.partial(messaging.read, account=ours)
    waiting = functools.partial(messaging.read, account=ours, standby=True)
    events = list(envelope.each(entry.get("messaging") or (), told, "message"))
    events += envelope.each(entry.get("standby") or (), waiting, "message")

    def change(item: Item) -> list[InboundEvent]:
        """The dashboard's test button puts messages here, too."""
        if item["field"] in ("feed", "mention", look_ups.FIELD):
            return list(feed.read(item, ours, when(entry["time"])))
        value = item["value"]
        return list(messaging.read(value, ours)) if isinstance(value, dict) and "sender" in value else []

    events += envelope.each(entry.get("changes") or (), change, "change")
    return events
