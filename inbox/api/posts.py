"""Posts, the comments under them, and what a message said before it was edited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access, posts
from inbox.api import post_rows
from inbox.api.operation import Ask, operation
from inbox.api.paging import Order, page
from inbox.api.rows import Row
from inbox.api.shapes import posts as shapes
from inbox.api.shapes.messages import Revisions
from inbox.api.strict import Id, PageQuery
from inbox.models import Post, Thread, User

COMMENTED = Order("-last_comment_at", sparse=True)
SPOKEN = Order("-last_customer_at", sparse=True)


class PostQuery(PageQuery):
    channel = Id(required=False)
    unanswered = serializers.BooleanField(required=False, default=False, help_text="Only those that wait for us.")


class TreeQuery(PageQuery):
    unanswered = serializers.BooleanField(required=False, default=False, help_text="Only those that wait for us.")


class PostList(APIView):
    @operation("posts_list", summary="Posts, the newest comment first", query=PostQuery, returns=shapes.PostPage)
    def get(self, ask: Ask) -> dict[str, Any]:
        found = access.posts(ask.user)
        if "channel" in ask.query:
            found = found.filter(channel_id=ask.query["channel"])
        if ask.query["unanswered"]:
            found = posts.waiting_for_us(found)
        shown, cursor = page(found, COMMENTED, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": _rows(shown), "next": cursor}


class PostDetail(APIView):
    @operation("posts_read", summary="One post and its counters", returns=shapes.Post)
    def get(self, ask: Ask, post_id: int) -> dict[str, Any]:
        return _rows([access.post(ask.user, post_id)])[0]


class PostComments(APIView):
    @operation(
        "posts_comments",
        summary="The comment trees under a post, the newest first",
        query=TreeQuery,
        returns=shapes.CommentTreePage,
    )
    def get(self, ask: Ask, post_id: int) -> dict[str, Any]:
        found = access.trees(ask.user, access.post(ask.user, post_id))
        if ask.query["unanswered"]:
            found = posts.unanswered(found)
        found = found.select_related("ticket")
        shown, cursor = page(found, SPOKEN, cursor=ask.query.get("cursor"), limit=ask.query["limit"])
        return {"results": _trees(ask.user, shown), "next": cursor}


class MessageRevisions(APIView):
    @operation("messages_revisions", summary="What it said before it was edited", returns=Revisions)
    def get(self, ask: Ask, message_id: int) -> dict[str, Any]:
        message = access.message(ask.user, message_id)
        return {"results": post_rows.revision_rows(message.revisions.order_by("-until", "-pk"))}


def _rows(found: Sequence[Post]) -> list[Row]:
    counted = posts.counters([post.pk for post in found])
    return post_rows.post_rows((post, counted[post.pk]) for post in found)


def _trees(user: User, threads: Sequence[Thread]) -> list[Row]:
    said = posts.spoken(threads, access.messages(user))
    return post_rows.comment_trees(
        [(thread, said[thread.pk]) for thread in threads], waiting=posts.waiting_among(threads)
    )
