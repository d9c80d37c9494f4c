"""Whose name, colour and words customers see."""

from __future__ import annotations

import pytest

from inbox import brands
from inbox.errors import InboxError
from inbox.models import Blob, Brand, Event
from tests.office import Office
from tests.pictures import png

pytestmark = pytest.mark.django_db


def test_a_channel_has_the_face_it_chose_else_the_standard_one_else_only_a_name(shop: Office) -> None:
    channel = shop.channel
    channel.brand = ""
    assert brands.of(channel).name == channel.name
    assert brands.of(channel).pk is None
    first = brands.create(actor=shop.admin, name="Northwind", slug="northwind", colour="#0f766e")
    second = brands.create(actor=shop.admin, name="Southwind", slug="southwind")
    assert (first.standard, second.standard) == (True, False)
    assert (brands.of(channel).name, brands.of(channel).colour) == ("Northwind", "#0f766e")
    channel.face = second
    assert brands.of(channel).name == "Southwind"
    channel.brand = "Kettles"
    assert brands.name_of(channel) == "Kettles"
    assert Brand.objects.get(pk=second.pk).name == "Southwind"


def test_one_brand_is_always_the_standard_one(shop: Office) -> None:
    first = brands.create(actor=shop.admin, name="One", slug="one")
    second = brands.create(actor=shop.admin, name="Two", slug="two")
    with pytest.raises(InboxError) as refused:
        brands.change(first, actor=shop.admin, standard=False)
    assert "standard" in refused.value.fields
    brands.change(second, actor=shop.admin, standard=True)
    assert list(Brand.objects.filter(standard=True)) == [second]
    with pytest.raises(InboxError, match="Make another one"):
        brands.delete(second, actor=shop.admin)
    first.refresh_from_db()
    brands.delete(first, actor=shop.admin)
    told = Event.objects.filter(kind="brand.changed").order_by("-pk")[0]
    assert told.data["deleted"] is True


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"colour": "red"}, "colour"),
        ({"slug": "No spaces"}, "slug"),
        ({"slug": "other"}, "slug"),
        ({"name": "Other"}, "name"),
        ({"texts": {"de": {"motto": "Ahoi"}}}, "texts"),
        ({"texts": {"de": {"footer": "x" * 501}}}, "texts"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_name(shop: Office, fields: dict[str, object], refused: str) -> None:
    brands.create(actor=shop.admin, name="Other", slug="other")
    mine = brands.create(actor=shop.admin, name="Mine", slug="mine")
    with pytest.raises(InboxError) as error:
        brands.change(mine, actor=shop.admin, **fields)
    assert refused in error.value.fields


def test_a_text_is_said_in_the_language_that_has_it(shop: Office) -> None:
    brand = brands.create(actor=shop.admin, name="Mine", slug="mine", texts={"de": {"footer": "Ahoi"}})
    assert brands.text(brand, "footer", "de") == "Ahoi"
    assert brands.text(brand, "footer", "fr") == ""


def test_a_logo_is_kept_as_what_draws_and_can_be_taken_away(shop: Office) -> None:
    brand = brands.create(actor=shop.admin, name="Mine", slug="mine")
    brands.put_logo(brand, png(text="secret"), actor=shop.admin)
    assert brand.logo_type == "image/png"
    assert bytes(Blob.objects.get(pk=brand.logo_id).content) == png()
    brands.take_logo(brand, actor=shop.admin)
    assert Brand.objects.get(pk=brand.pk).logo_id is None
