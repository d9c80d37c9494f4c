"""The Mastodon connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from connectors import health, looking_again, planning
from connectors.base import Check, Download, HealthReport, Send
from connectors.errors import ConnectorError, ContractChanged, InvalidContent, NotFound, Refused, Transient
from connectors.fetching import fetch
from connectors.http import Client
from connectors.mastodon import account, listening, parse, reader
from connectors.mastodon.writer import Writer
from connectors.stop import Stop
from inbox import limits
from inbox.envelope import InboundEvent, MediaRef, OutboundAction, OutboundMessage, OutboundPart
from inbox.models import Channel, RawInbound

MAX_FILE = 40 * 1024 * 1024
SILENCE = 60.0  # seconds; servers send a comment every fifteen
WITHOUT_STREAM = 20.0
LOOK_EVERY = 55.0  # seconds, also when the stream says nothing


class MastodonConnector:
    key = "mastodon"
    name = "Mastodon"
    fields = account.FIELDS

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return account.capabilities(facts)

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return account.clean(address, settings)

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with account.client(channel, priority=True) as server:
                told = account.facts(server)
        except ConnectorError as error:
            detail = health.redacted(str(error), channel.credentials)
            return [Check(name="Signing in", ok=False, detail=detail)]
        same = told["acct"] == channel.address
        detail = f"Signed in as @{told['acct']} (Mastodon API {told['version']})."
        if not same:
            detail += f" The channel's address is @{channel.address}: they must be the same."
        limit = f"Up to {told['max_characters']} characters and {told['max_files']} files in a post."
        return [Check(name="Signing in", ok=same, detail=detail), Check(name="Limits", ok=True, detail=limit)]

    def health(self, channel: Channel) -> HealthReport:
        with account.client(channel) as server:
            told = account.facts(server)
        if told["acct"] != channel.address:
            return HealthReport(ok=False, detail=f"The token is that of @{told['acct']}.", facts=told)
        return HealthReport(ok=True, facts=told)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.events(bytes(raw.body), us=raw.channel.address, received_at=raw.received_at)

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        with account.client(channel) as server:
            return reader.read(server, channel)

    def listen(self, channel: Channel, *, stop: Stop) -> None:
        try:
            with account.client(channel, stop=stop) as server:
                self._listen(server, channel, stop)
        except ConnectorError:
            if not stop:  # a stop cuts the connection
                raise

    def _listen(self, server: Client, channel: Channel, stop: Stop) -> None:
        """By the stream; where a server has none of this kind (GoToSocial speaks WebSocket only), by looking often."""
        try:
            with (
                account.client(channel, stop=stop, base=_streaming_base(channel)) as other,
                other.stream("GET", "/api/v1/streaming/user", timeout=SILENCE) as lines,
            ):
                _follow(server, channel, listening.events(lines))
        except (NotFound, InvalidContent, ContractChanged):
            while not stop:
                _look(server, channel)
                stop.wait(WITHOUT_STREAM)

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with account.client(channel, priority=True) as server:
            yield Writer(server, channel.address).send

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with account.client(channel, priority=True) as server:
            Writer(server, channel.address).act(action)

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        return fetch(ref.ref, max_bytes=MAX_FILE)


def _follow(server: Client, channel: Channel, told: Iterator[tuple[str, str]]) -> None:
    """Look once the stream stands, so that nothing falls between, and again whenever it says so."""
    _look(server, channel)
    looked = time.monotonic()
    for kind, data in told:
        if touched := listening.touched(kind, data):
            seen = looking_again.known(channel, touched)
            reader.look_again(server, channel, [seen] if seen else [])
        if kind in listening.WAKING or time.monotonic() - looked > LOOK_EVERY:
            _look(server, channel)
            looked = time.monotonic()
    raise Transient("The server has ended its stream.")


def _look(server: Client, channel: Channel) -> None:
    reader.read(server, channel)
    health.ok(channel, health.Side.RECEIVING)


def _streaming_base(channel: Channel) -> str:
    """Large servers stream from a host of their own; the token goes there only by the word of our own server."""
    url = urlsplit(str(channel.facts.get("streaming") or ""))
    if url.scheme not in ("wss", "ws", "https", "http") or not url.netloc:
        return str(channel.settings["server_url"])
    if url.scheme in ("ws", "http") and not channel.settings["server_url"].startswith("http:"):
        raise Refused("The server names an unencrypted address for its stream.")
    return f"{'https' if url.scheme in ('wss', 'https') else 'http'}://{url.netloc}"


connector = MastodonConnector()
