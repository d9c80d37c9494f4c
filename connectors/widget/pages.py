"""What a site loads from us: the launcher's script, and the page in its frame. Neither knows anything of a visitor."""

from __future__ import annotations

import functools
import hashlib
import json
import uuid
from typing import Any

from django.conf import settings as site
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from connectors import brand, faces
from connectors.widget import words
from connectors.widget.settings import TITLE, WidgetSettings, read
from inbox import brands
from inbox.models import Channel

# No inline script or style, no other host; who may frame it stands in the channel's settings.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {socket}; img-src 'self' blob:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors {sites}"
)
FOR_A_WHILE = "public, max-age=300"


def channel_of(key: uuid.UUID) -> Channel | None:
    return Channel.objects.filter(kind="widget", hook_key=key, active=True).first()


@require_safe
def loader(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The only script on the site. It holds no secret and reads nothing there but its own element."""
    channel = channel_of(key)
    code = _file("loader.js")
    if channel is None or code is None:
        return _script("", 404 if channel is None else 503)
    settings, language = read(channel), faces.speak(request, channel)
    told = words.told()
    shade = faces.colour(channel, settings.colour)
    colour = brand.parse(shade)
    config = {
        "panel": f"{site.PUBLIC_URL}{reverse('widget:panel', args=[key])}",
        "title": title(channel, settings),
        "lang": language,
        "words": {name: told[name] for name in ("open", "close", "dismiss", "unread_many", "dir")},
        "colour": shade,
        "ink": brand.show(max((brand.WHITE, brand.INK), key=lambda ink: brand.contrast(colour, ink))),
        "side": settings.side,
        "invite": settings.proactive_text if settings.proactive_after else "",
        "after": settings.proactive_after,
    }
    listed = json.dumps(config, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    response = _script(code.replace("__CONFIG__", listed), 200)
    response["Cache-Control"] = FOR_A_WHILE
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
@xframe_options_exempt
def panel(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    channel = channel_of(key)
    if channel is None or _file("panel.js") is None:
        return HttpResponse("There is no chat here.\n", status=404, content_type="text/plain; charset=utf-8")
    settings, language = read(channel), faces.speak(request, channel)
    base = reverse("widget:panel", args=[key]).removesuffix("panel")
    context = {
        "title": title(channel, settings),
        "language": language,
        "words": words.told(),
        "script": static("panel.js"),
        "css": static("panel.css"),
        "brand": reverse("widget:brand", args=[key]),
        "boot": _boot(channel, settings, language=language, base=base),
    }
    response = render(request, "widget/panel.html", context)
    socket = site.PUBLIC_URL.replace("http", "ws", 1)
    response["Content-Security-Policy"] = POLICY.format(socket=socket, sites=" ".join(settings.origins) or "'none'")
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def brand_css(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    channel = channel_of(key)
    if channel is None:
        return HttpResponse(status=404)
    response = HttpResponse(
        brand.style_sheet(faces.colour(channel, read(channel).colour)), content_type="text/css; charset=utf-8"
    )
    response["Cache-Control"] = FOR_A_WHILE
    return response


def title(channel: Channel, settings: WidgetSettings) -> str:
    return faces.said(brands.of(channel), "", own=settings.title, standard=TITLE)


def _boot(channel: Channel, settings: WidgetSettings, *, language: str, base: str) -> dict[str, Any]:
    return {
        "base": base,
        "socket": f"/ws{base}",
        "sites": list(settings.origins),
        "lang": language,
        "words": words.told(),
        "title": title(channel, settings),
        "brand": brands.name_of(channel),
        "greeting": faces.said(brands.of(channel), "chat_greeting", own=settings.greeting, standard=""),
        "help": faces.help_home(brands.of(channel)),
        "files": settings.files,
        "largest": settings.max_file_mb * 2**20,
    }


def _script(code: str, status: int) -> HttpResponse:
    return HttpResponse(code, status=status, content_type="text/javascript; charset=utf-8")


@functools.cache
def _built(name: str, changed: float) -> str:
    return (site.CHAT_DIR / name).read_text(encoding="utf-8")


def _file(name: str) -> str | None:
    """A built file; read again when it was built again."""
    try:
        return _built(name, (site.CHAT_DIR / name).stat().st_mtime)
    except FileNotFoundError:
        return None


def static(name: str) -> str:
    digest = hashlib.sha256((_file(name) or "").encode()).hexdigest()[:12]
    return f"{site.STATIC_URL}chat/{name}?v={digest}"
