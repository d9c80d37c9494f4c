"""How every page of the form answers: it works without scripts, stores nothing, and tells other sites nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from connectors import faces
from connectors.webform.settings import INTRO, TITLE, FormSettings, read
from inbox import brands
from inbox.models import Brand, Channel

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {}"


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    channel: Channel,
    status: int = 200,
    embedded: bool = False,
) -> HttpResponse:
    """A page in the brand of its channel. ``embedded``: it may stand in a frame on the sites the channel lists."""
    settings = read(channel)
    common = context_of(channel, settings)
    suggest = f"{common['help_home']}suggest" if common["help_home"] and template == "form.html" else ""
    context = {
        **context,
        **common,
        "embedded": embedded,
        "suggest": suggest,
        "brand_css": reverse("webform:brand", args=[channel.address]),
    }
    response = render(request, f"webform/{template}", context, status=status)
    return protect(response, settings=settings, framed=embedded, scripts=bool(suggest))


def context_of(channel: Channel, settings: FormSettings) -> dict[str, Any]:
    """What every page of the form knows of its channel and face."""
    face = face_of(channel, settings)
    return {
        "channel": channel,
        "settings": settings,
        **faces.context(face),
        "title": faces.said(face, "form_title", own=settings.title, standard=TITLE),
        "intro": faces.said(face, "form_intro", own=settings.intro, standard=INTRO),
        "thanks": faces.text(face, "thanks"),
        "waiting_own": faces.text(face, "waiting"),
        "help_home": faces.help_home(face),
    }


def face_of(channel: Channel, settings: FormSettings) -> Brand:
    """Not to be saved: a form may have a name of its own in the header."""
    face = brands.of(channel)
    face.name = settings.logo_text or face.name
    return face


def protect(
    response: HttpResponse, *, settings: FormSettings | None = None, framed: bool = False, scripts: bool = False
) -> HttpResponse:
    """``scripts``: one of ours, which asks for help pages; the page works without."""
    origins = settings.embed_origins if settings is not None and framed else ()
    policy = POLICY.format(" ".join(origins) or "'none'")
    response["Content-Security-Policy"] = policy + ("; script-src 'self'; connect-src 'self'" if scripts else "")
    if origins:
        response.xframe_options_exempt = True
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def missing(request: HttpRequest, *, words: str) -> HttpResponse:
    """One page for everything that is not there, so that nothing can be told from it."""
    return protect(
        render(request, "webform/missing.html", {"words": words, **faces.context(brands.of(None))}, status=404)
    )
