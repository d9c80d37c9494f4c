"""Lists of tickets that people keep."""

from __future__ import annotations

from django.db import models


class View(models.Model):
    """Tickets that meet conditions, under a name. Of one person, of a team, or (both null) of everybody."""

    name = models.CharField(max_length=80)
    icon = models.CharField(max_length=30, blank=True, default="")
    owner = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.CASCADE, related_name="views")
    team = models.ForeignKey("inbox.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="views")
    conditions = models.JSONField(default=dict, help_text="A tree of inbox.conditions.")
    order = models.CharField(max_length=20, default="-last_message_at", help_text="As the list of tickets takes it.")
    position = models.PositiveIntegerField(default=0)
    pinned = models.BooleanField(default=True, help_text="Stands at the side, with its number of tickets.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True) | models.Q(team__isnull=True), name="view_of_one_or_of_a_team"
            )
        ]

    def __str__(self) -> str:
        return self.name
