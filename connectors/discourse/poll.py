"""Posts that no webhook brought: the newest ones, down to what was seen.

``Cursor.value`` of stream ``posts`` and ``private-posts``: ``newest``, the highest post id that is kept.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from connectors.discourse.forum import Forum
from connectors.discourse.parse import moment
from inbox import ingest
from inbox.models import Channel, Cursor

LISTS = {"posts": "regular", "private-posts": "private_message"}
DEEPEST = 40  # pages of 50; after a longer absence the oldest ones are left out


def look(forum: Forum, channel: Channel) -> int:
    return sum(_look(forum, channel, name, archetype) for name, archetype in LISTS.items())


def _look(forum: Forum, channel: Channel, name: str, archetype: str) -> int:
    row = Cursor.objects.filter(channel=channel, stream=name).first()
    since = timezone.now() - dt.timedelta(days=int(channel.settings.get("backlog_days", 0)))
    found: list[dict[str, Any]] = []
    before: int | None = None
    for _ in range(DEEPEST):
        page = forum.latest(name, before=before)
        fresh = [post for post in page if _is_new(post, row, since)]
        found += fresh
        if not page or len(fresh) < len(page):
            break
        before = min(int(post["id"]) for post in page)
    newest = max([int(row.value["newest"]) if row else 0, *(int(post["id"]) for post in found)])
    items = [
        (f"post/{post['id']}", json.dumps({"post": post | {"topic_archetype": archetype}}).encode())
        for post in sorted(found, key=lambda post: int(post["id"]))
    ]
    return len(ingest.keep_many(channel, items, source="poll", cursor=(name, {"newest": newest})))


def _is_new(post: dict[str, Any], row: Cursor | None, since: dt.datetime) -> bool:
    return int(post["id"]) > int(row.value["newest"]) if row else moment(post["created_at"]) >= since
