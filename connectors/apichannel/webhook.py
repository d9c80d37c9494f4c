"""Calls to the program, and what its answers mean."""

from __future__ import annotations

import datetime as dt
from typing import Any

from connectors import signed_calls
from connectors.errors import AuthRevoked, ConnectorError, PermissionMissing, RateLimited, Transient
from connectors.http import Answer, Client
from connectors.meaning import pause

TIMEOUT = 20.0  # the specification advises 15 to 30 s


def call(client: Client, key: bytes, webhook_id: str, kind: str, data: dict[str, Any], *, now: dt.datetime) -> None:
    """One call. Its id is the same on every attempt, so it may be made again whatever became of the last one."""
    body = signed_calls.payload(kind, data, at=now)
    headers = signed_calls.headers(webhook_id, body, key, now=now)
    answer = client.call("POST", "", content=body, headers=headers, repeatable=True)
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
