"""What an admin sees of a page before they save anything."""

from __future__ import annotations

from typing import Any

import pytest

from connectors import previews
from inbox import brands
from inbox.errors import InboxError
from inbox.models import Brand, Channel
from tests.office import Office

pytestmark = pytest.mark.django_db


def shown(page: str, **wanted: Any) -> str:
    common: dict[str, Any] = {"language": "en", "theme": "light", "face": None, "stored": None}
    return previews.page(page=page, **{**common, **wanted})


@pytest.mark.parametrize("page", ["form", "ticket", "chat"])
def test_a_page_shows_what_is_not_saved_yet_and_saves_nothing(shop: Office, page: str) -> None:
    face = brands.create(actor=shop.admin, name="Northwind", slug="northwind")
    channels = Channel.objects.count()
    unsaved = {"name": "Südwind", "colour": "#0f766e"}
    html = shown(page, language="ar", theme="dark", face=face, brand=unsaved)
    assert '<html lang="ar" dir="rtl" data-theme="dark"' in html
    assert "Südwind" in html or page == "chat"
    assert "#0f766e" in html
    assert Brand.objects.get().name == "Northwind"
    assert Channel.objects.count() == channels


def test_settings_of_a_form_that_are_not_saved_are_shown(shop: Office) -> None:
    html = shown("form", language="de", settings={"title": "Ahoi", "unknown": 1})
    assert "Ahoi" in html
    assert "Ihre E-Mail-Adresse" in html
    assert "Contact us" not in html


def test_what_cannot_be_shown_is_refused_by_its_name(shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        shown("form", brand={"colour": "red"})
    assert "brand.colour" in refused.value.fields
    with pytest.raises(InboxError) as refused:
        shown("form", settings={"max_files": 99})
    assert "settings.max_files" in refused.value.fields
    with pytest.raises(InboxError):
        shown("nothing")


@pytest.mark.parametrize("page", ["form", "chat"])
def test_words_of_an_admin_are_shown_as_words(shop: Office, page: str) -> None:
    assert "<script>x" not in shown(page, settings={"title": "<script>x</script>"})
