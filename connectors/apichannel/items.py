"""What a program may tell us: one item of JSON each, checked in words that its author can act on.

``{"items": […]}``, or one item alone. Times are RFC 3339 with a zone; ids are the program's own.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from inbox.envelope import (
    Address,
    DeliveryReceipt,
    InboundAttachment,
    InboundEvent,
    InboundMessage,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    Reaction,
    ReadUpTo,
    ReceiptState,
)

SURFACE = "conversation"
MOST_ITEMS = 100
LONGEST_ID, LONGEST_TEXT = 200, 100_000
MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
PHONE = re.compile(r"\+[1-9]\d{5,14}")


class Mistake(ValueError):
    """What is wrong with an item, and where: for the program's author."""


class Item:
    """One JSON object; every value is asked for by name and type, and what nobody asked for is a mistake too."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise Mistake(f"{place} must be an object.")
        self._values, self._place, self._asked = value, place, set[str]()

    def _raw(self, name: str, kinds: tuple[type, ...], what: str, default: Any) -> Any:
        self._asked.add(name)
        value = self._values.get(name)
        if value is None and default is not ...:
            return default
        if name not in self._values:
            raise Mistake(f"{self._place}.{name} is missing.")
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise Mistake(f"{self._place}.{name} must be {what}.")
        return value

    def text(self, name: str, default: Any = ..., *, most: int = LONGEST_TEXT) -> str:
        value = str(self._raw(name, (str,), "a text", default))
        if "\0" in value or len(value) > most:
            raise Mistake(f"{self._place}.{name} may have at most {most} characters, none of them NUL.")
        return value

    def id(self, name: str = "id", default: Any = ...) -> str:
        value = self.text(name, default, most=LONGEST_ID)
        if not value.strip() and default is ...:
            raise Mistake(f"{self._place}.{name} may not be empty.")
        return value

    def flag(self, name: str, default: bool) -> bool:
        return bool(self._raw(name, (bool,), "true or false", default))

    def time(self, name: str = "at", default: dt.datetime | None = None) -> dt.datetime:
        missing: Any = ... if default is None else ""
        text = self._raw(name, (str,), "a time such as 2026-11-22T09:30:00Z", missing)
        try:
            value = dt.datetime.fromisoformat(text) if text else default
        except ValueError:
            value = None
        if value is None or value.tzinfo is None:
            raise Mistake(f"{self._place}.{name} must be a time with its zone, such as 2026-11-22T09:30:00Z.")
        return value.astimezone(dt.UTC)

    def items(self, name: str) -> list[Item]:
        listed = self._raw(name, (list,), "a list", [])
        return [Item(value, f"{self._place}.{name}[{number}]") for number, value in enumerate(listed)]

    def item(self, name: str) -> Item:
        return Item(self._raw(name, (dict,), "an object", ...), f"{self._place}.{name}")

    def values(self, name: str) -> dict[str, Any]:
        return dict(self._raw(name, (dict,), "an object", {}))

    def mistake(self, name: str, words: str) -> Mistake:
        return Mistake(f"{self._place}.{name} {words}")

    def end(self) -> None:
        if unknown := sorted(set(self._values) - self._asked):
            raise Mistake(f"{self._place}.{unknown[0]} is not known.")


def split(body: bytes) -> list[Any]:
    """The items of a call. Raises Mistake."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Mistake("The body must be JSON in UTF-8.") from None
    listed = value["items"] if isinstance(value, dict) and set(value) == {"items"} else [value]
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_ITEMS:
        raise Mistake(f"items must be a list of 1 to {MOST_ITEMS}.")
    return listed


def read(value: object, *, place: str, network: str, now: dt.datetime) -> InboundEvent:
    """One item as an event. ``network`` is the scope of people's ids, ``now`` the time where none is given."""
    item = Item(value, place)
    kind = item.text("type")
    if kind not in READERS:
        raise Mistake(f"{place}.type {kind!r:.60} is not known; there are: {', '.join(READERS)}.")
    event = READERS[kind](item, network, now)
    item.end()
    return event


