"""What people and machines say again and again: canned answers, macros, automatic messages, surveys, bulk work."""

from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CannedAnswer(models.Model):
    """Words to begin with, put in by ``/shortcut``. ``{{ variables }}`` of inbox/variables.py, nothing else."""

    shortcut = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    body_html = models.TextField()
    language = models.CharField(max_length=20, blank=True, default="")
    team = models.ForeignKey(
        "inbox.Team",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Null: all.",
    )
    used = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("shortcut",)

    def __str__(self) -> str:
        return f"/{self.shortcut}"


class Macro(models.Model):
    """Several changes at once, by one click; the same actions that rules have."""

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=500, blank=True, default="")
    actions = models.JSONField(default=list)
    team = models.ForeignKey(
        "inbox.Team",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Null: all.",
    )
    position = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Bulk(models.Model):
    """One change to many tickets, carried out bit by bit."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        CANCELLED = "cancelled"

    actor = models.ForeignKey("inbox.User", on_delete=models.PROTECT, related_name="+")
    changes = models.JSONField(default=dict, help_text='{"changes": {field: value}} or {"macro_id": 1}')
    ticket_ids = ArrayField(models.BigIntegerField())
    done = models.PositiveIntegerField(default=0, help_text="How many of ticket_ids, from the front, were looked at.")
    failed = models.JSONField(default=list, help_text='[{"ticket_id", "code", "message"}]')
    undo = models.JSONField(default=list, help_text='[{"ticket_id", "changes"}]')
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=("id",), condition=models.Q(state="running"), name="bulk_running")]


class AutomaticMessage(models.Model):
    """An automatic message to one address, so that nobody gets one every hour."""

    network = models.CharField(max_length=40)
    handle = models.CharField(max_length=320)
    rule = models.ForeignKey("inbox.Rule", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    message = models.ForeignKey("inbox.Message", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=("network", "handle", "-at"), name="automatic_recipient"),
            models.Index(fields=("rule", "-at"), name="automatic_rule"),
        ]


def new_survey_token() -> str:
    return secrets.token_urlsafe(24)


class Survey(models.Model):
    """How was it? Asked after a ticket was solved. ``scale``: thumbs (1 and 5), faces or stars (1 to 5)."""

    class Scale(models.TextChoices):
        THUMBS = "thumbs"
        FACES = "faces"
        STARS = "stars"

    name = models.CharField(max_length=80, unique=True)
    question = models.CharField(max_length=300)
    thanks = models.CharField(max_length=300, blank=True, default="")
    scale = models.CharField(max_length=8, choices=Scale, default=Scale.FACES)
    conditions = models.JSONField(default=dict)
    wait = models.PositiveIntegerField(default=3600, help_text="Seconds after a ticket was solved.")
    again_after_days = models.PositiveSmallIntegerField(default=30, help_text="Nobody is asked more often.")
    active = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)


class SurveyAnswer(models.Model):
    """A question that was put to one customer, and what they said. The token is their way in."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers")
    ticket = models.OneToOneField("inbox.Ticket", on_delete=models.CASCADE, related_name="survey_answer")
    contact = models.ForeignKey("inbox.Contact", on_delete=models.CASCADE, related_name="survey_answers")
    agent = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Who solved it."
    )
    token = models.CharField(max_length=40, unique=True, default=new_survey_token)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 (bad) to 5 (good).")
    comment = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=("-answered_at",), name="survey_answered")]
