"""What a visitor's panel shows: one row per visitor, one per line of their conversation.

The words of a line are what the visitor was shown, beside the product's own messages: a reply that can still be undone,
a note or somebody else's mail never gets here. Each line carries the number of its last change, counted up per visitor
under that visitor's lock, so that a panel which knows number N asks for what came after it and misses nothing.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Visitor(models.Model):
    """One browser, or one person of whom the site says who they are. ``key`` names the conversation."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    channel = models.ForeignKey("inbox.Channel", on_delete=models.CASCADE, related_name="+")
    user_id = models.CharField(max_length=200, blank=True, default="", help_text="The site's own, by its signature.")
    name = models.CharField(max_length=200, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="", help_text="As typed; proves nothing.")
    answers = models.JSONField(default=dict, help_text='What was asked before the chat: {"topic": "Delivery"}.')
    consented_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=20, blank=True, default="")
    page = models.CharField(max_length=1000, blank=True, default="", help_text="Where on the site the chat began.")
    seq = models.PositiveIntegerField(default=0, help_text="Number of the newest change.")
    delivered_seq = models.PositiveIntegerField(default=0)
    read_seq = models.PositiveIntegerField(default=0)
    mailed_seq = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When a panel of theirs was last heard of.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "connectors"
        constraints = [
            models.UniqueConstraint(
                fields=("channel", "user_id"), condition=~Q(user_id=""), name="one_visitor_per_user_id"
            )
        ]


class Line(models.Model):
    """One message as the visitor sees it. ``number`` orders them, ``seq`` is the number of its last change."""

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="lines", db_index=False)
    external_id = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    seq = models.PositiveIntegerField()
    own = models.BooleanField(help_text="The visitor's.")
    author = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    files = models.JSONField(default=list, help_text='[{"token", "name", "size"}]; the visitor\'s own have no token.')
    edited = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        app_label = "connectors"
        constraints = [
            models.UniqueConstraint(fields=("visitor", "external_id"), name="one_line_per_message"),
            models.UniqueConstraint(fields=("visitor", "seq"), name="one_line_per_change"),
        ]
