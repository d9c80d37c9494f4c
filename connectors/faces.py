"""The face of a brand as pages need it: its logo and its colours from our own address, and its words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from connectors import brand as colours
from connectors import registry, speaking
from connectors.base import ShowsPages
from inbox import brands
from inbox import help as pages
from inbox.models import Brand, Channel

A_DAY = 24 * 3600


def context(face: Brand) -> dict[str, Any]:
    """For ``webform/base.html``: who we are, in the language that is spoken."""
    return {
        **speaking.context(),
        "face": {
            "name": face.name,
            "link": face.link,
            "logo": logo_url(face),
            "footer": text(face, "footer"),
        },
    }


def speak(request: HttpRequest, channel: Channel) -> str:
    """From here on this request speaks what the browser asks for, of the languages that the channel's face has."""
    return speaking.speak(request, brands.of(channel).languages)


def said(face: Brand, name: str, *, own: str, standard: str) -> str:
    """What stands there: the channel's own words, else the brand's, else ours in the language that is spoken."""
    if own and own != standard:
        return own
    return text(face, name) or (gettext(standard) if standard else "")


def text(face: Brand, name: str) -> str:
    return brands.text(face, name, speaking.now())


def logo_url(face: Brand) -> str:
    """With a part of its digest, so that a new one is seen at once."""
    return f"{reverse('brand_logo', args=[face.slug])}?v={face.logo_id[:12]}" if face.logo_id and face.slug else ""


def colour(channel: Channel, own: str) -> str:
    """A channel's own colour where it has one, else that of its face."""
    return own if own and own != brands.PLAIN_COLOUR else brands.of(channel).colour


def help_home(face: Brand) -> str:
    """Where the help pages are, when anything is published in the language that is spoken."""
    if face.pk is None or not pages.published(face, speaking.now()).exists():
        return ""
    return reverse("help:home", args=[face.slug, speaking.now()])


def form_of(face: Brand) -> str:
    """Where a customer of this brand can write to us on a page of ours; empty: nowhere."""
    if face.pk is None:
        return ""
    mine = Q(face=face) | Q(face__isnull=True) if face.standard else Q(face=face)
    for channel in Channel.objects.filter(mine, active=True).order_by("pk"):
        connector = registry.get(channel.kind)
        if isinstance(connector, ShowsPages) and (path := connector.front(channel)):
            return path
    return ""


@require_safe
@cache_control(public=True, max_age=A_DAY)
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    face = Brand.objects.select_related("logo").filter(slug=slug, logo__isnull=False).first()
    if face is None or face.logo is None:
        return HttpResponse(status=404)
    response = HttpResponse(bytes(face.logo.content), content_type=face.logo_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # mails and the customer's own site may show it
    return response


@require_safe
@cache_control(public=True, max_age=60)
def style(request: HttpRequest, slug: str) -> HttpResponse:
    face = Brand.objects.filter(slug=slug).first()
    if face is None:
        return HttpResponse(status=404)
    response = HttpResponse(colours.style_sheet(face.colour), content_type="text/css; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response
