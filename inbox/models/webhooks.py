"""Telling other systems what happened."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from inbox.fields import EncryptedJSONField


class Endpoint(models.Model):
    """Somebody else's address that wants to know of events, signed by the Standard Webhooks rules."""

    name = models.CharField(max_length=80, unique=True)
    url = models.CharField(max_length=1000)
    kinds = ArrayField(models.CharField(max_length=40), default=list, help_text="Of events; none: all.")
    secrets = EncryptedJSONField(
        default=dict, help_text='{"current": "whsec_…", "before": "whsec_…", "before_until": ISO time}'
    )
    with_content = models.BooleanField(
        default=False, db_default=False, help_text="Subjects, names and the words of messages go along."
    )
    with_notes = models.BooleanField(default=False, db_default=False, help_text="Internal notes are told, too.")
    active = models.BooleanField(default=True)
    disabled_reason = models.CharField(max_length=300, blank=True, default="")
    failing_since = models.DateTimeField(null=True, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True, help_text="It does not answer: left alone until then.")
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
    payload = models.JSONField(help_text="Ids and states. Words are put in when it is sent, if they still stand.")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(db_default=Now(), help_text="When it was made, or asked for once more.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        constraints = [models.UniqueConstraint(fields=("endpoint", "event"), name="one_webhook_per_event")]
        indexes = [
            models.Index(fields=("next_attempt_at",), condition=Q(state="queued"), name="webhook_due"),
            models.Index(fields=("endpoint", "-id"), name="webhook_endpoint"),
            models.Index(fields=("created_at",), name="webhook_age"),
            models.Index(fields=("endpoint", "state"), condition=~Q(state="delivered"), name="webhook_open"),
        ]


class WebhookAttempt(models.Model):
    """One call: what they answered."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Null: no answer.")
    detail = models.CharField(max_length=500, blank=True, default="")
    duration_ms = models.PositiveIntegerField(default=0)
