"""What Twilio's error codes mean.

source: https://www.twilio.com/docs/api/errors, read 2026-11-22.
"""

from __future__ import annotations

import json

from connectors.errors import (
    AuthRevoked,
    ConnectorError,
    InvalidContent,
    PermissionMissing,
    RateLimited,
    RecipientUnavailable,
    Refused,
    Transient,
    Unsupported,
)
from connectors.http import Answer

OPTED_OUT = "The customer has answered STOP to this number. Only they can lift that, by answering START."
GONE = {
    21211: "That is not a valid phone number.",
    21606: "Our number cannot send text messages to this number or its country.",
    21610: OPTED_OUT,
    21612: "Twilio cannot reach this number from ours.",
    21614: "That number cannot receive text messages (a landline, perhaps).",
    30003: "The phone is switched off or out of reach.",
    30004: "The phone or its network blocks our messages.",
    30005: "The number is not in use any more.",
    30006: "That number cannot receive text messages (a landline, perhaps).",
}
CONTENT = {
    21602: "The message is empty.",
    21617: "The message is longer than Twilio takes.",
    30007: "The mobile network took the message for spam.",
}
OURS = {
    20404: "The account or number is not there.",
    21603: "The sender is not one of this account's.",
    21659: "Our number is not one of this account's.",
    21660: "Our number belongs to another account.",
    30034: "Our number is not registered for messages to the United States (A2P 10DLC).",
}


def words(code: int) -> str:
    """What a code means, for people; empty for one we have no better words for than Twilio's."""
    return GONE.get(code) or CONTENT.get(code) or OURS.get(code, "")


def understand(answer: Answer) -> ConnectorError | None:
    """Twilio's own code says more than the status: ``{"code": 21610, "message": "…", "status": 400}``."""
    if answer.status < 400:
        return None
    try:
        said = json.loads(answer.body)
        number, message = int(said["code"]), str(said.get("message", ""))[:200]
    except (ValueError, KeyError, TypeError):
        return None
    code, detail = str(number), words(number) or f"Twilio says: {message}"
    match number:
        case 20003:
            return AuthRevoked("Twilio does not know this Account SID and Auth Token.", code=code)
        case 20429 | 14107 | 21611:
            wait = answer.headers.get("retry-after", "")
            return RateLimited(detail, retry_after=float(wait) if wait.isdecimal() else 30.0, code=code)
        case 20008:
            return PermissionMissing("These are test credentials; they cannot do this.", code=code)
        case 21408:
            return Unsupported("Messages to that country are not allowed in this Twilio account.", code=code)
        case 21610:
            return RecipientUnavailable(detail, reason="optout", code=code)
        case 30004:
            return RecipientUnavailable(detail, reason="blocked", code=code)
        case _ if number in GONE:
            return RecipientUnavailable(detail, code=code)
        case _ if number in CONTENT:
            return InvalidContent(detail, code=code)
        case _ if number in OURS:
            return Refused(detail, code=code)
        case _ if answer.status == 503:
            return Transient(detail, code=code)
    return InvalidContent(detail, code=code) if answer.status == 400 else None
