"""Fetch what is new: notifications, what we said in another client, direct messages; and what became of posts.

Lists come newest first and are sorted by when their author says it was written, where that is earlier than when it was
seen; so each look goes an hour behind the last, for clocks that are slow. Nobody is told of deletions, so recent posts
are looked at again; posts cannot be edited.

Source: lexicons app.bsky.notification.listNotifications, app.bsky.feed.getPosts, getPostThread, getAuthorFeed; the
order seen in @atproto/dev-env 0.6.7, 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from connectors import looking_again
from connectors.bluesky import chats, positions
from connectors.bluesky.keys import split_uri
from connectors.bluesky.session import Session
from connectors.errors import NotFound
from inbox import ingest
from inbox.models import Channel, Message, RawInbound

SPEAKING = frozenset({"mention", "reply", "quote"})
PAGE, PAGES = 100, 20
BATCH = 25  # posts in one question
AGAIN = 50
OVERLAP = dt.timedelta(hours=1)
BACKLOG = dt.timedelta(days=1)  # before the channel was connected: what was asked yesterday still wants an answer
HEIGHT = 80  # how far up a thread is read

Json = dict[str, Any]
Fetch = Callable[[str], Json]


def read(session: Session, channel: Channel) -> int:
    """Everything that is new; returns how many items were kept."""
    kept = _notifications(session, channel) + _own(session, channel)
    if channel.settings.get("direct_messages"):
        kept += chats.read(session, channel)
    return kept + _look_again(session, channel)


def _notifications(session: Session, channel: Channel) -> int:
    def fetch(cursor: str) -> Json:
        more: Json = {"cursor": cursor} if cursor else {}
        answer: Json = session.get("app.bsky.notification.listNotifications", limit=PAGE, **more)
        return {"items": answer["notifications"], "cursor": answer.get("cursor")}

    value = positions.cursor(channel, "notifications")
    found = _back_to(fetch, value, lambda one: str(one["indexedAt"]))
    posts = [one for one in found if one["reason"] in SPEAKING]
    items = _posts(session, channel, [str(one["uri"]) for one in posts], "post")
    items += _likes(session, channel, found)
    newest = max((str(one["indexedAt"]) for one in found), default=value.get("at", _text(timezone.now())))
    kept = positions.keep(channel, "notifications", items, {"at": max(newest, value.get("at", ""))})
    if kept:
        session.post("app.bsky.notification.updateSeen", {"seenAt": _text(timezone.now())}, repeatable=True)
    return kept


def _own(session: Session, channel: Channel) -> int:
    """Our answers to others; not those that began here, whose ids we made ourselves."""
    us = session.did

    def fetch(cursor: str) -> Json:
        more: Json = {"cursor": cursor} if cursor else {}
        answer: Json = session.get(
            "app.bsky.feed.getAuthorFeed", actor=us, filter="posts_with_replies", limit=PAGE, **more
        )
        return {"items": [one["post"] for one in answer["feed"] if "reason" not in one], "cursor": answer.get("cursor")}

    value = positions.cursor(channel, "own")
    found = _back_to(fetch, value, lambda one: str(one["indexedAt"]))
    if not value:  # what we answered before is not news
        found = []
    uris = [str(one["uri"]) for one in found if _answers_somebody(one, us)]
    ours = set(Message.objects.filter(channel=channel, external_id__in=uris).values_list("external_id", flat=True))
    items = _posts(session, channel, [uri for uri in uris if uri not in ours], "own")
    newest = max((str(one["indexedAt"]) for one in found), default=_text(timezone.now()))
    return positions.keep(channel, "own", items, {"at": max(newest, value.get("at", ""))})


def _answers_somebody(post: Json, us: str) -> bool:
    reply = post["record"].get("reply")
    return bool(reply) and any(split_uri(str(reply[end]["uri"]))[0] != us for end in ("parent", "root"))


def _back_to(fetch: Fetch, value: Json, when: Callable[[Json], str]) -> list[Json]:
    """Oldest first, from an hour before the last look; the first time, the last day."""
    since = dt.datetime.fromisoformat(value["at"]) - OVERLAP if value else timezone.now() - BACKLOG
    found: list[Json] = []
    cursor = ""
    for _ in range(PAGES):
        answer = fetch(cursor)
        page: list[Json] = answer["items"]
        late = [one for one in page if dt.datetime.fromisoformat(when(one)) > since]
        found += late
        if len(late) < len(page) or not answer.get("cursor") or answer["cursor"] == cursor:
            break
        cursor = str(answer["cursor"])
    return found[::-1]


def _posts(session: Session, channel: Channel, uris: list[str], kind: str) -> list[tuple[str, Json]]:
    """Items of posts that are not kept yet, with what they answer. A post that is gone already is none."""
    wanted = _unknown(channel, list(dict.fromkeys(uris)))
    there = _views(session, wanted)
    return [
        (_name(uri), {kind: there[uri], "ancestors": _ancestors(session, there[uri]), "us": session.did})
        for uri in wanted
        if uri in there
    ]


def _views(session: Session, uris: list[str]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for start in range(0, len(uris), BATCH):
        answer = session.get("app.bsky.feed.getPosts", uris=uris[start : start + BATCH])
        found |= {str(post["uri"]): post for post in answer["posts"]}
    return found


def _ancestors(session: Session, post: Json) -> list[Json]:
    """What the post answers, the root first, as far as it can still be seen."""
    if not post["record"].get("reply"):
        return []
    try:
        answer = session.get("app.bsky.feed.getPostThread", uri=post["uri"], depth=0, parentHeight=HEIGHT)
    except NotFound:
        return []
    found: list[Json] = []
    above = answer["thread"].get("parent")
    while above and "post" in above:
        found.append(above["post"])
        above = above.get("parent")
    return found[::-1]


def _likes(session: Session, channel: Channel, found: list[Json]) -> list[tuple[str, Json]]:
    """Likes of what we said in a conversation; those of posts are for the statistics of the network."""
    likes = {str(one["uri"]): one for one in found if one["reason"] == "like" and one.get("reasonSubject")}
    subjects = {str(one["reasonSubject"]) for one in likes.values()}
    ours = set(Message.objects.filter(channel=channel, external_id__in=subjects).values_list("external_id", flat=True))
    return [
        (_name(uri), {"like": likes[uri], "us": session.did})
        for uri in _unknown(channel, list(likes))
        if str(likes[uri]["reasonSubject"]) in ours
    ]


def _look_again(session: Session, channel: Channel) -> int:
    seen = looking_again.due(channel, AGAIN, besides="dm")
    there = _views(session, [one.external_id for one in seen])
    gone = [one.external_id for one in seen if one.external_id not in there]
    items = [(f"deleted/{uri}"[:300], {"deleted": uri, "us": session.did}) for uri in gone]
    return len(
        ingest.keep_many(channel, [(name, positions.as_bytes(item)) for name, item in items], source=positions.SOURCE)
    )


def _unknown(channel: Channel, uris: list[str]) -> list[str]:
    known = set(
        RawInbound.objects.filter(channel=channel, external_id__in=[_name(uri) for uri in uris]).values_list(
            "external_id", flat=True
        )
    )
    return [uri for uri in uris if _name(uri) not in known]


def _name(uri: str) -> str:
    return uri[:300]


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
