"""Prepared words after a slash, macros with a look beforehand, and one change to many tickets."""

from __future__ import annotations

import contextlib
import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_screens import PHONE, check

LIVE = 10_000
URGENT = {"do": "set", "field": "priority", "value": "urgent"}
NOTE = {"do": "note", "text": "Looked after by {{ agent.name }}"}


@pytest.fixture(scope="module")
def prepared(shop: Shop) -> dict[str, Any]:
    """Two canned answers, one macro, and three tickets about percolators."""
    answers = {
        "teapot-refund": "<p>Dear {{ customer.first_name }}, your money for {{ ticket.reference }} is on its way.</p>",
        "teapot-rate": "<p>Please tell us how we did: {{ survey.link }}</p>",
    }
    for shortcut, words in answers.items():
        body = {"shortcut": shortcut, "title": shortcut.replace("-", " ").title(), "body_html": words}
        shop.stack.api("POST", "canned-answers", body)
    macro = {"name": "Teapot emergency", "description": "When it burns.", "actions": [URGENT, NOTE]}
    shop.stack.api("POST", "macros", macro)
    tickets = [question(shop, f"Percolator {number}", f"edda{number}@customer.example") for number in (1, 2, 3)]
    return {"tickets": tickets}


def question(shop: Shop, subject: str, sender: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Edda Brandt <{sender}>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '.')}@customer.example>"
    mail.set_content(f"About {subject}: it drips.")
    shop.stack.pipe("support@shop.example", mail)
    return shop.stack.ticket_about(subject)


def at(page: Page, shop: Shop, ticket: dict[str, Any]) -> None:
    page.goto(f"{shop.stack.url}/inbox/all/{ticket['id']}")
    expect(page.get_by_role("form", name="Compose")).to_be_visible(timeout=LIVE)


def test_a_canned_answer_is_put_in_by_keyboard_alone_with_this_tickets_values(
    shop: Shop, prepared: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "maya")
    ticket = prepared["tickets"][0]
    at(page, shop, ticket)
    page.keyboard.press("r")
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.keyboard.type("/teapot-re")
    options = page.get_by_role("listbox", name="Canned answers").get_by_role("option")
    expect(options).to_have_count(1)
    expect(page.locator(".ProseMirror")).to_have_attribute("aria-activedescendant", re.compile("canned-answers-"))
    page.keyboard.press("Enter")
    expect(page.locator(".ProseMirror")).to_have_text(
        f"Dear Edda, your money for {ticket['reference']} is on its way.", timeout=LIVE
    )
    page.keyboard.type(" Sorry! and/or goodbye")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(journeys.said(page)).to_contain_text("Dear Edda, your money", timeout=LIVE)
    used = [row["used"] for row in shop.stack.api("GET", "canned-answers")["results"] if "refund" in row["shortcut"]]
    assert used == [1]


def test_escape_leaves_what_was_typed_and_arrows_choose(shop: Shop, prepared: dict[str, Any], browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "maya")
    at(page, shop, prepared["tickets"][1])
    journeys.write(page, "/teapot")
    options = page.get_by_role("listbox", name="Canned answers").get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator(".ProseMirror")).to_have_text("/teapot")
    expect(page.locator(".ProseMirror")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def test_what_could_not_be_filled_in_is_marked_and_sending_asks(
    shop: Shop, prepared: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "priya")
    at(page, shop, prepared["tickets"][1])
    journeys.write(page, "/teapot-rate")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Tab")
    blank = page.locator(".ProseMirror").get_by_text("{{ survey.link }}")
    expect(blank).to_be_visible(timeout=LIVE)
    assert "blank" in str(blank.get_attribute("class"))
    for _ in range(2):  # asking twice does not send
        page.locator(".ProseMirror").click()
        page.keyboard.press("Control+Enter")
        held = page.get_by_role("alertdialog", name="Blanks in your reply")
        expect(held).to_contain_text("{{ survey.link }}")
    expect(journeys.said(page)).not_to_contain_text("how we did")
    held.get_by_role("button", name="Fill it in").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("You know us.")
    expect(held).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(journeys.said(page)).to_contain_text("You know us.", timeout=LIVE)


def test_a_macro_says_what_it_would_do_here_and_then_does_it(
    shop: Shop, prepared: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "maya")
    ticket = prepared["tickets"][2]
    at(page, shop, ticket)
    page.locator("[data-thread]").click()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name=re.compile("Run a macro"))
    page.keyboard.type("teapot")
    preview = dialog.get_by_role("region", name="What Teapot emergency would do")
    expect(preview).to_contain_text(re.compile("Priority.*Normal.*Urgent"), timeout=LIVE)
    expect(preview).to_contain_text("Note written")
    assert shop.stack.api("GET", f"tickets/{ticket['id']}")["priority"] == "normal"
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(journeys.said(page)).to_contain_text("Looked after by Maya Lind", timeout=LIVE)
    assert shop.stack.api("GET", f"tickets/{ticket['id']}")["priority"] == "urgent"


