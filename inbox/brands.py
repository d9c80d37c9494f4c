"""The faces that customers see: a name, a colour, a logo and words in their language; channels choose one."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox import pictures, team_rows
from inbox.errors import InboxError
from inbox.models import Blob, Brand, Channel, User

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
PLAIN_COLOUR = "#3f60dc"
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
LONGEST_TEXT = 500
# What a brand may say in its own words, in each language; empty: what Janice says.
TEXTS: dict[str, str] = {
    "form_title": gettext_noop("Above the form"),
    "form_intro": gettext_noop("Below the title of the form"),
    "thanks": gettext_noop("After a form was sent"),
    "waiting": gettext_noop("Beside the time until an answer"),
    "chat_greeting": gettext_noop("The first words in the chat"),
    "survey_thanks": gettext_noop("After a survey was answered"),
    "help_intro": gettext_noop("Above the help pages"),
    "footer": gettext_noop("At the foot of every page and mail"),
}


def of(channel: Channel | None) -> Brand:
    """The face of a channel: its own, else the standard one, else none but a name. Not to be saved.

    A name that the channel has of its own (``Channel.brand``) stands above that of its face.
    """
    chosen = channel.face if channel is not None else None
    face = chosen or Brand.objects.filter(standard=True).first() or Brand(colour=PLAIN_COLOUR)
    if channel is not None:
        face.name = channel.brand or face.name or channel.name
    return face


def name_of(channel: Channel) -> str:
    return channel.brand or of(channel).name


def text(face: Brand, name: str, language: str) -> str:
    """What the brand says there in this language, or nothing."""
    return str(face.texts.get(language, {}).get(name, ""))


def create(*, actor: User, **fields: Any) -> Brand:
    """The first one is the standard one."""
    return _write(Brand(standard=not Brand.objects.exists()), fields, actor)


def change(brand: Brand, *, actor: User, **fields: Any) -> Brand:
    return _write(brand, fields, actor)


def delete(brand: Brand, *, actor: User) -> None:
    if brand.standard and Brand.objects.exclude(pk=brand.pk).exists():
        raise InboxError("standard", _("This is the standard brand. Make another one the standard first."), 409)
    try:
        team_rows.delete(brand, kind="brand", actor=actor)
    except ProtectedError:
        raise InboxError("in_use", _("This brand has help articles. Remove them first."), 409) from None


def put_logo(brand: Brand, content: bytes, *, actor: User) -> Brand:
    kind, drawn = pictures.checked(content)
    digest = hashlib.sha256(drawn).hexdigest()
    with transaction.atomic():
        Blob.objects.bulk_create([Blob(sha256=digest, content=drawn, size=len(drawn))], ignore_conflicts=True)
        return _write(brand, {"logo_id": digest, "logo_type": kind}, actor)


def take_logo(brand: Brand, *, actor: User) -> Brand:
    return _write(brand, {"logo_id": None, "logo_type": ""}, actor)


def _write(brand: Brand, fields: dict[str, Any], actor: User) -> Brand:
    """Raises InboxError naming every field that is refused."""
    wrong = problems(fields)
    if fields.get("standard") is False and brand.standard:
        wrong["standard"] = _("One brand is the standard one. Make another one the standard instead.")
    if wrong:
        raise InboxError("invalid", _("Some of it cannot be used."), fields=wrong)
    slug, name = fields.get("slug", brand.slug), fields.get("name", brand.name)
    others = Brand.objects.exclude(pk=brand.pk)
    unique = "slug" if others.filter(slug=slug).exists() else "name"
    taken = (
        _("There is another brand with the address {slug}.").format(slug=slug)
        if unique == "slug"
        else _("There is another brand with the name {name}.").format(name=name)
    )
    with transaction.atomic():
        if fields.get("standard"):
            others.filter(standard=True).update(standard=False)
        brand.version += 1
        return team_rows.write(brand, fields, kind="brand", taken={unique: taken}, actor=actor)


def problems(fields: dict[str, Any]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if "slug" in fields and not SLUG.fullmatch(fields["slug"]):
        wrong["slug"] = _("Small letters, digits and hyphens, as in northwind.")
    if "colour" in fields and not COLOUR.fullmatch(fields["colour"]):
        wrong["colour"] = _("Write the colour as six hexadecimal digits, as in #3f60dc.")
    for language, texts in fields.get("texts", {}).items():
        unknown = next((name for name in texts if name not in TEXTS), None)
        long = next((name for name, words in texts.items() if len(str(words)) > LONGEST_TEXT), None)
        if unknown is not None:
            wrong["texts"] = _("{language}: there is no text named “{unknown}”.").format(
                language=language, unknown=unknown
            )
        elif long is not None:
            wrong["texts"] = _("{language}: “{text}” may have at most {most} characters.").format(
                language=language, text=_(TEXTS[long]), most=LONGEST_TEXT
            )
    return wrong
