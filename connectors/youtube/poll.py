"""Looking for what is new: YouTube tells nobody of a comment.

A look reads the newest threads back to where the last one ended, those that wait for review, and every quarter of an
hour the threads that people lately talked in, for replies, edits and deletions do not bring a thread back to the top. A
thread is kept anew only when something in it changed.

Source: developers.google.com/youtube/v3/docs/commentThreads/list (order=time is newest first by the first comment; a
thread carries at most five replies; at most 50 ids at once) (2026-11).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from connectors.youtube.account import COMMENT
from connectors.youtube.calls import Api
from connectors.youtube.read import when
from inbox import ingest
from inbox.models import Channel, Cursor, Message, Post, Thread

STREAM = "comments"
OVERLAP = dt.timedelta(minutes=10)
AGAIN_EVERY = dt.timedelta(minutes=15)
TALKED_WITHIN = dt.timedelta(days=14)
MOST_PAGES = 10
AT_ONCE = 50
SAYS = ("updatedAt", "textDisplay", "textOriginal", "moderationStatus")
Item = dict[str, Any]


def look(api: Api, channel: Channel) -> int:
    """Keep what changed, and move the cursor with it."""
    row = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    before = dict(row.value) if row else {}
    now = timezone.now()
    since = when(before["newest"]) if before.get("newest") else channel.created_at
    found = {str(thread["id"]): thread for thread in _newest(api, channel, since - OVERLAP)}
    newest = max([since, *(_published(thread) for thread in found.values())])
    held = api.read("commentThreads", **_whole_channel(channel), moderationStatus="heldForReview")
    for thread in held.get("items") or ():
        found.setdefault(str(thread["id"]), thread)
    gone: list[str] = []
    again_at = float(before.get("again_at", 0.0))
    if now.timestamp() - again_at >= AGAIN_EVERY.total_seconds():
        again, gone = _again(api, channel, now, list(found))
        found |= {str(thread["id"]): thread for thread in again}
        again_at = now.timestamp()
    for thread in found.values():
        _complete(api, thread)
    gone += _vanished_replies(channel, found.values(), now)
    bodies = _bodies(list(found.values()), _videos(api, channel, found.values()), gone)
    value: dict[str, object] = {"newest": newest.isoformat(), "again_at": again_at}
    return len(ingest.keep_many(channel, bodies, source="poll", cursor=(STREAM, value)))


def _whole_channel(channel: Channel) -> dict[str, str]:
    return {
        "part": "id,snippet,replies",
        "allThreadsRelatedToChannelId": channel.address,
        "order": "time",
        "maxResults": "100",
        "textFormat": "plainText",
    }


def _newest(api: Api, channel: Channel, since: dt.datetime) -> list[Item]:
    found: list[Item] = []
    token = ""
    for _ in range(MOST_PAGES):
        page = api.read("commentThreads", **_whole_channel(channel), **({"pageToken": token} if token else {}))
        items = page.get("items") or []
        found += [thread for thread in items if _published(thread) > since]
        token = str(page.get("nextPageToken") or "")
        if not token or any(_published(thread) <= since for thread in items):
            break
    return found


def _again(api: Api, channel: Channel, now: dt.datetime, seen: Sequence[str]) -> tuple[list[Item], list[str]]:
    """Threads in which people talked lately, and the comments of those that are not there any more."""
    talked = Thread.objects.filter(channel=channel, surface=COMMENT, last_customer_at__gt=now - TALKED_WITHIN)
    keys = list(talked.exclude(key__in=seen).order_by("-last_customer_at").values_list("key", flat=True)[: 2 * AT_ONCE])
    found: list[Item] = []
    for start in range(0, len(keys), AT_ONCE):
        ids = ",".join(keys[start : start + AT_ONCE])
        found += (
            api.read("commentThreads", part="id,snippet,replies", id=ids, textFormat="plainText").get("items") or []
        )
    missing = set(keys) - {str(thread["id"]) for thread in found}
    if not missing:
        return found, []
    said = _said(channel, now).filter(thread__key__in=missing)
    suspects = [str(each) for each in said.values_list("external_id", flat=True)[:AT_ONCE]]
    if not suspects:
        return found, []
    there = api.read("comments", part="id", id=",".join(suspects)).get("items") or []  # asked twice before it counts
    return found, sorted(set(suspects) - {str(comment["id"]) for comment in there})


def _complete(api: Api, thread: Item) -> None:
    """The replies beyond the five that come with a thread."""
    here = (thread.get("replies") or {}).get("comments") or []
    if int(thread["snippet"].get("totalReplyCount") or 0) <= len(here):
        return
    replies: list[Item] = []
    token = ""
    for _ in range(MOST_PAGES):
        page = api.read(
            "comments",
            part="id,snippet",
            parentId=str(thread["id"]),
            maxResults="100",
            textFormat="plainText",
            **({"pageToken": token} if token else {}),
        )
        replies += page.get("items") or []
        token = str(page.get("nextPageToken") or "")
        if not token:
            break
    thread["replies"] = {"comments": replies or here}
    thread["whole"] = not token


def _vanished_replies(channel: Channel, threads: Iterable[Item], now: dt.datetime) -> list[str]:
    """Replies that we know and that a thread does not have any more, where all of it was read.

    What was said a moment ago may not be everywhere yet.
    """
    gone: list[str] = []
    for thread in threads:
        replies = (thread.get("replies") or {}).get("comments") or []
        whole = thread.pop("whole", True)
        if not whole or int(thread["snippet"].get("totalReplyCount") or 0) != len(replies):
            continue
        here = {str(thread["id"]), *(str(reply["id"]) for reply in replies)}
        known = _said(channel, now).filter(thread__key=str(thread["id"])).values_list("external_id", flat=True)
        gone += [str(each) for each in known if str(each) not in here]
    return gone


def _said(channel: Channel, now: dt.datetime) -> QuerySet[Message]:
    """What stands on YouTube as far as we know: what we hid is not there for our questions, and not gone."""
    rows = Message.objects.filter(channel=channel, deleted_at=None, hidden_at=None, sent_at__lt=now - OVERLAP)
    return rows.exclude(external_id=None)


def _videos(api: Api, channel: Channel, threads: Iterable[Item]) -> dict[str, Item]:
    """What is said under videos that we have not seen yet comes with the video."""
    ids = {str(thread["snippet"].get("videoId") or "") for thread in threads} - {""}
    known = set(Post.objects.filter(channel=channel, external_id__in=ids).values_list("external_id", flat=True))
    wanted = sorted(ids - known)
    found: dict[str, Item] = {}
    for start in range(0, len(wanted), AT_ONCE):
        page = api.read("videos", part="id,snippet", id=",".join(wanted[start : start + AT_ONCE]))
        found |= {str(video["id"]): video for video in page.get("items") or ()}
    return found


def _bodies(threads: Sequence[Item], videos: dict[str, Item], gone: Sequence[str]) -> list[tuple[str, bytes]]:
    """Oldest first, one for each thread, named by what it says: unchanged, it is known already."""
    bodies = []
    for thread in sorted(threads, key=_published):
        video = videos.get(str(thread["snippet"].get("videoId") or ""))
        body = json.dumps({"items": [thread], "videos": [video] if video else []}).encode()
        bodies.append((f"{thread['id']}/{_digest(thread)}", body))
    if gone:
        name = hashlib.sha256(" ".join(gone).encode()).hexdigest()[:32]
        bodies.append((f"gone/{name}", json.dumps({"gone": list(gone)}).encode()))
    return bodies


def _digest(thread: Item) -> str:
    comments = [thread["snippet"]["topLevelComment"], *((thread.get("replies") or {}).get("comments") or ())]
    said = [
        [
            comment.get("id"),
            *(comment["snippet"].get(name) for name in ("updatedAt", "textDisplay", "moderationStatus")),
        ]
        for comment in comments
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _published(thread: Item) -> dt.datetime:
    return when(str(thread["snippet"]["topLevelComment"]["snippet"]["publishedAt"]))
