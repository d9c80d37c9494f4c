"""What the Graph API means by its error codes.

Source: developers.facebook.com/docs/graph-api/guides/error-handling, /docs/messenger-platform/error-codes and
/documentation/business-messaging/whatsapp/support/error-codes (November 2026).
"""

from __future__ import annotations

import json
from typing import Any

from connectors.errors import (
    AuthExpired,
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    NotFound,
    PermissionMissing,
    RateLimited,
    RecipientUnavailable,
    Refused,
    Rejected,
    Transient,
    Unsupported,
    WindowClosed,
)
from connectors.http import Answer
from connectors.meaning import pause

# Seconds until another try, by code.
LIMITS: dict[int, float] = {
    4: 300,  # the app's calls
    17: 300,  # the user's calls
    32: 300,  # the page's calls
    341: 300,
    368: 3600,  # temporarily blocked for policy violations
    613: 60,
    130429: 30,  # messages a second of one number
    131048: 3600,  # spam: too many of this number's messages were blocked
    131056: 10,  # messages from this number to one customer
    131057: 600,  # the account is being moved
    131064: 3600,
    133004: 60,
    133016: 3600,
} | dict.fromkeys((80000, 80001, 80002, 80003, 80004, 80005, 80006, 80007, 80008, 80009, 80014), 300.0)

EXPIRED = {463}  # subcodes of 190
WINDOW_SUBCODES = {2018278, 2018065, 2018109, 2018336, 2534022}
GONE_SUBCODES = {2018001, 2018027}
BLOCKED_SUBCODES = {1545041, 2018108, 2018028}
CONTENT = {100, 131008, 131009, 131045, 135000}
CONTENT_SUBCODES = {2018034: "text", 2534014: "text"} | dict.fromkeys((2018006, 2018007, 2018047), "attachment")
FILES = {131052, 131053}
OPTED_OUT = {131050}
UNDELIVERABLE = {131026, 130472, 131021, 131030, 131049}
ACCOUNT = {3, 10, 131005, 131031, 131042, 130497, 133010, 200000}
# Meta's own trouble. The status decides, for 1 is known to come after the message was sent (subcode 1357046).
UNSURE = {1, 2, 131000, 131016}


def understand(answer: Answer) -> ConnectorError | None:
    """The error of an answer; None where its status says all there is."""
    try:
        error = json.loads(answer.body)["error"]
        code, subcode = int(error.get("code", -1)), int(error.get("error_subcode") or 0)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if code in UNSURE:
        return None
    words = _words(error)
    found = meaning(code, subcode, words) or _by_flag(error, words)
    if isinstance(found, RateLimited):
        found.retry_after = pause(answer.headers) or found.retry_after
    return found


def meaning(code: int, subcode: int, words: str) -> ConnectorError | None:
    """The error that a code stands for, in an answer as in a failed status."""
    name = f"{code}.{subcode}" if subcode else str(code)
    if code in LIMITS:
        return RateLimited(words, retry_after=LIMITS[code], code=name)
    if code in {190, 102, 0}:
        return (AuthExpired if subcode in EXPIRED else AuthRevoked)(words, code=name)
    if code == 131047 or subcode in WINDOW_SUBCODES:
        return WindowClosed(words, escapes=("template",) if code == 131047 else ("tag",), code=name)
    if code == 10901:
        return WindowClosed(words, code=name)
    if code == 551 or code in OPTED_OUT or subcode in BLOCKED_SUBCODES:
        return RecipientUnavailable(words, reason="optout" if code in OPTED_OUT else "blocked", code=name)
    if code in UNDELIVERABLE or subcode in GONE_SUBCODES:
        return RecipientUnavailable(words, reason="gone", code=name)
    if code in {10900, 10902, 10903}:  # answered privately before, or this person cannot be answered so
        return Rejected(words, code=name)
    if code == 1200:
        return Transient(words, code=name)
    if code == 803 or (code == 100 and subcode == 33):
        return NotFound(words, code=name)
    if code in ACCOUNT or 200 <= code <= 299:
        return PermissionMissing(words, code=name)
    return _of_content(code, subcode, words, name)


def _of_content(code: int, subcode: int, words: str, name: str) -> ConnectorError | None:
    if code in FILES:
        return InvalidContent(words, field="attachment", code=name)
    if 132000 <= code <= 132999:
        return InvalidContent(words, field="template", code=name)
    if code == 131051:
        return Unsupported(words, code=name)
    if code in CONTENT or subcode in CONTENT_SUBCODES:
        return InvalidContent(words, field=CONTENT_SUBCODES.get(subcode, "text"), code=name)
    return None


def _by_flag(error: dict[str, Any], words: str) -> ConnectorError | None:
    if error.get("is_transient"):
        return Transient(words, code=str(error.get("code", "")))
    return Refused(words, code=str(error["code"])) if error.get("type") == "OAuthException" else None


def _words(error: dict[str, Any]) -> str:
    """Meta's words, with the part that says most."""
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else ""
    parts = [str(part) for part in (error.get("error_user_msg") or error.get("message"), details) if part]
    return " ".join(dict.fromkeys(parts))[:400] or "Meta refused it without a reason."
