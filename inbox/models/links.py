"""What belongs together: tickets with tickets, and links in messages with what lies behind them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class TicketLink(models.Model):
    """``first`` is … of ``second``: its duplicate, its cause, its parent; ``related``: no direction, lower id first."""

    class Kind(models.TextChoices):
        RELATED = "related"
        DUPLICATE = "duplicate"
        CAUSE = "cause"
        PARENT = "parent"

    first = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="links")
    second = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="linked")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RELATED)
    actor = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="one_link_per_pair"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="no_link_to_itself"),
        ]


class LinkPreview(models.Model):
    """What lies behind a link, fetched by the server when somebody asks, never by an agent's browser."""

    class State(models.TextChoices):
        WANTED = "wanted"
        READY = "ready"
        FAILED = "failed"

    url_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address.")
    url = models.CharField(max_length=2000)
    state = models.CharField(max_length=6, choices=State, default=State.WANTED)
    title = models.CharField(max_length=300, blank=True, default="")
    description = models.CharField(max_length=500, blank=True, default="")
    site = models.CharField(max_length=100, blank=True, default="")
    image = models.ForeignKey("inbox.Blob", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    image_type = models.CharField(max_length=40, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When to fetch it; null: not any more.")
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=("due_at",), condition=Q(due_at__isnull=False), name="link_preview_due"),
        ]
