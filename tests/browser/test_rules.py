"""A rule is built in sentences, tried out, switched on, followed on a ticket, and gone back on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_screens import PHONE, check

LIVE = 10_000


@pytest.fixture(autouse=True)
def tidied(shop: Shop) -> Iterator[None]:
    """Whatever becomes of a test, its rules stay in nobody's way."""
    yield
    for one in rules(shop):
        shop.stack.api("DELETE", f"rules/{one['id']}")
    shop.stack.api("PATCH", "organisation", {"rules_paused": False})


def rule(shop: Shop, name: str, **says: Any) -> dict[str, Any]:
    """One that is off, about saucers."""
    body = {
        "name": name,
        "trigger": {"on": ["ticket.created"]},
        "conditions": {"all": [{"field": "subject", "op": "contains", "value": ["saucer"]}]},
        "actions": [{"do": "label", "add": ["china"]}],
    }
    made: dict[str, Any] = shop.stack.api("POST", "rules", body | says)
    return made


def question(shop: Shop, subject: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Fay Holm <fay@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '.')}@customer.example>"
    mail.set_content("It has a crack.")
    shop.stack.pipe("support@shop.example", mail)
    return shop.stack.ticket_about(subject)


def in_list(page: Page, name: str) -> Any:
    return (
        page.get_by_role("list", name="Rules, in the order in which they run")
        .get_by_role("listitem")
        .filter(has_text=name)
    )


def test_a_rule_is_written_in_sentences_tried_out_switched_on_and_explains_itself(shop: Shop, browser: Browser) -> None:
    question(shop, "A saucer from before")
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules")
    page.get_by_role("button", name="New rule").click()
    page.get_by_label("Name").fill("Saucers are urgent")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_role("combobox", name="What", exact=True).click()
    page.get_by_role("option", name="Subject", exact=True).click()
    page.get_by_role("combobox", name="Value for Subject").fill("saucer")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add what to do").click()
    page.get_by_role("menuitem", name="Set the priority").click()
    page.get_by_role("combobox", name="To", exact=True).click()
    page.get_by_role("option", name="Urgent").click()

    page.get_by_role("button", name="Try it out first").click()
    page.get_by_role("button", name="Try it out", exact=True).click()
    expect(page.get_by_text(re.compile("It would have run .* looked at"))).to_be_visible(timeout=3 * LIVE)
    tried = page.get_by_role("row").filter(has_text="A saucer from before")
    expect(tried).to_contain_text(re.compile("Priority.*Normal.*Urgent"))
    assert shop.stack.ticket_about("A saucer from before")["priority"] == "normal"  # only tried

    page.get_by_text("The rule", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Saucers are urgent")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="All rules").click()
    line = in_list(page, "Saucers are urgent")
    expect(line).to_contain_text("When a ticket was opened and Subject contains “saucer”")
    expect(line).to_contain_text("do Set the priority: Urgent")
    switch = line.get_by_role("switch")
    switch.click(force=True)
    expect(switch).to_be_checked(timeout=LIVE)
    stack.until(lambda: next((one for one in rules(shop) if one["enabled"]), None))

    ticket = question(shop, "A saucer from now")
    stack.until(lambda: shop.stack.api("GET", f"tickets/{ticket['id']}")["priority"] == "urgent" or None)
    maya = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{ticket['id']}")
    maya.get_by_role("button", name="More actions").click()
    maya.get_by_role("menuitem", name="Why is it like this?").click()
    why = maya.get_by_role("dialog", name=re.compile("Why is"))
    why.get_by_text("Rules", exact=True).click()
    expect(why).to_contain_text("Saucers are urgent", timeout=LIVE)
    expect(why).to_contain_text(re.compile("Priority.*Normal.*Urgent"))


def rules(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.stack.api("GET", "rules")["results"]
    return [one for one in found if "aucer" in one["name"]]


def test_rules_are_put_in_order_by_button_and_by_dragging(shop: Shop, browser: Browser) -> None:
    for name in ("first", "second"):
        rule(shop, f"Saucer {name}")
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules")
    expect(in_list(page, "Saucer second")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Move Saucer second up").click()
    stack.until(lambda: [one["name"] for one in rules(shop)] == ["Saucer second", "Saucer first"] or None)
    grip = in_list(page, "Saucer first").get_by_title("Drag to another place")
    grip.drag_to(in_list(page, "Saucer second"), target_position={"x": 60, "y": 8})
    stack.until(lambda: [one["name"] for one in rules(shop)] == ["Saucer first", "Saucer second"] or None)


def test_a_rule_that_a_colleague_makes_or_removes_is_seen_at_once(shop: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules")
    expect(page.get_by_role("heading", name="Rules", exact=True)).to_be_visible(timeout=LIVE)
    made = rule(shop, "Saucers of a colleague")
    expect(in_list(page, "Saucers of a colleague")).to_be_visible(timeout=LIVE)
    shop.stack.api("PATCH", f"rules/{made['id']}", {"name": "Cups of a colleague"})
    expect(in_list(page, "Cups of a colleague")).to_be_visible(timeout=LIVE)
    shop.stack.api("DELETE", f"rules/{made['id']}")
    expect(in_list(page, "Cups of a colleague")).to_have_count(0, timeout=LIVE)


def test_a_version_is_shown_with_what_changed_and_can_be_gone_back_to(shop: Shop, browser: Browser) -> None:
    made = rule(shop, "Saucer versions")
    shop.stack.api("PATCH", f"rules/{made['id']}", {"actions": [{"do": "label", "add": ["porcelain"]}]})
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules")
    in_list(page, "Saucer versions").get_by_role("button", name=re.compile("^Saucer versions")).click()
    page.get_by_text("Versions", exact=True).click()
    newest = page.get_by_role("listitem").filter(has_text="Version 2")
    expect(newest.locator("del")).to_have_text("Add labels: china", timeout=LIVE)
    expect(newest.locator("ins")).to_have_text("Add labels: porcelain")
    page.get_by_role("button", name="Go back to this").click()
    stack.until(lambda: rules(shop)[0]["version"]["number"] == 3 or None)
    assert rules(shop)[0]["version"]["actions"] == [{"do": "label", "add": ["china"]}]


def test_one_switch_stops_all_rules_and_a_banner_says_so(shop: Shop, browser: Browser) -> None:
    rule(shop, "Saucer stop")
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules")
    page.get_by_role("button", name="Stop all rules").click()
    banner = page.get_by_role("alert").filter(has_text="All rules are stopped.")
    expect(banner).to_be_visible(timeout=LIVE)
    assert shop.stack.api("GET", "organisation")["rules_paused"] is True
    banner.get_by_role("button", name="Start the rules").click()
    expect(banner).to_have_count(0)
    stack.until(lambda: shop.stack.api("GET", "organisation")["rules_paused"] is False or None)


@pytest.mark.parametrize("name", ["light", "dark", "phone"])
def test_everybody_can_use_the_pages_of_rules(name: str, shop: Shop, browser: Browser) -> None:
    options: dict[str, Any] = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}[name]
    rule(shop, f"Saucer {name}")
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules", **options, bypass_csp=True)
    line = in_list(page, f"Saucer {name}")
    expect(line).to_be_visible(timeout=LIVE)
    check(page, f"{name} list")
    line.get_by_role("button", name=re.compile(f"^Saucer {name}")).click()
    expect(page.get_by_role("button", name="Add what to do")).to_be_visible(timeout=LIVE)
    for tab in ("Try it out", "Versions", "What it did", "The rule"):
        page.get_by_text(tab, exact=True).first.click()
        check(page, f"{name} {tab}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {tab} scrolls sideways"
