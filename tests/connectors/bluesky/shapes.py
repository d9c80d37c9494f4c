"""Posts, notifications and direct messages to the documented shape.

source: lexicons app.bsky.feed.defs#postView, app.bsky.feed.post, app.bsky.notification.listNotifications,
app.bsky.embed.images#view, chat.bsky.convo.defs in the npm package @atproto/api 0.15 and later; read 2026-11-21. With
``make test-peers`` the package itself validates them (test_lexicons.py).
"""

from __future__ import annotations

from typing import Any

US = "did:plc:ry354hptbw6r2ifuhsqjrf2s"
ADA = "did:plc:2bxhjbhzvg3macnby6ctpo65"
CID = "bafyreigd33l7mtriycolm5wy62onp7naanydggq477b4iyeyhmlkqu7f2q"


def profile(did: str = ADA, handle: str = "ada.example", name: str = "Ada") -> dict[str, Any]:
    return {"did": did, "handle": handle, "displayName": name, "labels": []}


def uri(number: int, did: str = ADA) -> str:
    return f"at://{did}/app.bsky.feed.post/3l{number:05}aaaaaa"


def ref(number: int, did: str = ADA) -> dict[str, str]:
    return {"uri": uri(number, did), "cid": CID}


def post(number: int, text: str, *, by: dict[str, Any] | None = None, at: str = "", **record: Any) -> dict[str, Any]:
    author = by or profile()
    when = at or "2026-11-21T12:00:00.000Z"
    embed = record.pop("view", None)
    return {
        "uri": uri(number, author["did"]),
        "cid": CID,
        "author": author,
        "record": {"$type": "app.bsky.feed.post", "text": text, "createdAt": when, "langs": ["en"], **record},
        "replyCount": 0,
        "likeCount": 0,
        "indexedAt": when,
        "labels": [],
    } | ({"embed": embed} if embed else {})


def ours(number: int, text: str, **record: Any) -> dict[str, Any]:
    return post(number, text, by=profile(US, "shop.example", "Shop"), **record)


def notification(reason: str, of: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "uri": of["uri"],
        "cid": of["cid"],
        "author": of["author"],
        "reason": reason,
        "record": of["record"],
        "isRead": False,
        "indexedAt": of["indexedAt"],
        "labels": [],
        **more,
    }


def said(number: int, text: str, *, by: str = ADA, at: str = "2026-11-21T12:00:00.000Z") -> dict[str, Any]:
    """A direct message."""
    return {
        "$type": "chat.bsky.convo.defs#messageView",
        "id": f"3lm{number:05}",
        "rev": f"2222{number:09}",
        "text": text,
        "sender": {"did": by},
        "sentAt": at,
    }


def logged(kind: str, message: dict[str, Any], *, convo: str = "3lconvoaaaaaa", **more: Any) -> dict[str, Any]:
    return {
        "$type": f"chat.bsky.convo.defs#{kind}",
        "rev": message.get("rev", "22222"),
        "convoId": convo,
        "message": message,
        **more,
    }


PICTURES = {
    "$type": "app.bsky.embed.images#view",
    "images": [
        {
            "thumb": f"https://cdn.bsky.app/img/feed_thumbnail/plain/{ADA}/bafkreig@jpeg",
            "fullsize": f"https://cdn.bsky.app/img/feed_fullsize/plain/{ADA}/bafkreig@jpeg",
            "alt": "A kettle on fire",
        }
    ],
}
