"""The pages of the administration that say what things are called, how long they stay, and how the machine is."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop

LIVE = 15_000
ME = """async token => {
    const answer = await fetch('/api/v1/me', { credentials: 'omit', headers: { Authorization: `Bearer ${token}` } });
    return answer.status;
}"""
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def at(browser: Browser, shop: Shop, section: str, **options: Any) -> Page:
    return journeys.sign_in(browser, shop, "admin", route=f"/admin/{section}", **options)


@pytest.fixture(scope="module")
def labelled(shop: Shop) -> int:
    """A ticket with a label that nothing else has."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Nell <nell@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = "A kettle to sort", "<sort-this@customer.example>"
    mail.set_content("It whistles.")
    shop.stack.pipe("support@shop.example", mail)
    ticket = int(shop.stack.ticket_about("A kettle to sort")["id"])
    shop.stack.api("PATCH", f"tickets/{ticket}", {"labels": ["whistling"]})
    return ticket


def test_a_label_says_where_it_is_used_and_its_new_name_reaches_the_ticket(
    shop: Shop, labelled: int, browser: Browser
) -> None:
    page = at(browser, shop, "labels")
    page.get_by_role("button", name="whistling").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("In use on 1 ticket and 0 customers.")).to_be_visible(timeout=LIVE)
    dialog.get_by_label("Name").fill("whistles")
    expect(dialog.get_by_text("All of them get the new name.")).to_be_visible()
    dialog.get_by_label("What it means").fill("Sounds that a kettle should not make")
    dialog.get_by_label("Teal").check(force=True)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="whistles")).to_be_visible(timeout=LIVE)
    page.wait_for_function(
        "id => fetch(`/api/v1/tickets/${id}`).then(a => a.json()).then(t => t.labels.join() === 'whistles')",
        arg=labelled,
        timeout=LIVE,
    )


def test_a_field_is_made_asked_for_and_put_away(shop: Shop, browser: Browser) -> None:
    page = at(browser, shop, "fields")
    page.get_by_role("button", name="New field of tickets").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Label").fill("Serial number of 2026")
    expect(dialog.get_by_label("Name for rules and exports")).to_have_value("serial_number_of_2026")
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Serial number of 2026 Words").click()
    dialog.get_by_label("Archived").check(force=True)
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("listitem").filter(has_text="Serial number of 2026")
    expect(row.get_by_text("Archived")).to_be_visible(timeout=LIVE)
    row.get_by_role("button", name="Serial number of 2026 Words").click()
    dialog.get_by_role("button", name="Remove for good").click()
    expect(row).to_have_count(0, timeout=LIVE)


def test_a_view_is_found_at_the_side_by_its_symbol(shop: Shop, browser: Browser) -> None:
    page = at(browser, shop, "views")
    page.get_by_role("button", name="New view").click()
    page.get_by_label("Name").fill("Whistling things")
    expect(page.get_by_role("radio", name="Funnel")).to_be_checked()
    page.get_by_role("radio", name="Flame").check()
    page.get_by_role("button", name="Save").click()
    mark = page.get_by_role("link", name=re.compile("^Whistling things")).locator("svg")
    expect(mark).to_have_class(re.compile("flame"), timeout=LIVE)
    page.get_by_role("button", name=re.compile("^Whistling things")).click()
    expect(page.get_by_role("radio", name="Flame")).to_be_checked()
    page.get_by_role("button", name="Remove").click()
    expect(mark).to_have_count(0, timeout=LIVE)


def test_a_token_is_shown_once_works_and_is_ended_and_the_audit_tells_of_it(shop: Shop, browser: Browser) -> None:
    page = at(browser, shop, "tokens")
    page.get_by_role("button", name="New token").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What it is for").fill("Kettle shop 7")
    dialog.get_by_role("button", name="Make the token").click()
    secret = dialog.locator("code").first.inner_text(timeout=LIVE)
    assert page.evaluate(ME, secret) == 200
    dialog.get_by_role("button", name="I have copied it").click()
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("button", name="End Kettle shop 7").click()
    dialog.get_by_role("button", name="End it").click()
    expect(page.get_by_text("Kettle shop 7")).to_have_count(0, timeout=LIVE)
    assert page.evaluate(ME, secret) == 401

    page.goto(f"{shop.stack.url}/admin/audit")
    page.get_by_label("Name", exact=True).fill("Kettle shop 7")
    expect(page.get_by_text(re.compile("removed: API token “Kettle shop 7”"))).to_be_visible(timeout=LIVE)
    expect(page.get_by_text(re.compile("made: API token “Kettle shop 7”"))).to_be_visible()


def test_retention_says_what_it_would_remove_and_asks_before_it_does(shop: Shop, browser: Browser) -> None:
    page = at(browser, shop, "retention")
    switch = page.get_by_label("Remove closed tickets")
    expect(switch).not_to_be_checked(timeout=LIVE)
    switch.click(force=True)
    expect(page.get_by_text(re.compile("Would remove .* closed ticket"))).to_be_visible(timeout=LIVE)
    page.reload()
    expect(switch).not_to_be_checked(timeout=LIVE)  # looking changes nothing


def test_health_shows_every_process_and_what_waits(shop: Shop, browser: Browser) -> None:
    health = at(browser, shop, "health").get_by_role("region", name="Health")
    for name in ("Database", "Workers", "Live updates (relay)", "Replies to send", "Quarantine"):
        expect(health.get_by_text(name, exact=True)).to_be_visible(timeout=LIVE)


def test_on_a_phone_the_pages_are_chosen_from_a_list(shop: Shop, browser: Browser) -> None:
    page = at(browser, shop, "labels", **PHONE)
    chooser = page.get_by_label("Page of the administration")
    expect(chooser).to_have_value("labels", timeout=LIVE)
    chooser.select_option("health")
    expect(page.get_by_role("heading", name="Health")).to_be_visible(timeout=LIVE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
