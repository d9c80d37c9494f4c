"""Calls to LinkedIn's versioned interface, and what its refusals mean.

Source: learn.microsoft.com/linkedin, "API versioning" (Linkedin-Version), "Protocol version" (URNs in URLs are
encoded, parentheses are not), "Error handling", "Rate limiting" and "Refresh tokens" (2026-11).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from connectors import tokens
from connectors.bearer import Bearer
from connectors.errors import (
    AuthRevoked,
    ConnectorError,
    ContractChanged,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    Rejected,
)
from connectors.http import Answer, Client
from connectors.linkedin.account import VERSION
from connectors.meaning import pause
from connectors.tokens import TokenAnswer
from inbox.models import Channel


def encoded(urn: str) -> str:
    return quote(urn, safe="")


@contextlib.contextmanager
def signed_in(channel: Channel, base: str, accounts: str, *, priority: bool = False) -> Iterator[Bearer]:
    """Calls as the page's administrator. ``accounts`` is where tokens are renewed."""

    def request(known: Channel) -> TokenAnswer:
        refresh = known.credentials.get("_refresh_token") or known.credentials.get("refresh_token", "")
        if refresh:
            form = {"grant_type": "refresh_token", "refresh_token": refresh} | app(known)
            return tokens.exchange(f"{accounts}/oauth/v2/accessToken", form)
        if known.credentials.get("_access_token"):  # the one that was entered has just been refused
            raise AuthRevoked("LinkedIn does not accept the access token any more. Make a new one and enter it.")
        return TokenAnswer(access_token=str(known.credentials.get("access_token", "")), expires_in=None)

    headers = {
        "Linkedin-Version": str(channel.settings.get("api_version") or VERSION),
        "X-Restli-Protocol-Version": "2.0.0",
    }
    bucket = f"linkedin:{channel.settings.get('client_id', '')}"
    with Client(base, headers=headers, bucket=bucket, priority=priority, understand=understand) as client:
        yield Bearer(client, channel, request)


def app(channel: Channel) -> dict[str, str]:
    return {
        "client_id": str(channel.settings.get("client_id", "")),
        "client_secret": str(channel.credentials.get("client_secret", "")),
    }


def understand(answer: Answer) -> ConnectorError | None:
    if answer.status < 400 or answer.status in (401, 500, 502, 503, 504):
        return None
    said = _said(answer)
    words, code = str(said.get("message", ""))[:300], str(said.get("code", ""))
    match answer.status:
        case 403:
            return PermissionMissing(f"LinkedIn does not allow this to the account: {words}", code=code)
        case 404:
            return NotFound(f"LinkedIn: {words or 'it is not there'}", code=code or "not_found")
        case 409:
            return Rejected(f"LinkedIn refuses this now: {words}", code=code or "conflict")
        case 426 | 400 if "version" in words.lower():
            return PermissionMissing(
                "LinkedIn has ended this version of its interface. Enter a newer one (year and month).",
                code=code or "version_ended",
            )
        case 400 | 422:
            return InvalidContent(f"LinkedIn does not take this: {words}", code=code or "invalid_content")
        case 429 if "day" in words.lower() or "application" in words.lower():
            wait = pause(answer.headers) or 3600.0
            return RateLimited(f"The app's calls of this day are used up: {words}", retry_after=wait, code=code)
    return None


def _said(answer: Answer) -> dict[str, Any]:
    try:
        said = answer.json()
    except ContractChanged:
        return {}
    return said if isinstance(said, dict) else {}
