"""What a connector makes of the bytes of one RawInbound. All times are aware UTC datetimes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from typing import Any

from inbox.envelope.people import Address, Visibility


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


class MediaKind(enum.StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    STICKER = "sticker"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MediaRef:
    """A file that the network keeps for a while: fetched after the message stands, with its own retries.

    ``ref`` is the provider's id or URL, as the connector's ``download`` wants it; no secret belongs in it.
    """

    ref: str
    kind: MediaKind = MediaKind.FILE
    filename: str = ""
    content_type: str = ""
    size: int | None = None  # bytes, where the network says so
    expires_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PostSnapshot:
    """The public object that comments hang under, as the network showed it. ``ours``: our own page said it."""

    external_id: str
    text: str = ""
    title: str = ""
    url: str = ""
    author: Address | None = None
    ours: bool = True
    published_at: dt.datetime | None = None


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
    surface: str = ""  # which face of the channel: a key of capabilities["surfaces"], such as dm or comment
    conversation: str = ""  # what is one conversation on the network: a chat, a room, the root of a comment tree
    parent_id: str = ""  # external id of the message that this one answers, or hangs under
    post: PostSnapshot | None = None
    url: str = ""  # permalink
    version: str = ""  # orders edits, where the network has one (a cid, an edit time)
    hidden: bool = False  # not shown to the public (held for moderation)
    own: bool = False  # said by us, here or in another client: ``sender`` is then the one it was said to, if private
    echo_of: str = ""  # our idempotency key, where the network gives it back in echoes
    also: tuple[Address, ...] = ()  # further handles of the sender, by the network's own word
    media: tuple[MediaRef, ...] = ()
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
    """News about something we sent. ``own_id`` is the provider's id; or (``minted``) one that we made and verified,
    which is ours on whichever channel the news comes.
    """

    own_id: str
    state: ReceiptState
    at: dt.datetime
    recipient: str = ""
    code: str = ""
    detail: str = ""
    minted: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Unparsed:
    """An item the connector could not read. It is quarantined and shown, never dropped."""

    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MessageEdited:
    """The author changed what they said. ``version`` orders edits that overtake each other; else ``at`` does."""

    external_id: str
    at: dt.datetime
    body_text: str
    body_html: str = ""
    version: str = ""


class DeletedBy(enum.StrEnum):
    CUSTOMER = "customer"
    NETWORK = "network"  # the platform, or a moderator of a place that is not ours
    US = "us"  # in the network's own app


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MessageDeleted:
    """It is gone from the network, and its words go from here too; that it was here stays on record."""

    external_id: str
    at: dt.datetime
    by: DeletedBy = DeletedBy.CUSTOMER


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class MessageHidden:
    """Hidden from the public, or shown again, in the network's own app."""

    external_id: str
    at: dt.datetime
    hidden: bool


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """``emoji`` is the character, or the network's own word (like)."""

    external_id: str
    sender: Address
    emoji: str
    at: dt.datetime
    added: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReadUpTo:
    """A watermark: what we sent in this conversation until ``at`` has been read."""

    conversation: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class IdentityChanged:
    """The network says that a person has new handles: ``old`` and ``new`` are one contact from now on."""

    old: Address
    new: tuple[Address, ...]
    at: dt.datetime


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class PostChanged:
    """A post appeared, was edited, or is gone."""

    post: PostSnapshot
    at: dt.datetime
    deleted: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ChannelChanged:
    """The network's word on the connected account: a token revoked, a subscription lost, quality fallen."""

    ok: bool
    detail: str


InboundEvent = (
    InboundMessage
    | MessageEdited
    | MessageDeleted
    | MessageHidden
    | Reaction
    | ReadUpTo
    | IdentityChanged
    | PostChanged
    | ChannelChanged
    | DeliveryReceipt
    | Unparsed
)
