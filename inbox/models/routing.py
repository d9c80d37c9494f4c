"""The queue, offers, and why routing chose as it did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class QueueEntry(models.Model):
    """A ticket that waits for a person of its team.

    ``order_at``: when it would have come had it been urgent: its own time plus a priority's handicap in business time,
    so that everything gets its turn.
    """

    ticket = models.OneToOneField("inbox.Ticket", on_delete=models.CASCADE, related_name="queued")
    team = models.ForeignKey("inbox.Team", on_delete=models.CASCADE, related_name="queue", db_index=False)
    since = models.DateTimeField()
    order_at = models.DateTimeField()
    sticky = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    sticky_until = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=60, blank=True, default="", help_text="Why nobody has it yet.")

    class Meta:
        indexes = [models.Index(fields=("team", "order_at", "id"), name="queue_order")]


class Offer(models.Model):
    """A ticket put to one person, who takes it or not until a time."""

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        EXPIRED = "expired"
        WITHDRAWN = "withdrawn"

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="offers")
    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ticket",), condition=Q(state="open"), name="one_open_offer_per_ticket")
        ]


class Decision(models.Model):
    """One look of routing at one ticket: who was considered, who was not and why, and what came of it."""

    class Outcome(models.TextChoices):
        ASSIGNED = "assigned"
        OFFERED = "offered"
        WAITING = "waiting"
        RELEASED = "released"
        HANDED_OVER = "handed_over"

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="decisions", db_index=False)
    team = models.ForeignKey("inbox.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    user = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.CharField(max_length=60, help_text="A code: least_loaded, sticky, no_room, absent, …")
    considered = models.JSONField(
        default=list, help_text='[{"user_id", "verdict": "chosen"|"passed"|"rejected", "reason", "load", "capacity"}]'
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=("ticket", "-id"), name="decision_ticket"),
            models.Index(fields=("user", "-at"), condition=Q(user__isnull=False), name="decision_user"),
            models.Index(fields=("at",), name="decision_age"),
        ]
