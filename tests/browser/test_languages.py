"""The console in other languages, and a part of it that falls over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop

LIVE = 10_000
SENTENCE = re.compile(r"\b(the|and|your|with|not|nothing|of|is|are|to)\b", re.IGNORECASE)


def elsewhere(shop: Shop, browser: Browser, locale: str, route: str) -> Page:
    """Sam's console in a browser that asks for another language."""
    signed = journeys.sign_in(browser, shop, "sam").context.storage_state()
    signed["origins"] = []
    context = browser.new_context(locale=locale, storage_state=signed, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{shop.stack.url}{route}")
    return page


def words_of(page: Page, selector: str) -> str:
    """What is written there, without what people wrote."""
    return str(
        page.evaluate(
            """selector => { const copy = document.querySelector(selector).cloneNode(true);
            for (const own of copy.querySelectorAll('[dir=auto], [data-row], bdi, kbd')) own.remove();
            return [copy.innerText, ...[...copy.querySelectorAll('[aria-label],[title],[placeholder]')].flatMap(
              one => ['aria-label', 'title', 'placeholder'].map(name => one.getAttribute(name) ?? ''))].join('; ') }""",
            selector,
        )
    )


def test_german_is_spoken_by_a_browser_that_asks_for_it(shop: Shop, browser: Browser) -> None:
    page = elsewhere(shop, browser, "de-DE", "/wall")
    expect(page.locator("html")).to_have_attribute("lang", "de", timeout=LIVE)
    expect(page.get_by_role("region", name="Heute gebrochen")).to_be_visible(timeout=LIVE)
    assert not SENTENCE.findall(words_of(page, "main"))


def test_arabic_turns_the_page_around_and_fits(shop: Shop, browser: Browser) -> None:
    page = elsewhere(shop, browser, "ar-EG", "/wall")
    html = page.locator("html")
    expect(html).to_have_attribute("dir", "rtl", timeout=LIVE)
    expect(html).to_have_attribute("lang", "ar")
    expect(page.get_by_text("لوحة SLA").first).to_be_visible(timeout=LIVE)
    page.goto(f"{shop.stack.url}/inbox/open")
    main = page.get_by_role("main")
    expect(main).to_be_visible(timeout=LIVE)
    box = main.bounding_box()
    assert box is not None
    assert (box["x"], box["x"] + box["width"] < 1440) == (0, True), "the sidebar stands at the right"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("language", "signs"), [("fr", "Tous les ouverts"), ("es", "Todos los abiertos")])
def test_the_choice_of_a_person_counts_more_than_the_browser(
    shop: Shop, browser: Browser, language: str, signs: str
) -> None:
    page = journeys.sign_in(browser, shop, "maya", route="/inbox/open")
    put = """language => fetch('/api/v1/me', {method: 'PATCH', headers: {'Content-Type': 'application/json',
      'X-CSRFToken': /csrftoken=([^;]+)/.exec(document.cookie)[1]}, body: JSON.stringify({language})})
      .then(answer => answer.status)"""
    assert page.evaluate(put, language) == 200
    try:
        page.reload()
        expect(page.locator("html")).to_have_attribute("lang", language, timeout=LIVE)
        expect(page).to_have_title(re.compile(signs), timeout=LIVE)
    finally:
        assert page.evaluate(put, "") == 200


def test_a_broken_ticket_leaves_the_list_standing(shop: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "maya", route="/inbox/open")
    row = page.locator("[data-row]").first
    expect(row).to_be_visible(timeout=LIVE)
    page.route(
        re.compile(r"/api/v1/tickets/\d+/messages"), lambda route: route.fulfill(json={"results": [None], "next": None})
    )
    row.click()
    broken = page.get_by_role("alert").filter(has_text="This part of the page does not work right now")
    expect(broken).to_be_visible(timeout=LIVE)
    expect(row).to_be_visible()
    for name in ("Try again", "Reload", "Copy a report"):
        expect(broken.get_by_role("button", name=name)).to_be_visible()
    page.unroute(re.compile(r"/api/v1/tickets/\d+/messages"))
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LIVE)
    expect(broken).to_have_count(0)
