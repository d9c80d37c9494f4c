"""Calls that every language has a library to check: signed after Standard Webhooks.

source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read 2026-11-22
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from typing import Any

from connectors import signatures

PREFIX = "whsec_"
LEAST, MOST = 24, 64  # bytes of a secret


def key_of(secret: str) -> bytes:
    """The bytes that a secret stands for. Raises ValueError that says what is wrong with it."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"Must be {PREFIX} and base64.") from None
    if not LEAST <= len(key) <= MOST:
        raise ValueError(f"Must stand for {LEAST} to {MOST} bytes.")
    return key


def headers(webhook_id: str, body: bytes, *keys: bytes, now: dt.datetime) -> dict[str, str]:
    """One signature for each key: while a secret is exchanged, the old and the new one both hold."""
    time = str(int(now.timestamp()))
    signed = f"{webhook_id}.{time}.".encode() + body
    return {
        "Content-Type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": time,
        "webhook-signature": " ".join(f"v1,{signatures.hmac_base64(key, signed)}" for key in keys),
    }


def payload(kind: str, data: dict[str, Any], *, at: dt.datetime) -> bytes:
    """``type``, ``timestamp`` and ``data``, as the specification advises."""
    event = {"type": kind, "timestamp": at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(event, ensure_ascii=False).encode()
