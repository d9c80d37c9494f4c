"""Calls to the Messaging API, and what its refusals mean.

Source: developers.line.biz, "Messaging API reference", status codes and error responses; "Retry failed API requests":
the same ``X-Line-Retry-Key`` again is answered 409 with what was sent the first time, for 24 hours (2026-11).
"""

from __future__ import annotations

from typing import Any

from connectors.errors import (
    AuthRevoked,
    ConnectorError,
    ContractChanged,
    InvalidContent,
    PermissionMissing,
    RecipientUnavailable,
    Refused,
    Rejected,
)
from connectors.http import Answer, Client
from inbox.models import Channel


class SentBefore(Rejected):
    """The retry key is known: this very message was taken before. ``sent`` is what LINE said then."""

    code = "sent_before"

    def __init__(self, sent: Any) -> None:
        super().__init__("This message was sent before.")
        self.sent = sent


class TokenSpent(Rejected):
    """The reply token was used, or is too old."""

    code = "token_spent"


def client(channel: Channel, base: str, *, priority: bool = False) -> Client:
    return Client(
        base,
        headers={"Authorization": f"Bearer {channel.credentials.get('access_token', '')}"},
        bucket=f"line:{channel.pk}" if channel.pk else "",
        priority=priority,
        understand=understand,
    )


def understand(answer: Answer) -> ConnectorError | None:
    if answer.status < 400 or answer.status >= 500:
        return None
    said = _json(answer)
    message = str(said.get("message", ""))[:300]
    details = said.get("details") or [{}]
    if isinstance(details, list) and isinstance(details[0], dict) and details[0].get("message"):
        message = f"{message} {details[0].get('property', '')}: {details[0]['message']}"[:300]
    low = message.lower()
    match answer.status:
        case 401:
            return AuthRevoked("LINE does not accept the channel access token. Issue a new one and enter it.")
        case 403:
            return PermissionMissing(f"LINE does not allow this to the account: {message}")
        case 409:
            return SentBefore(said.get("sentMessages"))
        case 429 if "monthly limit" in low:
            return Refused("The account's messages of this month are used up.", code="quota_used_up")
        case 400 if "invalid reply token" in low:
            return TokenSpent(message)
        case 400 if "failed to send messages" in low:
            return RecipientUnavailable(f"LINE cannot reach this person: {message}", reason="gone")
        case 400:
            return InvalidContent(message)
    return None


def _json(answer: Answer) -> dict[str, Any]:
    try:
        said = answer.json()
    except ContractChanged:
        return {}
    return said if isinstance(said, dict) else {}
