"""Public posts and the comment trees under them."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.api.shapes.messages import Message
from inbox.api.shapes.tickets import TicketRow


class Post(Shape):
    id = serializers.IntegerField()
    channel_id = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    author_name = serializers.CharField(allow_blank=True)
    ours = serializers.BooleanField(help_text="Our own page said it.")
    published_at = serializers.DateTimeField(allow_null=True)
    last_comment_at = serializers.DateTimeField(allow_null=True)
    deleted_at = serializers.DateTimeField(allow_null=True)
    comments = serializers.IntegerField(help_text="That stand there, ours included.")
    unanswered = serializers.IntegerField(help_text="Comment trees whose last word is a customer's and that are open.")
    hidden = serializers.IntegerField(help_text="Comments hidden from the public.")


class PostPage(Shape):
    results = Post(many=True)
    next = serializers.CharField(allow_null=True)


class CommentTree(Shape):
    thread_id = serializers.IntegerField()
    surface = serializers.CharField()
    unanswered = serializers.BooleanField()
    ticket = TicketRow()
    messages = Message(many=True, help_text="Oldest first; parent_id makes the tree. Those of other tickets too.")


class CommentTreePage(Shape):
    results = CommentTree(many=True)
    next = serializers.CharField(allow_null=True)
