"""The timeline of mentions, page by page, and once a day the look whether what people said is still there.

Source: docs.x.com, "Get mentions" (newest first; ``since_id`` reaches back 800 posts) and "Get Posts by IDs" (2026-11).
X bills posts that are read, so nothing is read twice.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from connectors.bearer import Bearer
from connectors.errors import ContractChanged
from connectors.x.account import MENTION
from inbox import ingest
from inbox.models import Channel, Cursor, Message

MENTIONS, STILL_THERE = "mentions", "still-there"
PAGE, MOST_PAGES = 100, 8
LOOK_BACK = dt.timedelta(days=7)
WITH: Mapping[str, str] = {
    "tweet.fields": "attachments,author_id,conversation_id,created_at,edit_history_tweet_ids,entities,"
    "in_reply_to_user_id,lang,note_tweet,referenced_tweets",
    "expansions": "author_id,in_reply_to_user_id,referenced_tweets.id,referenced_tweets.id.author_id,"
    "attachments.media_keys",
    "user.fields": "name,username",
    "media.fields": "type,url,variants",
}


def mentions(api: Bearer, channel: Channel, user_id: str) -> int:
    """Everything since the last look. The cursor moves with the last page, so a broken look is begun again."""
    before = _cursor(channel, MENTIONS)
    since: dict[str, str] = {"since_id": before["since_id"]} if before.get("since_id") else {}
    if not since:  # the first look takes what was said since the channel is here
        since = {"start_time": channel.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    newest, token, bodies = str(before.get("since_id", "")), "", []
    for _ in range(MOST_PAGES):
        more = {"pagination_token": token} if token else {}
        answer = api.call(
            "GET", f"/2/users/{user_id}/mentions", params={**WITH, **since, **more, "max_results": str(PAGE)}
        )
        meta: dict[str, Any] = answer.json().get("meta") or {}
        if meta.get("result_count"):
            bodies.append((f"{MENTIONS}/{meta.get('newest_id')}/{meta.get('oldest_id')}", answer.body))
            if not str(meta.get("newest_id")).isdecimal():
                raise ContractChanged("X does not say which post of the page is the newest.")
            newest = max(newest, str(meta["newest_id"]), key=lambda post_id: int(post_id or 0))
        token = str(meta.get("next_token") or "")
        if not token:
            break
    bodies.reverse()  # oldest first, as people said it
    return len(ingest.keep_many(channel, bodies, source="poll", cursor=(MENTIONS, {"since_id": newest})))


def still_there(api: Bearer, channel: Channel) -> int:
    """Ask for what customers said in the last days; what is gone stands in the answer's errors."""
    now = timezone.now()
    last = _cursor(channel, STILL_THERE).get("at", 0.0)
    if now.timestamp() - last < dt.timedelta(days=1).total_seconds():
        return 0
    rows = Message.objects.filter(
        channel=channel,
        surface=MENTION,
        direction=Message.Direction.INBOUND,
        deleted_at=None,
        sent_at__gt=now - LOOK_BACK,
    )
    ids = list(rows.order_by("-sent_at").values_list("external_id", flat=True)[:100])
    bodies = []
    if ids:
        found = api.call("GET", "/2/tweets", params={"ids": ",".join(str(each) for each in ids)}).json()
        problems = json.dumps({"data": [], "errors": found.get("errors") or []}).encode()
        bodies = [(f"{STILL_THERE}/{now:%Y-%m-%d}", problems)] if found.get("errors") else []
    return len(ingest.keep_many(channel, bodies, source="poll", cursor=(STILL_THERE, {"at": now.timestamp()})))


def _cursor(channel: Channel, stream: str) -> dict[str, Any]:
    row = Cursor.objects.filter(channel=channel, stream=stream).first()
    return dict(row.value) if row else {}
