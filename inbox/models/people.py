"""The people who work here, and the teams they work in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An agent, a supervisor or an admin."""

    class Role(models.TextChoices):
        AGENT = "agent"
        SUPERVISOR = "supervisor"
        ADMIN = "admin"

    class Availability(models.TextChoices):
        ONLINE = "online"
        AWAY = "away"
        OFFLINE = "offline"

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=120, help_text="As customers and colleagues see it.")
    email = models.EmailField(unique=True)
    role = models.CharField(max_length=12, choices=Role, default=Role.AGENT)
    availability = models.CharField(max_length=8, choices=Availability, default=Availability.OFFLINE)
    offline_by_choice = models.BooleanField(default=False, help_text="They said so; else a console brings them online.")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(default=25, help_text="Open tickets that routing may give this person.")
    signature = models.TextField(blank=True, default="")
    preferences = models.JSONField(default=dict, blank=True)
    teams = models.ManyToManyField("inbox.Team", through="inbox.Membership", related_name="members")

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    @property
    def sees_everything(self) -> bool:
        return self.role in (self.Role.SUPERVISOR, self.Role.ADMIN)

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return (self.name or self.username).split(" ")[0]


class Team(models.Model):
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=200, blank=True, default="")
    calendar = models.ForeignKey("inbox.Calendar", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    auto_assign = models.BooleanField(
        default=False, help_text="Give new tickets to whoever is online and has the most room."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("user", "team"), name="one_membership")]
