"""Where on a network a ticket lives, and the posts under which people talk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Post(models.Model):
    """A public post (video, article, status) with its comment tree. Its counters are counted, not kept."""

    channel = models.ForeignKey("inbox.Channel", on_delete=models.PROTECT, related_name="posts", db_index=False)
    external_id = models.CharField(max_length=300)
    title = models.CharField(max_length=500, blank=True, default="")
    text = models.TextField(blank=True, default="")
    url = models.CharField(max_length=1000, blank=True, default="")
    author_name = models.CharField(max_length=200, blank=True, default="")
    ours = models.BooleanField(default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    last_comment_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("channel", "external_id"), name="one_post_per_external_id")]
        indexes = [models.Index(fields=("channel", "-last_comment_at", "-id"), name="post_recent")]


class Thread(models.Model):
    """One conversation on the network: a chat, a room, the root of a comment tree. ``ticket`` is its newest.

    A ticket has one or more: a public comment and the direct message that follows are one case with two threads.
    """

    channel = models.ForeignKey("inbox.Channel", on_delete=models.PROTECT, related_name="threads", db_index=False)
    surface = models.CharField(max_length=40)
    key = models.CharField(max_length=300)
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.PROTECT, related_name="threads")
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="threads")
    identity = models.ForeignKey(
        "inbox.Identity", null=True, blank=True, on_delete=models.PROTECT, related_name="threads", db_index=False
    )
    last_customer_at = models.DateTimeField(null=True, blank=True, help_text="What the reply window counts from.")
    read_until = models.DateTimeField(null=True, blank=True, help_text="The customer's watermark.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("channel", "surface", "key"), name="one_thread_per_key")]


class EarlyEvent(models.Model):
    """News about a message that is not here yet: an edit, a deletion or a status that overtook it. Kept for a week."""

    channel = models.ForeignKey("inbox.Channel", on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(max_length=1000)
    raw = models.ForeignKey("inbox.RawInbound", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40, help_text="The envelope's class.")
    data = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=("channel", "external_id"), name="early_event"),
            models.Index(fields=("created_at",), name="early_event_age"),
        ]


class Action(models.Model):
    """Something done to a message on its network: committed here first, then carried out, and kept as the audit."""

    class State(models.TextChoices):
        QUEUED = "queued"
        DOING = "doing"
        DONE = "done"
        FAILED = "failed"
        UNKNOWN = "unknown"

    message = models.ForeignKey("inbox.Message", on_delete=models.PROTECT, related_name="actions")
    kind = models.CharField(max_length=12)
    text = models.TextField(blank=True, default="")
    emoji = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    actor = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    idempotency_key = models.UUIDField(unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    error_code = models.CharField(max_length=60, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=("next_attempt_at",), condition=Q(state="queued"), name="action_due"),
            models.Index(fields=("lease_until",), condition=Q(state="doing"), name="action_leased"),
        ]
