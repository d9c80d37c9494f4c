"""Windows into other systems, beside a ticket."""

from __future__ import annotations

from django.db import models

from inbox.fields import EncryptedJSONField


class Panel(models.Model):
    """A link, or a page in a frame, whose address is made from a template with ``{{ variables }}``."""

    class Kind(models.TextChoices):
        LINK = "link"
        FRAME = "frame"

    name = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=5, choices=Kind)
    url_template = models.CharField(max_length=1000)
    height = models.PositiveSmallIntegerField(default=320, help_text="Of a frame, in CSS pixels.")
    open_at_once = models.BooleanField(default=False, help_text="Else nothing is loaded until an agent opens it.")
    secret = EncryptedJSONField(default=dict, blank=True, help_text="What the context of a frame is signed with.")
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name
