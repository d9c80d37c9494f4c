"""Pigeon post. Letters come by webhook and can be fetched; answers are handed to the loft at ``server_url``."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors import planning, signatures, tokens
from connectors.base import Accept, Check, Download, HealthReport, HookRequest, Reject, Send, Verdict
from connectors.errors import AuthExpired, ConnectorError
from connectors.fields import Field
from connectors.http import Answer, Client, fetch
from inbox import ingest, limits
from inbox.envelope import (
    ActionKind,
    Address,
    DeliveryReceipt,
    InboundEvent,
    InboundMessage,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    OutboundAction,
    OutboundMessage,
    OutboundPart,
    ReceiptState,
    SendResult,
    Unparsed,
)
from inbox.errors import InboxError
from inbox.models import Channel, Cursor, RawInbound

LARGEST_FILE = 5_000_000
TOLERANCE = 300  # seconds
STREAM = "letters"


class PigeonConnector:
    key = "pigeon"
    name = "Pigeon post"
    retry_status = 503
    fields = (
        Field(name="server_url", title="Loft", help="Where your pigeons live.", required=True),
        Field(name="seal", title="Seal", help="Signs what the loft tells us.", secret=True, required=True),
        Field(name="seal_before", title="Seal before", help="The one before, while you change it.", secret=True),
        Field(name="client_secret", title="Key to the loft", secret=True, required=True, sent_to=("server_url",)),
    )

    def capabilities(self, settings: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "network": "pigeon",
            "delivery_class": "lookup",
            "visibilities": ["private"],
            "recipients": {"editable": False, "cc": False, "bcc": False, "max": 1},
            "surfaces": {
                "letter": {
                    "label": "Letter",
                    "visibility": "private",
                    "text": {"max": 200, "unit": "codepoints", "format": "plain", "split": True},
                    "attachments": {"max_count": 0},
                    "window": {"hours": 24 * 7, "escapes": []},
                    "actions": {"own": ["edit", "delete"], "theirs": []},
                    "statuses": ["sent", "delivered"],
                }
            },
        }

    def clean(self, address: str, settings: Mapping[str, Any], credentials: Mapping[str, Any]) -> str:
        if not address.strip():
            raise InboxError("invalid_settings", "The loft has a name.", fields={"address": "Required."})
        return address.strip().lower()

    def validate(self, channel: Channel) -> list[Check]:
        try:
            with _Loft(channel) as client:
                loft = client.call("GET", "/loft").json()
        except ConnectorError as error:
            return [Check(name="Loft", ok=False, detail=str(error))]
        return [Check(name="Loft", ok=True, detail=f"Signed in at {loft['name']}.")]

    # -- inbound

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """``pigeon-signature: t=<unix seconds>,v1=<hex>`` over ``<t>.<body>``."""
        given = dict(part.partition("=")[::2] for part in request.headers.get("pigeon-signature", "").split(","))
        data = given.get("t", "").encode() + b"." + request.body
        seals = [channel.credentials.get(name, "") for name in ("seal", "seal_before")]
        made = [signatures.hmac_hex(seal, data) for seal in seals if seal]
        if not any(signatures.same(ours, given.get("v1", "")) for ours in made):
            return Reject(reason="The seal does not match.")
        if not signatures.fresh(given.get("t", ""), now, TOLERANCE):
            return Reject(reason="It was sealed too long ago.")
        return Accept()

    def parse(self, raw: RawInbound) -> list[InboundEvent]:
        try:
            birds = json.loads(bytes(raw.body))["birds"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            return [Unparsed(reason=f"This is no flight of pigeons: {type(error).__name__}.")]
        return [event for bird in birds for event in _event(bird)]

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        cursor = Cursor.objects.filter(channel=channel, stream=STREAM).first()
        with _Loft(channel) as client:
            found = client.call("GET", "/letters", params={"after": cursor.value["after"] if cursor else ""}).json()
        raws = [(f"{bird['id']}@{bird['at']}", json.dumps({"birds": [bird]}).encode()) for bird in found["birds"]]
        return len(ingest.keep_many(channel, raws, source="poll", cursor=(STREAM, {"after": found["next"]})))

    def download(self, channel: Channel, ref: MediaRef) -> Download:
        return fetch(ref.ref, max_bytes=LARGEST_FILE)

    # -- outbound

    def own_id(self, channel: Channel, message: OutboundMessage) -> str:
        return ""

    def plan(self, channel: Channel, message: OutboundMessage) -> list[OutboundPart]:
        return planning.parts(message, limits.of(channel, message.surface))

    @contextlib.contextmanager
    def sending(self, channel: Channel) -> Iterator[Send]:
        with _Loft(channel, priority=True) as client:

            def send(part: OutboundPart) -> SendResult:
                letter = {"to": part.message.conversation, "text": part.text, "key": part.idempotency_key}
                return SendResult(external_id=client.call("POST", "/letters", json=letter).json()["id"])

            yield send

    def reconcile(self, channel: Channel, part: OutboundPart) -> SendResult | None:
        with _Loft(channel, priority=True) as client:
            found = client.call("GET", "/sent", params={"key": part.idempotency_key}).json()["birds"]
        return SendResult(external_id=found[0]["id"]) if found else None

    def act(self, channel: Channel, action: OutboundAction) -> None:
        with _Loft(channel, priority=True) as client:
            if action.kind is ActionKind.EDIT:
                client.call("PUT", f"/letters/{action.external_id}", json={"text": action.text}, repeatable=True)
            else:
                client.call("DELETE", f"/letters/{action.external_id}", repeatable=True)

    def health(self, channel: Channel) -> HealthReport:
        with _Loft(channel) as client:
            return HealthReport(ok=True, detail=client.call("GET", "/loft").json()["name"])


class _Loft:
    """A client with a token; one that the loft refuses is renewed once."""

    def __init__(self, channel: Channel, *, priority: bool = False) -> None:
        self._channel = channel
        self._client = Client(channel.settings["server_url"], bucket=f"pigeon:{channel.pk}", priority=priority)

    def __enter__(self) -> _Loft:
        return self

    def __exit__(self, *gone: object) -> None:
        self._client.close()

    def call(self, method: str, path: str, **more: Any) -> Answer:
        try:
            return self._call(method, path, renew=False, **more)
        except AuthExpired:
            return self._call(method, path, renew=True, **more)

    def _call(self, method: str, path: str, *, renew: bool, **more: Any) -> Answer:
        token = tokens.access(self._channel, _token, renew=renew)
        return self._client.call(method, path, headers={"Authorization": f"Bearer {token}"}, **more)


def _token(channel: Channel) -> tokens.TokenAnswer:
    form = {"grant_type": "client_credentials", "client_secret": channel.credentials["client_secret"]}
    return tokens.exchange(f"{channel.settings['server_url']}/token", form)


def _event(bird: Any) -> list[InboundEvent]:
    """One bird; whatever it lacks, its siblings have landed already."""
    try:
        kind, at = bird["type"], dt.datetime.fromtimestamp(bird["at"], dt.UTC)
        if kind == "letter":
            return [_letter(bird, at)]
        if kind == "rewritten":
            return [MessageEdited(external_id=bird["id"], at=at, body_text=bird["text"])]
        if kind == "burned":
            return [MessageDeleted(external_id=bird["id"], at=at)]
        if kind in ("delivered", "failed"):
            return [DeliveryReceipt(own_id=bird["id"], state=ReceiptState(kind), at=at)]
        return [Unparsed(reason=f"The bird {kind!r} is not known.")]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        return [Unparsed(reason=f"A bird could not be read: {type(error).__name__} {error}.")]


def _letter(bird: Any, at: dt.datetime) -> InboundMessage:
    text = bird["text"] + ""
    return InboundMessage(
        external_id=bird["id"],
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        sender=Address(network="pigeon", handle=bird["by"], name=bird.get("name", "")),
        sent_at=at,
        body_text=text,
        reply_text=text,
        surface="letter",
        conversation=bird["by"],
        own=bird.get("own", False),
        echo_of=bird.get("key", ""),
        media=tuple(MediaRef(ref=url) for url in bird.get("files", [])),
    )


connector = PigeonConnector()
