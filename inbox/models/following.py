"""Who wants to know what happens on a ticket, and who was called by name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Follower(models.Model):
    """``why``: what made them one; who left a ticket by choice is not put back by a machine (``left_at``)."""

    class Why(models.TextChoices):
        CHOSE = "chose"
        MENTIONED = "mentioned"
        REPLIED = "replied"

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="followers")
    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why, default=Why.CHOSE)
    since = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("ticket", "user"), name="follows_once")]


class Mention(models.Model):
    """One person, or one team, called in one internal note."""

    message = models.ForeignKey("inbox.Message", on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("inbox.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("message", "user", "team"), name="mentioned_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(user__isnull=False, team__isnull=True) | Q(user__isnull=True, team__isnull=False),
                name="mention_of_one_or_of_a_team",
            ),
        ]
