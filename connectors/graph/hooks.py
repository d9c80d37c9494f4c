"""Is a webhook call Meta's own?

The handshake is ``GET ?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…``, answered with the challenge as text.
Calls are signed: ``X-Hub-Signature-256: sha256=`` and the hex HMAC-SHA256 of the raw body under the app's secret. There
is no timestamp: what comes twice is found by its ids.
Source: developers.facebook.com/docs/graph-api/webhooks/getting-started (November 2026).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from connectors.base import Accept, Challenge, HookRequest, Reject, Verdict
from connectors.signatures import hmac_hex, same
from inbox.models import Channel

HEADER = "x-hub-signature-256"
SECRETS = ("app_secret", "app_secret_before")

Accounts = Callable[[dict[str, Any]], Sequence[str]]


def verify(
    request: HookRequest,
    channel: Channel,
    *,
    topic: str,
    accounts: Accounts,
    secrets: Sequence[str] = SECRETS,
) -> Verdict:
    """``topic`` is the ``object`` that the app subscribed to; ``accounts`` finds whom a body speaks of.

    One app has one callback URL for each topic, so that a call may bring items of several of our channels.
    """
    if request.method == "GET":
        return _handshake(request, channel)
    given = request.headers.get(HEADER, "")
    if not given.startswith("sha256="):
        return Reject(reason="no X-Hub-Signature-256", status=401)
    known = [secret for name in secrets if (secret := channel.credentials.get(name, ""))]
    if not any([same(given[7:], hmac_hex(secret, request.body, "sha256")) for secret in known]):  # noqa: C419 all tried
        return Reject(reason="wrong X-Hub-Signature-256")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return Accept()  # genuine and yet not readable: kept, and shown in quarantine
    if not isinstance(body, dict) or body.get("object") != topic:
        return Accept(keep=False) if isinstance(body, dict) and "object" in body else Accept()
    try:
        found = tuple(dict.fromkeys(accounts(body)))
    except (AttributeError, KeyError, TypeError):
        found = ()
    return Accept(accounts=found)


def entry_ids(body: dict[str, Any]) -> list[str]:
    """The accounts of an envelope whose entries are one account each."""
    return [str(entry["id"]) for entry in body["entry"]]


def _handshake(request: HookRequest, channel: Channel) -> Verdict:
    token = str(channel.credentials.get("verify_token", ""))
    if request.query.get("hub.mode") != "subscribe" or not token:
        return Reject(reason="not a handshake", status=400)
    if not same(request.query.get("hub.verify_token", ""), token):
        return Reject(reason="wrong hub.verify_token")
    return Challenge(answer=request.query.get("hub.challenge", "").encode())