def _message(item: Item, network: str, now: dt.datetime) -> InboundMessage:
    text, conversation = item.text("text", ""), item.id("conversation")
    files, media = _files(item)
    if not text.strip() and not files and not media:
        raise item.mistake("text", "may be empty only if there are attachments.")
    sender, also = _person(item.item("from"), network)
    return InboundMessage(
        external_id=item.id(),
        fingerprint=hashlib.sha256(f"{sender.handle}\0{text}".encode()).hexdigest(),
        sender=sender,
        also=also,
        sent_at=item.time("at", now),
        subject=item.text("subject", "", most=500),
        body_text=text,
        reply_text=text,
        surface=SURFACE,
        conversation=conversation,
        parent_id=item.id("reply_to", ""),
        url=item.text("url", "", most=1000),
        language=item.text("language", "", most=35),
        automated=item.flag("automated", False),
        own=item.flag("own", False),
        echo_of=item.id("echo_of", ""),
        attachments=files,
        media=media,
        custom=item.values("custom"),
    )


def _edited(item: Item, network: str, now: dt.datetime) -> MessageEdited:
    return MessageEdited(
        external_id=item.id(), at=item.time(), body_text=item.text("text"), version=item.id("version", "")
    )


def _deleted(item: Item, network: str, now: dt.datetime) -> MessageDeleted:
    return MessageDeleted(external_id=item.id(), at=item.time("at", now))


def _receipt(item: Item, network: str, now: dt.datetime) -> DeliveryReceipt:
    state = item.text("state")
    if state not in STATES:
        raise item.mistake("state", f"must be one of: {', '.join(STATES)}.")
    return DeliveryReceipt(
        own_id=item.id(),
        state=ReceiptState(state),
        at=item.time("at", now),
        code=item.text("code", "", most=60),
        detail=item.text("detail", "", most=500),
    )


def _read_up_to(item: Item, network: str, now: dt.datetime) -> ReadUpTo:
    return ReadUpTo(conversation=item.id("conversation"), at=item.time())


def _reaction(item: Item, network: str, now: dt.datetime) -> Reaction:
    sender, _ = _person(item.item("from"), network)
    return Reaction(
        external_id=item.id(),
        sender=sender,
        emoji=item.text("emoji", most=40),
        at=item.time(),
        added=item.flag("added", True),
    )


def _person(item: Item, network: str) -> tuple[Address, tuple[Address, ...]]:
    """``id`` is the program's; an address or number it vouches for makes it the same person as elsewhere."""
    name, mail, phone = item.text("name", "", most=200), item.text("email", ""), item.text("phone", "")
    if mail and not MAIL.fullmatch(mail):
        raise item.mistake("email", "must be a mail address.")
    if phone and not PHONE.fullmatch(phone):
        raise item.mistake("phone", "must be a number such as +4930123456.")
    sender = Address(network=network, handle=item.id(), name=name)
    item.end()
    also = [Address(network="email", handle=mail.lower(), name=name)] if mail else []
    also += [Address(network="phone", handle=phone, name=name)] if phone else []
    return sender, tuple(also)


def _files(item: Item) -> tuple[tuple[InboundAttachment, ...], tuple[MediaRef, ...]]:
    """Each has ``content`` in base64, or a ``url`` that Janice fetches later."""
    files, media = [], []
    for file in item.items("attachments"):
        filename, content_type = file.text("filename", "", most=255), file.text("content_type", "", most=255)
        url = file.text("url", "", most=2000)
        if url:
            media.append(MediaRef(ref=url, filename=filename, content_type=content_type))
        else:
            try:
                content = base64.b64decode(file.text("content", most=60_000_000), validate=True)
            except binascii.Error:
                raise file.mistake("content", "must be base64.") from None
            files.append(InboundAttachment(filename=filename, content_type=content_type, content=content))
        file.end()
    return tuple(files), tuple(media)


STATES = ("sent", "delivered", "read", "failed")
READERS: dict[str, Callable[[Item, str, dt.datetime], InboundEvent]] = {
    "message": _message,
    "message.edited": _edited,
    "message.deleted": _deleted,
    "receipt": _receipt,
    "read": _read_up_to,
    "reaction": _reaction,
}
