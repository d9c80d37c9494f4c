"""Posts of X become messages: of the timeline of mentions, of webhooks, and of the daily look at what is still there.

Source: docs.x.com, "Post object", "Expansions" and "Edit Posts" (2026-11). An edited post has a new id; the first of
``edit_history_tweet_ids`` names it here for good. A conversation here is one person's part of an X conversation: under
a post of ours a thousand people may talk, and each is a case of their own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
from collections.abc import Mapping
from typing import Any

from connectors.x.account import MENTION, NETWORK
from inbox.envelope import (
    Address,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MediaRef,
    MessageEdited,
    PostChanged,
    PostSnapshot,
    Visibility,
)

Item = Mapping[str, Any]
KINDS = {"photo": MediaKind.IMAGE, "video": MediaKind.VIDEO, "animated_gif": MediaKind.VIDEO}


@dataclasses.dataclass(frozen=True, slots=True)
class Around:
    """What came along with the posts: people, other posts and files, by id; and who we are."""

    users: Mapping[str, Item]
    posts: Mapping[str, Item]
    media: Mapping[str, Item]
    own: frozenset[str]

    @classmethod
    def of(cls, includes: Item, *, username: str, own: str = "") -> Around:
        users = {str(user["id"]): user for user in _flat(includes.get("users"))}
        ours = {key for key, user in users.items() if f"@{user.get('username', '')}".lower() == username and username}
        return cls(
            users=users,
            posts={str(post["id"]): post for post in _flat(includes.get("tweets"))},
            media={str(file["media_key"]): file for file in _flat(includes.get("media")) if "media_key" in file},
            own=frozenset(ours | ({own} if own else set())),
        )


def events(post: Item, around: Around) -> list[InboundEvent]:
    """What one post means to us: a message, its edit, something we said, or a post of ours."""
    if any(link.get("type") == "retweeted" for link in post.get("referenced_tweets") or ()):
        return []
    author, to = str(post["author_id"]), str(post.get("in_reply_to_user_id") or "")
    if author in around.own and not to:
        return [PostChanged(post=_snapshot(post, around), at=when(post))]
    if author in around.own and to in around.own:
        return []  # a further part of something we said: whom it is for, it does not say
    ours = author in around.own
    message = _message(post, around, ours=ours, person=to if ours else author)
    if not message.version:
        return [message]
    edit = MessageEdited(
        external_id=message.external_id, at=when(post), body_text=message.body_text, version=message.version
    )
    return [message, edit]


def when(post: Item) -> dt.datetime:
    return dt.datetime.fromisoformat(str(post["created_at"])).astimezone(dt.UTC)


def _message(post: Item, around: Around, *, ours: bool, person: str) -> InboundMessage:
    versions = [str(each) for each in post.get("edit_history_tweet_ids") or [post["id"]]]
    root = str(post.get("conversation_id") or versions[0])
    text = _text(post)
    replied = next((str(r["id"]) for r in post.get("referenced_tweets") or () if r.get("type") == "replied_to"), "")
    under = around.posts.get(root)
    ours_above = under is not None and str(under.get("author_id")) in around.own and root != versions[0]
    return InboundMessage(
        external_id=versions[0],
        fingerprint="",
        sender=_address(person, around),
        sent_at=when(post),
        body_text=text,
        reply_text=text,
        visibility=Visibility.PUBLIC,
        language=str(post.get("lang") or "").replace("und", ""),
        surface=MENTION,
        conversation=f"{root}/{person}",
        parent_id=replied,
        post=_snapshot(under, around) if under is not None and ours_above else None,
        url=_url(post, around),
        version=versions[-1].zfill(20) if len(versions) > 1 else "",
        own=ours,
        media=tuple(_media(post, around)),
        extra=_quoted(post),
    )


def _snapshot(post: Item, around: Around) -> PostSnapshot:
    return PostSnapshot(
        external_id=str((post.get("edit_history_tweet_ids") or [post["id"]])[0]),
        text=_text(post),
        url=_url(post, around),
        author=_address(str(post["author_id"]), around),
        published_at=when(post) if post.get("created_at") else None,
    )


def _address(user_id: str, around: Around) -> Address:
    user = around.users.get(user_id, {})
    name = str(user.get("name") or "")
    username = f"@{user['username']}" if user.get("username") else ""
    return Address(
        network=NETWORK, handle=user_id, name=f"{name} ({username})" if name and username else name or username
    )


def _text(post: Item) -> str:
    """Long posts have the whole of it in ``note_tweet``. Links are shown as where they lead."""
    note = post.get("note_tweet") or {}
    text = str(note.get("text") or post["text"])
    for link in (note.get("entities") or post.get("entities") or {}).get("urls") or ():
        if link.get("url") and link.get("expanded_url"):
            text = text.replace(str(link["url"]), str(link["expanded_url"]))
    return html.unescape(text)


def _quoted(post: Item) -> dict[str, Any]:
    quoted = [str(r["id"]) for r in post.get("referenced_tweets") or () if r.get("type") == "quoted"]
    return {"quotes": f"https://x.com/i/status/{quoted[0]}"} if quoted else {}


def _url(post: Item, around: Around) -> str:
    name = around.users.get(str(post["author_id"]), {}).get("username") or "i"
    return f"https://x.com/{name}/status/{post['id']}"


def _media(post: Item, around: Around) -> list[MediaRef]:
    found = []
    for key in (post.get("attachments") or {}).get("media_keys") or ():
        file = around.media.get(str(key), {})
        films = [v for v in file.get("variants") or () if v.get("content_type") == "video/mp4" and v.get("url")]
        best = max(films, key=lambda film: int(film.get("bit_rate") or 0))["url"] if films else file.get("url")
        if best:
            kind = KINDS.get(str(file.get("type")), MediaKind.FILE)
            found.append(MediaRef(ref=str(best), kind=kind, content_type="video/mp4" if films else "image/jpeg"))
    return found


def _flat(items: Any) -> list[Item]:
    """Some events wrap each user in ``data`` (docs.x.com, post.delete)."""
    return [item.get("data", item) for item in items or () if isinstance(item, Mapping)]
