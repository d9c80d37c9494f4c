"""The people who work here, and the teams they work in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models

LANGUAGES = ("en", "de", "fr", "es", "ar")  # of the console and of what we write to customers


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
    language = models.CharField(max_length=10, blank=True, default="", db_default="", help_text="Empty: the browser's.")
    zone = models.CharField(max_length=60, blank=True, default="", db_default="", help_text="IANA name, if known.")
    notify = models.JSONField(
        default=dict, db_default={}, blank=True, help_text="{kind: {app, desktop, mail, sound}}, what they changed."
    )
    quiet = models.JSONField(
        default=dict, db_default={}, blank=True, help_text='{"from": "20:00", "to": "07:00", "days": [0–6, Monday 0]}'
    )
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
    """Who works together, and how routing gives them work."""

    class Strategy(models.TextChoices):
        MANUAL = "manual"  # people take what they want
        LEAST_LOADED = "least_loaded"
        ROUND_ROBIN = "round_robin"

    class AfterHours(models.TextChoices):
        QUEUE = "queue"
        HAND_OVER = "hand_over"  # to ``hand_over_to``, while that team works

    class TakeBack(models.TextChoices):
        KEEP = "keep"
        RELEASE = "release"
        RELEASE_ON_REPLY = "release_on_reply"  # when the customer writes

    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=200, blank=True, default="")
    calendar = models.ForeignKey("inbox.Calendar", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    strategy = models.CharField(max_length=14, choices=Strategy, default=Strategy.MANUAL, db_default="manual")
    sticky_days = models.PositiveSmallIntegerField(
        default=14, db_default=14, help_text="Customers come back to who answered them within so many days; 0: never."
    )
    sticky_wait = models.PositiveIntegerField(
        default=600, db_default=600, help_text="Seconds to wait for that person while they are at work."
    )
    relax_after = models.PositiveIntegerField(
        default=1800, db_default=1800, help_text="Seconds after which skills are wished for, not asked; 0: never."
    )
    ramp = models.PositiveSmallIntegerField(
        default=5, db_default=5, help_text="At most so many new tickets per person and minute; 0: no limit."
    )
    vip_reserve = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Room that everybody keeps for VIPs, counted in mails."
    )
    offers = models.BooleanField(
        default=False, db_default=False, help_text="Chats are offered for 30 seconds, not assigned."
    )
    after_hours = models.CharField(max_length=10, choices=AfterHours, default=AfterHours.QUEUE, db_default="queue")
    hand_over_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    take_back = models.CharField(max_length=16, choices=TakeBack, default=TakeBack.RELEASE, db_default="release")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """What some can and others cannot; a language is one."""

    name = models.CharField(max_length=60, unique=True)
    language = models.CharField(max_length=20, blank=True, default="", help_text="ISO 639 code, if it is a language.")

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=("language",), condition=~models.Q(language=""), name="one_language_skill")
        ]


class UserSkill(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="people")
    level = models.PositiveSmallIntegerField(help_text="1 to 5.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("user", "skill"), name="one_skill_level"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="skill_level_1_to_5"),
        ]


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=("user", "team"), name="one_membership")]
