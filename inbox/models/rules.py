"""Automation: rules, their versions, what waits for them, and what came of each look."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Rule(models.Model):
    """When something happens (or has been so for a time) and conditions hold, do this. What it says stands in its
    versions; the newest is in force. Rules run by position."""

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=500, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Stopped by a breaker; a person starts it again.")
    paused_reason = models.CharField(max_length=300, blank=True, default="")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    archived_at = models.DateTimeField(null=True, blank=True)
    scan_from = models.BigIntegerField(
        null=True, blank=True, help_text="By time: tickets with smaller ids have still to be looked at."
    )
    owner = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "id")


class RuleVersion(models.Model):
    """Immutable.

    ``trigger``: ``{"on": [event, …]}`` or ``{"after": seconds, "business": bool}`` since the conditions became true;
    ``conditions``: see inbox/conditions.py; ``actions``: ``[{"do": kind, …}]``, see inbox/rules/actions.py.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    trigger = models.JSONField()
    conditions = models.JSONField(default=dict)
    actions = models.JSONField(default=list)
    stop = models.BooleanField(default=False, help_text="Once it has run, later rules do not see the event.")
    created_by = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("rule", "-number")
        constraints = [models.UniqueConstraint(fields=("rule", "number"), name="one_rule_version")]


class RuleJob(models.Model):
    """An event that rules have not answered yet. Gone when they have."""

    event = models.OneToOneField("inbox.Event", on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=("next_attempt_at", "id"), name="rulejob_due")]


class RuleEntry(models.Model):
    """A ticket that meets the conditions of a time-based rule, since when; it fires once per entry."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    since = models.DateTimeField()
    fired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("ticket", "rule"), name="one_entry_per_rule")]


class Evaluation(models.Model):
    """One look of all rules at one event. ``unmatched``: ``[{"rule_id", "version", "failed"}]``."""

    event = models.OneToOneField("inbox.Event", on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    unmatched = models.JSONField(default=list)
    duration_us = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=("ticket", "-id"), name="evaluation_ticket"),
            models.Index(fields=("at",), name="evaluation_age"),
        ]


class RuleRun(models.Model):
    """One rule that matched, and what came of it."""

    class Outcome(models.TextChoices):
        DONE = "done"
        NO_CHANGE = "no_change"
        FAILED = "failed"
        LOOP_STOPPED = "loop_stopped"
        PAUSED = "paused"  # a breaker stopped it

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs", db_index=False)
    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="rule_runs", db_index=False)
    event = models.ForeignKey(
        "inbox.Event", null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="Null: by time."
    )
    chain = models.UUIDField()
    depth = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome)
    changes = models.JSONField(default=dict, help_text="{field: [before, after]}")
    actions = models.JSONField(default=list, help_text='[{"do", "result"}]')
    error = models.CharField(max_length=500, blank=True, default="")
    duration_us = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("ticket", "chain", "rule"),
                condition=Q(outcome__in=("done", "no_change")),
                name="one_run_per_rule_and_chain",
            )
        ]
        indexes = [
            models.Index(fields=("rule", "-id"), name="rulerun_rule"),
            models.Index(fields=("ticket", "-id"), name="rulerun_ticket"),
            models.Index(fields=("at",), name="rulerun_age"),
        ]


class ActionTaken(models.Model):
    """An action that has been carried out: its key keeps a retry from doing it twice."""

    version = models.ForeignKey(RuleVersion, on_delete=models.CASCADE, related_name="+", db_index=False)
    event = models.ForeignKey("inbox.Event", on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("event", "version", "number"), name="one_action_taken")]
