"""Notifications of LinkedIn in the documented shape. Nothing can be run and no schema is published for them.

source: learn.microsoft.com/linkedin, "Organization Social Action Notifications" (push and pull workflows, sample
notifications), "Webhooks" (validation and X-LI-Signature) and "Comments API" (2026-11).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

SECRET = "linkedin-client-secret-canary-2f7"
PAGE, OTHER_PAGE = "urn:li:organization:96072893", "urn:li:organization:11"
POST = "urn:li:activity:7094637247890620418"
ADA, BOB = "urn:li:person:zLqTygBP8S", "urn:li:person:KPA1hpZ1yM"
AT = 1691574506310  # milliseconds
Item = dict[str, Any]


def urn(number: int, post: str = POST) -> str:
    return f"urn:li:comment:({post},{7094977717598620000 + number})"


def short(number: int) -> str:
    """The spelling of ``generatedActivity``."""
    return urn(number).replace("(urn:li:", "(")


def notification(action: str, number: int, decorated: Item | None = None, *, at: int = AT, **more: Any) -> Item:
    made: Item = {
        "notificationId": 5603450000 + number,
        "organizationalEntity": PAGE,
        "subscriber": "urn:li:person:admin00001",
        "action": action,
        "lastModifiedAt": at,
        "sourcePost": POST,
        "decoratedSourcePost": {
            "owner": PAGE,
            "mediaCategory": "NONE",
            "text": "Our new kettle",
            "entity": "urn:li:share:7094637247487995904",
        },
        "generatedActivity": short(number),
    }
    if decorated is not None:
        made["decoratedGeneratedActivity"] = decorated
    return made | more


def comment(
    number: int, text: str, *, owner: str = ADA, under: str = POST, action: str = "COMMENT", **more: Any
) -> Item:
    said = {"owner": owner, "text": text, "entity": urn(number), "object": under}
    return notification(action, number, {"comment": said}, **more)


def mention(number: int, text: str, *, owner: str = ADA) -> Item:
    share = {"entity": f"urn:li:share:{7000 + number}", "owner": owner, "text": text}
    made = notification("SHARE_MENTION", number, {"share": share})
    return made | {"generatedActivity": share["entity"], "sourcePost": share["entity"]}


def call(*items: Item) -> bytes:
    return json.dumps({"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": list(items)}).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return hmac.digest(secret.encode(), b"hmacsha256=" + body, hashlib.sha256).hex()


def millis(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)
