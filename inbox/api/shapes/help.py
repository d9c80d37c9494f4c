"""Brands, and help pages."""

from __future__ import annotations

from rest_framework import serializers

from inbox.api.shapes.base import Shape
from inbox.models import Article as ArticleModel


class Brand(Shape):
    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField(help_text="In the addresses of its help pages.")
    link = serializers.CharField(help_text="Its own site; empty: none.")
    colour = serializers.CharField(help_text="As in #3f60dc.")
    logo_url = serializers.CharField(help_text="Empty: it has none.")
    languages = serializers.ListField(child=serializers.CharField(), help_text="Its main one first; empty: all.")
    texts = serializers.DictField(help_text="{language: {name of a text: words}}")
    standard = serializers.BooleanField(help_text="For every channel that chose none.")
    channel_ids = serializers.ListField(child=serializers.IntegerField(), help_text="Those that chose it.")
    help_url = serializers.CharField()


class BrandText(Shape):
    name = serializers.CharField()
    about = serializers.CharField()


class Language(Shape):
    code = serializers.CharField()
    name = serializers.CharField(help_text="In itself, as in Deutsch.")


class Brands(Shape):
    results = Brand(many=True)
    next = serializers.CharField(allow_null=True)
    texts = BrandText(many=True)
    languages = Language(many=True)


class HelpSection(Shape):
    id = serializers.IntegerField()
    brand_id = serializers.IntegerField()
    slug = serializers.CharField()
    titles = serializers.DictField(help_text="{language: title}")
    articles = serializers.IntegerField(help_text="How many are in it, drafts too.")


class HelpSections(Shape):
    results = HelpSection(many=True)
    next = serializers.CharField(allow_null=True)


class ArticleRow(Shape):
    id = serializers.IntegerField()
    section_id = serializers.IntegerField()
    brand_id = serializers.IntegerField()
    language = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(ArticleModel.State.choices)
    url = serializers.CharField(help_text="Where customers read it, once it is published.")
    hit = serializers.CharField(help_text="The words around what was looked for; empty without a search.")
    helpful = serializers.IntegerField()
    unhelpful = serializers.IntegerField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class Article(ArticleRow):
    body_html = serializers.CharField()


class Articles(Shape):
    results = ArticleRow(many=True)
    next = serializers.CharField(allow_null=True)
