"""What the errors of XRPC mean. An expired token is a 400.

Source: atproto.com/specs/xrpc, "Error responses"; lexicons com.atproto.server.*, chat.bsky.convo.*; read 2026-11-21.
"""

from __future__ import annotations

from connectors.errors import (
    AuthExpired,
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RecipientUnavailable,
    Transient,
)
from connectors.http import Answer


def understand(answer: Answer) -> ConnectorError | None:
    if answer.status < 400 or answer.status == 429:
        return None
    try:
        said = answer.json()
    except ConnectorError:
        return None
    code = str(said.get("error") or "") if isinstance(said, dict) else ""
    words = str(said.get("message") or code)[:200] if isinstance(said, dict) else ""
    match code:
        case "ExpiredToken" | "InvalidToken" | "AuthMissing" | "AuthenticationRequired" | "BadJwt":
            return AuthExpired(f"The session is over ({words}).", code=code)
        case "AccountTakedown" | "AccountDeactivated" | "AccountSuspended" | "AuthFactorTokenRequired":
            return AuthRevoked(f"The account cannot be used ({words}).", code=code)
        case "NotFound" | "RecordNotFound" | "RepoNotFound" | "HandleNotFound" | "InvalidConvo":
            return NotFound(words, code=code)
        case "MessagesDisabled" | "NotFollowedBySender" | "BlockedActor" | "BlockedByActor" | "RecipientNotFound":
            return RecipientUnavailable(f"They do not take direct messages from you ({words}).", reason="blocked")
        case "UpstreamFailure" | "UpstreamTimeout" | "NotEnoughResources":
            return Transient(f"A server behind it is busy ({words}).", code=code) if answer.status >= 500 else None
        case "Forbidden" | "ScopeMissingError":
            return PermissionMissing(words, code=code)
        case "BlobTooLarge" | "PayloadTooLarge" | "InvalidMimeType":
            return InvalidContent(words, field="attachment", code=code)
        case "InvalidRequest" | "InvalidRecord" if answer.status == 400:
            return InvalidContent(f"The server does not take it ({words}).", code=code)
        case _:
            return None
