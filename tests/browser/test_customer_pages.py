"""What else customers see: the way back to their request (criterion 60), and the help pages, in a browser."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from connectors import intake, registry
from connectors.webform import tokens
from inbox import brands, ingest
from inbox import help as pages
from inbox.models import Article, Channel, Message, Ticket
from tests import office
from tests.browser.test_form import AXE, RULES, SIZES, form, visitor
from tests.office import Office
from tests.pictures import png

__all__ = ["form"]  # a fixture
KNOWN, UNKNOWN = "ada@customer.example", "nobody@customer.example"


def ask_for_links(page: Page, address: str, email: str) -> str:
    page.goto(f"{address}find/")
    page.get_by_label("Your e-mail address").fill(email)
    page.wait_for_timeout(2100)  # no person is quicker, and the form knows
    page.get_by_role("button", name="Send me the links").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    return page.locator("main").inner_text()


def work() -> None:
    for raw in ingest.claim(10):
        intake.work(raw)


def written(channel: Channel, subject: str) -> Ticket:
    """A request by the form, from the known address."""
    found = office.mail(f"About {subject}", subject=subject, sender=KNOWN)
    return office.ticket(channel, found)


def test_60_a_link_opens_only_its_ticket_runs_out_and_asking_for_it_tells_nothing(
    browser: Browser, form: tuple[Office, str]
) -> None:
    address = form[1]
    channel = Channel.objects.get(kind="webform")
    first, second = written(channel, "The kettle"), written(channel, "The lamp")
    page = visitor(browser)
    answers = {ask_for_links(page, address, email) for email in (KNOWN, UNKNOWN)}
    assert len(answers) == 1, "the answer reveals whether an address is known"
    work()
    mail = Message.objects.get(automated=True, subject="The links to your requests")
    assert [to["handle"] for to in mail.recipients["to"]] == [KNOWN]
    links = re.findall(r"http\S+/t/open/\S+", mail.body_text)
    assert len(links) == 2
    (mine,) = [link for link in links if tokens.read_link(link.rstrip("/").rpartition("/")[2]) == first.pk]
    page.goto(mine)
    expect(page.get_by_role("heading", name="The kettle")).to_be_visible()
    expect(page.get_by_text("The lamp")).to_have_count(0)
    assert second.reference not in page.content()
    later = timezone.now() + tokens.LINK_FOR + dt.timedelta(minutes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", later.timestamp)
        page.goto(mine)
        expect(page.get_by_text("This link has expired")).to_be_visible()
    page.context.close()


@pytest.fixture
def lids(live_server: LiveServer, settings: Settings) -> Iterator[tuple[Article, str]]:
    settings.PUBLIC_URL = live_server.url
    cache.clear()
    shop = office.build()
    brand = brands.create(
        actor=shop.admin, name="Northwind", slug="northwind", colour="#0f766e", link="https://x.example"
    )
    brands.put_logo(brand, png(120, 32), actor=shop.admin)
    section = pages.create_section(brand, actor=shop.admin, titles={"en": "Care", "ar": "العناية"})
    body = "<h2>When it is loose</h2><p>The lid of a kettle can be replaced.</p><ul><li>Order one.</li></ul>"
    shown = {"state": "published", "slug": "lids"}
    arabic = {"language": "ar", "title": "غطاء الغلاية", "body_html": "<p>يمكن استبدال الغطاء.</p>"}
    english = {"language": "en", "title": "The lid does not close", "body_html": body}
    pages.create_article(section, actor=shop.admin, **arabic, **shown)
    article = pages.create_article(section, actor=shop.admin, **english, **shown)
    channel = Channel(kind="webform", name="Contact form", address="contact", team=shop.support)
    channel.capabilities = registry.get("webform").capabilities({}, {})
    channel.save()
    yield article, live_server.url
    cache.clear()


def test_without_scripts_somebody_searches_reads_and_says_that_it_helped(
    browser: Browser, lids: tuple[Article, str]
) -> None:
    article, address = lids
    page = visitor(browser, size=SIZES["phone"])
    page.goto(f"{address}/help/")
    page.get_by_label("Search the help pages").fill("kettle lid")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark").first).to_have_text(re.compile("lid|kettle"))
    page.get_by_role("link", name=article.title).click()
    expect(page.get_by_role("heading", name=article.title)).to_be_visible()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_role("status")).to_have_text("Thank you. This helps us.")
    article.refresh_from_db()
    assert article.helpful == 1
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.context.close()


def test_the_form_offers_articles_while_somebody_writes(browser: Browser, lids: tuple[Article, str]) -> None:
    article, address = lids
    page = visitor(browser, scripts=True)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{address}/f/contact/")
    page.get_by_label("Subject").fill("My lid is loose")
    expect(page.get_by_role("link", name=article.title)).to_be_visible()
    page.get_by_label("Subject").fill("Zzz")
    expect(page.get_by_role("link", name=article.title)).to_be_hidden()
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize("look", ["light", "dark", "narrow", "zoomed"])
def test_an_accessibility_checker_finds_nothing_and_nothing_is_too_wide(
    browser: Browser, lids: tuple[Article, str], look: str
) -> None:
    size = {"narrow": SIZES["narrow"], "zoomed": (640, 400)}.get(look, SIZES["desk"])
    page = visitor(browser, size=size, scripts=True, dark=look == "dark")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found: list[str] = []
    article, address = lids
    arabic = Article.objects.get(language="ar")
    home = f"{address}/help/northwind"
    places = [f"{home}/en/", f"{home}/en/?q=lid", f"{home}/ar/", pages.path(article), pages.path(arabic), "/help/no/"]
    for place in [*places, "/f/contact/?lang=ar", "/f/contact/find/?lang=ar"]:
        page.goto(place if place.startswith("http") else f"{address}{place}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, place
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found += [
            f"{place}: {hit['id']}: {node['html'][:120]}" for hit in result["violations"] for node in hit["nodes"]
        ]
    page.context.close()
    assert found == []
    assert all(url.startswith(address) for url in asked), asked
