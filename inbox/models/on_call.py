"""Who is called when something must not wait, and the calls."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class OnCall(models.Model):
    """Who is called first, second, third for a team; ``team`` null: for everybody's tickets."""

    team = models.ForeignKey("inbox.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="on_call")
    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("team", "position")
        constraints = [
            models.UniqueConstraint(fields=("team", "user"), name="on_call_once", nulls_distinct=False),
        ]


class Page(models.Model):
    """A call that somebody has to acknowledge; nobody does in time, and the next one is called."""

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="pages")
    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="+", help_text="Called now.")
    step = models.PositiveSmallIntegerField(default=0, help_text="How many were called before.")
    text = models.CharField(max_length=300)
    wait = models.PositiveIntegerField(default=300, help_text="Seconds until the next one is called.")
    called_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    given_up_at = models.DateTimeField(null=True, blank=True, help_text="When everybody had been called in vain.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("ticket",),
                condition=Q(acknowledged_at__isnull=True, given_up_at__isnull=True),
                name="one_open_page_per_ticket",
            )
        ]
