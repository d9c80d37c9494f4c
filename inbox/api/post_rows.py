"""Posts and the comment trees under them, as the API sends them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from inbox.api.rows import Row, iso, message_rows, ticket_rows
from inbox.models import Message, Post, Revision, Thread


def revision_rows(revisions: Iterable[Revision]) -> list[Row]:
    return [{"body_text": each.body_text, "body_html": each.body_html, "until": iso(each.until)} for each in revisions]


def post_rows(counted: Iterable[tuple[Post, Mapping[str, int]]]) -> list[Row]:
    """With the counters of each."""
    return [
        {
            "id": post.pk,
            "channel_id": post.channel_id,
            "title": post.title,
            "text": post.text,
            "url": post.url,
            "author_name": post.author_name,
            "ours": post.ours,
            "published_at": iso(post.published_at),
            "last_comment_at": iso(post.last_comment_at),
            "deleted_at": iso(post.deleted_at),
            "comments": counters["comments"],
            "unanswered": counters["unanswered"],
            "hidden": counters["hidden"],
        }
        for post, counters in counted
    ]


def comment_trees(trees: Sequence[tuple[Thread, Sequence[Message]]], *, waiting: Collection[int]) -> list[Row]:
    """One row per thread, with its ticket and its messages; ``waiting`` are ids of the threads that are unanswered."""
    tickets = {row["id"]: row for row in ticket_rows({thread.ticket for thread, _ in trees})}
    messages = {row["id"]: row for row in message_rows(message for _, said in trees for message in said)}
    return [
        {
            "thread_id": thread.pk,
            "surface": thread.surface,
            "unanswered": thread.pk in waiting,
            "ticket": tickets[thread.ticket_id],
            "messages": [messages[message.pk] for message in said],
        }
        for thread, said in trees
    ]
