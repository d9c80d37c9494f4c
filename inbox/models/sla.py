"""Calendars, policies and running promises."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Calendar(models.Model):
    """Business hours. What they are stands in its versions; the newest is in force."""

    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """Immutable.

    ``windows``: [[weekday 0–6, "09:00", "18:00"], …]; ``closed``: [{"date", "name"}];
    ``special``: [{"date", "windows": [["08:00", "13:00"]]}].
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    zone = models.CharField(max_length=60, help_text="IANA name, as in Europe/Berlin.")
    windows = models.JSONField(default=list)
    closed = models.JSONField(default=list)
    special = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("calendar", "-number")
        constraints = [models.UniqueConstraint(fields=("calendar", "number"), name="one_calendar_version")]


class Policy(models.Model):
    """What is promised to whom. The first active one, by position, whose conditions a ticket meets is its policy; what
    it says stands in its versions, the newest is in force."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "policies"


class PolicyVersion(models.Model):
    """Immutable.

    ``targets``: ``{priority: {metric: {"seconds", "public_seconds", "business", "warn": [seconds left, …]}}}``; a
    missing metric promises nothing, ``public_seconds`` null promises in public what is promised in private.
    """

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    conditions = models.JSONField(default=dict, help_text="See inbox/conditions.py; {} means every ticket.")
    targets = models.JSONField(default=dict)
    pause_on = models.JSONField(
        default=list, help_text='Statuses in which resolution stands still, as in ["waiting_customer"].'
    )
    calendar = models.ForeignKey(Calendar, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    bot_counts = models.BooleanField(default=False, help_text="An automation's answer counts as a reply.")
    public_only = models.BooleanField(default=False, help_text="A public comment is answered in public or not at all.")
    update_while_waiting = models.BooleanField(
        default=False, help_text="The update clock runs while the customer has to answer, too."
    )
    created_by = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("policy", "-number")
        constraints = [models.UniqueConstraint(fields=("policy", "number"), name="one_policy_version")]


class PolicyApplication(models.Model):
    """Somebody asked to apply a policy to the tickets that were open; ``done`` of them, from the front, are."""

    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ticket_ids = ArrayField(models.BigIntegerField())
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=("id",), condition=Q(finished_at=None), name="application_to_do")]


class Clock(models.Model):
    """One running SLA promise on one ticket.

    ``(target, consumed, resumed_at, calendar version)`` is the truth; due times are derived.
    """

    class Metric(models.TextChoices):
        FIRST_REPLY = "first_reply"
        NEXT_REPLY = "next_reply"
        UPDATE = "update"
        RESOLUTION = "resolution"

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"
        CANCELLED = "cancelled"

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.PROTECT, related_name="clocks", db_index=False)
    metric = models.CharField(max_length=12, choices=Metric)
    cycle = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    target = models.PositiveIntegerField(help_text="Seconds.")
    consumed = models.PositiveIntegerField(default=0, help_text="Seconds, up to resumed_at.")
    resumed_at = models.DateTimeField(null=True, blank=True)
    calendar_version = models.ForeignKey(
        CalendarVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="Null: around the clock.",
    )
    policy_version = models.ForeignKey(
        PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    visibility = models.CharField(
        max_length=8, blank=True, default="", db_default="", help_text="Of the message that it waits to see answered."
    )
    warnings = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        db_default=[],
        blank=True,
        help_text="Seconds left.",
    )
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, help_text="Next warning or due time, for the sweep.")
    warned_at = models.DateTimeField(null=True, blank=True)
    warned_left = models.PositiveIntegerField(null=True, blank=True, help_text="The last warning that was given.")
    breached_at = models.DateTimeField(null=True, blank=True, help_text="The due time it missed; never erased.")
    breach_cause = models.CharField(max_length=40, blank=True, default="")
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_by = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    excuse = models.CharField(max_length=300, blank=True, default="", db_default="", help_text="Why it is none.")
    stop_reason = models.CharField(
        max_length=40,
        blank=True,
        default="",
        help_text="reply, solved, … see inbox/sla/clocks.py.",
    )
    stopped_by = models.ForeignKey(
        "inbox.Message",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="The reply that stopped it, should that one fail.",
    )
    cancel_reason = models.CharField(max_length=40, blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("ticket", "metric"),
                condition=Q(state__in=("running", "paused")),
                name="one_running_clock_per_metric",
            ),
            models.UniqueConstraint(fields=("ticket", "metric", "cycle"), name="one_clock_per_cycle"),
        ]
        indexes = [
            models.Index(fields=("next_check_at",), condition=Q(state="running"), name="clock_to_check"),
            models.Index(fields=("breached_at",), condition=Q(breached_at__isnull=False), name="clock_breached"),
            models.Index(fields=("stopped_at",), condition=Q(state="stopped"), name="clock_stopped"),
        ]


class ClockEvent(models.Model):
    """Warned or breached: once per clock and kind, at its true time."""

    class Kind(models.TextChoices):
        WARNING = "warning"
        BREACH = "breach"

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="clock_events", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    left = models.PositiveIntegerField(default=0, db_default=0, help_text="Seconds left when a warning was due.")
    at = models.DateTimeField(help_text="When it was true.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("clock", "kind", "left"), name="once_per_clock_and_kind")]


class Settlement(models.Model):
    """One step in the account of a clock, so that it can be explained and rebuilt."""

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="settlements", db_index=False)
    event = models.ForeignKey(
        "inbox.Event", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    message = models.ForeignKey(
        "inbox.Message",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="What it began to wait for, or the reply that stopped it.",
    )
    action = models.CharField(max_length=20, help_text="See inbox/sla/account.py.")
    reason = models.CharField(max_length=40, blank=True, default="")
    at = models.DateTimeField()
    before = models.PositiveIntegerField(help_text="Consumed seconds.")
    after = models.PositiveIntegerField()
    target = models.PositiveIntegerField()
    warnings = ArrayField(models.PositiveIntegerField(), default=list, db_default=[], blank=True)
    calendar_version = models.ForeignKey(
        CalendarVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    policy_version = models.ForeignKey(
        PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    visibility = models.CharField(max_length=8, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=("clock", "id"), name="settlement_clock")]
