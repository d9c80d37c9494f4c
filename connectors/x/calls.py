"""Calls to the X API v2 as the account, and what its refusals mean.

Source: docs.x.com, "OAuth 2.0 Authorization Code Flow with PKCE" (the refresh token changes with each use), "Errors"
and "Rate limits" (2026-11).
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from typing import Any

from connectors import tokens
from connectors.bearer import Bearer
from connectors.errors import ConnectorError, ContractChanged, InvalidContent, PermissionMissing, Refused, Rejected
from connectors.http import Answer, Client
from connectors.tokens import TokenAnswer
from inbox.models import Channel


@contextlib.contextmanager
def signed_in(channel: Channel, base: str, *, priority: bool = False) -> Iterator[Bearer]:
    """Calls as the account."""

    def request(known: Channel) -> TokenAnswer:
        secret = known.credentials.get("client_secret", "")
        client_id = known.settings.get("client_id", "")
        basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
        form = {
            "grant_type": "refresh_token",
            "refresh_token": known.credentials.get("_refresh_token") or known.credentials.get("refresh_token", ""),
            "client_id": "" if secret else client_id,
        }
        return tokens.exchange(
            f"{base}/2/oauth2/token", form, headers={"Authorization": f"Basic {basic}"} if secret else {}
        )

    with _client(channel, base, priority=priority) as client:
        yield Bearer(client, channel, request)


@contextlib.contextmanager
def as_app(channel: Channel, base: str) -> Iterator[Client]:
    """Calls as the developer's app: webhooks belong to it, not to the account."""
    token = channel.credentials.get("bearer_token", "")
    with Client(base, headers={"Authorization": f"Bearer {token}"}, understand=_understand_app) as client:
        yield client


def _client(channel: Channel, base: str, *, priority: bool) -> Client:
    return Client(base, bucket=f"x:{channel.pk}" if channel.pk else "", priority=priority, understand=understand)


def understand(answer: Answer) -> ConnectorError | None:
    if answer.status < 400 or answer.status >= 500:
        return None
    said = _problem(answer)
    words = str(said.get("detail") or said.get("title") or "")[:300]
    if answer.status == 402 or "usage-capped" in str(said.get("type", "")) or "credits" in words.lower():
        return Refused(f"X wants to be paid before it does more: {words}", code="credits_used_up")
    if answer.status == 403 and "duplicate" in words.lower():
        return InvalidContent("X refuses a post that says the same as one before.")
    if answer.status == 403 and any(mark in words.lower() for mark in ("reply", "conversation", "not permitted")):
        return Rejected(f"X does not let the account do this here: {words}", code="not_allowed_here")
    if answer.status == 403:
        return PermissionMissing(f"X does not allow this to the account: {words}")
    if answer.status in (400, 422):
        return InvalidContent(f"X does not take this: {words}")
    return None


def _understand_app(answer: Answer) -> ConnectorError | None:
    if answer.status == 401:
        return Refused("X does not accept the app bearer token. Make a new one and enter it.", code="auth_revoked")
    return understand(answer)


def _problem(answer: Answer) -> dict[str, Any]:
    try:
        said = answer.json()
    except ContractChanged:
        return {}
    if isinstance(said, dict) and isinstance(said.get("errors"), list) and said["errors"] and "detail" not in said:
        first = said["errors"][0]
        return {"detail": first.get("detail") or first.get("message", "")} if isinstance(first, dict) else {}
    return said if isinstance(said, dict) else {}
