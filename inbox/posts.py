"""The public posts under which people talk: a snapshot of each, as the network last showed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from inbox.envelope import PostSnapshot
from inbox.models import Channel, Message, Post, Thread, Ticket

HELD = dt.timedelta(minutes=1)
MOST = 500  # messages of one tree that are shown


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


def unanswered(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """Those in which the last word is not ours and the ticket is not solved; deleted and hidden ones do not count."""
    standing = Message.objects.filter(thread=OuterRef("pk"), deleted_at__isnull=True, hidden_at__isnull=True)
    last = standing.exclude(visibility="internal").order_by("-sent_at", "-pk").values("direction")[:1]
    open_ones = threads.filter(ticket__status__in=Ticket.UNSOLVED)
    return open_ones.alias(last=Subquery(last)).filter(last=Message.Direction.INBOUND)


def counters(post_ids: Collection[int]) -> dict[int, Mapping[str, int]]:
    """How many comments stand under each post, how many of those are hidden, and how many trees wait for an answer."""
    said = Message.objects.filter(thread__post_id__in=post_ids, deleted_at__isnull=True).order_by()
    hidden = Count("pk", filter=Q(hidden_at__isnull=False))
    found = {
        pk: (comments, held)
        for pk, comments, held in said.values_list("thread__post_id").annotate(comments=Count("pk"), hidden=hidden)
    }
    waiting = unanswered(Thread.objects.filter(post_id__in=post_ids)).order_by()
    trees = dict(waiting.values_list("post_id").annotate(trees=Count("pk")))
    return {
        pk: {"comments": found.get(pk, (0, 0))[0], "hidden": found.get(pk, (0, 0))[1], "unanswered": trees.get(pk, 0)}
        for pk in post_ids
    }


def waiting_for_us(posts: QuerySet[Post]) -> QuerySet[Post]:
    """Posts with a comment tree that is unanswered."""
    return posts.filter(pk__in=unanswered(Thread.objects.filter(post__isnull=False)).values("post_id"))


def waiting_among(threads: Sequence[Thread]) -> set[int]:
    """Ids of those that are unanswered."""
    found = Thread.objects.filter(pk__in=[thread.pk for thread in threads])
    return set(unanswered(found).values_list("pk", flat=True))


def spoken(threads: Sequence[Thread], visible: QuerySet[Message]) -> dict[int, list[Message]]:
    """What stands in each tree, oldest first; deleted ones keep their place. Only of what the caller may see."""
    found: dict[int, list[Message]] = {thread.pk: [] for thread in threads}
    for message in visible.filter(thread__in=threads).order_by("sent_at", "pk"):
        if len(found[message.thread_id or 0]) < MOST:
            found[message.thread_id or 0].append(message)
    return found


def _fields(snapshot: PostSnapshot) -> dict[str, object]:
    author = snapshot.author
    return {
        "title": snapshot.title[:500],
        "text": snapshot.text,
        "url": snapshot.url[:1000],
        "author_name": (author.name or author.handle)[:200] if author else "",
        "published_at": snapshot.published_at,
    }
