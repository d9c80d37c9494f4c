"""Keys (criteria 13 to 20), in a real browser against the whole running stack."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop

LIVE = 15_000


def question(shop: Shop, subject: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Kit Key <kit@keys.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '.')}@keys.example>"
    mail.set_content("Which key is it?")
    shop.stack.pipe("support@shop.example", mail)
    return shop.stack.ticket_about(subject)


def opened(browser: Browser, shop: Shop, ticket: dict[str, Any]) -> Page:
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/open/{ticket['id']}")
    expect(page.get_by_role("form", name="Compose")).to_be_visible(timeout=2 * LIVE)
    page.locator("[data-thread]").focus()
    return page


def now(shop: Shop, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = shop.stack.api("GET", f"tickets/{ticket['id']}")
    return found


def test_14_no_single_key_runs_while_one_types(shop: Shop, browser: Browser) -> None:
    ticket = question(shop, "Keys while typing")
    page = opened(browser, shop, ticket)
    page.get_by_role("textbox", name="Search this view").click()
    page.keyboard.type("ei")
    expect(page.get_by_role("textbox", name="Search this view")).to_have_value("ei")
    journeys.write(page, "eiei")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("textbox", name="Search tickets or run a command")
    expect(palette).to_be_visible(timeout=LIVE)
    page.keyboard.type("e")
    assert (now(shop, ticket)["status"], now(shop, ticket)["assignee_id"]) == ("open", None)


def test_14_what_is_typed_before_the_palette_is_there_is_searched_for_and_runs_nothing(
    shop: Shop, browser: Browser
) -> None:
    ticket = question(shop, "Keys before the palette")
    page = opened(browser, shop, ticket)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/assets/Overlays-.*[.]js"), hold)
    page.keyboard.press("Control+k")
    page.keyboard.type("ieu d")  # every letter of it is a command
    for route in held:
        route.continue_()
    palette = page.get_by_role("textbox", name="Search tickets or run a command")
    expect(palette).to_have_value("ieu d", timeout=LIVE)
    assert (now(shop, ticket)["status"], now(shop, ticket)["assignee_id"]) == ("open", None)


def test_15_e_solves_and_undo_brings_it_back(shop: Shop, browser: Browser) -> None:
    ticket = question(shop, "Keys that solve")
    page = opened(browser, shop, ticket)
    page.keyboard.press("e")
    stack.until(lambda: now(shop, ticket)["status"] == "solved")
    page.get_by_role("button", name="Undo").click()
    stack.until(lambda: now(shop, ticket)["status"] == "open")


def test_15_every_change_can_be_undone(shop: Shop, browser: Browser) -> None:
    ticket = question(shop, "Keys that assign")
    page = opened(browser, shop, ticket)
    page.keyboard.press("i")
    stack.until(lambda: now(shop, ticket)["assignee_id"] is not None)
    expect(page.get_by_text("changed the assignee")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Undo").click()
    stack.until(lambda: now(shop, ticket)["assignee_id"] is None)


def test_16_g_and_a_letter_goes_there_and_escape_leaves_a_field(shop: Shop, browser: Browser) -> None:
    page = opened(browser, shop, question(shop, "Keys that go"))
    page.get_by_role("textbox", name="Search this view").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Search this view")).not_to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/inbox/mine**")


def test_17_the_palette_finds_a_ticket_by_its_number(shop: Shop, browser: Browser) -> None:
    ticket = question(shop, "Keys that find")
    page = journeys.sign_in(browser, shop, "maya", route="/inbox/mine")
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Search tickets or run a command").fill(ticket["reference"])
    page.get_by_text("Keys that find").first.click(timeout=LIVE)
    page.wait_for_url(f"**/{ticket['id']}*")


def test_18_the_sheet_and_the_palette_have_the_same_commands(shop: Shop, browser: Browser) -> None:
    page = opened(browser, shop, question(shop, "Keys that are listed"))
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    for label in ("Next ticket", "Solve and open the next", "Snooze…", "Edit the labels", "Mark as unread"):
        expect(sheet).to_contain_text(label, timeout=LIVE)
    listed = sheet.locator("dt").all_inner_texts()
    assert len(listed) == len({*listed})
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Search tickets or run a command").fill("Assign to me")
    page.get_by_role("button", name="Assign to me").first.click(timeout=LIVE)
    expect(page.get_by_text("changed the assignee")).to_be_visible(timeout=LIVE)


def test_19_single_keys_can_be_switched_off(shop: Shop, browser: Browser) -> None:
    ticket = question(shop, "Keys that are off")
    page = opened(browser, shop, ticket)
    page.evaluate("localStorage.setItem('janice-single-keys-off', '1')")
    page.keyboard.press("i")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("textbox", name="Search tickets or run a command")).to_be_visible(timeout=LIVE)
    assert now(shop, ticket)["assignee_id"] is None


def test_snoozing_takes_a_time_in_words_and_says_how_it_was_understood(shop: Shop, browser: Browser) -> None:
    ticket = question(shop, "Keys that snooze")
    page = opened(browser, shop, ticket)
    page.keyboard.press("h")
    page.keyboard.type("no time at all")  # before the box is there
    form = page.get_by_role("dialog", name="Snooze until")
    when = form.get_by_label("Or at another time")
    expect(when).to_have_value("no time at all", timeout=LIVE)
    expect(form.get_by_role("status")).to_contain_text("no time to come", timeout=LIVE)
    when.fill("in 3 days")
    expect(form.get_by_role("status")).to_contain_text("09:00", timeout=LIVE)
    form.get_by_role("button", name="Snooze").click()
    stack.until(lambda: now(shop, ticket)["snoozed_until"] is not None)
    assert (now(shop, ticket)["status"], now(shop, ticket)["assignee_id"]) == ("open", None)


def test_20_what_keys_do_can_be_done_with_a_pointer(shop: Shop, browser: Browser) -> None:
    ticket = question(shop, "Keys or a pointer")
    page = opened(browser, shop, ticket)
    page.get_by_role("button", name="Solve", exact=True).first.click()
    stack.until(lambda: now(shop, ticket)["status"] == "solved")
    page.get_by_role("button", name="Undo").click()
    stack.until(lambda: now(shop, ticket)["status"] == "open")
    page.get_by_role("button", name="Search or jump to", exact=False).click()
    expect(page.get_by_role("textbox", name="Search tickets or run a command")).to_be_visible(timeout=LIVE)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="my menu", exact=False).click()
    page.get_by_role("menuitem", name="Keyboard shortcuts").click()
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible(timeout=LIVE)
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Views and queues").get_by_role("link", name="Snoozed").click()
    expect(page.get_by_role("heading", name="Snoozed")).to_be_visible(timeout=LIVE)
