"""The chat with made-up contents on a made-up site, for admins who change how it looks."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from connectors import brand, faces, speaking
from connectors.widget import hours, install, pages, visits, words
from connectors.widget.settings import WidgetSettings, read
from inbox import brands
from inbox.models import Channel


def html(channel: Channel, *, theme: str) -> str:
    settings, told = read(channel), words.told()
    shade = faces.colour(channel, settings.colour)
    here = hours.now(channel, settings)
    context = {
        **speaking.context(),
        "theme": theme,
        "css": brand.style_sheet(shade),
        "panel_css": pages.static("panel.css"),
        "side": settings.side,
        "title": pages.title(channel, settings),
        "greeting": faces.said(brands.of(channel), "chat_greeting", own=settings.greeting, standard=""),
        "brand": brands.name_of(channel),
        "agent": install.shown_name("Priya Nair", channel, settings.agents),
        "status": told["away" if not here.open else "here" if here.answer_by else "present"],
        "words": told,
        "questions": _questions(settings, told),
        "files": settings.files,
        "invite": settings.proactive_text if settings.proactive_after else "",
    }
    return render_to_string("widget/preview.html", context)


def _questions(settings: WidgetSettings, told: dict[str, str]) -> list[dict[str, Any]]:
    """As a new visitor is asked them in opening hours."""
    asked = visits.questions(settings, None, None, away=False)
    return [{**one, "label": one["label"] or told[one["name"]]} for one in asked]
