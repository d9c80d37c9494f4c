"""The Bluesky connector: what the rest of the product calls."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import health, planning
from connectors.base import Check, Download, HealthReport, Profile, Send
from connectors.bluesky import account, keys, parse, people, reader
from connectors.bluesky.session import Session, facts
from connectors.bluesky.writer import Writer
from connectors.errors import Ambiguous, ConnectorError
from connectors.fetching import fetch
from connectors.stop import Stop
from inbox import limits
from inbox.envelope import Address, InboundEvent, MediaRef, OutboundAction, OutboundMessage, OutboundPart, SendResult
from inbox.models import Channel, RawInbound

LOOK_EVERY = 15.0  # seconds; Bluesky pushes nothing to accounts
MAX_FILE = 10 * 1024 * 1024


class BlueskyConnector:
    key = "bluesky"
    name = "Bluesky"
    fields = account.FIELDS

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return account.capabilities(settings)

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        return account.clean(address, settings)

    def validate(self, channel: Channel) -> list[Check]:
        checks = []
        try:
            with Session(channel, priority=True) as session:
                told = facts(session)
                detail = f"Signed in as @{told['handle']} ({told['did']})."
                checks.append(Check(name="Signing in", ok=True, detail=detail))
                if channel.settings.get("direct_messages"):
                    session.get("chat.bsky.convo.getLog", chat=True)
                    checks.append(Check(name="Direct messages", ok=True, detail="They can be read."))
        except ConnectorError as error:
            name = "Direct messages" if checks else "Signing in"
            detail = health.redacted(str(error), channel.credentials)
            if checks:
                detail += " Does the app password allow access to direct messages?"
            checks.append(Check(name=name, ok=False, detail=detail))
        return checks

    def health(self, channel: Channel) -> HealthReport:
        with Session(channel) as session:
            told = facts(session)
        same = told["handle"] == channel.address
        detail = "" if same else f"The account is called @{told['handle']} now: change the channel's address."
        return HealthReport(ok=same, detail=detail, facts=told)

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        return parse.events(bytes(raw.body), received_at=raw.received_at)

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        with Session(channel) as session:
            return reader.read(session, channel)

    def listen(self, channel: Channel, *, stop: Stop) -> None:
        try:
            with Session(channel, stop=stop) as session:
                while not stop:
                    reader.read(session, channel)
                    health.ok(channel, health.Side.RECEIVING)
                    stop.wait(LOOK_EVERY)
        except ConnectorError:
            if not stop:  # a stop cuts the connection
                raise

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        """The first part's, which we choose; the server chooses those of direct messages."""
        did = str(channel.facts.get("did") or "")
        return keys.post_uri(did, message.idempotency_key) if did and message.surface != "dm" else ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with Session(channel, priority=True) as session:
            yield Writer(session).send

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        if part.message.surface == "dm":
            raise Ambiguous("Direct messages cannot be looked up by what we called them.")
        with Session(channel, priority=True) as session:
            return Writer(session).sent(part)

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with Session(channel, priority=True) as session:
            Writer(session).act(action)

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        return fetch(ref.ref, max_bytes=MAX_FILE)

    def profile(self, channel: Channel, address: Address) -> Profile:
        with Session(channel) as session:
            told = session.get("app.bsky.actor.getProfile", actor=address.handle)
        return Profile(name=people.address(told).name, url=f"https://bsky.app/profile/{address.handle}")


connector = BlueskyConnector()
