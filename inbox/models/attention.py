"""Calling for somebody's attention.

A notification of the kind ``digest`` stands for ``count`` things that were over when people could be told again.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

# Of these one person has one unread line per ticket; what comes meanwhile is counted in.
COUNTED = ("customer_replied", "followed_changed", "sla_breach", "sla_warning")


class Notification(models.Model):
    """One thing that one person should know, and why they are told."""

    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="notifications", db_index=False)
    kind = models.CharField(max_length=30, help_text="A key of wishes.KINDS, or rule_paused, digest, …")
    ticket = models.ForeignKey("inbox.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    reason = models.CharField(max_length=200, help_text="As in: you are its assignee.")
    made = models.JSONField(default=list, help_text="Text and reason as wording.kept has them.")
    count = models.PositiveIntegerField(default=1, db_default=1)
    ways = ArrayField(
        models.CharField(max_length=8), db_default=["app"], help_text="Of app, desktop, sound: where it shows."
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due_at = models.DateTimeField(
        null=True, blank=True, help_text="To be sent to them by mail too; null: no more."
    )
    mail_tries = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("user",), condition=Q(kind="digest", read_at__isnull=True), name="one_unread_digest"
            ),
            models.UniqueConstraint(
                fields=("user", "ticket", "kind"),
                condition=Q(kind__in=COUNTED, read_at__isnull=True),
                name="one_unread_per_ticket",
            ),
        ]
        indexes = [
            models.Index(fields=("mail_due_at",), condition=Q(mail_due_at__isnull=False), name="notification_to_mail"),
            models.Index(fields=("user", "-at", "-id"), name="notification_user"),
            models.Index(fields=("user",), condition=Q(read_at__isnull=True), name="notification_unread"),
        ]
