"""The form and the private page with made-up contents, for admins who change how they look."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from connectors import brand, faces
from connectors.webform import conversation, pages, waiting, when
from connectors.webform.forms import ReplyForm, RequestForm
from connectors.webform.settings import FormSettings, read
from inbox import brands
from inbox.models import Channel, Ticket


def html(channel: Channel, *, page: str, theme: str) -> str:
    settings = read(channel)
    common = pages.context_of(channel, settings)
    shown = _form(channel, settings) if page == "form" else _ticket(channel, settings)
    css = brand.style_sheet(faces.colour(channel, settings.colour))
    context = {**common, **shown, "brand_css": "", "inline_css": css, "theme": theme}
    return render_to_string(f"webform/{page}.html", context)


def _form(channel: Channel, settings: FormSettings) -> dict[str, Any]:
    return {"form": RequestForm(settings), "token": "", "waiting_words": waiting.words(channel)}


def _ticket(channel: Channel, settings: FormSettings) -> dict[str, Any]:
    ticket = Ticket(number=1234567, subject="The lid of my kettle", status=Ticket.Status.WAITING_CUSTOMER)
    standing = conversation.Standing(
        badge=_("Waiting for you"), meaning=_("We need an answer from you to go on."), tone="ask"
    )
    place, now = when.zone(), timezone.now()
    said = [
        (False, _("You"), "Good morning, the lid of my kettle does not close any more.", dt.timedelta(hours=5)),
        (
            True,
            brands.name_of(channel),
            "Thank you for writing. Is it the blue one or the red one?",
            dt.timedelta(hours=2),
        ),
    ]
    entries = [
        conversation.Entry(
            id=number,
            ours=ours,
            who=who,
            at=now - ago,
            when=when.moment(now - ago, place, now=now),
            body=format_html("<p>{}</p>", words),
            files=(),
        )
        for number, (ours, who, words, ago) in enumerate(said)
    ]
    return {
        "ticket": ticket,
        "standing": standing,
        "entries": entries,
        "token_in_url": "preview",
        "zone": when.zone_words(place),
        "form": ReplyForm(settings, label=_("Write a reply")),
        "token": "",
    }
