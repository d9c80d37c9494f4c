"""What was said, and the files that came with it."""

from __future__ import annotations

import secrets

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from inbox.envelope import Visibility


def new_attachment_token() -> str:
    return secrets.token_urlsafe(24)


class Message(models.Model):
    """One thing said on a ticket. Ordered by ``(sent_at, id)``."""

    class Direction(models.TextChoices):
        INBOUND = "inbound"
        OUTBOUND = "outbound"
        INTERNAL = "internal"

    VISIBILITIES = tuple((v.value, v.value) for v in Visibility)

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.PROTECT, related_name="messages", db_index=False)
    channel = models.ForeignKey("inbox.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    direction = models.CharField(max_length=8, choices=Direction)
    visibility = models.CharField(max_length=8, choices=VISIBILITIES)
    author_user = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author_identity = models.ForeignKey(
        "inbox.Identity", null=True, blank=True, on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    author_name = models.CharField(max_length=200, blank=True, default="", help_text="As it was when written.")
    external_id = models.CharField(
        max_length=1000, null=True, blank=True, help_text="On the channel; what replies refer to."
    )
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    raw = models.ForeignKey(
        "inbox.RawInbound", null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    thread = models.ForeignKey("inbox.Thread", null=True, blank=True, on_delete=models.PROTECT, related_name="messages")
    surface = models.CharField(max_length=40, blank=True, default="", db_default="")
    parent_external_id = models.CharField(
        max_length=1000, blank=True, default="", db_default="", help_text="Of the parent, which may come later."
    )
    url = models.CharField(max_length=1000, blank=True, default="", db_default="", help_text="Permalink.")
    reactions = models.JSONField(default=list, db_default=[], blank=True, help_text='[{"emoji", "handle", "name"}]')
    network_version = models.CharField(max_length=200, blank=True, default="", db_default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children")
    subject = models.CharField(max_length=500, blank=True, default="")
    body_text = models.TextField(blank=True, default="")
    body_html = models.TextField(blank=True, default="", help_text="Sanitised.")
    reply_text = models.TextField(blank=True, default="", help_text="The new part: quotes and signature folded away.")
    recipients = models.JSONField(
        default=dict, blank=True, help_text='{"to": [{"handle", "name"}], "cc": [], "bcc": []}'
    )
    automated = models.BooleanField(default=False)
    extra = models.JSONField(default=dict, blank=True)
    sent_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True, help_text="Not shown to the public since.")
    version = models.PositiveBigIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("channel", "external_id"), name="one_message_per_external_id"),
            models.UniqueConstraint(
                fields=("parent",),
                condition=Q(extra__private_reply=True, deleted_at__isnull=True),
                name="one_private_reply_per_comment",
            ),
            models.CheckConstraint(
                condition=Q(direction="internal", visibility="internal")
                | (~Q(direction="internal") & ~Q(visibility="internal")),
                name="internal_means_internal",
            ),
        ]
        indexes = [
            models.Index(fields=("ticket", "sent_at", "id"), name="message_order"),
            models.Index(
                fields=("ticket", "sent_at"),
                condition=Q(direction="outbound", automated=False, deleted_at__isnull=True),
                name="message_answers",
            ),
            models.Index(
                fields=("author_identity",), condition=Q(author_identity__isnull=False), name="message_of_identity"
            ),
            models.Index(
                fields=("channel", "parent_external_id"),
                condition=~Q(parent_external_id="") & Q(parent__isnull=True),
                name="message_orphans",
            ),
        ]


class Said(models.Model):
    """The same rows, as a search reads them. ``words`` is made by the database of ``body_text`` (migration 0022) and
    stored: to make it anew for every row that a search looks at is what makes a search slow. As a column of Message
    it would come along with every message that anybody reads."""

    id = models.BigIntegerField(primary_key=True)
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.DO_NOTHING, related_name="+")
    sent_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    words = SearchVectorField()

    class Meta:
        managed = False
        db_table = "inbox_message"


class Revision(models.Model):
    """What a message said before it was edited. Gone with the message when its author deletes it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="revisions")
    body_text = models.TextField(blank=True, default="")
    body_html = models.TextField(blank=True, default="")
    until = models.DateTimeField(help_text="When it was replaced.")


class Blob(models.Model):
    """The bytes of a file, once per content. In PostgreSQL, so that every machine has them and one backup is whole."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    content = models.BinaryField()
    size = models.PositiveIntegerField()


class Attachment(models.Model):
    """One file on one message, or (``message`` null) uploaded by an agent for a reply not yet sent.

    ``pending`` files are still on the network and fetched by ``ref``; ``refused`` and ``expired`` ones never came.
    """

    class State(models.TextChoices):
        STORED = "stored"
        PENDING = "pending"
        REFUSED = "refused"
        EXPIRED = "expired"

    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="+")
    uploader = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    blob = models.ForeignKey(Blob, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.STORED, db_default="stored")
    ref = models.CharField(max_length=2000, blank=True, default="", db_default="")
    error = models.CharField(max_length=200, blank=True, default="", db_default="")
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=40, unique=True, default=new_attachment_token)
    filename = models.CharField(max_length=255, help_text="The sender's word: for display only.")
    content_type = models.CharField(max_length=100, help_text="Sniffed from the bytes.")
    size = models.PositiveIntegerField()
    content_id = models.CharField(max_length=300, blank=True, default="")
    inline = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="stored") | Q(blob__isnull=False), name="stored_has_bytes")
        ]
        indexes = [models.Index(fields=("next_attempt_at",), condition=Q(state="pending"), name="attachment_to_fetch")]

    @property
    def content(self) -> bytes:
        """Its bytes; none before they were fetched."""
        return bytes(self.blob.content) if self.blob else b""
