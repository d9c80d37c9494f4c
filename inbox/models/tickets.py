"""A conversation with a customer until it is solved, and what each agent has of it."""

from __future__ import annotations

import base64
import secrets

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Func, Q

SUBJECT_WORDS = SearchVector("subject", config="simple")


def new_reply_token() -> str:
    """26 lower-case base32 characters (128 bit): it travels in mail addresses, where case gets lost."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def new_customer_token() -> str:
    """192 bit, for the private link."""
    return secrets.token_urlsafe(24)


class Ticket(models.Model):
    class Status(models.TextChoices):
        OPEN = "open"
        WAITING_CUSTOMER = "waiting_customer"
        ON_HOLD = "on_hold"
        SOLVED = "solved"
        CLOSED = "closed"
        SPAM = "spam"

    class Priority(models.TextChoices):
        LOW = "low"
        NORMAL = "normal"
        HIGH = "high"
        URGENT = "urgent"

    class Outcome(models.TextChoices):
        NONE = ""
        COMMUNITY = "community"  # somebody else answered in public, well enough

    class Work(models.TextChoices):
        CHAT = "chat"
        MAIL = "mail"
        COMMENT = "comment"

    UNSOLVED = (Status.OPEN, Status.WAITING_CUSTOMER, Status.ON_HOLD)

    number = models.BigIntegerField(
        unique=True,
        db_default=Func(function="inbox_ticket_number", output_field=models.BigIntegerField()),
        help_text="Shown as HD-…; knowing it gives nobody access.",
    )
    subject = models.CharField(max_length=500, blank=True, default="")
    status = models.CharField(max_length=16, choices=Status, default=Status.OPEN)
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.NORMAL)
    channel = models.ForeignKey("inbox.Channel", on_delete=models.PROTECT, related_name="tickets", db_index=False)
    contact = models.ForeignKey("inbox.Contact", on_delete=models.PROTECT, related_name="tickets")
    team = models.ForeignKey("inbox.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    assignee = models.ForeignKey(
        "inbox.User", null=True, blank=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="", db_default="")
    labels = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=20, blank=True, default="", help_text="Of the customer, as they write.")
    work = models.CharField(
        max_length=8, choices=Work, default=Work.MAIL, db_default="mail", help_text="How much of a person it takes."
    )
    needs = models.JSONField(
        default=dict, db_default={}, blank=True, help_text="Skills that routing asks for: {skill id: level 1–5}."
    )
    reply_token = models.CharField(max_length=32, unique=True, default=new_reply_token)
    customer_token = models.CharField(max_length=40, unique=True, default=new_customer_token)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    maybe_related = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    snoozed_until = models.DateTimeField(null=True, blank=True)
    preview = models.CharField(
        max_length=200, blank=True, default="", help_text="The newest non-internal words, for the list."
    )
    message_count = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField()
    last_customer_at = models.DateTimeField(null=True, blank=True)
    last_message_id = models.BigIntegerField(
        null=True, blank=True, help_text="Newest public or private message; the guard against answering past it."
    )
    last_inbound_id = models.BigIntegerField(
        null=True, blank=True, help_text="Newest message of a customer; unread is this against the agent's read mark."
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="Earliest due time of its running clocks; kept by inbox.sla."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    solved_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(
        null=True, blank=True, help_text="Its words are gone, by the rules of retention; the row stays for figures."
    )
    version = models.PositiveBigIntegerField(default=1, help_text="Goes up with every change that anybody can see.")

    class Meta:
        indexes = [
            models.Index(
                fields=("status", "last_message_at"),
                condition=Q(status__in=("closed", "spam"), removed_at__isnull=True),
                name="ticket_over",
            ),
            models.Index(fields=("-last_message_at", "-id"), name="ticket_recent"),
            models.Index(fields=("-created_at", "-id"), name="ticket_newest"),
            models.Index(fields=("channel", "-last_message_at", "-id"), name="ticket_channel_recent"),
            models.Index(
                fields=("-last_message_at", "-id"),
                condition=Q(status__in=("open", "waiting_customer", "on_hold")),
                name="ticket_unsolved",
            ),
            models.Index(fields=("assignee", "status"), name="ticket_assignee"),
            models.Index(
                fields=("team", "id"),
                condition=Q(status="open", merged_into__isnull=True, snoozed_until__isnull=True),
                name="ticket_open_of_team",
            ),
            models.Index(fields=("due_at", "id"), condition=Q(due_at__isnull=False), name="ticket_due"),
            models.Index(fields=("snoozed_until",), condition=Q(snoozed_until__isnull=False), name="ticket_snoozed"),
            GinIndex(SUBJECT_WORDS, name="ticket_search"),
        ]

    @property
    def reference(self) -> str:
        return f"HD-{self.number}"

    def __str__(self) -> str:
        return self.reference


class ReadMark(models.Model):
    """How far one agent has read one ticket."""

    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="read_marks")
    message_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("ticket", "user"), name="one_read_mark")]


class Draft(models.Model):
    """What an agent has typed and not sent; one per ticket and agent, so that it follows them to any machine."""

    class Kind(models.TextChoices):
        REPLY = "reply"
        NOTE = "note"

    user = models.ForeignKey("inbox.User", on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REPLY)
    body = models.TextField(blank=True, default="", help_text="HTML of the composer.")
    recipients = models.JSONField(default=dict, blank=True)
    attachment_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("ticket", "user"), name="one_draft")]
