"""The bytes as they came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class RawInbound(models.Model):
    """Kept before anyone parses them: kept → done | duplicate, or failed → quarantined (shown, replayable)."""

    class State(models.TextChoices):
        KEPT = "kept"
        FAILED = "failed"
        DONE = "done"
        DUPLICATE = "duplicate"
        QUARANTINED = "quarantined"
        DISCARDED = "discarded"

    OVER = (State.DONE, State.DUPLICATE, State.DISCARDED)

    channel = models.ForeignKey("inbox.Channel", on_delete=models.PROTECT, related_name="raws", db_index=False)
    external_id = models.CharField(
        max_length=300, help_text="Of the transport: folder/uidvalidity/uid, or sha256 for the pipe."
    )
    source = models.CharField(max_length=20, help_text="How it came: imap, pipe, form.")
    headers = models.JSONField(default=dict, db_default={}, help_text="Those that reading needs: content-type.")
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.KEPT)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("channel", "external_id"), name="one_raw_per_external_id")]
        indexes = [
            models.Index(fields=("id",), condition=Q(state__in=("kept", "failed")), name="raw_to_do"),
            models.Index(fields=("id",), condition=Q(state="quarantined"), name="raw_quarantined"),
            models.Index(
                fields=("received_at",),
                condition=Q(state__in=("done", "duplicate", "discarded")) & ~Q(body=b""),
                name="raw_bytes_kept",
            ),
        ]
