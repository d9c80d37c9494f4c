"""Help pages: sections and articles of a brand, in its languages; anybody can read what is published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import transaction
from django.db.models import F, ProtectedError, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from inbox import events, markup, team_rows
from inbox.errors import InboxError
from inbox.models import Article, Brand, HelpSection, User
from inbox.models.help import ARTICLE_WORDS

SLUG = re.compile(r"[\w-]{1,80}")
MARK, UNMARK = "\x02", "\x03"  # around a hit: nothing that anybody writes
MOST_WORDS = 12
LONGEST = 200_000


def published(brand: Brand, language: str) -> QuerySet[Article]:
    rows = Article.objects.select_related("section").filter(section__brand=brand, language=language)
    return rows.filter(state=Article.State.PUBLISHED).order_by("section__position", "section_id", "position", "pk")


def translations(article: Article) -> list[Article]:
    """The published ones of the same text, this one among them."""
    same = Article.objects.select_related("section").filter(section_id=article.section_id, slug=article.slug)
    return list(same.filter(state=Article.State.PUBLISHED).order_by("language"))


def found(rows: QuerySet[Article], text: str, *, every: bool = True) -> QuerySet[Article]:
    """Those with these words, the best first, each with ``hit``: a piece of it with the words marked.

    ``every=False`` is for somebody who is still typing a sentence: one of the words is enough.
    """
    query = _query(text, every=every)
    if query is None:
        return rows.none()
    marked = SearchHeadline(
        "body_text", query, start_sel=MARK, stop_sel=UNMARK, max_words=30, min_words=12, config="simple"
    )
    hits = rows.annotate(words=ARTICLE_WORDS).filter(words=query)
    return hits.annotate(rank=SearchRank(F("words"), query), hit=marked).order_by("-rank", "pk")


def path(article: Article) -> str:
    """Where customers read it."""
    section = article.section
    return f"/help/{section.brand.slug}/{article.language}/{section.slug}/{article.slug}/"


def count(article: Article, *, helpful: bool) -> None:
    name = "helpful" if helpful else "unhelpful"
    Article.objects.filter(pk=article.pk).update(**{name: F(name) + 1})


def create_section(brand: Brand, *, actor: User, **fields: Any) -> HelpSection:
    last = HelpSection.objects.filter(brand=brand).order_by("-position").first()
    return _section(HelpSection(brand=brand, position=last.position + 1 if last else 0), fields, actor)


def change_section(section: HelpSection, *, actor: User, **fields: Any) -> HelpSection:
    return _section(section, fields, actor)


def delete_section(section: HelpSection, *, actor: User) -> None:
    try:
        team_rows.delete(section, kind="help_section", actor=actor)
    except ProtectedError:
        raise InboxError("in_use", _("There are articles in this section. Move or remove them first."), 409) from None


def create_article(section: HelpSection, *, actor: User, **fields: Any) -> Article:
    last = Article.objects.filter(section=section, language=fields["language"]).order_by("-position").first()
    article = Article(section=section, author=actor, position=last.position + 1 if last else 0)
    return _article(article, fields, actor)


def change_article(article: Article, *, actor: User, **fields: Any) -> Article:
    """``version`` is the one that was edited: if somebody saved another meanwhile, theirs stays."""
    version = fields.pop("version", None)
    if version is not None and version != article.version:
        raise InboxError("changed", _("Somebody else has changed this article meanwhile. Open it again."), 409)
    return _article(article, fields, actor)


def delete_article(article: Article, *, actor: User) -> None:
    team_rows.delete(article, kind="article", actor=actor)


def order(rows: QuerySet[Any], ids: Sequence[int], *, actor: User, kind: str) -> None:
    """These, in this order; others stay where they are, behind."""
    known = {row.pk: row for row in rows.filter(pk__in=ids)}
    missing = [pk for pk in ids if pk not in known]
    if missing:
        raise InboxError(
            "not_found",
            _("There is nothing with the number {missing} here.").format(missing=missing[0]),
            404,
            fields={"ids": f"{missing[0]}"},
        )
    with transaction.atomic():
        for position, pk in enumerate(ids):
            known[pk].position = position
        rows.model.objects.bulk_update(known.values(), ["position"])
        events.record(f"{kind}.changed", actor=actor, data={"id": ids[0], "name": "", "fields": ["position"]})


def _section(section: HelpSection, fields: dict[str, Any], actor: User) -> HelpSection:
    titles = fields.get("titles", section.titles)
    if not any(title.strip() for title in titles.values()):
        raise InboxError(
            "invalid", _("A section needs a title."), fields={"titles": _("Write it in one language at least.")}
        )
    if not section.slug and not fields.get("slug"):
        fields["slug"] = _slug(next(title for title in titles.values() if title.strip()))
    _check_slug(fields)
    taken = _("There is another section with the address {fields}.").format(fields=fields.get("slug", section.slug))
    return team_rows.write(section, fields, kind="help_section", taken={"slug": taken}, actor=actor)


def _article(article: Article, fields: dict[str, Any], actor: User) -> Article:
    if "body_html" in fields:
        fields["body_html"] = markup.clean(fields["body_html"])
        fields["body_text"] = markup.to_text(fields["body_html"])
    if not article.slug and not fields.get("slug"):
        fields["slug"] = _slug(fields["title"])
    _check_slug(fields)
    if fields.get("state") == Article.State.PUBLISHED:
        if not fields.get("body_text", article.body_text).strip():
            why = _("There is nothing in it yet. Write something before you publish it.")
            raise InboxError("empty", why, fields={"body_html": why})
        fields["published_at"] = article.published_at or timezone.now()
    article.version += 1
    taken = _("There is another article with the address {fields} in this section.").format(
        fields=fields.get("slug", article.slug)
    )
    return team_rows.write(article, fields, kind="article", taken={"slug": taken}, actor=actor)


def _slug(title: str) -> str:
    return slugify(title)[:60] or slugify(title, allow_unicode=True)[:60] or "article"


def _check_slug(fields: dict[str, Any]) -> None:
    if "slug" in fields and not SLUG.fullmatch(fields["slug"]):
        words = _("Letters, digits and hyphens, without spaces, as in return-a-kettle.")
        raise InboxError("invalid", words, fields={"slug": words})


def _query(text: str, *, every: bool) -> SearchQuery | None:
    """Words of two letters and more; the last may be unfinished."""
    words = [word for word in re.findall(r"\w+", text.lower()) if len(word) > 1][-MOST_WORDS:]
    if not words:
        return None
    return SearchQuery(
        (" & " if every else " | ").join(f"'{word}':*" for word in words), config="simple", search_type="raw"
    )
