"""Help pages: for admins to write, for everybody to find and put into a reply."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count
from rest_framework import serializers
from rest_framework.views import APIView

from inbox import access
from inbox import help as pages
from inbox.api import rows as times
from inbox.api.operation import Ask, operation
from inbox.api.shapes import help as shapes
from inbox.api.strict import Body, Id, Query
from inbox.languages import CODES
from inbox.models import Article, HelpSection

MOST = 200


class OfBrand(Query):
    brand = Id(required=False)


class Which(OfBrand):
    q = serializers.CharField(required=False, max_length=200, help_text="Words that must be in it.")
    section = Id(required=False)
    language = serializers.CharField(required=False, max_length=10)


class SectionChanges(Body):
    slug = serializers.CharField(max_length=60, required=False)
    titles = serializers.DictField(child=serializers.CharField(max_length=120, allow_blank=True), required=False)


class NewSection(SectionChanges):
    brand_id = Id()
    titles = serializers.DictField(child=serializers.CharField(max_length=120, allow_blank=True))


class ArticleChanges(Body):
    section_id = Id(required=False)
    slug = serializers.CharField(max_length=80, required=False)
    title = serializers.CharField(max_length=160, required=False)
    body_html = serializers.CharField(max_length=pages.LONGEST, required=False, allow_blank=True)
    state = serializers.ChoiceField(Article.State.choices, required=False)
    version = serializers.IntegerField(required=False, help_text="The one you changed: another one is a 409.")


class NewArticle(ArticleChanges):
    section_id = Id()
    language = serializers.ChoiceField(CODES)
    title = serializers.CharField(max_length=160)


class NewOrder(Body):
    ids = serializers.ListField(child=Id(), min_length=1, max_length=1000)


class SectionList(APIView):
    @operation("help_sections_list", summary="Sections of the help pages", query=OfBrand, returns=shapes.HelpSections)
    def get(self, ask: Ask) -> dict[str, Any]:
        found = access.help_sections(ask.user).annotate(count=Count("articles")).order_by("brand_id", "position", "pk")
        if "brand" in ask.query:
            found = found.filter(brand=access.brand(ask.user, ask.query["brand"]))
        return {"results": [_section(section) for section in found], "next": None}

    @operation(
        "help_sections_create",
        summary="A new section",
        body=NewSection,
        returns=shapes.HelpSection,
        status=201,
        role="admin",
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        brand = access.brand(ask.user, ask.body.pop("brand_id"))
        return _section(pages.create_section(brand, actor=ask.user, **ask.body))


class SectionDetail(APIView):
    @operation(
        "help_sections_update", summary="Change it", body=SectionChanges, returns=shapes.HelpSection, role="admin"
    )
    def patch(self, ask: Ask, section_id: int) -> dict[str, Any]:
        return _section(pages.change_section(access.help_section(ask.user, section_id), actor=ask.user, **ask.body))

    @operation("help_sections_delete", summary="Remove it, once it is empty", role="admin")
    def delete(self, ask: Ask, section_id: int) -> None:
        pages.delete_section(access.help_section(ask.user, section_id), actor=ask.user)


class SectionOrder(APIView):
    @operation("help_sections_order", summary="Sections in this order", body=NewOrder, role="admin")
    def post(self, ask: Ask) -> None:
        pages.order(access.help_sections(ask.user), ask.body["ids"], actor=ask.user, kind="help_section")


class ArticleList(APIView):
    @operation(
        "articles_list",
        summary="Articles of the help pages; drafts only for admins",
        query=Which,
        returns=shapes.Articles,
    )
    def get(self, ask: Ask) -> dict[str, Any]:
        found = access.articles(ask.user).order_by("section__position", "section_id", "position", "pk")
        if "brand" in ask.query:
            found = found.filter(section__brand=access.brand(ask.user, ask.query["brand"]))
        if "section" in ask.query:
            found = found.filter(section=access.help_section(ask.user, ask.query["section"]))
        if "language" in ask.query:
            found = found.filter(language=ask.query["language"])
        if "q" in ask.query:
            found = pages.found(found, ask.query["q"])
        return {"results": _rows(found[:MOST]), "next": None}

    @operation(
        "articles_create", summary="A new article", body=NewArticle, returns=shapes.Article, status=201, role="admin"
    )
    def post(self, ask: Ask) -> dict[str, Any]:
        section = access.help_section(ask.user, ask.body.pop("section_id"))
        ask.body.pop("version", None)
        return _whole(pages.create_article(section, actor=ask.user, **ask.body))


class ArticleDetail(APIView):
    @operation("articles_read", summary="One article", returns=shapes.Article)
    def get(self, ask: Ask, article_id: int) -> dict[str, Any]:
        return _whole(access.article(ask.user, article_id))

    @operation("articles_update", summary="Change it", body=ArticleChanges, returns=shapes.Article, role="admin")
    def patch(self, ask: Ask, article_id: int) -> dict[str, Any]:
        if "section_id" in ask.body:
            access.help_section(ask.user, ask.body["section_id"])
        return _whole(pages.change_article(access.article(ask.user, article_id), actor=ask.user, **ask.body))

    @operation("articles_delete", summary="Remove it", role="admin")
    def delete(self, ask: Ask, article_id: int) -> None:
        pages.delete_article(access.article(ask.user, article_id), actor=ask.user)


class ArticleOrder(APIView):
    @operation("articles_order", summary="Articles in this order", body=NewOrder, role="admin")
    def post(self, ask: Ask) -> None:
        pages.order(access.articles(ask.user), ask.body["ids"], actor=ask.user, kind="article")


def _section(section: HelpSection) -> dict[str, Any]:
    count = getattr(section, "count", None)
    return {
        "id": section.pk,
        "brand_id": section.brand_id,
        "slug": section.slug,
        "titles": section.titles,
        "articles": section.articles.count() if count is None else count,
    }


def _rows(found: Iterable[Article]) -> list[dict[str, Any]]:
    return [
        {
            "id": article.pk,
            "section_id": article.section_id,
            "brand_id": article.section.brand_id,
            "language": article.language,
            "slug": article.slug,
            "title": article.title,
            "state": article.state,
            "url": f"{settings.PUBLIC_URL}{pages.path(article)}",
            "hit": getattr(article, "hit", "").replace(pages.MARK, "").replace(pages.UNMARK, ""),
            "helpful": article.helpful,
            "unhelpful": article.unhelpful,
            "updated_at": times.iso(article.updated_at),
            "version": article.version,
        }
        for article in found
    ]


def _whole(article: Article) -> dict[str, Any]:
    return {**_rows([article])[0], "body_html": article.body_html}
