"""Webhook events of LINE in the documented shape.

source: developers.line.biz, "Messaging API reference", Webhook Event Objects; line/line-openapi, webhook.yml (2026-11).
``test_read.py`` holds every one of them against that document and against line-bot-sdk.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BOT = "U0123456789abcdef0123456789abcdef"
USER = "U4af4980629abcdef0123456789abcdef"
GROUP = "Ca56f94637c0123456789abcdef012345"
ROOM = "Ra8dbf4673c0123456789abcdef012345"
DM = {"type": "user", "userId": USER}
IN_GROUP = {"type": "group", "groupId": GROUP, "userId": USER}
UNKNOWN_IN_ROOM = {"type": "room", "roomId": ROOM}
AT = 1764000000123  # milliseconds


def event(kind: str, *, number: int = 1, source: dict[str, Any] = DM, at: int = AT, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "mode": "active",
        "timestamp": at,
        "source": source,
        "webhookEventId": f"01FZ74A0TDDPYRVKNK77XK{number:04d}",
        "deliveryContext": {"isRedelivery": False},
        **more,
    }


def message(said: dict[str, Any], *, number: int = 1, **more: Any) -> dict[str, Any]:
    token = f"nHuyWiB7yP5Zw52FIkcQobQuGDXCTA{number}"
    return event("message", number=number, **{"replyToken": token, "message": said, **more})


def text(words: str, *, number: int = 1, said: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    body = {
        "type": "text",
        "id": f"4443537890000{number:04d}",
        "text": words,
        "quoteToken": f"q3Plxr4AgKd{number}",
        "markAsReadToken": f"30yhdy232{number}",
    }
    return message(body | (said or {}), number=number, **more)


def file(kind: str, *, number: int = 1, **more: Any) -> dict[str, Any]:
    shapes: dict[str, dict[str, Any]] = {
        "image": {
            "quoteToken": "qi",
            "contentProvider": {"type": "line"},
            "imageSet": {"id": "E0", "index": 1, "total": 2},
        },
        "video": {"quoteToken": "qv", "duration": 60000, "contentProvider": {"type": "line"}},
        "audio": {"duration": 60000, "contentProvider": {"type": "line"}},
        "file": {"fileName": "Rechnung №7.pdf", "fileSize": 2138},
    }
    return message({"type": kind, "id": f"5553537890000{number:04d}", **shapes[kind], **more}, number=number)


STICKER = {
    "type": "sticker",
    "id": "1501597916",
    "quoteToken": "yHAz4Ua2wx7",
    "packageId": "446",
    "stickerId": "1988",
    "stickerResourceType": "ANIMATION",
    "keywords": ["cony", "sally", "thankful"],
}
LOCATION = {
    "type": "location",
    "id": "325708",
    "title": "my location",
    "address": "1-3 Kioicho, Chiyoda-ku, Tokyo",
    "latitude": 35.67966,
    "longitude": 139.73669,
}


def call(*events: dict[str, Any]) -> bytes:
    return json.dumps({"destination": BOT, "events": list(events)}, ensure_ascii=False).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
