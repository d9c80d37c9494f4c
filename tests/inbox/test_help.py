"""Help pages: written by admins, found by anybody."""

from __future__ import annotations

import pytest

from inbox import brands
from inbox import help as pages
from inbox.errors import InboxError
from inbox.models import Article, HelpSection
from tests.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(shop: Office) -> HelpSection:
    brand = brands.create(actor=shop.admin, name="Northwind", slug="northwind")
    return pages.create_section(brand, actor=shop.admin, titles={"en": "Returns & refunds", "de": "Rückgabe"})


def write(shop: Office, section: HelpSection, title: str, body: str, **more: object) -> Article:
    fields = {"language": "en", "state": "published", **more}
    return pages.create_article(section, actor=shop.admin, title=title, body_html=body, **fields)


def test_an_address_is_made_of_the_title_and_what_is_dangerous_is_not_kept(shop: Office, section: HelpSection) -> None:
    article = write(
        shop, section, "Return a kettle", "<p onclick='x'>Send it <b>back</b>.</p><script>alert(1)</script>"
    )
    assert pages.path(article) == "/help/northwind/en/returns-refunds/return-a-kettle/"
    assert article.body_html == "<p>Send it <b>back</b>.</p>"
    assert article.body_text == "Send it back."
    foreign = write(shop, section, "إرجاع الغلاية", "<p>كيف</p>", language="ar")
    assert foreign.slug


def test_what_is_published_is_found_by_the_beginning_of_a_word_and_marked(shop: Office, section: HelpSection) -> None:
    kettle = write(shop, section, "Lids", "<p>The lid of a kettle can be replaced.</p>")
    write(shop, section, "Delivery", "<p>Parcels take two days.</p>")
    write(shop, section, "Secret kettle", "<p>Kettle draft</p>", state="draft")
    rows = pages.published(section.brand, "en")
    assert [hit.pk for hit in pages.found(rows, "kett")] == [kettle.pk]
    assert f"{pages.MARK}kettle{pages.UNMARK}" in pages.found(rows, "kettle")[0].hit  # type: ignore[attr-defined]
    assert [hit.pk for hit in pages.found(rows, "LID replaced")] == [kettle.pk]
    assert not pages.found(rows, "lid parcels")
    assert {hit.title for hit in pages.found(rows, "lid parcels", every=False)} == {"Lids", "Delivery"}
    assert not pages.found(rows, "' | !:* \\ ")
    assert not pages.published(section.brand, "de")


def test_nothing_empty_is_published(shop: Office, section: HelpSection) -> None:
    with pytest.raises(InboxError) as refused:
        write(shop, section, "Empty", "<p> </p>")
    assert "body_html" in refused.value.fields
    draft = write(shop, section, "Empty", "", state="draft")
    with pytest.raises(InboxError):
        pages.change_article(draft, actor=shop.admin, state="published")
    pages.change_article(draft, actor=shop.admin, state="published", body_html="<p>Now</p>")
    assert Article.objects.get().published_at is not None


def test_of_two_who_change_an_article_at_once_the_second_is_told(shop: Office, section: HelpSection) -> None:
    article = write(shop, section, "Lids", "<p>One</p>")
    version = article.version
    pages.change_article(Article.objects.get(), actor=shop.admin, version=version, title="Lids and caps")
    with pytest.raises(InboxError) as refused:
        pages.change_article(Article.objects.get(), actor=shop.admin, version=version, title="Mine")
    assert refused.value.status == 409
    assert Article.objects.get().title == "Lids and caps"


def test_two_articles_of_a_section_cannot_share_an_address(shop: Office, section: HelpSection) -> None:
    write(shop, section, "Lids", "<p>One</p>")
    with pytest.raises(InboxError) as refused:
        write(shop, section, "Lids", "<p>Two</p>")
    assert "slug" in refused.value.fields
    assert write(shop, section, "Lids", "<p>Deckel</p>", language="de").slug == "lids"


def test_sections_are_ordered_and_go_only_when_they_are_empty(shop: Office, section: HelpSection) -> None:
    other = pages.create_section(section.brand, actor=shop.admin, titles={"en": "Delivery"})
    pages.order(HelpSection.objects.all(), [other.pk, section.pk], actor=shop.admin, kind="help_section")
    assert list(HelpSection.objects.all()) == [other, section]
    write(shop, section, "Lids", "<p>One</p>")
    with pytest.raises(InboxError) as refused:
        pages.delete_section(section, actor=shop.admin)
    assert refused.value.code == "in_use"
    with pytest.raises(InboxError):
        brands.delete(section.brand, actor=shop.admin)
    pages.delete_section(other, actor=shop.admin)
    with pytest.raises(InboxError) as refused:
        pages.create_section(section.brand, actor=shop.admin, titles={"en": " "})
    assert "titles" in refused.value.fields


def test_votes_are_counted(shop: Office, section: HelpSection) -> None:
    article = write(shop, section, "Lids", "<p>One</p>")
    pages.count(article, helpful=True)
    pages.count(article, helpful=False)
    pages.count(article, helpful=False)
    article.refresh_from_db()
    assert (article.helpful, article.unhelpful) == (1, 2)
