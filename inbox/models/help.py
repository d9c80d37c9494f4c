"""What customers can read before they ask."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.functions import Left

ARTICLE_WORDS = SearchVector("title", Left("body_text", 100_000), config="simple")


class HelpSection(models.Model):
    brand = models.ForeignKey("inbox.Brand", on_delete=models.CASCADE, related_name="sections")
    slug = models.SlugField(max_length=60)
    titles = models.JSONField(default=dict, help_text="{language: title}")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = [models.UniqueConstraint(fields=("brand", "slug"), name="one_section_per_slug")]

    def __str__(self) -> str:
        return self.slug


class Article(models.Model):
    """One text in one language; translations of it share section and slug."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    section = models.ForeignKey(HelpSection, on_delete=models.PROTECT, related_name="articles")
    language = models.CharField(max_length=10)
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=160)
    body_html = models.TextField(blank=True, default="")
    body_text = models.TextField(blank=True, default="", help_text="The same without markup, for the search.")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    position = models.PositiveIntegerField(default=0)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    author = models.ForeignKey("inbox.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("section", "language", "slug"), name="one_article_per_slug"),
        ]
        indexes = [GinIndex(ARTICLE_WORDS, name="article_search")]

    def __str__(self) -> str:
        return self.title
