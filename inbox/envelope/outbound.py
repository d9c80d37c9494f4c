"""What the product hands a connector, and what the connector answers. All times are aware UTC datetimes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

from inbox.envelope.inbound import DeliveryReceipt
from inbox.envelope.people import Address, Visibility


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutboundAttachment:
    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A message that the network approved before: the only way to write where the reply window has closed."""

    name: str
    language: str
    parameters: tuple[str, ...] = ()
    body: str = ""  # when offered: its words, with {{name}} for each parameter


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutboundMessage:
    """A committed reply, ready to leave. Recipients were frozen when the agent sent it.

    ``conversation`` and ``parent_id`` say where it goes on the network; ``private_reply_to`` is the public comment that
    this private message answers, when it opens the private conversation.
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
    visibility: Visibility = Visibility.PRIVATE
    surface: str = ""
    conversation: str = ""
    parent_id: str = ""
    post_id: str = ""
    private_reply_to: str = ""
    template: Template | None = None


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutboundPart:
    """One call to the provider. ``number`` counts from 0; the key is the same on every attempt at this part.

    ``reply_to`` is the external id of the part before it, where parts hang under each other (a thread of posts).
    """

    number: int
    message: OutboundMessage
    idempotency_key: str
    text: str = ""
    attachments: tuple[OutboundAttachment, ...] = ()
    reply_to: str = ""


class ActionKind(enum.StrEnum):
    EDIT = "edit"
    DELETE = "delete"
    HIDE = "hide"
    UNHIDE = "unhide"
    LIKE = "like"
    UNLIKE = "unlike"
    REACT = "react"
    MARK_READ = "mark_read"
    TYPING = "typing"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class OutboundAction:
    """One thing done to a message that stands on the network (``external_id``), or to a conversation."""

    kind: ActionKind
    surface: str
    conversation: str
    external_id: str = ""
    own: bool = False  # the message is ours
    text: str = ""  # edit: the new text
    emoji: str = ""  # react: the character; empty takes ours away
    idempotency_key: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Conversation:
    """What ``options`` is asked about: one thread of a ticket, as far as the network cares."""

    surface: str
    key: str
    last_customer_at: dt.datetime | None
    last_customer_message: str = ""  # external id
    parent_id: str = ""  # the public comment that a private reply would answer
    parent_at: dt.datetime | None = None
    privately_replied: bool = False
    handles: tuple[Address, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class ReplyOption:
    """Whether one surface can be answered now. ``code`` and ``detail`` say why not; ``until`` when that ends.

    ``escapes`` are what is still allowed when it is not: ``template``, ``tag``.
    """

    surface: str
    allowed: bool
    until: dt.datetime | None = None
    code: str = ""
    detail: str = ""
    escapes: tuple[str, ...] = ()
    templates: tuple[Template, ...] = ()


class DeliveryClass(enum.StrEnum):
    """What may be done after a crash in the middle of a send (reliability: exactly-once needs the provider)."""

    IDEMPOTENT = "idempotent"  # the provider honours our key: retry
    LOOKUP = "lookup"  # can be looked up: reconcile, then retry if absent
    UNSAFE = "unsafe"  # neither: becomes ``unknown`` and the agent decides


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class SendResult:
    """The provider took it. ``external_id`` becomes the message's id on the channel.

    ``receipts`` is what it said at once of single recipients: those it would not take while it took the message for
    others. ``conversation`` is the key that the network gave a conversation which this message opened.
    """

    external_id: str
    conversation: str = ""
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
