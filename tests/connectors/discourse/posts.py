"""Posts as the forum's webhooks bring them.

source: app/serializers/web_hook_post_serializer.rb and post_serializer.rb of discourse/discourse, and the response of
GET /posts.json in the forum's own OpenAPI document; read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import html
import json
from typing import Any

from connectors import signatures

SECRET = "discourse-canary-7f1c0b8e5d"


def post(
    topic: int,
    number: int,
    text: str,
    *,
    at: dt.datetime,
    user: int = 7,
    username: str = "ada",
    version: int = 1,
    **more: Any,
) -> dict[str, Any]:
    written = at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {
        "id": topic * 1000 + number,
        "name": username.title(),
        "username": username,
        "avatar_template": "/letter_avatar/ada/{size}.png",
        "created_at": written,
        "cooked": f"<p>{html.escape(text, quote=False)}</p>",
        "post_number": number,
        "post_type": 1,
        "updated_at": written,
        "reply_count": 0,
        "reply_to_post_number": None,
        "topic_id": topic,
        "topic_slug": "it-leaks",
        "topic_title": "It leaks",
        "category_id": 4,
        "category_slug": "support",
        "version": version,
        "raw": text,
        "moderator": False,
        "admin": False,
        "staff": False,
        "user_id": user,
        "hidden": False,
        "trust_level": 1,
        "deleted_at": None,
        "user_deleted": False,
        "topic_posts_count": number,
        "topic_filtered_posts_count": number,
        "topic_archetype": "regular",
        **more,
    }


def body(of: dict[str, Any]) -> bytes:
    return json.dumps({"post": of}, ensure_ascii=False).encode()


def headers(content: bytes, *, secret: str = SECRET, event: str = "post") -> dict[str, str]:
    return {
        "X-Discourse-Instance": "https://community.example",
        "X-Discourse-Event-Id": "12",
        "X-Discourse-Event-Type": event,
        "X-Discourse-Event": f"{event}_created",
        "X-Discourse-Event-Signature": f"sha256={signatures.hmac_hex(secret, content)}",
    }
