"""What the Bot API's errors mean.

source: https://core.telegram.org/bots/api#making-requests (Bot API 10.1), read 2026-11-22. The descriptions
of errors are documented nowhere; these are of Telegram's open Bot API server (github.com/tdlib/telegram-bot-api).
"""

from __future__ import annotations

import json

from connectors.errors import (
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    RecipientUnavailable,
    Refused,
    Transient,
)
from connectors.http import Answer


class Moved(NotFound):
    """A group became a supergroup and has another chat id now."""

    def __init__(self, chat: int) -> None:
        super().__init__("The group became a supergroup; its chat has another number now.", code="migrated")
        self.chat = chat


class Occupied(Refused):
    """Updates are asked for while a webhook is set, or while another program asks for them."""


def understand(answer: Answer) -> ConnectorError | None:
    if answer.status < 400:
        return None
    try:
        said = json.loads(answer.body)
        description, more = str(said.get("description", "")), said.get("parameters") or {}
    except (ValueError, AttributeError):
        return None
    code, words, detail = str(answer.status), description.lower(), f"Telegram says: {description[:200]}"
    if "migrate_to_chat_id" in more:
        return Moved(int(more["migrate_to_chat_id"]))
    match answer.status:
        case 401 | 404:  # 404: the token has not even the form of one
            return AuthRevoked("Telegram does not know this bot token (any more).", code=code)
        case 403:
            return _forbidden(words, detail)
        case 409:
            return Occupied(detail, code=code)
        case 429:
            return RateLimited(detail, retry_after=float(more.get("retry_after", 30)), code=code)
        case 400:
            return _bad(words, detail)
        case 413:
            return InvalidContent("The file is too large for Telegram.", field="attachment", code=code)
        case 500 | 502 | 503 | 504 if "restart" in words:
            return Transient(detail, code=code)
    return None


def _forbidden(words: str, detail: str) -> ConnectorError:
    if "blocked" in words:
        return RecipientUnavailable("This person has blocked the bot.", reason="blocked", code="403")
    if "deactivated" in words:
        return RecipientUnavailable("This Telegram account was deleted.", reason="gone", code="403")
    if "kicked" in words or "not a member" in words:
        return RecipientUnavailable("The bot is not in this group any more.", reason="gone", code="403")
    return RecipientUnavailable(detail, reason="blocked", code="403")


def _bad(words: str, detail: str) -> ConnectorError:
    if "chat not found" in words:
        return RecipientUnavailable("Telegram does not know this chat (any more).", reason="gone", code="400")
    if "not enough rights" in words or "have no rights" in words:
        return PermissionMissing("The bot lacks the right for that in this group.", code="400")
    if "not found" in words:
        return NotFound(detail, code="400")
    if "file is too big" in words:
        return InvalidContent("Telegram gives bots no file of more than 20 MB.", field="attachment", code="400")
    return InvalidContent(detail, code="400")
