"""What crosses the border between a connector and the product. Frozen, provider-free, no database.

Inbound, a connector's ``parse`` turns the bytes of one RawInbound into a list of these events; outbound, the
product hands a connector an :class:`OutboundMessage`. All times are aware UTC datetimes.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import Any


class Visibility(enum.StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    INTERNAL = "internal"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """One handle of one person on one network: ``Address(network="email", handle="ada@example.org")``.

    ``handle`` is in the network's canonical spelling (e-mail: lower case); ``name`` is what the sender calls
    themself, display only.
    """

    network: str
    handle: str
    name: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class InboundAttachment:
    """One file of an inbound message. ``filename`` is the sender's and is display metadata only."""

    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False

    @property
    def size(self) -> int:
        return len(self.content)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ThreadHint:
    """Where a message may belong, strongest evidence first; threads.py decides.

    - ``tokens``: reply tokens found in the recipients (possession of one is proof),
    - ``own_ids``: external ids that *we* minted and whose MAC the connector has verified (proof),
    - ``references``: external ids that anybody could know; they count only from someone already taking part.
    """

    tokens: tuple[str, ...] = ()
    own_ids: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class InboundMessage:
    """One thing a person (or machine) said to a channel.

    ``external_id`` is unique inside the channel and the same however the message came (pipe or mailbox);
    ``fingerprint`` is a hash of what it says, so that two different messages that claim one id are both kept.
    ``body_text`` is the whole text, ``reply_text`` the new part of it (quotes and signature folded away);
    ``body_html`` is already sanitised, with folded parts inside ``<div data-quoted>``.
    """

    external_id: str
    fingerprint: str
    sender: Address
    sent_at: dt.datetime
    sender_verified: bool = True  # False: a handle that somebody typed into a form
    subject: str = ""
    body_text: str = ""
    body_html: str = ""
    reply_text: str = ""
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    visibility: Visibility = Visibility.PRIVATE
    thread: ThreadHint = ThreadHint()
    attachments: tuple[InboundAttachment, ...] = ()
    automated: bool = False  # auto-replies, bulk, lists (RFC 3834): kept, never answered, never start a clock
    language: str = ""
    custom: dict[str, Any] = dataclasses.field(default_factory=dict)  # custom fields of a form
    extra: dict[str, Any] = dataclasses.field(default_factory=dict)  # untranslated remainder, never used by logic


class ReceiptState(enum.StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    DELAYED = "delayed"  # still trying; changes no state, shown in the history
    FAILED = "failed"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryReceipt:
    """News about something we sent. ``own_id`` is a verified external id of ours, or the provider's id."""

    own_id: str
    state: ReceiptState
    at: dt.datetime
    recipient: str = ""
    code: str = ""
    detail: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Unparsed:
    """An item the connector could not read. It is quarantined and shown, never dropped."""

    reason: str


InboundEvent = InboundMessage | DeliveryReceipt | Unparsed


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutboundAttachment:
    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutboundMessage:
    """A committed reply, ready to leave. Recipients were frozen when the agent sent it.

    ``ticket_ref`` is the number shown to people, ``idempotency_key`` is the same on every attempt.
    ``in_reply_to``/``references`` are external ids of earlier messages, oldest first.
    ``history`` is the quoted history as plain text, empty when the channel's setting says so.
    """

    message_id: int
    ticket_id: int
    ticket_ref: str
    reply_token: str
    idempotency_key: str
    subject: str
    body_text: str
    body_html: str
    sender_name: str
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    history: str = ""
    automated: bool = False
    attachments: tuple[OutboundAttachment, ...] = ()


class DeliveryClass(enum.StrEnum):
    """What may be done after a crash in the middle of a send (reliability: exactly-once needs the provider)."""

    IDEMPOTENT = "idempotent"  # the provider honours our key: retry
    LOOKUP = "lookup"  # can be looked up: reconcile, then retry if absent
    UNSAFE = "unsafe"  # neither: becomes ``unknown`` and the agent decides


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SendResult:
    """The provider took it. ``external_id`` becomes the message's id on the channel.

    ``receipts`` is what it said at once of single recipients: those it would not take while it took the message for
    others.
    """

    external_id: str
    detail: str = ""
    receipts: tuple[DeliveryReceipt, ...] = ()


class SendError(Exception):
    """Base of what ``connector.send`` may raise."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class TemporaryFailure(SendError):
    """Surely not sent; try again later. ``retry_after`` in seconds where the provider said so."""

    def __init__(self, code: str, detail: str, *, retry_after: float | None = None) -> None:
        super().__init__(code, detail)
        self.retry_after = retry_after


class PermanentFailure(SendError):
    """Surely not sent, and never will be as it stands."""


class AmbiguousFailure(SendError):
    """May have been sent: the answer got lost after the last byte."""
