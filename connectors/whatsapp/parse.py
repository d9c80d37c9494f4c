"""Webhook calls of the WhatsApp Cloud API to events. Pure.

Source: developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference (2026), Meta's OpenAPI
description v23 (github.com/facebook/openapi).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from connectors.graph import envelope
from connectors.graph.envelope import Item, when
from connectors.whatsapp import contents, people, statuses
from inbox.envelope import (
    Address,
    ChannelChanged,
    DeletedBy,
    IdentityChanged,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    Reaction,
    Unparsed,
)
from inbox.models import RawInbound

TOPIC = "whatsapp_business_account"
SURFACE = "chat"
QUIET = frozenset({"request_welcome", "ephemeral"})  # somebody opened the chat; a setting was changed
TROUBLE = frozenset(
    {"DISABLED_UPDATE", "ACCOUNT_VIOLATION", "ACCOUNT_RESTRICTION", "ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED"}
)


def parse(raw: RawInbound) -> list[InboundEvent]:
    """All items of a call that are of this channel's phone number, in their order."""
    number = raw.channel.address
    business = str(raw.channel.settings.get("waba_id") or "")

    def entry(item: Item) -> Iterator[InboundEvent]:
        ours = not business or str(item.get("id", "")) == business
        yield from envelope.each(item.get("changes") or (), lambda change: _change(change, number, ours), "change")

    return list(envelope.each(envelope.entries(bytes(raw.body), TOPIC), entry, "entry"))


def numbers(body: dict[str, Any]) -> list[str]:
    """The phone number ids that a call speaks of."""
    values = [change["value"] for entry in body["entry"] for change in entry["changes"]]
    return [str(value["metadata"]["phone_number_id"]) for value in values if value.get("metadata")]


def _change(change: Item, number: str, ours: bool) -> Iterator[InboundEvent]:
    value, field = change["value"], change["field"]
    if field in ("messages", "smb_message_echoes", "message_echoes"):
        metadata = value.get("metadata") or {}
        if not number or str(metadata.get("phone_number_id")) == number:
            yield from _messages(value)
    elif ours and field == "account_update":
        event = str(value.get("event", ""))
        if event in TROUBLE:
            yield ChannelChanged(ok=False, detail=f"WhatsApp reports {event} for the business account.")
    elif ours and field == "phone_number_quality_update" and value.get("event") in ("FLAGGED", "DOWNGRADE"):
        limit = value.get("current_limit", "unknown")
        yield ChannelChanged(ok=False, detail=f"WhatsApp lowered the quality of the number; its limit is {limit}.")


def _messages(value: Item) -> Iterator[InboundEvent]:
    contacts = value.get("contacts") or []
    messages, echoes, states = (value.get(name) or [] for name in ("messages", "message_echoes", "statuses"))
    yield from envelope.each(messages, lambda message: _message(message, contacts), "message")
    yield from envelope.each(echoes, _echo, "echo")
    yield from envelope.each(states, statuses.read, "status")
    if not (messages or echoes or states):
        for error in value.get("errors") or ():
            yield ChannelChanged(ok=False, detail=f"WhatsApp reports: {statuses.words(error)}")


def _message(message: Item, contacts: list[Item]) -> Iterator[InboundEvent]:
    at = when(message["timestamp"])
    if message["type"] == "system":
        yield from _system(message, at)
    elif message["type"] not in QUIET:
        yield from _said(message, people.sender(message, contacts), at, own=False)


def _echo(echo: Item) -> Iterator[InboundEvent]:
    """Written by a colleague in the WhatsApp Business app, on a number that is used in both."""
    yield from _said(echo, people.receiver(echo), when(echo["timestamp"]), own=True)


def _said(message: Item, handles: tuple[Address, ...], at: dt.datetime, *, own: bool) -> Iterator[InboundEvent]:
    if not handles:
        raise ValueError("neither a number nor a user id")
    kind = message["type"]
    if kind == "edit":
        edit = message["edit"]
        new = contents.read(edit["message"], at)
        yield MessageEdited(external_id=edit["original_message_id"], at=at, body_text=new.text if new else "")
        return
    if kind == "revoke":
        by = DeletedBy.US if own else DeletedBy.CUSTOMER
        yield MessageDeleted(external_id=message["revoke"]["original_message_id"], at=at, by=by)
        return
    if kind == "reaction":
        emoji = str(message["reaction"].get("emoji") or "")
        if not own:
            yield Reaction(
                external_id=message["reaction"]["message_id"],
                sender=handles[0],
                emoji=emoji,
                at=at,
                added=bool(emoji),
            )
        return
    content = contents.read(message, at)
    if content is None:
        yield Unparsed(reason=f"message {message['id']}: type {kind} is not known")
        return
    context = message.get("context") or {}
    yield InboundMessage(
        external_id=message["id"],
        fingerprint=envelope.fingerprint(message["id"]),
        sender=handles[0],
        also=handles[1:],
        sent_at=at,
        body_text=content.text,
        surface=SURFACE,
        conversation=str(message.get("group_id") or handles[0].handle),
        parent_id=str(context.get("id") or ""),
        own=own,
        media=content.media,
        extra=content.extra | _origin(message, context),
    )


def _origin(message: Item, context: Item) -> dict[str, Any]:
    """How the customer came to write it: an ad, a product, somebody else's message."""
    found = {"referral": message.get("referral"), "product": context.get("referred_product")}
    found["forwarded"] = bool(context.get("forwarded") or context.get("frequently_forwarded"))
    return {name: value for name, value in found.items() if value}


def _system(message: Item, at: dt.datetime) -> Iterator[InboundEvent]:
    """A person with a new number or user id is the same person. Changed security codes are no news to us."""
    system = message["system"]
    if system["type"] not in ("user_changed_number", "customer_changed_number", "user_changed_user_id"):
        return
    new = people.handles(
        system.get("user_id"), system.get("parent_user_id"), system.get("wa_id") or system.get("new_wa_id")
    )
    before = system.get("customer") or message.get("from")
    old = people.handles(system.get("previous_user_id"), system.get("previous_parent_user_id"), before)
    fresh = tuple(address for address in new if address not in old)
    if not fresh:
        raise ValueError("an identity changed into nothing")
    for address in old:
        if address not in new:
            yield IdentityChanged(old=address, new=fresh, at=at)
