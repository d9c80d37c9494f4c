"""Rows that keep the machine honest: heartbeats, idempotency, the organisation's own settings."""

from __future__ import annotations

import uuid

from django.db import models


class Heartbeat(models.Model):
    """Proof that a process works: ``name`` is kind@host:pid."""

    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    info = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=("kind", "-at"), name="heartbeat_kind")]


class IdempotencyKey(models.Model):
    """The answer to a write that a client may repeat. Kept for a day."""

    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("user", "key"), name="one_answer_per_key")]
        indexes = [models.Index(fields=("created_at",), name="idempotency_age")]


def default_weights() -> dict[str, int]:
    return {"chat": 300, "mail": 100, "comment": 33}


class Organisation(models.Model):
    """The one row of settings that an admin changes on the screen."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=80, default="Support")
    calendar = models.ForeignKey("inbox.Calendar", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sla_version = models.PositiveIntegerField(
        default=1, help_text="Goes up with every change of a policy or calendar, so that caches know."
    )
    sla_applied = models.PositiveIntegerField(
        default=1, help_text="The sla_version whose calendars all running clocks follow."
    )
    sla_changed_at = models.DateTimeField(null=True, blank=True, help_text="When sla_version went up.")
    retarget_grace = models.PositiveIntegerField(
        default=900, help_text="Seconds that a stricter promise leaves at least; 0 leaves none."
    )
    reopen_days = models.PositiveSmallIntegerField(
        default=14, help_text="A customer's mail reopens a solved ticket for so long; later it opens a new linked one."
    )
    undo_seconds = models.PositiveSmallIntegerField(default=5, help_text="How long a sent reply can be taken back.")

    work_weights = models.JSONField(
        default=default_weights, help_text="How much of a person a ticket takes, in hundredths of a mail, by its work."
    )
    rules_paused = models.BooleanField(default=False, db_default=False, help_text="The switch that stops all rules.")
    auto_close_days = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="A solved ticket closes after so many days; 0: never."
    )
    zone = models.CharField(max_length=60, blank=True, default="", db_default="", help_text="IANA name.")
    language = models.CharField(max_length=10, default="en", db_default="en", help_text="Where nobody chose another.")
    # retention, in days; 0: for ever
    spam_days = models.PositiveIntegerField(default=0, db_default=0)
    closed_days = models.PositiveIntegerField(default=0, db_default=0, help_text="Closed tickets, with all of theirs.")
    raw_days = models.PositiveIntegerField(default=0, db_default=0, help_text="Kept bytes of what was read.")
    notification_days = models.PositiveIntegerField(default=90, db_default=90)
    audit_days = models.PositiveIntegerField(default=0, db_default=0)
    guide_hidden = models.BooleanField(default=False, db_default=False, help_text="The guided set-up is done with.")
    epoch = models.UUIDField(
        default=uuid.uuid4,
        help_text="Of the numbering of live events; new after a restore, so that consoles start over.",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_organisation")]
