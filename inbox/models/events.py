"""Facts that happened."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """Append-only. Timeline, audit, live push and rules all read it.

    ``seq`` is given after commit by the relay, so that a reader's cursor skips nothing; ``channel`` decides who may
    see it (null: everybody who is signed in); ``user`` narrows it to one person.
    """

    kind = models.CharField(max_length=40)
    ticket = models.ForeignKey(
        "inbox.Ticket", null=True, blank=True, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    message = models.ForeignKey(
        "inbox.Message", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    channel = models.ForeignKey(
        "inbox.Channel", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        "inbox.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Only for them.",
        db_index=False,
    )
    actor = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    data = models.JSONField(default=dict)
    cause = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="The event to which a rule answered with this one.",
    )
    chain = models.UUIDField(null=True, blank=True, help_text="What one first event led to; null: nothing yet.")
    depth = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="Rules between the first event and it.")
    at = models.DateTimeField()
    seq = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=("ticket", "id"), name="event_ticket"),
            models.Index(fields=("id",), condition=Q(seq__isnull=True), name="event_to_number"),
        ]
