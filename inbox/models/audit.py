"""Who changed what in the settings, who signed in, and what was removed by the rules of retention."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AuditEntry(models.Model):
    """Append-only, and kept longer than events are. Names are copied: they outlive what they name."""

    event = models.OneToOneField("inbox.Event", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    actor = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=120, blank=True, default="")
    action = models.CharField(max_length=40, help_text="The kind of the event, as in user.changed.")
    target_kind = models.CharField(max_length=30, blank=True, default="")
    target_id = models.BigIntegerField(null=True, blank=True)
    target_name = models.CharField(max_length=200, blank=True, default="")
    data = models.JSONField(default=dict, help_text="Which fields, before and after where known; never a secret.")
    address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=("-at", "-id"), name="audit_recent"),
            models.Index(fields=("actor", "-at"), name="audit_actor"),
            models.Index(fields=("target_kind", "target_id", "-at"), name="audit_target"),
        ]


class Erasure(models.Model):
    """A customer who was erased: who asked for it, and how much went. Never a name of theirs."""

    contact = models.ForeignKey("inbox.Contact", on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="", help_text="As in: asked by letter.")
    asked_at = models.DateTimeField()
    tickets = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("contact",), condition=Q(finished_at=None), name="one_erasure_at_a_time")
        ]


class Removal(models.Model):
    """One pass of a rule of retention: what was removed, never what was in it."""

    rule = models.CharField(max_length=30, help_text="The setting, as in spam_days.")
    days = models.PositiveIntegerField()
    removed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-started_at",)
