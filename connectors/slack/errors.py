"""What Slack's error words mean. Most failures come with status 200.

source: https://api.slack.com/methods/chat.postMessage#errors, read 2026-11-22.
"""

from __future__ import annotations

import json
from typing import Any

from connectors.errors import (
    Ambiguous,
    AuthExpired,
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    RecipientUnavailable,
    Unsupported,
)
from connectors.http import Answer

REVOKED = frozenset(
    {
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "org_login_required", "invalid_client_id",
        "bad_client_secret", "invalid_refresh_token", "invalid_grant_type", "team_access_not_granted",
    }
)  # fmt: skip
GONE = {
    "channel_not_found": "The conversation is not there any more, or the app is not in it.",
    "is_archived": "The channel was archived.",
    "not_in_channel": "The app is not in this channel any more.",
    "user_not_found": "Slack does not know this person (any more).",
    "user_disabled": "This person's account was switched off.",
    "cannot_dm_bot": "That is a bot, which cannot be written to.",
    "restricted_action": "A workspace rule keeps the app from writing there.",
    "messages_tab_disabled": "The app takes no direct messages: switch its Messages Tab on.",
}
CONTENT = frozenset({"msg_too_long", "no_text", "invalid_blocks", "too_many_attachments", "invalid_arguments"})
LOST = frozenset({"message_not_found", "file_not_found", "thread_not_found"})
DOUBTFUL = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})


def understand(answer: Answer) -> ConnectorError | None:
    if answer.status == 429:
        return None  # with its Retry-After, as everywhere
    try:
        said = json.loads(answer.body)
        if said.get("ok", True):
            return None
        word = str(said.get("error", ""))
    except (ValueError, AttributeError):
        return None
    return _meaning(word, said)


def _meaning(word: str, said: dict[str, Any]) -> ConnectorError:
    code = word[:60]
    if word in REVOKED:
        return AuthRevoked("Slack does not accept the app's token (any more). Install the app again.", code=code)
    if word == "token_expired":
        return AuthExpired("The token has run out.", code=code)
    if word == "missing_scope":
        needed = str(said.get("needed", ""))
        return PermissionMissing(f"The app lacks the scope {needed}.", scope=needed, code=code)
    if word in ("ratelimited", "rate_limited"):
        return RateLimited("Slack asks us to slow down.", retry_after=30.0, code=code)
    if word in GONE:
        return RecipientUnavailable(GONE[word], code=code)
    if word in CONTENT:
        return InvalidContent(f"Slack does not take this message ({word}).", code=code)
    if word in LOST:
        return NotFound(f"Slack does not have it any more ({word}).", code=code)
    if word in DOUBTFUL:
        return Ambiguous(f"Slack is in trouble ({word}), and it may have been done.", code=code)
    return Unsupported(f"Slack says no: {word[:100]}.", code=code)
