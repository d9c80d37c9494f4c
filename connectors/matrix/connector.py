"""The Matrix connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from connectors import health, planning
from connectors.base import Check, Download, HealthReport, Profile, Send
from connectors.errors import ConnectorError, NotFound
from connectors.fetching import fetch
from connectors.matrix import account, parse, reader
from connectors.matrix.writer import Writer
from connectors.stop import Stop
from inbox import limits
from inbox.envelope import Address, InboundEvent, MediaRef, OutboundAction, OutboundMessage, OutboundPart
from inbox.models import Channel, RawInbound

WAIT = 25.0  # seconds that a sync may wait for news


class MatrixConnector:
    key = "matrix"
    name = "Matrix"
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
        same = told["user_id"] == channel.address
        detail = f"Signed in as {told['user_id']} (session {told['device_id'] or 'without a name'})."
        if not same:
            detail += f" The channel's address is {channel.address}: they must be the same."
        return [Check(name="Signing in", ok=same, detail=detail)]

    def health(self, channel: Channel) -> HealthReport:
        with account.client(channel) as server:
            told = account.facts(server)
        same = told["user_id"] == channel.address
        return HealthReport(ok=same, detail="" if same else f"The token is that of {told['user_id']}.", facts=told)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.events(bytes(raw.body), us=raw.channel.address)

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        with account.client(channel) as server:
            return reader.read(server, channel, wait=0.0)

    def listen(self, channel: Channel, *, stop: Stop) -> None:
        try:
            with account.client(channel, stop=stop) as server:
                while not stop:
                    reader.read(server, channel, wait=WAIT)
                    health.ok(channel, health.Side.RECEIVING)
        except ConnectorError:
            if not stop:  # a stop cuts the connection
                raise

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with account.client(channel, priority=True) as server:
            yield Writer(server, channel).send

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with account.client(channel, priority=True) as server:
            Writer(server, channel).act(action)

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        """mxc://server/id, from our own homeserver, which may send us on to where it keeps its files (v1.11)."""
        where = urlsplit(ref.ref)
        if where.scheme != "mxc" or not where.netloc or not where.path.strip("/"):
            raise NotFound("That is not a file of Matrix.")
        base = channel.settings["server_url"].rstrip("/")
        name = f"{quote(where.netloc, safe='')}/{quote(where.path.strip('/'), safe='')}"
        token = channel.credentials.get("access_token", "")
        return fetch(
            f"{base}/_matrix/client/v1/media/download/{name}",
            max_bytes=int(channel.facts.get("max_file") or account.MAX_FILE),
            headers={"Authorization": f"Bearer {token}"},
        )

    def profile(self, channel: Channel, address: Address) -> Profile:
        with account.client(channel) as server:
            told = server.call("GET", f"{account.API}/profile/{quote(address.handle, safe='')}").json()
        return Profile(name=str(told.get("displayname") or ""), url=f"https://matrix.to/#/{quote(address.handle)}")


connector = MatrixConnector()
