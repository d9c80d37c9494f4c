"""What people sort tickets and contacts by: labels, and fields of their own."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower


class Label(models.Model):
    """A word that tickets and contacts carry in their ``labels``; this row says how it looks and what it means."""

    class Colour(models.TextChoices):
        GREY = "grey"
        RED = "red"
        ORANGE = "orange"
        YELLOW = "yellow"
        GREEN = "green"
        TEAL = "teal"
        BLUE = "blue"
        INDIGO = "indigo"
        VIOLET = "violet"
        PINK = "pink"

    name = models.CharField(max_length=40)
    colour = models.CharField(max_length=8, choices=Colour, default=Colour.GREY)
    description = models.CharField(max_length=200, blank=True, default="")
    archived_at = models.DateTimeField(null=True, blank=True, help_text="No longer offered; who has it keeps it.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = (Lower("name"),)
        constraints = [models.UniqueConstraint(Lower("name"), name="one_label_per_name")]

    def __str__(self) -> str:
        return self.name


class CustomField(models.Model):
    """A field that an admin made. Its values lie in ``Ticket.custom`` or ``Contact.custom`` under ``key``.

    Text and links are strings, numbers numbers, dates ISO 8601, checkboxes booleans, choices a string of ``choices``
    or (several) a list of them.
    """

    class Target(models.TextChoices):
        TICKET = "ticket"
        CONTACT = "contact"

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        CHECKBOX = "checkbox"
        CHOICE = "choice"
        CHOICES = "choices"
        LINK = "link"

    target = models.CharField(max_length=8, choices=Target)
    key = models.SlugField(max_length=40, help_text="In rules, exports and the API; it never changes.")
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=Kind)
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    help = models.CharField(max_length=200, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    required_to_solve = models.BooleanField(default=False)
    archived_at = models.DateTimeField(null=True, blank=True, help_text="No longer shown; values stay.")

    class Meta:
        ordering = ("target", "position", "pk")
        constraints = [models.UniqueConstraint(fields=("target", "key"), name="one_field_per_key")]

    def __str__(self) -> str:
        return self.label
