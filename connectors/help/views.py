"""Read, search, and say whether it helped. Everything here is public; drafts do not exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings as site
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from connectors import faces, speaking, strangers
from inbox import help as pages
from inbox.languages import SPOKEN
from inbox.models import Article, Brand, HelpSection

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LONGEST_QUESTION = 200
SHOWN = 30
SUGGESTED = 3
LOOKS_PER_MINUTE = 60
A_DAY = 24 * 3600


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    standard = Brand.objects.filter(standard=True).first()
    return redirect("help:choose", standard.slug) if standard else _missing(request, None)


@require_safe
def choose(request: HttpRequest, brand: str) -> HttpResponse:
    """To the pages in the first language that the browser asks for and there is anything in."""
    face = Brand.objects.filter(slug=brand).first()
    if face is None:
        return _missing(request, None)
    rows = Article.objects.filter(section__brand=face, state=Article.State.PUBLISHED)
    written = set(rows.values_list("language", flat=True))
    among = [language for language in face.languages or SPOKEN if language in written]
    response = redirect("help:home", face.slug, speaking.chosen(request, among or face.languages))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest, brand: str, language: str) -> HttpResponse:
    """All sections; with ``q``, what has these words."""
    face = _face(request, brand, language)
    if face is None:
        return _missing(request, None)
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    found: list[dict[str, Any]] = []
    if question:
        if strangers.wait("help-search", strangers.client(request), limit=LOOKS_PER_MINUTE, seconds=60):
            title, words = _("One moment, please"), _("Try again in a minute.")
            return _page(request, "message.html", face, status=429, title=title, words=words)
        hits = pages.found(pages.published(face, language), question)[:SHOWN]
        found = [{"article": hit, "path": pages.path(hit), "hit": _marked(hit.hit)} for hit in hits]  # type: ignore[attr-defined]
    sections = _sections(list(pages.published(face, language)), language)
    return _page(
        request,
        "home.html",
        face,
        sections=sections,
        question=question,
        intro=faces.text(face, "help_intro"),
        found=found,
        others=_elsewhere(face, language),
        path=reverse("help:home", args=[face.slug, language]),
    )


@require_safe
def section(request: HttpRequest, brand: str, language: str, section: str) -> HttpResponse:
    """A section's own address leads to its place on the home page."""
    if _face(request, brand, language) is None:
        return _missing(request, None)
    return HttpResponseRedirect(f"{reverse('help:home', args=[brand, language])}#{section}")


@csrf_exempt  # a vote gives nobody any right, and one from each line and day counts
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, brand: str, language: str, section: str, slug: str) -> HttpResponse:
    face = _face(request, brand, language)
    rows = pages.published(face, language) if face else Article.objects.none()
    found = rows.filter(section__slug=section, slug=slug).first()
    if face is None or found is None:
        return _missing(request, face)
    if request.method == "POST":
        said = request.POST.get("helpful", "")
        once = f"{found.pk}:{strangers.client(request)}"
        if said in ("yes", "no") and not strangers.wait("help-vote", once, limit=1, seconds=A_DAY):
            pages.count(found, helpful=said == "yes")
        return HttpResponseRedirect(f"{pages.path(found)}?said={said if said in ('yes', 'no') else ''}#said")
    same = [row for row in pages.translations(found) if row.language != language]
    return _page(
        request,
        "article.html",
        face,
        article=found,
        section={"title": _title(found.section, language), "slug": section},
        # By inbox/markup.py when it was written; the policy of this page forbids the rest.
        body=mark_safe(found.body_html),  # noqa: S308
        said=request.GET.get("said", ""),
        beside=[(row, pages.path(row)) for row in rows.filter(section=found.section_id).exclude(pk=found.pk)[:8]],
        others=[_language(row.language, pages.path(row)) for row in same],
        path=pages.path(found),
    )


