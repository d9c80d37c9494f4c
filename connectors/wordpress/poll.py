"""Which comments are new, changed or gone since the last look.

WordPress tells nobody and lists no changes, so the newest comments are compared with what was seen of them before.
``Cursor.value`` of stream ``comments``:

- ``newest``: the highest id that is kept; ids only grow,
- ``known``: {id: [digest of the words, status, root id, changes seen]} of the newest comments, in which changes are
  noticed.

A comment older than those is still found when somebody answers it; its edits and its removal are not.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.utils import timezone

from connectors.errors import NotFound
from connectors.wordpress.parse import moment
from connectors.wordpress.site import Site
from inbox import ingest
from inbox.models import Channel, Cursor

STREAM = "comments"
WATCHED = 300
PER_PAGE = 100
AWAY = ("spam", "trash")
DEEPEST = 20  # WordPress nests at most ten deep
FOR_EDITORS = {"context": "edit", "status": "all", "_embed": "up"}
NEWEST_FIRST = {"orderby": "id", "order": "desc", "per_page": PER_PAGE}

Known = dict[str, list[Any]]


def look(site: Site, channel: Channel) -> int:
    """Keep what is new or changed, together with the cursor. Returns how many raw rows were kept."""
    row = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    me = int(site.get("users/me")["id"])
    seen = _newest(site, down_to=int(row.value["newest"]) if row else None)
    known: Known = dict(row.value["known"]) if row else {}
    newest = int(row.value["newest"]) if row else _old(seen, days=int(channel.settings.get("backlog_days", 0)))
    items: list[tuple[str, bytes]] = []
    for comment in reversed(seen):  # oldest first, so that a root is known before its answers
        key, before = str(comment["id"]), known.get(str(comment["id"]))
        now = [_digest(comment), comment["status"], _root(site, comment, known), before[3] if before else 0]
        known[key] = now
        if int(key) > newest:
            items.append(_item(comment, me=me, state=now, before=None))
        elif before is not None and before[:2] != now[:2]:
            now[3] += 1
            items.append(_item(comment, me=me, state=now, before=before))
    items += _gone(site, seen, known, me=me)
    watched = {key: known[key] for key in sorted(known, key=int)[-WATCHED:]}
    value = {"newest": max([newest, *(int(comment["id"]) for comment in seen)]), "known": watched}
    return len(ingest.keep_many(channel, items, source="poll", cursor=(STREAM, value)))


def _old(seen: list[dict[str, Any]], *, days: int) -> int:
    """On the first look: the highest id of what is too old to be taken."""
    since = timezone.now() - dt.timedelta(days=days)
    return max((int(comment["id"]) for comment in seen if moment(comment["date_gmt"]) < since), default=0)


def _newest(site: Site, *, down_to: int | None) -> list[dict[str, Any]]:
    """The newest comments, newest first: what is watched, and everything that is new however much it is."""
    found: list[dict[str, Any]] = []
    for page in site.pages("comments", **FOR_EDITORS, **NEWEST_FIRST):
        found += page
        if len(found) >= WATCHED and (down_to is None or int(found[-1]["id"]) <= down_to):
            break
    return found


def _gone(site: Site, seen: list[dict[str, Any]], known: Known, *, me: int) -> list[tuple[str, bytes]]:
    """Comments that stood in this range before and are not listed any more: spam, trash, or deleted for good."""
    if not seen:
        lowest, listed = 0, set()
    else:
        lowest, listed = int(seen[-1]["id"]), {str(comment["id"]) for comment in seen}
    items = []
    for key, before in list(known.items()):
        if int(key) < lowest or key in listed or before[1] in AWAY:
            continue
        try:
            comment = site.get(f"comments/{key}", context="edit")
        except NotFound:
            comment = {"id": int(key), "status": "trash"}
        known[key] = [before[0], comment["status"], before[2], before[3] + 1]  # spam may be brought back
        items.append(_item(comment, me=me, state=known[key], before=before))
    return items


def _item(comment: dict[str, Any], *, me: int, state: list[Any], before: list[Any] | None) -> tuple[str, bytes]:
    """A change and its way back are different items, so the changes are counted."""
    kept = {"comment": comment, "me": me, "root": state[2], "before": before[:2] if before else None}
    kept["change"] = state[3]
    return f"comment/{comment['id']}/{state[3]}", json.dumps(kept, ensure_ascii=False).encode()


def _digest(comment: dict[str, Any]) -> str:
    content = comment.get("content", {})
    return hashlib.sha256(str(content.get("raw", content.get("rendered", ""))).encode()).hexdigest()[:32]


def _root(site: Site, comment: dict[str, Any], known: Known) -> int:
    """The top of the comment tree that it stands in."""
    parent = int(comment["parent"])
    for _ in range(DEEPEST):
        if not parent:
            return int(comment["id"])
        if (found := known.get(str(parent))) is not None:
            return int(found[2])
        try:
            comment = site.get(f"comments/{parent}", context="edit")
        except NotFound:
            return parent
        parent = int(comment["parent"])
    return int(comment["id"])
