"""Calls to the program: signed after Standard Webhooks, so that every language has a library that checks them.

source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, read 2026-11-22
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from typing import Any

from connectors import signatures
from connectors.errors import AuthRevoked, ConnectorError, PermissionMissing, RateLimited, Transient
from connectors.http import Answer, Client
from connectors.meaning import pause

PREFIX = "whsec_"
LEAST, MOST = 24, 64  # bytes of a secret
TIMEOUT = 20.0  # the specification advises 15 to 30 s


def key_of(secret: str) -> bytes:
    """The bytes that a secret stands for. Raises ValueError that says what is wrong with it."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"Must be {PREFIX} and base64.") from None
    if not LEAST <= len(key) <= MOST:
        raise ValueError(f"Must stand for {LEAST} to {MOST} bytes.")
    return key


def headers(key: bytes, webhook_id: str, body: bytes, *, now: dt.datetime) -> dict[str, str]:
    time = str(int(now.timestamp()))
    signed = signatures.hmac_base64(key, f"{webhook_id}.{time}.".encode() + body)
    return {
        "Content-Type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": time,
        "webhook-signature": f"v1,{signed}",
    }


def payload(kind: str, data: dict[str, Any], *, now: dt.datetime) -> bytes:
    """``type``, ``timestamp`` and ``data``, as the specification advises."""
    event = {"type": kind, "timestamp": now.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(event, ensure_ascii=False).encode()


def call(client: Client, key: bytes, webhook_id: str, kind: str, data: dict[str, Any], *, now: dt.datetime) -> None:
    """One call. Its id is the same on every attempt, so it may be made again whatever became of the last one."""
    body = payload(kind, data, now=now)
    answer = client.call("POST", "", content=body, headers=headers(key, webhook_id, body, now=now), repeatable=True)
    if answer.status >= 300:
        raise Transient(f"It answered {answer.status}: a redirect is not followed.")


def understand(answer: Answer) -> ConnectorError | None:
    """Only a 2xx is taken. Everything else is tried again for days; 410 means never again, 401 and 403 that a person
    must look.
    """
    if answer.status < 400:
        return None
    words = f"It answered {answer.status}."
    if answer.status == 410:
        return AuthRevoked(
            "It answered 410: it wants no more calls. Enter its address anew to start again.", code="gone"
        )
    if answer.status in (401, 403):
        return PermissionMissing(f"{words} Does it know the signing secret?")
    if (seconds := pause(answer.headers)) is not None or answer.status == 429:
        return RateLimited(words, retry_after=seconds or 60.0)
    return Transient(words, code=f"http_{answer.status}")
