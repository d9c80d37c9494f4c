"""The pages of the administration on which it is settled what customers see: brands, forms, the chat, help pages."""

from __future__ import annotations

import contextlib
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.pictures import png

LIVE = 15_000


def at(browser: Browser, shop: Shop, section: str, **options: Any) -> Page:
    return journeys.sign_in(browser, shop, "admin", route=f"/admin/{section}", **options)


def test_a_brand_is_seen_before_it_is_saved_and_then_by_customers(shop: Shop, browser: Browser) -> None:
    page = at(browser, shop, "brands")
    page.get_by_role("button", name="New brand").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Westwind")
    page.get_by_label("Below the title of the form").fill("Ahoy from the west")
    inside = page.frame_locator("iframe")
    expect(inside.get_by_text("Ahoy from the west")).to_be_visible(timeout=LIVE)
    expect(inside.get_by_text("Westwind").first).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Upload a logo")).to_be_visible(timeout=LIVE)
    page.locator("input[type=file]").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": png(80, 20)})
    expect(page.get_by_alt_text("The logo")).to_be_visible(timeout=LIVE)
    brand = next(one for one in shop.stack.api("GET", "brands")["results"] if one["name"] == "Westwind")
    shop.stack.api("PATCH", f"channels/{shop.form['id']}", {"face_id": brand["id"]})
    try:
        page.goto(f"{shop.stack.url}/f/contact/")
        expect(page.get_by_text("Ahoy from the west")).to_be_visible()
    finally:
        shop.stack.api("PATCH", f"channels/{shop.form['id']}", {"face_id": None})
        shop.stack.api("DELETE", f"brands/{brand['id']}")


def test_a_field_of_a_form_is_made_moved_and_shown(
    shop: Shop, browser: Browser, afterwards: contextlib.ExitStack
) -> None:
    afterwards.callback(shop.stack.api, "PATCH", f"channels/{shop.form['id']}", {"settings": {"fields": []}})
    page = at(browser, shop, "forms")
    page.get_by_role("button", name="Contact form").click()
    for label in ("Order number", "Since when"):
        page.get_by_role("button", name="Add a field").click()
        page.get_by_role("textbox", name="Label", exact=True).last.fill(label)
    inside = page.frame_locator("iframe")
    expect(inside.get_by_label("Since when")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Move Since when up").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible(timeout=LIVE)
    kept = shop.stack.api("GET", f"channels/{shop.form['id']}")["settings"]["fields"]
    assert [line.split(" | ")[1] for line in kept] == ["Since when", "Order number"]


def test_an_article_is_written_published_and_read(shop: Shop, browser: Browser) -> None:
    brand = shop.stack.api("POST", "brands", {"name": "Helpwind", "slug": "helpwind"})
    page = at(browser, shop, "help")
    page.get_by_role("button", name="New section").click()
    page.get_by_label("Title in English").fill("Care")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Article", exact=True).click()
    page.get_by_role("textbox", name="Title", exact=True).fill("How do I clean it?")
    page.get_by_role("textbox", name="The text").fill("With vinegar.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published").first).to_be_visible(timeout=LIVE)
    page.goto(f"{shop.stack.url}/help/helpwind/en/")
    page.get_by_role("link", name="How do I clean it?").click()
    expect(page.get_by_text("With vinegar.")).to_be_visible()
    for article in shop.stack.api("GET", f"articles?brand={brand['id']}")["results"]:
        shop.stack.api("DELETE", f"articles/{article['id']}")
    shop.stack.api("DELETE", f"brands/{brand['id']}")
