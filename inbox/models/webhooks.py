"""Telling other systems what happened."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from inbox.fields import EncryptedJSONField


class Endpoint(models.Model):
    """Somebody else's address that wants to know of events, signed by the Standard Webhooks rules."""

    name = models.CharField(max_length=80, unique=True)
    url = models.CharField(max_length=1000)
    kinds = ArrayField(models.CharField(max_length=40), default=list, help_text="Of events; none: all.")
    secrets = EncryptedJSONField(default=dict, help_text='{"current": "whsec_…", "before": ""}')
    active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=300, blank=True, default="")
    failing_since = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)


class WebhookDelivery(models.Model):
    """One event for one endpoint. ``key`` is its webhook-id, the same in every attempt."""

    class State(models.TextChoices):
        QUEUED = "queued"
        DELIVERED = "delivered"
        FAILED = "failed"

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(
        "inbox.Event", null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=("endpoint", "event"), name="one_webhook_per_event")]
        indexes = [
            models.Index(fields=("next_attempt_at",), condition=Q(state="queued"), name="webhook_due"),
            models.Index(fields=("endpoint", "-id"), name="webhook_endpoint"),
        ]


class WebhookAttempt(models.Model):
    """One call: what they answered."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Null: no answer.")
    detail = models.CharField(max_length=500, blank=True, default="")
    duration_ms = models.PositiveIntegerField(default=0)
