"""Mails for the tests of this folder, and the call that reads them."""

from __future__ import annotations

import datetime as dt

from connectors.email.parse import parse_mail
from inbox.envelope import DeliveryReceipt, InboundEvent, InboundMessage

KEY = b"k" * 32
OLD_KEY = b"o" * 32
KEYS = (KEY, OLD_KEY)
SUPPORT = "support@brand.example"
NOW = dt.datetime(2026, 3, 3, 12, 0, tzinfo=dt.UTC)


def events(raw: bytes) -> list[InboundEvent]:
    return parse_mail(raw, mac_keys=KEYS, own_addresses={SUPPORT}, received_at=NOW)


def read(raw: bytes) -> InboundMessage:
    (event,) = events(raw)
    assert isinstance(event, InboundMessage), event
    return event


def receipts(raw: bytes) -> list[DeliveryReceipt]:
    found = events(raw)
    assert all(isinstance(event, DeliveryReceipt) for event in found), found
    return [event for event in found if isinstance(event, DeliveryReceipt)]


def mail(body: bytes | str = "Hello\n", *, drop: str | bytes = "", **fields: str | bytes) -> bytes:
    """A mail with ordinary headers; ``fields`` replace or add (``message_id`` is Message-ID), ``drop`` removes one."""
    known: dict[str, str | bytes] = {
        "From": "Ada Lovelace <ada@customer.example>",
        "To": f"Support <{SUPPORT}>",
        "Subject": "A question",
        "Date": "Tue, 03 Mar 2026 10:00:00 +0100",
        "Message-ID": "<one@customer.example>",
    }
    for name, value in fields.items():
        pretty = "-".join(word.capitalize() for word in name.split("_"))
        known[{"Message-Id": "Message-ID"}.get(pretty, pretty)] = value
    known.pop(str(drop), None)
    lines = [name.encode() + b": " + _bytes(value) for name, value in known.items()]
    return b"\r\n".join(lines) + b"\r\n\r\n" + _bytes(body).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def multipart(*parts: str | bytes, kind: str = "mixed", **fields: str | bytes) -> bytes:
    """Parts are given with their headers and a blank line."""
    body = b"".join(b"--=b\n" + _bytes(part) + b"\n" for part in parts) + b"--=b--\n"
    return mail(body, content_type=f'multipart/{kind}; boundary="=b"', mime_version="1.0", **fields)


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
