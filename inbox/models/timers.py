"""Things to do with a ticket at a time, and how far its readers have read the log of events."""

from __future__ import annotations

from django.db import models


class Timer(models.Model):
    """One thing due at one time: wake, send, close, a rule, an escalation. Set and swept by inbox/timers.py.

    ``ref`` tells several of a kind apart on one ticket (a rule's id).
    """

    kind = models.CharField(max_length=20)
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="timers", db_index=False)
    ref = models.BigIntegerField(default=0)
    due_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Failed ones; each puts it off.")
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("ticket", "kind", "ref"), name="one_timer")]
        indexes = [models.Index(fields=("due_at", "id"), name="timer_due")]


class EventReader(models.Model):
    """How far one reader has read the numbered events; its row lock makes it the only one."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)
