"""An admin tells another system what happens, and sees what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
import standardwebhooks
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.test_screens import PHONE, check
from tests.servers import answers, eventually
from tests.servers.answers import Answers, Reply

LIVE = 15_000


@pytest.fixture
def stock(shop: Shop) -> Iterator[Answers]:
    """The other system. What is left of its webhooks goes afterwards."""
    with answers.running() as peer:
        peer.on("POST", "/hook", Reply(status=200, json={"thanks": True}))
        yield peer
        for end in shop.stack.api("GET", "endpoints")["results"]:
            if end["url"].startswith(peer.url):
                shop.stack.api("DELETE", f"endpoints/{end['id']}")


def arrives(shop: Shop, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Finn Berg <finn@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '-')}@customer.example>"
    mail.set_content("Where is my parcel?")
    shop.stack.pipe("support@shop.example", mail)


def added(page: Page, stock: Answers, name: str) -> str:
    """A new webhook for new tickets; its secret."""
    page.get_by_role("button", name="New webhook").click()
    form = page.get_by_role("dialog", name="New webhook")
    form.get_by_role("textbox", name="Name").fill(name)
    form.get_by_role("textbox", name="Address").fill(f"{stock.url}/hook")
    form.get_by_role("radio", name="Only what I choose").check()
    form.get_by_role("checkbox", name="Somebody writes").uncheck()
    form.get_by_role("button", name="Add and show the secret").click()
    shown = page.get_by_role("dialog", name="The secret of this webhook")
    secret = shown.locator("code").inner_text(timeout=LIVE)
    shown.get_by_role("button", name="I have it").click()
    return secret


def test_another_system_is_told_and_the_log_says_so(shop: Shop, browser: Browser, stock: Answers) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/webhooks")
    secret = added(page, stock, "Our stock")
    expect(page.get_by_role("heading", name="Our stock")).to_be_visible(timeout=LIVE)
    expect(page.get_by_text("Nothing was told yet.")).to_be_visible()

    page.get_by_role("button", name="Send a test").click()
    line = page.get_by_role("region", name="Log").get_by_role("listitem").filter(has_text="Test call")
    expect(line).to_contain_text("answered 200", timeout=LIVE)
    arrives(shop, "A parcel for the stock")
    line = page.get_by_role("region", name="Log").get_by_role("listitem").filter(has_text="A ticket is opened")
    expect(line).to_contain_text("Taken", timeout=2 * LIVE)

    asked = stock.to("POST", "/hook")[-1]
    told: Any = standardwebhooks.Webhook(secret).verify(asked.body, dict(asked.headers))
    assert told["type"] == "ticket.created"
    expect(line).to_contain_text(told["data"]["ticket"]["reference"])
    line.locator("summary").click()
    expect(line.get_by_role("cell", name='200 {"thanks": true}')).to_be_visible()
    line.get_by_role("button", name="Send again").click()
    eventually(lambda: len(stock.to("POST", "/hook")) == 3, within=30)
    assert stock.asked[-1].headers["webhook-id"] == asked.headers["webhook-id"]
    page.context.close()


@pytest.mark.parametrize(
    ("name", "options"), [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)], ids=lambda x: x
)
def test_one_that_wants_no_more_is_red_until_an_admin_acts(
    shop: Shop, browser: Browser, stock: Answers, name: str, options: dict[str, Any]
) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/webhooks", **options, bypass_csp=True)
    added(page, stock, f"Old stock {name}")
    stock.on("POST", "/hook", Reply(status=410, body=b"closed"))
    arrives(shop, f"Nobody wants this {name}")
    alarm = page.get_by_role("alert").filter(has_text="Janice gave up on this webhook. It answered 410")
    expect(alarm).to_be_visible(timeout=2 * LIVE)
    page.locator("summary").first.click()
    check(page, f"{name} gave up")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"

    stock.on("POST", "/hook", Reply(status=204))
    alarm.get_by_role("button", name="Switch on").click()
    expect(alarm).to_be_hidden(timeout=LIVE)
    page.get_by_role("button", name="Send again what failed").click()
    page.get_by_role("menuitem", name="Of the last hour").click()
    expect(page.get_by_role("region", name="Log").get_by_role("listitem").first).to_contain_text("Taken", timeout=LIVE)
    check(page, f"{name} works")
    page.get_by_role("button", name="All webhooks").click()
    expect(page.get_by_role("button", name=f"Old stock {name}")).to_contain_text("Works", timeout=LIVE)
    check(page, f"{name} list")
    page.get_by_role("button", name="New webhook").click()
    expect(page.get_by_role("textbox", name="Address")).to_be_visible()
    check(page, f"{name} form")
    page.context.close()