@require_safe
def suggest(request: HttpRequest, brand: str, language: str) -> HttpResponse:
    """Articles that may answer what somebody is writing: [{"title", "url"}], the likeliest first."""
    face = _face(request, brand, language)
    if face is None or strangers.wait("help-suggest", strangers.client(request), limit=LOOKS_PER_MINUTE, seconds=60):
        return JsonResponse({"results": []})
    text = request.GET.get("q", "")[:LONGEST_QUESTION]
    hits = pages.found(pages.published(face, language), text, every=False)[:SUGGESTED]
    response = JsonResponse({"results": [{"title": hit.title, "url": pages.path(hit)} for hit in hits]})
    response["Cache-Control"] = "private, max-age=60"
    return response


@require_safe
def sitemap(request: HttpRequest, brand: str) -> HttpResponse:
    face = Brand.objects.filter(slug=brand).first()
    if face is None:
        return HttpResponse(status=404)
    rows = Article.objects.select_related("section__brand").filter(section__brand=face, state=Article.State.PUBLISHED)
    entries = [{"path": pages.path(row), "at": row.updated_at} for row in rows.order_by("pk")[:50_000]]
    context = {"site": site.PUBLIC_URL, "entries": entries}
    return render(request, "help/sitemap.xml", context, content_type="application/xml")


def _face(request: HttpRequest, slug: str, language: str) -> Brand | None:
    """From here on the address says which language is spoken."""
    face = Brand.objects.filter(slug=slug).first()
    if face is None or language not in (face.languages or SPOKEN) or language not in SPOKEN:
        return None
    translation.activate(language)
    return face


def _sections(rows: Sequence[Article], language: str) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        section = found.setdefault(
            row.section_id, {"title": _title(row.section, language), "slug": row.section.slug, "articles": []}
        )
        section["articles"].append({"title": row.title, "path": pages.path(row)})
    return list(found.values())


def _title(section: HelpSection, language: str) -> str:
    return str(section.titles.get(language) or next((title for title in section.titles.values() if title), ""))


def _elsewhere(face: Brand, language: str) -> list[dict[str, str]]:
    """The home pages in other languages that have anything in them."""
    rows = Article.objects.filter(section__brand=face, state=Article.State.PUBLISHED).exclude(language=language)
    written = set(rows.values_list("language", flat=True)) & set(face.languages or SPOKEN)
    return [_language(code, reverse("help:home", args=[face.slug, code])) for code in SPOKEN if code in written]


def _language(code: str, path: str) -> dict[str, str]:
    return {"code": code, "name": SPOKEN[code], "path": path}


def _marked(hit: str) -> SafeString:
    """Out of the middle of a text; dots say where it goes on."""
    plain = hit.replace(pages.MARK, "").replace(pages.UNMARK, "").strip()
    before = "… " if plain[:1].islower() else ""
    after = " …" if plain and plain[-1] not in ".!?:؟" else ""
    safe = str(escape(before + hit.strip() + after)).replace(pages.MARK, "<mark>").replace(pages.UNMARK, "</mark>")
    return mark_safe(safe)  # noqa: S308 - escaped just above


def _page(request: HttpRequest, template: str, face: Brand, *, status: int = 200, **context: Any) -> HttpResponse:
    base = {
        **faces.context(face),
        "site": site.PUBLIC_URL,
        "brand": face,
        "brand_css": reverse("brand_style", args=[face.slug]),
        "home": reverse("help:home", args=[face.slug, speaking.now()]),
        "form": faces.form_of(face),
    }
    return _protected(render(request, f"help/{template}", {**base, **context}, status=status))


def _missing(request: HttpRequest, face: Brand | None) -> HttpResponse:
    if face is None:
        speaking.speak(request)
    title, words = _("There is nothing here"), _("Perhaps the article was moved or is no longer right.")
    if face is not None:
        return _page(request, "message.html", face, status=404, title=title, words=words)
    context = {**speaking.context(), "title": title, "words": words}
    return _protected(render(request, "help/message.html", context, status=404))


def _protected(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = POLICY
    response["Referrer-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-cache"
    return response
