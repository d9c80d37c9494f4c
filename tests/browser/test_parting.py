"""A conversation is split, two tickets are joined and parted again, and a thank-you needs no reply."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.test_screens import PHONE, check

LIVE = 15_000
LOOKS = [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)]


def arrives(shop: Shop, subject: str, text: str, *, after: str = "") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ivo Keller <ivo@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '-')}@customer.example>"
    if after:
        mail["References"] = f"<{after.replace(' ', '-')}@customer.example>"
    mail.set_content(text)
    shop.stack.pipe("support@shop.example", mail)


def menu(page: Page, item: str) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name=item).click()


@pytest.mark.parametrize(("name", "options"), LOOKS, ids=lambda x: x if isinstance(x, str) else "")
def test_two_questions_in_one_conversation_become_two_tickets(
    shop: Shop, browser: Browser, name: str, options: dict[str, Any]
) -> None:
    first, second = f"Lid of the {name} kettle", f"Invoice of the {name} kettle"
    arrives(shop, first, "The lid is broken.")
    page = journeys.sign_in(browser, shop, "admin", route="/inbox/all", **options, bypass_csp=True)
    journeys.open_ticket(page, first)
    arrives(shop, second, "And where is my invoice?", after=first)
    asked = page.get_by_role("article").filter(has_text="where is my invoice")
    expect(asked).to_be_visible(timeout=LIVE)
    asked.hover()
    asked.get_by_role("button", name="What can be done to the message from Ivo Keller").click()
    page.get_by_role("menuitem", name="Split from here").click()
    dialog = page.get_by_role("dialog", name="Split the conversation here")
    expect(dialog).to_contain_text("And where is my invoice?")
    check(page, f"split-{name}")
    dialog.get_by_role("button", name="Make it a ticket of its own").click()
    expect(page.get_by_role("heading", name=second)).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("article").filter(has_text="The lid is broken.")).to_have_count(0)
    page.context.close()


def test_a_merge_is_taken_back_from_the_menu_and_a_thank_you_needs_no_reply(shop: Shop, browser: Browser) -> None:
    arrives(shop, "Spout of a kettle", "The spout drips.")
    arrives(shop, "Thanks for the kettle", "It is lovely!")
    page = journeys.sign_in(browser, shop, "admin", route="/inbox/all")
    journeys.open_ticket(page, "Thanks for the kettle")
    into, source = (shop.stack.api("GET", f"tickets?q={words}")["results"][0] for words in ("spout", "lovely"))
    shop.stack.api("POST", f"tickets/{source['id']}/merge", {"into_id": into["id"]})
    expect(page.get_by_text("This ticket was merged into")).to_be_visible(timeout=LIVE)
    menu(page, "Unmerge")
    expect(page.get_by_text("This ticket was merged into")).to_have_count(0, timeout=LIVE)
    expect(page.get_by_role("article").filter(has_text="It is lovely!")).to_be_visible(timeout=LIVE)
    menu(page, "No reply needed")
    expect(page.get_by_text("decided that no reply is needed")).to_be_visible(timeout=LIVE)
    page.context.close()
