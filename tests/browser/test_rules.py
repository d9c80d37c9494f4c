"""Rules are put in order, gone back on and stopped, by everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_screens import PHONE, check

LIVE = 10_000


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


def in_list(page: Page, name: str) -> Any:
    return (
        page.get_by_role("list", name="Rules, in the order in which they run")
        .get_by_role("listitem")
        .filter(has_text=name)
    )


def rules(shop: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shop.stack.api("GET", "rules")["results"]
    return [one for one in found if "aucer" in one["name"]]


def test_rules_are_put_in_order_by_button_and_by_dragging(shop: Shop, browser: Browser) -> None:
    made = [rule(shop, f"Saucer {name}") for name in ("first", "second")]
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules")
    expect(in_list(page, "Saucer second")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Move Saucer second up").click()
    stack.until(lambda: [one["name"] for one in rules(shop)] == ["Saucer second", "Saucer first"] or None)
    grip = in_list(page, "Saucer first").get_by_title("Drag to another place")
    grip.drag_to(in_list(page, "Saucer second"), target_position={"x": 60, "y": 8})
    stack.until(lambda: [one["name"] for one in rules(shop)] == ["Saucer first", "Saucer second"] or None)
    for one in made:
        shop.stack.api("DELETE", f"rules/{one['id']}")


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
    shop.stack.api("DELETE", f"rules/{made['id']}")


def test_one_switch_stops_all_rules_and_a_banner_says_so(shop: Shop, browser: Browser) -> None:
    made = rule(shop, "Saucer stop")
    page = journeys.sign_in(browser, shop, "admin", route="/admin/rules")
    page.get_by_role("button", name="Stop all rules").click()
    banner = page.get_by_role("alert").filter(has_text="All rules are stopped.")
    expect(banner).to_be_visible(timeout=LIVE)
    assert shop.stack.api("GET", "organisation")["rules_paused"] is True
    banner.get_by_role("button", name="Start the rules").click()
    expect(banner).to_have_count(0)
    stack.until(lambda: shop.stack.api("GET", "organisation")["rules_paused"] is False or None)
    shop.stack.api("DELETE", f"rules/{made['id']}")


@pytest.mark.parametrize("name", ["light", "dark", "phone"])
def test_everybody_can_use_the_pages_of_rules(name: str, shop: Shop, browser: Browser) -> None:
    options: dict[str, Any] = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}[name]
    made = rule(shop, f"Saucer {name}")
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
    shop.stack.api("DELETE", f"rules/{made['id']}")
