"""The sending of one outbound message."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """Moves forward only: queued → sending → sent → delivered → read; or failed, unknown, cancelled.

    ``attempt`` is the fencing token: whoever finishes must still hold it. ``recipients`` is frozen when the agent
    sends.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        DELIVERED = "delivered"
        READ = "read"
        FAILED = "failed"
        UNKNOWN = "unknown"
        CANCELLED = "cancelled"

    message = models.OneToOneField("inbox.Message", on_delete=models.PROTECT, related_name="delivery")
    channel = models.ForeignKey("inbox.Channel", on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    recipients = models.JSONField(help_text='{"to": [{"network", "handle", "name"}], "cc": [], "bcc": []}')
    idempotency_key = models.UUIDField(unique=True)
    template = models.JSONField(null=True, blank=True, help_text='{"name", "language", "parameters"}')
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(help_text="Not before; the undo window ends here.")
    error_code = models.CharField(max_length=60, blank=True, default="")
    error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=("next_attempt_at",), condition=Q(state="queued"), name="delivery_due"),
            models.Index(fields=("lease_until",), condition=Q(state="sending"), name="delivery_leased"),
        ]


class Attempt(models.Model):
    """One try, or one later word from the outside (a receipt, a bounce, an agent's decision)."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    recipient = models.CharField(max_length=320, blank=True, default="")
    code = models.CharField(max_length=60, blank=True, default="")
    detail = models.CharField(max_length=500, blank=True, default="")


class Part(models.Model):
    """One provider call of a delivery that was taken: its id, so that a retry skips it and receipts find it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="parts")
    channel = models.ForeignKey("inbox.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    external_id = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=Delivery.State, default=Delivery.State.SENT)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("delivery", "number"), name="one_part_per_number"),
            models.UniqueConstraint(fields=("channel", "external_id"), name="one_part_per_external_id"),
        ]
