"""One update of Telegram's as events.

source: https://core.telegram.org/bots/api#update (Bot API 10.1), read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
from collections.abc import Mapping
from typing import Any

from connectors.telegram import content, entities, groups, places
from connectors.telegram.content import SERVICE
from inbox.envelope import (
    Address,
    DeletedBy,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    Reaction,
    Unparsed,
    Visibility,
)

# Nothing that a customer says to us: our own broadcasts, buttons that we never send, memberships, payments.
IRRELEVANT = frozenset(
    {
        "channel_post", "edited_channel_post", "business_connection", "guest_message", "message_reaction_count",
        "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
        "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request",
        "chat_boost", "removed_chat_boost", "managed_bot",
    }
)  # fmt: skip
Json = Mapping[str, Any]


def events(body: bytes, *, bot: str, taken: str, received_at: dt.datetime) -> list[InboundEvent]:
    """``bot`` is our username; ``taken`` is what is taken in groups: ``mentions`` or ``all``."""
    try:
        update = json.loads(body)
        return _events(update, bot.lower(), taken, received_at)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        return [Unparsed(reason=f"This update is not as Telegram documents it ({type(error).__name__}: {error}).")]


def _events(update: Json, bot: str, taken: str, received_at: dt.datetime) -> list[InboundEvent]:
    found: list[InboundEvent] = []
    kinds = update.keys() - {"update_id"}
    if "update_id" not in update or not kinds:
        raise ValueError("it is no update")
    for kind in sorted(kinds):
        item = update[kind]
        match kind:
            case "message" | "business_message":
                found += _message(item, bot, taken)
            case "edited_message" | "edited_business_message":
                found += _edited(item, bot, taken)
            case "deleted_business_messages":
                place = places.Place(str(int(item["chat"]["id"])), "", str(item["business_connection_id"]))
                ids = [place.message(number) for number in item["message_ids"]]
                found += [MessageDeleted(external_id=one, at=received_at, by=DeletedBy.CUSTOMER) for one in ids]
            case "message_reaction":
                found += _reactions(item)
            case _ if kind not in IRRELEVANT:
                found.append(Unparsed(reason=f"An update of the type {kind[:40]!r} is not known."))
    return found


def _message(message: Json, bot: str, taken: str) -> list[InboundEvent]:
    place, sender = places.of(message), _sender(message)
    if not groups.is_for_us(message, bot, taken) or message.get("is_automatic_forward"):
        return []
    held = content.read(message)
    if held is None:
        return [] if message.keys() & SERVICE else [_unknown(message)]
    external_id = place.message(int(message["message_id"]))
    own = bool(place.connection) and sender.handle != place.chat  # said by the owner of the business account
    return [
        InboundMessage(
            external_id=external_id,
            fingerprint=hashlib.sha256(external_id.encode()).hexdigest(),
            sender=_name(message["chat"]) if own else sender,
            sent_at=_at(message["date"]),
            body_text=held.text,
            reply_text=held.text,
            body_html=_html(message, held),
            visibility=Visibility.PRIVATE,
            surface=_surface(message),
            conversation=place.conversation,
            parent_id=_parent(message, place),
            # "/start" is what Telegram sends for somebody who opens the chat: they have said nothing yet.
            automated=held.text == "/start" or held.text.startswith("/start "),
            own=own,
            media=held.media,
            language=message.get("from", {}).get("language_code", ""),
            url=_link(message),
        )
    ]


def _edited(message: Json, bot: str, taken: str) -> list[InboundEvent]:
    place, held = places.of(message), content.read(message)
    if held is None or not groups.is_for_us(message, bot, taken):
        return []
    return [
        MessageEdited(
            external_id=place.message(int(message["message_id"])),
            at=_at(message["edit_date"]),
            body_text=held.text,
            body_html=_html(message, held),
            version=str(int(message["edit_date"])),
        )
    ]


def _reactions(item: Json) -> list[InboundEvent]:
    """Old and new are whole lists: what is only in one of them was added or taken away."""
    place = places.Place(str(int(item["chat"]["id"])))
    external_id, at = place.message(int(item["message_id"])), _at(item["date"])
    who = _name(item["user"]) if "user" in item else _name(item["actor_chat"])
    before, after = (_emoji(item[name]) for name in ("old_reaction", "new_reaction"))
    gone = [Reaction(external_id=external_id, sender=who, emoji=one, at=at, added=False) for one in before - after]
    return [*gone, *(Reaction(external_id=external_id, sender=who, emoji=one, at=at) for one in after - before)]


def _emoji(reactions: list[Json]) -> set[str]:
    return {str(one["emoji"]) for one in reactions if one.get("type") == "emoji"}


def _surface(message: Json) -> str:
    return "dm" if message["chat"]["type"] == "private" else "room"


def _parent(message: Json, place: places.Place) -> str:
    """What it answers. In a topic, everything answers the topic's first message: that says nothing."""
    answered = message.get("reply_to_message", {}).get("message_id", "")
    return place.message(answered) if answered and str(answered) != place.topic else ""


def _sender(message: Json) -> Address:
    """A channel or an anonymous admin speaks under its own name; ``from`` is then a placeholder."""
    return _name(message["sender_chat"] if "sender_chat" in message else message["from"])


def _name(who: Json) -> Address:
    names = (who.get("first_name"), who.get("last_name"), who.get("title"))
    name = " ".join(part for part in names if part) or who.get("username", "")
    return Address(network="telegram", handle=str(int(who["id"])), name=name)


def _html(message: Json, held: content.Content) -> str:
    """With what its files and the like add in words."""
    text = message.get("text", message.get("caption", ""))
    formatted = entities.to_html(text, message.get("entities", message.get("caption_entities", [])))
    return formatted + html.escape(held.text[len(text) :]).replace("\n", "<br>") if formatted else ""


def _link(message: Json) -> str:
    """Where a supergroup's message is; private chats have no links."""
    chat = str(message["chat"]["id"])
    name = message["chat"].get("username") or (f"c/{chat.removeprefix('-100')}" if chat.startswith("-100") else "")
    shown = name and message["chat"]["type"] == "supergroup"
    return f"https://t.me/{name}/{message['message_id']}" if shown else ""


def _at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)


def _unknown(message: Json) -> Unparsed:
    known = {"message_id", "from", "sender_chat", "chat", "date", "reply_to_message", "message_thread_id"}
    return Unparsed(reason=f"A message with {', '.join(sorted(message.keys() - known))[:120]!r} is not known.")
