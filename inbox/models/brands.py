"""The faces that customers see."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Brand(models.Model):
    """Name, colours, logo and words of one face; channels choose one, the ``standard`` one is for all that did not."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=40, unique=True, help_text="In the addresses of its help pages.")
    link = models.URLField(max_length=300, blank=True, default="", help_text="Its own site.")
    colour = models.CharField(max_length=7, default="#3f60dc")
    logo = models.ForeignKey("inbox.Blob", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    logo_type = models.CharField(max_length=40, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=10), default=list, blank=True, help_text="Empty: all we have.")
    texts = models.JSONField(default=dict, blank=True, help_text="{language: {name of a text: words}}")
    standard = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-standard", "name")
        constraints = [
            models.UniqueConstraint(fields=("standard",), condition=Q(standard=True), name="one_standard_brand")
        ]

    def __str__(self) -> str:
        return self.name
