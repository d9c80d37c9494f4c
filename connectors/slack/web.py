"""Slack's Web API: how it is called, and what its error words mean. Most failures come with status 200.

source: https://api.slack.com/web, https://api.slack.com/methods/chat.postMessage#errors and
https://api.slack.com/authentication/rotation, read 2026-11-22.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

from connectors import tokens
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
from connectors.http import Answer, Client
from connectors.tokens import TokenAnswer
from inbox.models import Channel

API = "https://slack.com/api"
T = TypeVar("T")
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


def using(channel: Channel, api: str, work: Callable[[Client], T], *, priority: bool = False) -> T:
    """``work`` with a client that is signed in; once more with a new token when the one we had has run out."""
    try:
        with client(channel, api, access(channel, api), priority=priority) as http:
            return work(http)
    except AuthExpired:
        if not rotates(channel):
            raise
        with client(channel, api, access(channel, api, renew=True), priority=priority) as http:
            return work(http)


def client(channel: Channel, api: str, token: str, *, priority: bool = False) -> Client:
    return Client(
        api,
        headers={"Authorization": f"Bearer {token}"},
        bucket=f"slack:{channel.pk}" if channel.pk else "",
        priority=priority,
        understand=understand,
    )


def rotates(channel: Channel) -> bool:
    return bool(channel.settings.get("client_id") and channel.credentials.get("refresh_token"))


def access(channel: Channel, api: str, *, renew: bool = False) -> str:
    """The bot token; with token rotation one that lives for twelve hours."""
    if not rotates(channel):
        return str(channel.credentials.get("bot_token", ""))

    def request(row: Channel) -> TokenAnswer:
        form = {
            "client_id": row.settings["client_id"],
            "client_secret": row.credentials.get("client_secret", ""),
            "grant_type": "refresh_token",
            "refresh_token": row.credentials.get("_refresh_token") or row.credentials["refresh_token"],
        }
        with Client(api, understand=understand) as http:
            said = http.call("POST", "oauth.v2.access", form=form, repeatable=True).json()
        return TokenAnswer(
            access_token=said["access_token"],
            expires_in=float(said.get("expires_in", 43200)),
            refresh_token=said.get("refresh_token", ""),
        )

    return tokens.access(channel, request, renew=renew)


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
