"""Webhook payloads about an Instagram account, to the documented shape. Nothing of Meta's can be run.

source: developers.facebook.com/docs/graph-api/webhooks/reference/instagram (comments, live_comments, mentions),
/documentation/business-messaging/instagram-messaging/webhooks (messages, story replies, deletions, seen, reactions),
/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment; read 2026-11-21.
"""

from __future__ import annotations

import json
from typing import Any

ACCOUNT = "17841405309211844"
PERSON = "836655879846811"
MEDIA = "18023345989012587"
AT = 1763800000


def call(*, messaging: Any = (), standby: Any = (), changes: Any = (), account: str = ACCOUNT) -> bytes:
    entry: dict[str, Any] = {"id": account, "time": AT}
    for name, rows in (("messaging", messaging), ("standby", standby), ("changes", changes)):
        if rows:
            entry[name] = list(rows)
    return json.dumps({"object": "instagram", "entry": [entry]}).encode()


def direct(*, sender: str = PERSON, **more: Any) -> dict[str, Any]:
    recipient = PERSON if sender == ACCOUNT else ACCOUNT
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": AT * 1000, **more}


def message(text: str = "Liefert ihr nach Wien?", mid: str = "mid-1", **more: Any) -> dict[str, Any]:
    words = {"text": text} if text else {}
    return direct(message={"mid": mid, **words, **more})


def comment(number: int = 1, field: str = "comments", *, author: str = PERSON, **more: Any) -> dict[str, Any]:
    value = {
        "from": {"id": author, "username": "ada.lovelace"},
        "media": {"id": MEDIA, "media_product_type": "FEED"},
        "id": f"1786{number}",
        "text": "Gibt es das in Grün? 👩‍👩‍👧",
    }
    return {"field": field, "value": value | more}


def mention(**ids: str) -> dict[str, Any]:
    return {"field": "mentions", "value": {"media_id": "17918195224117851", **ids}}
