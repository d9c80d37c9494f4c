"""What a connector is: the translator between one kind of outside world and ``inbox/envelope.py``.

A connector knows its provider and nothing of tickets. It declares what can be configured and what its network can do,
turns kept bytes into events (``parse``: pure), and sends one committed message at a time. Those that must fetch also
``poll``; those that are told at once also ``listen``. ``connectors/tasks.py`` and ``manage.py listener`` drive them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, runtime_checkable

from connectors.fields import Field
from connectors.stop import Stop
from inbox.envelope import InboundEvent, OutboundMessage, SendResult
from inbox.models import Channel, Message, RawInbound

Send = Callable[[OutboundMessage], SendResult]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One row of "test connection", for people; never holds a secret."""

    name: str
    ok: bool
    detail: str


class ConnectorError(Exception):
    """The outside world did not do its part. The text is for people and holds no secret."""


class Unreachable(ConnectorError):
    """No connection, or it broke: worth another try."""


class Refused(ConnectorError):
    """It answered, and said no: wrong password, revoked token, missing folder. A person must act."""


class Connector(Protocol):
    """Every connector. ``send`` errors are the ``SendError`` kinds of the envelope."""

    key: str
    name: str
    fields: tuple[Field, ...]

    def capabilities(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Limits as data, kept on the channel: at least ``delivery_class`` and ``visibilities``."""
        ...

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        """What the fields alone cannot say. Returns the address in canonical spelling or raises InboxError."""
        ...

    def check(self, channel: Channel) -> list[Check]:
        """Try the connection for real. The channel may be unsaved."""
        ...

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        """Pure and deterministic, so that a raw row can be replayed."""
        ...

    def explain(self, body: bytes) -> list[dict[str, Any]]:
        """For ``manage.py parse``: what ``parse`` makes of these bytes, as JSON values, without a database."""
        ...

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        """The external id that the message will get, where we mint it; empty where the provider does."""
        ...

    def sending(self, channel: Channel) -> AbstractContextManager[Send]:
        """A connection for a batch: opened by the first message, reused by the next."""
        ...


@runtime_checkable
class Follows(Protocol):
    def settled(self, raw: RawInbound, messages: Sequence[Message]) -> None:
        """What the connector adds once its raw row has become messages, in the same transaction: a confirmation."""
        ...


@runtime_checkable
class Polls(Protocol):
    def poll(self, channel: Channel) -> int:
        """Fetch what is new, keep it with its cursor, and say how many were kept. Raises ConnectorError."""
        ...

    def polled(self, channel: Channel) -> bool:
        """Whether this channel is set up to be fetched from at all."""
        ...


@runtime_checkable
class Listens(Polls, Protocol):
    def listen(self, channel: Channel, *, stop: Stop) -> None:
        """Fetch, then wait to be told of more, until ``stop``. Raises ConnectorError when the connection is lost."""
        ...
