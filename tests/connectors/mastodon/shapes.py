"""Statuses and notifications to the documented shape.

source: docs.joinmastodon.org/entities/Status, /entities/Notification, /entities/MediaAttachment (their examples,
shortened); read 2026-11-21. ``test_parse`` has Mastodon.py read them too.
"""

from __future__ import annotations

import json
from typing import Any

US = "shop@social.example"


def account(acct: str, name: str = "", **more: Any) -> dict[str, Any]:
    local = "@" not in acct
    return {
        "id": str(abs(hash(acct)) % 10**9),
        "username": acct.partition("@")[0],
        "acct": acct,
        "display_name": name,
        "locked": False,
        "bot": False,
        "created_at": "2016-03-16T14:34:26.392Z",
        "note": "",
        "url": f"https://social.example/@{acct}" if local else f"https://{acct.partition('@')[2]}/@{acct}",
        "uri": f"https://social.example/users/{acct}",
        "avatar": "https://files.social.example/avatar.png",
        "emojis": [],
        "fields": [],
        **more,
    }


def mention(acct: str) -> dict[str, Any]:
    return {"id": "7", "username": acct.partition("@")[0], "acct": acct, "url": f"https://social.example/@{acct}"}


def status(number: int, content: str, *, by: str = "ada@other.example", **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "uri": f"https://other.example/users/ada/statuses/{number}",
        "created_at": "2026-11-20T22:32:15.000Z",
        "account": account(by, "Ada"),
        "content": content,
        "visibility": "public",
        "sensitive": False,
        "spoiler_text": "",
        "media_attachments": [],
        "reblogs_count": 0,
        "favourites_count": 0,
        "replies_count": 0,
        "url": f"https://other.example/@ada/{number}",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "reblog": None,
        "poll": None,
        "card": None,
        "language": "en",
        "edited_at": None,
        "mentions": [mention("shop")],
        "tags": [],
        "emojis": [],
        **more,
    }


def notification(
    kind: str, of: dict[str, Any] | None, *, number: int = 1, by: str = "ada@other.example"
) -> dict[str, Any]:
    return {
        "id": str(number),
        "type": kind,
        "created_at": "2026-11-20T22:32:16.000Z",
        "account": account(by, "Ada"),
        "status": of,
        "group_key": f"ungrouped-{number}",
    }


def body(kind: str, of: dict[str, Any] | None, *, ancestors: tuple[dict[str, Any], ...] = (), **more: Any) -> bytes:
    return json.dumps({"notification": notification(kind, of, **more), "ancestors": list(ancestors)}).encode()


PICTURE = {
    "id": "22345792",
    "type": "image",
    "url": "https://files.social.example/media_attachments/files/022/345/792/original/57859aede991da25.jpeg",
    "preview_url": "https://files.social.example/media_attachments/files/022/345/792/small/57859aede991da25.jpeg",
    "remote_url": None,
    "text_url": "https://social.example/media/2N4uvkuUtPVrkZGysms",
    "meta": {"original": {"width": 640, "height": 480, "size": "640x480", "aspect": 1.3333333333333333}},
    "description": "A kettle on fire",
    "blurhash": "UFBWY:8_0Jxv4mx]t8t64.%M-:IUWGWAt6M}",
}
