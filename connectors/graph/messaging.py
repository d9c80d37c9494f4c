"""Direct messages as Messenger and Instagram both tell of them: ``entry[].messaging[]`` and ``standby[]``.

Source: developers.facebook.com/docs/messenger-platform/reference/webhook-events and /documentation/business-messaging/
instagram-messaging/webhooks (2026).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

from connectors.graph import contents, envelope
from connectors.graph.envelope import Item, when
from inbox.envelope import (
    Address,
    ChannelChanged,
    DeletedBy,
    DeliveryReceipt,
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    Reaction,
    ReadUpTo,
    ReceiptState,
    Unparsed,
)

SURFACE = "dm"
MARK = "janice:"  # the key of the part follows, in the metadata that comes back in echoes
# Said between apps and Meta, or clicks without words: nothing that a customer wrote.
QUIET = frozenset(
    {
        "account_linking",
        "app_roles",
        "game_play",
        "message_context",
        "messaging_customer_information",
        "messaging_feedback",
        "optin",
        "pass_metadata",
        "pass_thread_control",
        "pre_checkout",
        "referral",
        "request_thread_control",
        "take_thread_control",
    }
)
FIELDS = frozenset({"sender", "recipient", "timestamp", "hop_context", "prior_message", "is_echo"})


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Whose messages these are: the page's or the account's id, and the scope of its people's ids."""

    external_id: str
    network: str

    def person(self, external_id: object, name: str = "") -> Address:
        if not external_id:
            raise ValueError("nobody said it")
        return Address(network=self.network, handle=str(external_id), name=name)


def read(item: Item, account: Account, *, standby: bool = False) -> Iterator[InboundEvent]:
    """``standby``: another app answers there just now; what is said is read all the same."""
    at = when(item["timestamp"]) if "timestamp" in item else None
    if "message" in item:
        yield from _message(item, account, _time(at), {"standby": True} if standby else {})
    elif "message_edit" in item:
        edit = item["message_edit"]
        number = str(edit.get("num_edit", ""))
        version = number.zfill(4) if number else ""
        yield MessageEdited(external_id=edit["mid"], at=_time(at), body_text=str(edit["text"]), version=version)
    elif "postback" in item:
        yield _postback(item, account, _time(at))
    elif "reaction" in item:
        yield from _reaction(item, account, _time(at))
    elif "read" in item:
        yield _read(item, account, at)
    elif "delivery" in item:
        delivery = item["delivery"]
        seen = when(delivery.get("watermark") or item["timestamp"])
        for mid in delivery.get("mids") or ():
            yield DeliveryReceipt(own_id=str(mid), state=ReceiptState.DELIVERED, at=seen)
    elif policy := item.get("policy_enforcement") or item.get("policy-enforcement"):
        ok = policy.get("action") == "unblock"
        yield ChannelChanged(ok=ok, detail=f"Meta's policy: {policy.get('action')} {policy.get('reason', '')}"[:400])
    elif not QUIET & item.keys():
        yield Unparsed(reason=f"type {', '.join(sorted(item.keys() - FIELDS)) or 'none'} is not known")


def _message(item: Item, account: Account, at: dt.datetime, extra: dict[str, Any]) -> Iterator[InboundEvent]:
    message = item["message"]
    mid = str(message["mid"])
    own = bool(message.get("is_echo")) or str(item["sender"]["id"]) == account.external_id
    if message.get("is_deleted"):
        yield MessageDeleted(external_id=mid, at=at, by=DeletedBy.US if own else DeletedBy.CUSTOMER)
        return
    person = account.person(item["recipient" if own else "sender"].get("id"))
    content = contents.read(message)
    metadata = str(message.get("metadata") or "")
    reply = message.get("reply_to") or {}
    yield InboundMessage(
        external_id=mid,
        fingerprint=envelope.fingerprint(mid),
        sender=person,
        sent_at=at,
        body_text=content.text,
        surface=SURFACE,
        conversation=person.handle,
        parent_id=str(reply.get("mid") or ""),
        own=own,
        echo_of=metadata.removeprefix(MARK) if metadata.startswith(MARK) else "",
        media=content.media,
        extra=content.extra | extra,
    )


def _postback(item: Item, account: Account, at: dt.datetime) -> InboundMessage:
    """A tap on a button or an icebreaker: its title is what the customer said."""
    postback = item["postback"]
    person = account.person(item["sender"]["id"])
    external_id = str(postback.get("mid") or f"postback:{person.handle}:{int(at.timestamp() * 1000)}")
    return InboundMessage(
        external_id=external_id,
        fingerprint=envelope.fingerprint(external_id),
        sender=person,
        sent_at=at,
        body_text=str(postback.get("title") or postback.get("payload") or ""),
        surface=SURFACE,
        conversation=person.handle,
        extra={"chosen": str(postback.get("payload") or "")},
    )


def _reaction(item: Item, account: Account, at: dt.datetime) -> Iterator[InboundEvent]:
    reaction, sender = item["reaction"], item["sender"]["id"]
    if str(sender) == account.external_id:
        return
    yield Reaction(
        external_id=str(reaction["mid"]),
        sender=account.person(sender),
        emoji=str(reaction.get("emoji") or reaction.get("reaction") or ""),
        at=at,
        added=reaction.get("action") != "unreact",
    )


def _read(item: Item, account: Account, at: dt.datetime | None) -> InboundEvent:
    """Messenger has a watermark, Instagram the id of the message that was seen."""
    read = item["read"]
    if "mid" in read:
        return DeliveryReceipt(own_id=str(read["mid"]), state=ReceiptState.READ, at=_time(at))
    return ReadUpTo(conversation=str(item["sender"]["id"]), at=when(read["watermark"]))


def _time(at: dt.datetime | None) -> dt.datetime:
    if at is None:
        raise ValueError("it does not say when")
    return at
