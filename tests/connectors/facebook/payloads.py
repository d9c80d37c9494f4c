"""Webhook payloads about a page, to the documented shape. Nothing of Meta's can be run, so the shape is all there is.

source: developers.facebook.com/docs/messenger-platform/reference/webhook-events (messages, message-echoes,
message-edits, message-reads, message-reactions, message-deliveries, standby), /docs/graph-api/webhooks/reference/page
(feed, mention) and /docs/pages-api/webhooks-for-pages; read 2026-11-21.
"""

from __future__ import annotations

import json
from typing import Any

PAGE = "682498302938465"
PERSON = "7401234567890123"
POST = f"{PAGE}_122100"
AT = 1763800000


def call(*, messaging: Any = (), standby: Any = (), changes: Any = (), page: str = PAGE, topic: str = "page") -> bytes:
    entry: dict[str, Any] = {"id": page, "time": AT + 50}
    for name, rows in (("messaging", messaging), ("standby", standby), ("changes", changes)):
        if rows:
            entry[name] = list(rows)
    return json.dumps({"object": topic, "entry": [entry]}).encode()


def direct(number: int = 1, *, sender: str = PERSON, **more: Any) -> dict[str, Any]:
    """An item of ``messaging``; times are in milliseconds."""
    recipient = PERSON if sender == PAGE else PAGE
    return {
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "timestamp": (AT + number) * 1000,
        **more,
    }


def message(number: int = 1, text: str = "Habt ihr offen?", **more: Any) -> dict[str, Any]:
    words = {"text": text} if text else {}
    return direct(number, message={"mid": f"m_{number}", **words, **more})


def echo(number: int, text: str, **more: Any) -> dict[str, Any]:
    said = {"mid": f"m_{number}", "text": text, "is_echo": True, "app_id": 1517776481860111, **more}
    return direct(number, sender=PAGE, message=said)


def attachment(kind: str, **payload: Any) -> dict[str, Any]:
    return {"type": kind, "payload": payload}


def comment(number: int = 1, verb: str = "add", *, author: str = PERSON, **more: Any) -> dict[str, Any]:
    """A change of the field ``feed``; times are in seconds."""
    value = {
        "from": {"id": author, "name": "Ada Lovelace"},
        "post": {"id": POST, "permalink_url": "https://www.facebook.com/shop/posts/pfbid02", "is_published": True},
        "message": "Ist das noch da? 👩‍👩‍👧",
        "post_id": POST,
        "comment_id": f"122100_{number}",
        "parent_id": POST,
        "created_time": AT + number,
        "item": "comment",
        "verb": verb,
    }
    return {"field": "feed", "value": value | more}


def post(verb: str = "add", *, author: str = PAGE, item: str = "status", **more: Any) -> dict[str, Any]:
    value = {
        "from": {"id": author, "name": "Shop" if author == PAGE else "Ada Lovelace"},
        "message": "New kettles!",
        "post_id": POST,
        "created_time": AT,
        "item": item,
        "published": 1,
        "verb": verb,
    }
    return {"field": "feed", "value": value | more}


def mention(verb: str = "add", **more: Any) -> dict[str, Any]:
    value = {
        "post_id": "44444444_444",
        "sender_id": PERSON,
        "sender_name": "Ada Lovelace",
        "item": "post",
        "verb": verb,
        "message": "The Shop sold me a leaking kettle",
        "created_time": AT,
    }
    return {"field": "mention", "value": value | more}
