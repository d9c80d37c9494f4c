"""What a connector is: the translator between one kind of outside world and ``inbox/envelope``.

A connector knows its provider and nothing of tickets. It declares what can be configured and what its network can do,
turns kept bytes into events (``parse``: pure), and sends one committed message at a time. What else a network can do is
a protocol of its own below, implemented or not: webhooks (``Hooks``), fetching (``Polls``), waiting (``Listens``),
splitting (``Plans``), edits and moderation (``Acts``), looking a lost answer up (``Reconciles``), and so on.
``connectors/views.py``, ``connectors/tasks.py`` and ``manage.py listener`` drive them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, runtime_checkable

from connectors.fields import Field
from connectors.stop import Stop
from inbox.envelope import (
    Address,
    Conversation,
    InboundEvent,
    MediaRef,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    ReplyOption,
    SendResult,
)
from inbox.models import Channel, Message, RawInbound

Send = Callable[[OutboundPart], SendResult]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One row of "test connection", for people; never holds a secret."""

    name: str
    ok: bool
    detail: str


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HookRequest:
    """A webhook call as it came: raw bytes, and the exact URL that the provider called (PUBLIC_URL and path).

    ``headers`` have lower-case names, ``query`` the decoded values of the URL.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Accept:
    """Genuine. ``external_id`` names the call for the transport's own dedupe: the provider's event id where it sends
    the same one on a retry, else empty (the body's hash is taken).

    ``accounts`` are the channel addresses that the body speaks of, where one call may bring several; empty: the channel
    of the URL. ``answer`` is what the provider wants to read in the 2xx.
    """

    external_id: str = ""
    accounts: tuple[str, ...] = ()
    answer: bytes = b""
    content_type: str = "text/plain"
    keep: bool = True  # False: a ping with nothing in it


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Challenge:
    """A handshake, answered at once; nothing is kept."""

    answer: bytes
    content_type: str = "text/plain"


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """Not genuine, or too old. ``reason`` is for our log and the channel's health, and holds no secret."""

    reason: str
    status: int = 403


Verdict = Accept | Challenge | Reject


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class HealthReport:
    """What the network says of the account. ``facts`` are kept on the channel and given to ``capabilities``.

    ``subscribed``: whether its webhook subscription is still there; None where there is none to ask about.
    """

    ok: bool
    detail: str = ""
    token_expires_at: dt.datetime | None = None
    subscribed: bool | None = None
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Download:
    """The bytes of a MediaRef. ``url``: where they came from in the end."""

    content: bytes
    content_type: str = ""
    filename: str = ""
    url: str = ""
    charset: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """Who is behind a handle, by the network's word."""

    name: str
    url: str = ""
    also: tuple[Address, ...] = ()


class Connector(Protocol):
    """Every connector. What goes wrong outside is raised as one of ``connectors/errors.py``."""

    key: str
    name: str
    fields: tuple[Field, ...]

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        """Limits as data, kept on the channel: see ``inbox/limits.py`` for the keys."""
        ...

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """What the fields alone cannot say. Returns the address in canonical spelling or raises InboxError."""
        ...

    def validate(self, channel: Channel) -> list[Check]:
        """Try the connection for real: who are we there, and what may we. The channel may be unsaved."""
        ...

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        """Pure and deterministic, so that a raw row can be replayed. All items of a batch; a bad one is Unparsed."""
        ...

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        """The external id that the message will get, where we mint it; empty where the provider does."""
        ...

    def sending(self, channel: Channel) -> AbstractContextManager[Send]:
        """A connection for a batch: opened by the first message, reused by the next. The ``Send`` takes one part."""
        ...


@runtime_checkable
class Explains(Protocol):
    def explain(self, raw: RawInbound) -> list[dict[str, Any]]:
        """For ``manage.py parse``, where the events as they are would not say enough. No database, nothing saved."""
        ...


@runtime_checkable
class Follows(Protocol):
    def settled(self, raw: RawInbound, messages: Sequence[Message]) -> None:
        """What the connector adds once its raw row has become messages, in the same transaction: a confirmation."""
        ...


@runtime_checkable
class Hooks(Protocol):
    """Told by webhook, at ``/hooks/<kind>/<hook_key of the channel>``."""

    retry_status: int  # what makes the provider try again when we are the ones in trouble

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """Is it genuine? Raw bytes, constant time, every secret that is valid now; no more parsing than that needs."""
        ...


@runtime_checkable
class HooksByChoice(Hooks, Protocol):
    def hooked(self, channel: Channel) -> bool:
        """Whether this channel is set up to be told by webhook at all. Without it, every channel is."""
        ...


@runtime_checkable
class Polls(Protocol):
    def poll(self, channel: Channel) -> int:
        """Fetch what is new, keep it with its cursor, and say how many were kept. Raises ConnectorError.

        That it went well is noted by whoever asked; a look of ``listen`` notes it by itself (``health.ok``).
        """
        ...

    def polled(self, channel: Channel) -> bool:
        """Whether this channel is set up to be fetched from at all."""
        ...


@runtime_checkable
class Paces(Polls, Protocol):
    def pace(self, channel: Channel) -> dt.timedelta:
        """How long after a look the next one is due, where that is not the usual minute."""
        ...


@runtime_checkable
class Listens(Polls, Protocol):
    def listen(self, channel: Channel, *, stop: Stop) -> None:
        """Fetch, then wait to be told of more, until ``stop``. Raises ConnectorError when the connection is lost."""
        ...


@runtime_checkable
class Plans(Protocol):
    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        """Pure: split text and files into provider calls. Without it, a message is one part."""
        ...


@runtime_checkable
class Acts(Protocol):
    def act(self, channel: Channel, action: OutboundAction) -> None:
        """Do it, or raise. Doing it twice is harmless, or ``Ambiguous`` is raised where that is not so."""
        ...


@runtime_checkable
class Reconciles(Protocol):
    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        """Look up whether a part whose answer got lost was sent. None: surely not. Raises Ambiguous: cannot be told."""
        ...


@runtime_checkable
class Narrows(Protocol):
    def narrow(self, channel: Channel, conversation: Conversation, option: ReplyOption) -> ReplyOption:
        """What the limits as data cannot say: templates to offer, a capability the network grants by conversation.

        No network: it reads ``channel.facts``.
        """
        ...


@runtime_checkable
class Reports(Protocol):
    def health(self, channel: Channel) -> HealthReport:
        """Cheap, asked every hour: token, subscription, limits. Raises ConnectorError."""
        ...


@runtime_checkable
class Subscribes(Protocol):
    def subscribe(self, channel: Channel, url: str) -> None:
        """Have the network call ``url``; idempotent. Raises ConnectorError."""
        ...

    def unsubscribe(self, channel: Channel) -> None: ...


@runtime_checkable
class Downloads(Protocol):
    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """Fetch a file of an inbound message. Raises NotFound when it is gone, InvalidContent when it is too large."""
        ...


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Snippet:
    """Something to copy: into a site, or into its server. Never holds a secret."""

    title: str
    language: str
    text: str


@runtime_checkable
class Installs(Protocol):
    def install(self, channel: Channel) -> list[Snippet]:
        """What an admin puts elsewhere so that the channel works."""
        ...


@runtime_checkable
class ShowsPages(Protocol):
    """Shows customers pages of its own."""

    pages: tuple[str, ...]  # that an admin can look at while they change something: form, ticket, chat

    def front(self, channel: Channel) -> str:
        """The path where a customer begins to write; empty where that is on another site."""
        ...

    def preview(self, channel: Channel, *, page: str, theme: str) -> str:
        """One of ``pages`` as HTML, with made-up contents. The channel may be unsaved; nothing is written."""
        ...


@runtime_checkable
class Tends(Protocol):
    def tend(self, channel: Channel) -> None:
        """What is to be done every half minute without anybody asking. No network: it writes rows."""
        ...


@runtime_checkable
class Remembers(Protocol):
    def forget(self, channel: Channel, *, conversations: Collection[str], external_ids: Collection[str]) -> None:
        """These messages lose their words now, in the caller's transaction: so must what tables of its own hold."""
        ...


@runtime_checkable
class KnowsPeople(Protocol):
    def profile(self, channel: Channel, address: Address) -> Profile:
        """Who is this? Asked once for a handle that came without a name. Raises ConnectorError."""
        ...
