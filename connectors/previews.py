"""What customers would see, while an admin is still changing it: nothing is saved, and what stands there is made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from connectors import registry
from connectors.base import ShowsPages
from inbox import brands
from inbox.errors import InboxError
from inbox.models import Brand, Channel


def page(
    *,
    page: str,
    language: str,
    theme: str,
    face: Brand | None,
    stored: Channel | None,
    brand: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> str:
    """One page as HTML. Raises InboxError when a setting cannot be used, by its name."""
    connector = next((found for found in map(registry.get, registry.kinds()) if _shows(found, page)), None)
    if connector is None or not isinstance(connector, ShowsPages):
        raise InboxError("invalid", f"Nothing shows a page {page!r}.", fields={"page": "There is no such page."})
    kept = stored.settings if stored is not None and _shows(registry.get(stored.kind), page) else {}
    channel = Channel(kind=connector.key, name=stored.name if stored else "", address="preview")
    channel.brand = stored.brand if stored else ""
    known = {field.name for field in connector.fields if not field.secret}
    channel.settings = {name: value for name, value in {**kept, **(settings or {})}.items() if name in known}
    complaints = {
        f"settings.{field.name}": words
        for field in connector.fields
        if field.name in channel.settings and (words := field.complaint(channel.settings[field.name]))
    }
    if complaints:
        raise InboxError("invalid_settings", "Some settings are not usable.", fields=complaints)
    channel.face = _changed(face or (stored.face if stored else None) or brands.of(None), brand or {})
    with translation.override(language):
        return connector.preview(channel, page=page, theme=theme)


def _shows(connector: object, page: str) -> bool:
    return isinstance(connector, ShowsPages) and page in connector.pages


def _changed(face: Brand, fields: Mapping[str, Any]) -> Brand:
    """In memory only."""
    wrong = brands.problems(dict(fields))
    if wrong:
        raise InboxError(
            "invalid", "Some of it cannot be used.", fields={f"brand.{name}": wrong[name] for name in wrong}
        )
    for name, value in fields.items():
        setattr(face, name, value)
    return face
