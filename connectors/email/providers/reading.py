"""What providers have in common: their protocol, their forms, and their news in our words."""

from __future__ import annotations

import base64
import datetime as dt
import email.parser
import email.policy
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from anymail.signals import AnymailTrackingEvent, EventType

from connectors import signatures
from connectors.base import HookRequest, Verdict
from connectors.email import ids
from connectors.fields import Field
from inbox.envelope import DeliveryReceipt, ReceiptState, Unparsed
from inbox.models import Channel

MAX_FIELDS = 1000
USER = "janice"  # in the address that is entered at providers which prove themselves by a password
OUR_ID = "janice-id"  # under this name our Message-ID travels with the mail, and comes back in the news
QUIET = {"webhook_secret": "-"}  # anymail's views warn without one; proving a call is our own doing
WHAT_BECAME = {
    EventType.DELIVERED: ReceiptState.DELIVERED,
    EventType.DEFERRED: ReceiptState.DELAYED,
    EventType.BOUNCED: ReceiptState.FAILED,
    EventType.REJECTED: ReceiptState.FAILED,
    EventType.FAILED: ReceiptState.FAILED,
}
Item = bytes | DeliveryReceipt | Unparsed


class Provider(Protocol):
    key: str
    name: str
    fields: tuple[Field, ...]

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        """As ``Hooks.verify``."""
        ...

    def read(self, body: bytes, content_type: str, *, keys: Sequence[bytes], now: dt.datetime) -> list[Item]:
        """Mails as their bytes, and news of ours. Raises ValueError, KeyError or TypeError for what is no such call."""
        ...

    def headers(self, own_id: str, settings: Mapping[str, Any]) -> dict[str, str]:
        """What a mail of ours must carry so that the provider tells what became of it."""
        ...


def form(body: bytes, content_type: str) -> dict[str, bytes]:
    """The fields of an HTML form, files included; the last value of each. Django's own reader takes 2 MB only."""
    if not content_type.startswith("multipart/"):
        pairs = [pair.partition(b"=") for pair in body.split(b"&", MAX_FIELDS)]
        return {_unquoted(name).decode("utf-8", "replace"): _unquoted(value) for name, _, value in pairs}
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    parsed = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    fields = {}
    for part in parsed.iter_parts() if parsed.is_multipart() else ():
        name, value = part.get_param("name", header="content-disposition"), part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            fields[name] = value
    return fields


def _unquoted(text: bytes) -> bytes:
    """As bytes: urllib's reader of forms would make characters of them, which raw mail need not be."""
    return unquote_to_bytes(text.replace(b"+", b" "))


def receipt(event: AnymailTrackingEvent, *, keys: Sequence[bytes], now: dt.datetime) -> list[DeliveryReceipt]:
    """News of a mail of ours; nothing when another program sent it, or when it only says who opened it."""
    state = WHAT_BECAME.get(event.event_type)
    own_id = ids.find_own(json.dumps(event.esp_event), keys)
    if state is None or not own_id:
        return []
    return [
        DeliveryReceipt(
            own_id=own_id,
            state=state,
            at=event.timestamp or now,
            recipient=event.recipient or "",
            code=event.reject_reason or "",
            detail=(event.mta_response or event.description or "")[:500],
            minted=True,
        )
    ]


def password_matches(request: HookRequest, channel: Channel, name: str) -> bool:
    """HTTP basic authentication, as the provider takes it from the address that was entered there."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    known = [channel.credentials.get(secret, "") for secret in (name, f"{name}_before")]
    wanted = [base64.b64encode(f"{USER}:{secret}".encode()).decode() for secret in known if secret]
    return scheme.lower() == "basic" and any(signatures.same(ours, given.strip()) for ours in wanted)


def secret_fields(key: str, title: str, help_text: str) -> tuple[Field, ...]:
    """A provider's secret, and the one before it."""
    when = {"receive": key}
    return (
        Field(
            name=f"{key}_secret", title=title, help=help_text, group="incoming", secret=True, required=True, when=when
        ),
        Field(
            name=f"{key}_secret_before",
            title=f"{title} before",
            help="The one before, while you change it.",
            group="incoming",
            advanced=True,
            secret=True,
            when=when,
        ),
    )
