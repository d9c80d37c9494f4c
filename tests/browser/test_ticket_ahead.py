"""Who is faster than the network: what is typed, added and looked for before its part of the screen is there."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_screens import check

LIVE = 20_000


def arrives(shop: Shop, subject: str, text: str = "Which one is it?") -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Ana Ahead <ana@ahead.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '.')}@ahead.example>"
    mail.set_content(text)
    shop.stack.pipe("support@shop.example", mail)
    found: dict[str, Any] = shop.stack.ticket_about(subject)
    return found


def at(shop: Shop, browser: Browser, ticket: dict[str, Any], who: str = "maya", **options: Any) -> Page:
    page = journeys.sign_in(browser, shop, who, route=f"/inbox/all/{ticket['id']}", bypass_csp=True, **options)
    expect(page.get_by_role("form", name="Compose")).to_be_visible(timeout=2 * LIVE)
    page.locator("[data-thread]").focus()
    return page


def now(shop: Shop, ticket: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = shop.stack.api("GET", f"tickets/{ticket['id']}")
    return found


def held(page: Page, part: str) -> list[Route]:
    """This part of the console is on its way until its routes are continued."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile(rf"/assets/{part}-.*[.]js"), hold)
    return waiting


@pytest.mark.parametrize("slow", [True, False], ids=["box on its way", "box at once"])
def test_a_colleague_is_found_by_typing_right_after_the_key_and_taken_by_enter(
    shop: Shop, browser: Browser, slow: bool
) -> None:
    ticket = arrives(shop, f"Assigned ahead {'slowly' if slow else 'at once'}")
    page = at(shop, browser, ticket)
    waiting = held(page, "AssignList") if slow else []
    page.keyboard.press("a")
    page.keyboard.type("priye", delay=0)  # of these letters i and e are commands
    page.keyboard.press("Backspace")
    for route in waiting:
        route.continue_()
    box = page.get_by_role("combobox", name="Find a colleague")
    expect(box).to_have_value("priy", timeout=LIVE)
    check(page, "who it is assigned to")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile("Assigned to.*Priya"))).to_be_visible(timeout=LIVE)
    stack.until(lambda: now(shop, ticket)["assignee_id"] is not None or None)
    assert now(shop, ticket)["status"] == "open"
    expect(page.get_by_role("dialog", name="Assign")).to_have_count(0)


def test_a_label_is_typed_while_the_details_are_on_their_way(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "Labelled ahead")
    page = at(shop, browser, ticket)
    page.keyboard.press("]")
    expect(page.get_by_role("combobox", name="Labels", exact=True)).to_have_count(0)
    page.keyboard.press("l")
    page.keyboard.type("sunshine")
    page.keyboard.press("Enter")
    page.keyboard.type("rai")
    expect(page.get_by_role("combobox", name="Labels", exact=True)).to_have_value("rai", timeout=LIVE)
    stack.until(lambda: now(shop, ticket)["labels"] == ["sunshine"] or None)
    assert (now(shop, ticket)["status"], now(shop, ticket)["assignee_id"]) == ("open", None)


def test_a_file_goes_on_when_the_ticket_is_left_and_is_there_when_one_comes_back(shop: Shop, browser: Browser) -> None:
    ticket, other = arrives(shop, "Uploaded ahead"), arrives(shop, "Uploaded elsewhere")
    page = at(shop, browser, ticket)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/api/v1/uploads", hold)
    journeys.write(page, "Here is the plan")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("form", name="Compose").get_by_role("button", name=re.compile("Attach")).click()
    with page.expect_request("**/api/v1/uploads"):
        chooser.value.set_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"First this, then that"})
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("plan.txt", timeout=LIVE)
    page.get_by_role("list", name="Tickets").get_by_text("Uploaded elsewhere").first.click()
    expect(page.get_by_role("region", name=f"Ticket {other['reference']}")).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("list", name="Files to send")).to_have_count(0)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "plan.txt" in answer.text()):
        waiting[0].continue_()
    page.get_by_role("list", name="Tickets").get_by_text("Uploaded ahead").first.click()
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("plan.txt", timeout=LIVE)
    expect(page.locator(".ProseMirror")).to_have_text("Here is the plan")
    journeys.send(page)
    expect(journeys.said(page)).to_contain_text("plan.txt", timeout=LIVE)


def test_a_hit_on_an_older_page_is_loaded_shown_and_marked(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "Searched ahead", "It smells of marzipanberries since Monday.")
    for number in range(60):
        shop.stack.api("POST", f"tickets/{ticket['id']}/notes", {"body_html": f"Still looking, day {number}."})
    page = journeys.sign_in(browser, shop, "maya", route="/inbox/all?q=marzipanberries")
    page.locator("[data-row]").first.click(timeout=LIVE)
    message = page.locator("[data-message]", has_text="marzipanberries")
    expect(message).to_be_in_viewport(timeout=2 * LIVE)
    expect(message).to_have_class(re.compile("hit"))


def test_a_note_says_whom_it_could_not_tell(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "Told ahead")
    team = shop.stack.api("POST", "teams", {"name": "Far away"})
    person = {"username": "nora", "name": "Nora Nowhere", "email": "nora@shop.example", "role": "agent"}
    nora = shop.stack.api("POST", "users", {**person, "team_ids": [team["id"]]})
    called = f'<p><span data-mention="user-{nora["id"]}">@Nora Nowhere</span> have a look</p>'
    shop.stack.api("POST", f"tickets/{ticket['id']}/notes", {"body_html": called})
    page = at(shop, browser, ticket)
    note = page.get_by_role("article", name=re.compile("Internal note"))
    expect(note).to_contain_text("Nora Nowhere was not told, for they may not see this ticket.", timeout=LIVE)


def test_a_reminder_that_is_done_leaves_the_list_at_once(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "Reminded ahead")
    page = at(shop, browser, ticket)
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Search tickets or run a command").fill("Remind me of this")
    page.get_by_role("button", name=re.compile("Remind me of this ticket")).first.click(timeout=LIVE)
    dialog = page.get_by_role("dialog", name=f"Remind me of {ticket['reference']}")
    dialog.get_by_label("Or at another time").fill("in 2 weeks")
    expect(dialog.get_by_role("status")).to_contain_text("09:00", timeout=LIVE)
    check(page, "a reminder in words")
    dialog.get_by_role("button", name="Remind me", exact=True).click()
    expect(dialog).to_have_count(0, timeout=LIVE)
    listing = page.context.new_page()
    listing.goto(f"{shop.stack.url}/inbox/reminders")
    row = listing.get_by_role("list", name="Tickets").get_by_text("Reminded ahead")
    expect(row.first).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Do not remind me").click(timeout=LIVE)
    expect(row).to_have_count(0, timeout=LIVE)
