"""Kept comment threads become events.

One body is ``{"items": [commentThread, …], "videos": [video, …], "gone": [comment id, …]}``: threads and videos as
YouTube returned them, and the comments that were asked for and are not there any more. Replies on YouTube are flat:
all hang under the first comment, which names the thread.

Source: developers.google.com/youtube/v3/docs, "CommentThreads", "Comments" and "Videos" (2026-11).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from connectors.youtube.account import COMMENT, NETWORK
from inbox.envelope import (
    Address,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    PostSnapshot,
    Unparsed,
    Visibility,
)

Item = Mapping[str, Any]
WRONG = (KeyError, TypeError, ValueError, AttributeError)


def read(body: bytes, *, own: str, received_at: dt.datetime) -> list[InboundEvent]:
    """``own`` is our channel's id."""
    try:
        said = json.loads(body)
        items, gone = said.get("items") or [], said.get("gone") or []
        videos = {str(video["id"]): video for video in said.get("videos") or []}
        if not isinstance(items, list) or not isinstance(gone, list) or not (items or gone):
            raise TypeError("neither items nor gone")
    except WRONG as error:
        return [Unparsed(reason=f"YouTube: not a page of comments ({error})")]
    events: list[InboundEvent] = []
    for thread in items:
        try:
            if thread.get("kind", "youtube#commentThread") != "youtube#commentThread":
                raise TypeError(f"the kind {str(thread['kind'])[:60]!r} is not known")
            top = thread["snippet"]["topLevelComment"]
            comments = [top, *(thread.get("replies") or {}).get("comments", ())]
            post = _post(videos.get(str(thread["snippet"].get("videoId", ""))), own)
        except WRONG as error:
            events.append(Unparsed(reason=f"YouTube: a thread that cannot be read ({error})"))
            continue
        for comment in comments:
            try:
                events += _comment(comment, thread, post, own, received_at)
            except WRONG as error:
                events.append(Unparsed(reason=f"YouTube: a comment that cannot be read ({error})"))
    return [*events, *(MessageDeleted(external_id=str(each), at=received_at) for each in gone)]


def when(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def author(comment: Item) -> Address:
    """By channel id; a comment whose author's channel is gone has only a name left."""
    said = comment["snippet"]
    name = str(said.get("authorDisplayName") or "")
    handle = str((said.get("authorChannelId") or {}).get("value") or name or "unknown")
    return Address(network=NETWORK, handle=handle, name=name)


def text(comment: Item) -> str:
    said = comment["snippet"]
    return str(said["textOriginal"] if said.get("textOriginal") is not None else said["textDisplay"])


def _comment(
    comment: Item, thread: Item, post: PostSnapshot | None, own: str, received_at: dt.datetime
) -> list[InboundEvent]:
    said, top = comment["snippet"], thread["snippet"]["topLevelComment"]
    external_id, root = str(comment["id"]), str(top["id"])
    sender, words = author(comment), text(comment)
    ours = sender.handle == own
    sent_at, updated_at = when(said["publishedAt"]), when(said.get("updatedAt") or said["publishedAt"])
    if ours and external_id == root:
        return []  # our own first word under a video: there is nobody to answer until somebody does
    status = str(said.get("moderationStatus") or "")
    version = said["updatedAt"] if updated_at > sent_at else ""
    video = str(thread["snippet"].get("videoId") or "")
    picture = said.get("imageUrl")
    message = InboundMessage(
        external_id=external_id,
        fingerprint="",
        sender=author(top) if ours else sender,
        sent_at=sent_at,
        body_text=words,
        reply_text=words,
        visibility=Visibility.PUBLIC,
        surface=COMMENT,
        conversation=root,
        parent_id=str(said.get("parentId") or "") if external_id != root else "",
        post=post,
        url=f"https://www.youtube.com/watch?v={video}&lc={external_id}" if video else "",
        version=version,
        hidden=status not in ("", "published"),
        own=ours,
        media=(MediaRef(ref=str(picture), kind=MediaKind.IMAGE),) if picture else (),
    )
    events: list[InboundEvent] = [message]
    if version:
        events.append(MessageEdited(external_id=external_id, at=updated_at, body_text=words, version=version))
    if status:
        events.append(MessageHidden(external_id=external_id, at=received_at, hidden=message.hidden))
    return events


def _post(video: Item | None, own: str) -> PostSnapshot | None:
    if video is None:
        return None
    said = video["snippet"]
    return PostSnapshot(
        external_id=str(video["id"]),
        title=str(said.get("title") or ""),
        text=str(said.get("description") or ""),
        url=f"https://www.youtube.com/watch?v={video['id']}",
        author=Address(network=NETWORK, handle=str(said["channelId"]), name=str(said.get("channelTitle") or "")),
        ours=said["channelId"] == own,
        published_at=when(said["publishedAt"]) if said.get("publishedAt") else None,
    )
