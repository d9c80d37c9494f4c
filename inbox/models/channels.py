"""One connected account of a connector, and how far each of its streams was read."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Func

from inbox.fields import EncryptedJSONField


class ChannelQuerySet(models.QuerySet["Channel"]):
    def working(self) -> ChannelQuerySet:
        """Neither switched off nor paused: what may be fetched, read and sent."""
        return self.filter(active=True, paused_at=None)


class Channel(models.Model):
    """``kind`` names the connector; limits are data: ``capabilities`` is what the connector declared for it."""

    class Health(models.TextChoices):
        OK = "ok"
        DEGRADED = "degraded"
        NEEDS_ATTENTION = "needs_attention"
        UNKNOWN = "unknown"

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80, unique=True)
    address = models.CharField(max_length=254, help_text="What customers write to: a mail address, the slug of a form.")
    brand = models.CharField(max_length=80, blank=True, default="", help_text="Shown to customers as the sender.")
    face = models.ForeignKey(
        "inbox.Brand",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="channels",
        help_text="Whose colours and words customers see; null: the standard one's.",
    )
    settings = models.JSONField(default=dict, blank=True)
    credentials = EncryptedJSONField(default=dict, blank=True)
    capabilities = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(
        default=dict, blank=True, help_text="What the network said of the account: limits, templates, days left."
    )
    hook_key = models.UUIDField(
        unique=True,
        default=uuid.uuid4,
        db_default=Func(function="gen_random_uuid"),
        help_text="Last part of its webhook's URL. No secret: signatures are what counts.",
    )
    active = models.BooleanField(default=True, help_text="False: switched off for good; its network stops calling us.")
    paused_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then nothing is fetched, read or sent; calls are kept until it goes on."
    )
    team = models.ForeignKey(
        "inbox.Team", on_delete=models.PROTECT, related_name="default_channels", help_text="Where new tickets go."
    )
    teams = models.ManyToManyField(
        "inbox.Team", related_name="channels", help_text="Who may see and answer its tickets."
    )
    health = models.CharField(max_length=16, choices=Health, default=Health.UNKNOWN)
    health_detail = models.CharField(max_length=500, blank=True, default="")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    last_ok_at = models.DateTimeField(null=True, blank=True)
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True, help_text="When to ask the network about the account.")
    next_poll_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=("kind", "address"), name="one_channel_per_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        return self.active and self.paused_at is None


class Cursor(models.Model):
    """How far one stream of a channel (a mailbox folder) was read; moved in the transaction that keeps the raw rows."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="cursors")
    stream = models.CharField(max_length=200)
    value = models.JSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("channel", "stream"), name="one_cursor_per_stream")]
