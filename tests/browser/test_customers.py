"""A customer's page: a sender is marked as spam, and somebody is erased for good."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.test_screens import PHONE, check

LIVE = 20_000
LOOKS = [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)]


def writes(shop: Shop, name: str, subject: str) -> str:
    """A mail from somebody of this name; their address."""
    address = f"{name.lower().replace(' ', '.')}@customer.example"
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{name} <{address}>", "support@shop.example", subject
    mail.set_content(f"{subject}: please help.")
    shop.stack.pipe("support@shop.example", mail)
    return address


def found(shop: Shop, browser: Browser, username: str, name: str, **options: Any) -> Page:
    page = journeys.sign_in(browser, shop, username, route="/contacts", **options, bypass_csp=True)
    page.get_by_role("textbox", name="Find by name, address or handle").fill(name)
    page.get_by_role("list", name="Found customers").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Reach them on")).to_be_visible(timeout=LIVE)
    return page


@pytest.mark.parametrize(("name", "options"), LOOKS, ids=lambda x: x if isinstance(x, str) else "")
def test_a_customer_is_erased_after_their_name_was_typed(
    shop: Shop, browser: Browser, name: str, options: dict[str, Any]
) -> None:
    who = f"Zelda {name.title()}"
    writes(shop, who, f"Recipe of {who}")
    page = found(shop, browser, "sam", who, **options)
    page.get_by_role("button", name="Erase…").click()
    dialog = page.get_by_role("dialog", name="Erase this customer for good")
    expect(dialog).to_contain_text("Every word in 1 ticket")
    expect(dialog).to_contain_text("1 of these tickets is open and closes without an answer")
    sure = dialog.get_by_role("button", name="Erase for good")
    typed = dialog.get_by_label(f"Type “{who}” to confirm")
    typed.fill("Zelda")
    expect(sure).to_be_disabled()
    dialog.get_by_label("Why?").fill("Asked by letter")
    typed.fill(who.lower())
    check(page, f"erase-{name}")
    sure.click()
    expect(page.get_by_text("They are being erased.")).to_be_visible(timeout=LIVE)
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("Nobody fits.")).to_be_visible(timeout=60_000)
    left = shop.stack.api("GET", f"contacts?q={who.replace(' ', '%20')}")
    assert left["results"] == []
    page.context.close()


def test_an_agent_erases_nobody_and_a_label_holds(shop: Shop, browser: Browser) -> None:
    writes(shop, "Yara Held", "Papers of Yara")
    page = found(shop, browser, "maya", "Yara Held")
    expect(page.get_by_role("button", name="Merge with…")).to_be_visible()
    expect(page.get_by_role("button", name="Erase…")).to_have_count(0)
    page.context.close()
    (yara,) = shop.stack.api("GET", "contacts?q=Yara%20Held")["results"]
    shop.stack.api("PATCH", f"contacts/{yara['id']}", {"labels": ["legal-hold"]})
    page = found(shop, browser, "sam", "Yara Held")
    page.get_by_role("button", name="Erase…").click()
    dialog = page.get_by_role("dialog", name="Erase this customer for good")
    expect(dialog.get_by_role("alert")).to_contain_text("The label “legal-hold” is on the customer.")
    expect(dialog.get_by_role("button", name="Erase for good")).to_have_count(0)
    check(page, "erase-held")
    page.context.close()


def test_what_a_marked_sender_writes_next_is_spam_until_it_is_taken_back(shop: Shop, browser: Browser) -> None:
    address = writes(shop, "Pit Peddler", "Cheap kettles")
    page = found(shop, browser, "maya", "Pit Peddler")
    handles = page.get_by_role("region", name="Reach them on")
    handles.get_by_role("button", name=f"More for {address}").click()
    page.get_by_role("menuitem", name="What comes from here is spam").click()
    expect(handles).to_contain_text("Marked as spam", timeout=LIVE)
    check(page, "spam-marked")
    page.get_by_role("combobox", name="Spam", exact=True).click()
    page.get_by_role("option", name="Only marked as spam").click()
    expect(page.get_by_role("list", name="Found customers")).to_contain_text("Pit Peddler")
    writes(shop, "Pit Peddler", "Cheaper kettles")
    page.goto(f"{shop.stack.url}/inbox/spam")
    expect(page.locator("[data-row]").filter(has_text="Cheaper kettles")).to_be_visible(timeout=LIVE)
    page.goto(f"{shop.stack.url}/contacts?")
    page.get_by_role("textbox", name="Find by name, address or handle").fill("Pit Peddler")
    page.get_by_role("list", name="Found customers").get_by_role("link").first.click()
    handles.get_by_role("button", name=f"More for {address}").click()
    page.get_by_role("menuitem", name="It is no spam").click()
    expect(handles).not_to_contain_text("Marked as spam", timeout=LIVE)
    writes(shop, "Pit Peddler", "Honest kettles")
    page.goto(f"{shop.stack.url}/inbox/open")
    expect(page.locator("[data-row]").filter(has_text="Honest kettles")).to_be_visible(timeout=LIVE)
    expect(page).to_have_url(re.compile("/inbox/open"))
    page.context.close()
