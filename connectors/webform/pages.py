"""How every page of the form answers: no script, nothing stored, nothing told to other sites."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from connectors import speaking
from connectors.webform.settings import FormSettings, read
from inbox.models import Channel

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
    context = {
        **context,
        "channel": channel,
        "settings": settings,
        **speaking.context(),
        "embedded": embedded,
        "brand_css": reverse("webform:brand", args=[channel.address]),
    }
    response = render(request, f"webform/{template}", context, status=status)
    return protect(response, settings=settings, framed=embedded)


def protect(response: HttpResponse, *, settings: FormSettings | None = None, framed: bool = False) -> HttpResponse:
    origins = settings.embed_origins if settings is not None and framed else ()
    response["Content-Security-Policy"] = POLICY.format(" ".join(origins) or "'none'")
    if origins:
        response.xframe_options_exempt = True
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def missing(request: HttpRequest, *, words: str) -> HttpResponse:
    """One page for everything that is not there, so that nothing can be told from it."""
    return protect(render(request, "webform/missing.html", {"words": words, **speaking.context()}, status=404))
