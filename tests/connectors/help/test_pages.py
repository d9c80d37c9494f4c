"""The help pages as anybody's browser gets them."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from inbox import brands
from inbox import help as pages
from inbox.models import Article, Brand
from tests import office
from tests.pictures import png

pytestmark = pytest.mark.django_db
HOME = "/help/northwind/en/"


@pytest.fixture
def lids() -> Article:
    cache.clear()
    shop = office.build()
    brand = brands.create(actor=shop.admin, name="Northwind", slug="northwind", texts={"en": {"help_intro": "Ahoy"}})
    section = pages.create_section(brand, actor=shop.admin, titles={"en": "Care", "de": "Pflege"})
    body = "<h2>Lids</h2><p>The lid of a kettle can be <b>replaced</b>.</p>"
    german = "<p>Der Deckel kann ersetzt werden.</p>"
    pages.create_article(
        section, actor=shop.admin, language="de", title="Deckel", slug="lids", body_html=german, state="published"
    )
    pages.create_article(section, actor=shop.admin, language="en", title="A draft", body_html="<p>kettle</p>")
    return pages.create_article(
        section, actor=shop.admin, language="en", title="Lids", body_html=body, state="published"
    )


def test_the_bare_address_leads_to_the_language_of_the_browser(lids: Article, client: Client) -> None:
    front = client.get("/help/", follow=True, headers={"accept-language": "de-AT"})
    assert front.redirect_chain[-1][0] == "/help/northwind/de/"
    assert '<html lang="de" dir="ltr"' in front.text
    assert client.get("/help/northwind/", headers={"accept-language": "fr"})["Location"] == HOME


def test_sections_and_articles_are_shown_and_drafts_are_not(lids: Article, client: Client) -> None:
    home = client.get(HOME)
    assert "Ahoy" in home.text
    assert pages.path(lids) in home.text
    assert "A draft" not in home.text
    draft = Article.objects.get(state="draft")
    assert client.get(pages.path(draft)).status_code == 404


def test_a_search_marks_its_hits_and_nothing_else_gets_through(lids: Article, client: Client) -> None:
    found = client.get(HOME, {"q": "kettle"})
    assert "1 article found" in found.text
    assert "<mark>kettle</mark>" in found.text
    assert 'content="noindex"' in found.text
    nothing = client.get(HOME, {"q": "<script>alert(1)</script>"})
    assert "<script>alert" not in nothing.text
    assert "Nothing found for" in nothing.text


def test_an_article_says_where_it_stands_and_in_which_languages(lids: Article, client: Client) -> None:
    page = client.get(pages.path(lids))
    assert "<b>replaced</b>" in page.text
    assert f'<link rel="canonical" href="http://testserver{pages.path(lids)}">' in re.sub(
        r"http://[^/\"]+", "http://testserver", page.text
    )
    assert 'hreflang="de"' in page.text
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not page.cookies


def test_one_vote_of_a_line_and_day_counts(lids: Article, client: Client) -> None:
    answer = client.post(pages.path(lids), {"helpful": "yes"})
    assert answer["Location"].endswith("?said=yes#said")
    client.post(pages.path(lids), {"helpful": "no"})
    client.post(pages.path(lids), {"helpful": "perhaps"})
    lids.refresh_from_db()
    assert (lids.helpful, lids.unhelpful) == (1, 0)
    client.post(pages.path(lids), {"helpful": "no"}, REMOTE_ADDR="203.0.113.9")
    lids.refresh_from_db()
    assert lids.unhelpful == 1


def test_suggestions_are_for_somebody_who_is_still_writing(lids: Article, client: Client) -> None:
    found = client.get(f"{HOME}suggest", {"q": "Hello, my kettle has lost its lid"}).json()
    assert found == {"results": [{"title": "Lids", "url": pages.path(lids)}]}
    assert client.get(f"{HOME}suggest", {"q": "a"}).json() == {"results": []}


def test_a_flood_of_searches_is_told_to_wait(lids: Article, client: Client) -> None:
    for _ in range(60):
        client.get(HOME, {"q": "kettle"})
    assert client.get(HOME, {"q": "kettle"}).status_code == 429


def test_search_engines_are_told_what_is_published(lids: Article, client: Client) -> None:
    sitemap = client.get("/help/northwind/sitemap.xml")
    assert sitemap["Content-Type"] == "application/xml"
    assert sitemap.text.count("<loc>") == 2
    assert pages.path(lids) in sitemap.text


@pytest.mark.parametrize(
    "path", ["/help/nobody/", "/help/northwind/nl/", "/help/northwind/en/care/nothing/", "/help/nobody/sitemap.xml"]
)
def test_what_is_not_there_is_not_found(lids: Article, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_brand_limits_its_languages(lids: Article, client: Client) -> None:
    Brand.objects.update(languages=["en"])
    assert client.get("/help/northwind/de/").status_code == 404


def test_logo_and_colour_come_from_our_own_address(lids: Article, client: Client) -> None:
    brand = Brand.objects.get()
    assert client.get("/brand/northwind/logo").status_code == 404
    office_admin = office.person("painter")
    brands.put_logo(brand, png(), actor=office_admin)
    brands.change(brand, actor=office_admin, colour="#0f766e")
    logo = client.get("/brand/northwind/logo")
    assert (logo["Content-Type"], logo.content) == ("image/png", png())
    assert "sandbox" in logo["Content-Security-Policy"]
    assert "#0f766e" in client.get("/brand/northwind/style.css").text
    assert f"/brand/northwind/logo?v={brand.logo_id[:12]}" in client.get(HOME).text  # type: ignore[index]
