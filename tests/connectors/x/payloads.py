"""Posts, pages and events of X in the documented shape.

source: docs.x.com, "X Activity API event payload examples", "Real-time X Chat events", "Get mentions" and "Get Posts by
IDs" (2026-11). ``test_read.py`` holds posts and users against X's own OpenAPI document.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any

SECRET = "x-api-key-secret-canary-41f"
OWN, ADA, BOB = "1111111111111111111", "2222222222222222222", "3333333333333333333"
USERNAME = "@exampleshop"
AT = dt.datetime(2026, 7, 24, 21, 23, 23, tzinfo=dt.UTC)
Item = dict[str, Any]


def user(user_id: str) -> Item:
    names = {OWN: ("Example Shop", "ExampleShop"), ADA: ("Ada", "ada_l"), BOB: ("Bob", "bob")}
    name, username = names.get(user_id, (f"User {user_id[-4:]}", f"user{user_id[-4:]}"))
    return {"id": user_id, "name": name, "username": username}


def post(
    number: int,
    text: str,
    *,
    author: str = ADA,
    root: str = "",
    replied: str = "",
    to: str = "",
    at: dt.datetime = AT,
    **more: Any,
) -> Item:
    post_id = ident(number)
    made: Item = {
        "id": post_id,
        "text": text,
        "author_id": author,
        "created_at": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "conversation_id": root or post_id,
        "edit_history_tweet_ids": [post_id],
        "lang": "en",
    }
    if replied:
        made |= {"referenced_tweets": [{"type": "replied_to", "id": replied}], "in_reply_to_user_id": to}
    return made | more


def ident(number: int) -> str:
    return str(2080765813578190000 + number)


def includes(posts: Sequence[Item], **more: Any) -> Item:
    people = {str(each["author_id"]) for each in posts} | {OWN}
    return {"users": [user(each) for each in sorted(people)], **more}


def page(*posts: Item, **more: Any) -> Item:
    newest_first = sorted(posts, key=lambda each: int(each["id"]), reverse=True)
    if not posts:
        return {"meta": {"result_count": 0}}
    meta = {
        "result_count": len(posts),
        "newest_id": newest_first[0]["id"],
        "oldest_id": newest_first[-1]["id"],
    }
    return {"data": newest_first, "includes": includes(posts, **more), "meta": meta}


def event(kind: str, payload: Item, *, uuid: str = "", with_: Item | None = None) -> bytes:
    data: Item = {
        "event_uuid": uuid or str(payload.get("id", "1")),
        "filter": {"user_id": OWN},
        "event_type": kind,
        "tag": "janice",
        "payload": payload,
    }
    if with_ is not None:
        data["includes"] = with_
    return json.dumps({"data": data}).encode()


def mention(said: Item) -> bytes:
    return event("post.mention.create", said, with_=includes([said]))


DELETED = {"id": ident(9), "author_id": OWN}
CHAT = {
    "id": "1784841183370000000",
    "sender_id": ADA,
    "conversation_id": f"{ADA}:{OWN}",
    "created_at_msec": "1784841183370",
    "conversation_token": "token",
    "encoded_event": "ciphertext",
}


def gone(post_id: str) -> Item:
    return {
        "value": post_id,
        "detail": f"Could not find tweet with ids: [{post_id}].",
        "title": "Not Found Error",
        "resource_type": "tweet",
        "parameter": "ids",
        "resource_id": post_id,
        "type": "https://api.twitter.com/2/problems/resource-not-found",
    }


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