def test_tickets_are_chosen_by_key_changed_together_and_put_back_by_one_undo(
    shop: Shop, prepared: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "sam", route="/inbox/all?q=Percolator")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(3)
    rows.nth(0).focus()
    page.keyboard.press("x")
    rows.nth(2).focus()
    page.keyboard.press("Shift+X")
    bar = page.get_by_role("region", name="Change the chosen tickets")
    expect(bar).to_contain_text("3 tickets chosen")
    before = priorities(shop, prepared)
    bar.get_by_role("button", name="Priority").click()
    page.get_by_role("menuitem", name="Low").click()
    progress = page.get_by_role("region", name="Work on many tickets")
    expect(progress).to_contain_text("3 tickets done", timeout=LIVE)
    assert priorities(shop, prepared) == ["low"] * 3
    progress.get_by_role("button", name="Undo").click()
    stack.until(lambda: priorities(shop, prepared) == before or None)
    expect(progress.get_by_role("button", name="Undo")).to_have_count(0)
    progress.get_by_role("button", name="Close").click()
    expect(progress).to_have_count(0)


def test_what_could_not_be_changed_is_named_with_the_reason(
    shop: Shop, prepared: dict[str, Any], browser: Browser, afterwards: contextlib.ExitStack
) -> None:
    team = shop.stack.api("POST", "teams", {"name": "Teapot makers"})  # which works on no channel
    afterwards.callback(shop.stack.api, "DELETE", f"teams/{team['id']}")
    page = journeys.sign_in(browser, shop, "sam", route="/inbox/all?q=Percolator")
    page.get_by_role("checkbox", name=re.compile(f"Choose {prepared['tickets'][0]['reference']}")).check(force=True)
    page.get_by_role("button", name=re.compile("Choose all")).click()
    bar = page.get_by_role("region", name="Change the chosen tickets")
    expect(bar).to_contain_text("All tickets of this view")
    bar.get_by_role("button", name="Team").click()
    page.get_by_role("menuitem", name="Teapot makers").click()
    progress = page.get_by_role("region", name="Work on many tickets")
    expect(progress).to_contain_text("3 tickets could not be changed", timeout=LIVE)
    progress.get_by_role("button", name="Show why").click()
    reasons = page.get_by_role("dialog").get_by_role("listitem")
    expect(reasons).to_have_count(3)
    expect(reasons.first).to_contain_text("This team does not work on the ticket's channel.")


def priorities(shop: Shop, prepared: dict[str, Any]) -> list[str]:
    return [shop.stack.api("GET", f"tickets/{ticket['id']}")["priority"] for ticket in prepared["tickets"]]


def test_an_admin_writes_an_answer_and_sees_how_it_would_read(
    shop: Shop, prepared: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/canned")
    page.get_by_role("button", name="New answer").click()
    dialog = page.get_by_role("dialog", name="New canned answer")
    dialog.get_by_label("Shortcut").fill("teapot-hours")
    dialog.get_by_label("Title").fill("Our hours")
    dialog.get_by_role("textbox", name="The answer").click()
    page.keyboard.type("Dear {{ customer.frist_name }}")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("did you mean customer.first_name?", timeout=LIVE)
    dialog.get_by_role("textbox", name="The answer").click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Dear {{ customer.first_name }}, we open at nine.")
    expect(dialog.get_by_role("region", name="Preview")).to_contain_text("we open at nine.", timeout=LIVE)
    expect(dialog.get_by_role("region", name="Preview")).not_to_contain_text("{{")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name=re.compile("teapot-hours"))).to_be_visible(timeout=LIVE)


@pytest.mark.parametrize("name", ["light", "dark", "phone"])
def test_everybody_can_use_these_pages(name: str, shop: Shop, prepared: dict[str, Any], browser: Browser) -> None:
    options: dict[str, Any] = {"light": {}, "dark": {"color_scheme": "dark"}, "phone": PHONE}[name]
    page = journeys.sign_in(browser, shop, "admin", **options, bypass_csp=True)  # axe comes from outside the policy
    for section, ready, opens in (
        ("canned", re.compile("teapot-refund"), "The answer"),
        ("macros", re.compile("^Teapot emergency"), "What it does"),
    ):
        page.goto(f"{shop.stack.url}/admin/{section}")
        row = page.get_by_role("button", name=ready)
        expect(row).to_be_visible(timeout=LIVE)
        check(page, f"{name} {section}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {section} scrolls sideways"
        row.click()
        expect(page.get_by_role("dialog").get_by_text(opens).first).to_be_visible(timeout=LIVE)
        check(page, f"{name} {section} opened")
    page.goto(f"{shop.stack.url}/inbox/all?q=Percolator")
    page.get_by_role("button", name="Choose tickets").click()
    page.get_by_role("checkbox").first.check()
    expect(page.get_by_role("region", name="Change the chosen tickets")).to_be_visible(timeout=LIVE)
    check(page, f"{name} choosing")
    at(page, shop, prepared["tickets"][("light", "dark", "phone").index(name)])  # a draft would follow its writer
    journeys.write(page, "/teapot")
    expect(page.get_by_role("option").first).to_be_visible(timeout=LIVE)
    check(page, f"{name} slash")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
