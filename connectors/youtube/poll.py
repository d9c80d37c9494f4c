"""Looking for what is new: YouTube tells nobody of a comment.

A look reads the newest threads back to where the last one ended, those that wait for review, and every quarter of an
hour the threads that people lately talked in, for replies, edits and deletions do not bring a thread back to the top. A
thread is kept anew only when something in it changed.

Source: developers.google.com/youtube/v3/docs/commentThreads/list (order=time is newest first by the first comment; a
thread carries at most five replies; at most 50 ids at once) (2026-11).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from connectors.youtube import bodies, gone
from connectors.youtube.account import COMMENT
from connectors.youtube.bodies import published
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
Item = dict[str, Any]


def look(api: Api, channel: Channel) -> int:
    """Keep what changed, and move the cursor with it."""
    row = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    before = dict(row.value) if row else {}
    now = timezone.now()
    since = when(before["newest"]) if before.get("newest") else channel.created_at
    found = {str(thread["id"]): thread for thread in _newest(api, channel, since - OVERLAP)}
    newest = max([since, *(published(thread) for thread in found.values())])
    listed = list(found.values())
    held = api.read("commentThreads", **_whole_channel(channel), moderationStatus="heldForReview")
    for thread in held.get("items") or ():
        if str(thread["id"]) not in found:
            thread["snippet"]["topLevelComment"]["snippet"].setdefault("moderationStatus", "heldForReview")
            found[str(thread["id"])] = thread
    missing: list[str] = []
    again_at = float(before.get("again_at", 0.0))
    if now.timestamp() - again_at >= AGAIN_EVERY.total_seconds():
        again, missing = _again(api, channel, now, list(found))
        found |= {str(thread["id"]): thread for thread in again}
        listed += again
        again_at = now.timestamp()
    for thread in found.values():
        _complete(api, thread)
    missing += gone.vanished_replies(channel, found.values(), now)
    _shown_again(channel, listed, now)
    rows = bodies.bodies(list(found.values()), _videos(api, channel, found.values()), missing)
    value: dict[str, object] = {"newest": newest.isoformat(), "again_at": again_at}
    return len(ingest.keep_many(channel, rows, source="poll", cursor=(STREAM, value)))


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
        found += [thread for thread in items if published(thread) > since]
        token = str(page.get("nextPageToken") or "")
        if not token or any(published(thread) <= since for thread in items):
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
    said = gone.standing(channel, now).filter(thread__key__in=missing)
    suspects = [str(each) for each in said.values_list("external_id", flat=True)[:AT_ONCE]]
    if not suspects:
        return found, []
    there = api.read("comments", part="id", id=",".join(suspects)).get("items") or []  # asked twice before it counts
    return found, sorted(set(suspects) - {str(comment["id"]) for comment in there})


def _shown_again(channel: Channel, threads: Iterable[Item], now: dt.datetime) -> None:
    """What stands among the published ones and is hidden here was published in the meantime: say so on it."""
    comments: dict[str, Item] = {}
    for thread in threads:
        replies = (thread.get("replies") or {}).get("comments") or []
        comments |= {str(comment["id"]): comment for comment in (thread["snippet"]["topLevelComment"], *replies)}
    hidden = Message.objects.filter(channel=channel, external_id__in=comments, hidden_at__lt=now - OVERLAP)
    for external_id in hidden.values_list("external_id", flat=True):
        comments[str(external_id)]["snippet"].setdefault("moderationStatus", "published")


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
