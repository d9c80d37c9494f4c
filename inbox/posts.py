"""The public posts under which people talk: a snapshot of each, as the network last showed it."""

from __future__ import annotations

import datetime as dt

from inbox.envelope import PostSnapshot
from inbox.models import Channel, Post

HELD = dt.timedelta(minutes=1)


def note(channel: Channel, snapshot: PostSnapshot, *, at: dt.datetime | None = None) -> Post:
    """The post, made if it is new; what the snapshot knows replaces what was known. ``at``: somebody commented.

    Called before the ticket is locked. A busy post's row is written once a minute, not for every comment.
    """
    external_id = snapshot.external_id[:300]
    known = {"channel": channel, "external_id": external_id}
    said = {name: value for name, value in _fields(snapshot).items() if value}
    post = Post.objects.filter(**known).first()
    if post is None:
        made = Post(**known, **said, ours=snapshot.ours, last_comment_at=at)
        Post.objects.bulk_create([made], ignore_conflicts=True)
        post = Post.objects.get(**known)
    changed = {name: value for name, value in said.items() if getattr(post, name) != value}
    if at is not None and (post.last_comment_at is None or post.last_comment_at + HELD < at):
        changed["last_comment_at"] = at
    if changed:
        for name, value in changed.items():
            setattr(post, name, value)
        post.save(update_fields=changed.keys())
    return post


def _fields(snapshot: PostSnapshot) -> dict[str, object]:
    author = snapshot.author
    return {
        "title": snapshot.title[:500],
        "text": snapshot.text,
        "url": snapshot.url[:1000],
        "author_name": (author.name or author.handle)[:200] if author else "",
        "published_at": snapshot.published_at,
    }
