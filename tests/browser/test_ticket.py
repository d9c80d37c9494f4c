"""What one does with a ticket: label it, fill in its fields, be reminded, link, merge, follow up, take it away."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_parting import menu
from tests.browser.test_screens import PHONE, check

LIVE = 15_000
LOOKS = [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)]


def arrives(shop: Shop, subject: str, *, sender: str = "lena@customer.example") -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Lena Brandt <{sender}>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '-')}@customer.example>"
    mail.set_content(f"{subject}, please.")
    shop.stack.pipe("support@shop.example", mail)
    found: dict[str, Any] = shop.stack.ticket_about(subject)
    return found


def at(shop: Shop, browser: Browser, ticket: dict[str, Any], who: str = "maya", **options: Any) -> Page:
    page = journeys.sign_in(browser, shop, who, route=f"/inbox/all/{ticket['id']}", bypass_csp=True, **options)
    expect(page.get_by_role("region", name=f"Ticket {ticket['reference']}")).to_be_visible(timeout=LIVE)
    return page


@pytest.fixture
def size(shop: Shop) -> Iterator[str]:
    """A field that has to be filled in before a ticket is solved; archived afterwards."""
    made = shop.stack.api(
        "POST",
        "custom-fields",
        {
            "target": "ticket",
            "key": "shoe_size",
            "label": "Shoe size",
            "kind": "choice",
            "choices": ["Small", "Large"],
            "required_to_solve": True,
        },
    )
    yield "Shoe size"
    shop.stack.api("PATCH", f"custom-fields/{made['id']}", {"archived": True})
    shop.stack.api("DELETE", f"custom-fields/{made['id']}")


def test_labels_are_found_by_key_coloured_and_made_by_typing(shop: Shop, browser: Browser) -> None:
    shop.stack.api("POST", "labels", {"name": "sneakers", "colour": "teal", "description": "Anything with laces"})
    ticket = arrives(shop, "A pair of laces")
    page = at(shop, browser, ticket)
    page.keyboard.press("l")
    box = page.get_by_role("combobox", name="Labels", exact=True)
    expect(box).to_be_focused(timeout=LIVE)
    page.keyboard.type("snea")
    expect(page.get_by_role("option", name="sneakers Anything with laces")).to_be_visible()
    check(page, "the picker of labels")
    page.get_by_role("option", name="sneakers Anything with laces").click()
    page.keyboard.type("by the riverside")
    page.keyboard.press("Enter")
    stack.until(
        lambda: shop.stack.api("GET", f"tickets/{ticket['id']}")["labels"] == ["sneakers", "by the riverside"] or None
    )
    expect(page.locator("[data-colour=teal]", has_text="sneakers").first).to_be_visible()
    assert "by the riverside" in [label["name"] for label in shop.stack.api("GET", "labels")["results"]]


def test_a_field_of_the_organisation_is_filled_in_where_it_stands_and_asked_for_at_solving(
    shop: Shop, browser: Browser, size: str
) -> None:
    ticket = arrives(shop, "Shoes that do not fit")
    page = at(shop, browser, ticket)
    page.get_by_role("button", name="Solve").first.click()
    dialog = page.get_by_role("dialog", name=re.compile("Before"))
    expect(dialog).to_be_visible(timeout=LIVE)
    check(page, "the fields that are missing")
    dialog.get_by_role("combobox", name=size).click()
    page.get_by_role("option", name="Large").click()
    dialog.get_by_role("button", name="Solve").click()
    stack.until(lambda: shop.stack.api("GET", f"tickets/{ticket['id']}")["status"] == "solved" or None)
    assert shop.stack.api("GET", f"tickets/{ticket['id']}")["custom"] == {"shoe_size": "Large"}


def test_a_reminder_is_set_shown_listed_and_taken_back(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "Remind me of boots")
    page = at(shop, browser, ticket)
    menu(page, "Remind me…")
    dialog = page.get_by_role("dialog", name=f"Remind me of {ticket['reference']}")
    dialog.get_by_role("button", name="In a week").click()
    dialog.get_by_role("textbox", name="What for").fill("Ask the cobbler")
    check(page, "a reminder")
    dialog.get_by_role("button", name="Remind me", exact=True).click()
    mine = page.get_by_role("region", name="Your reminder")
    expect(mine).to_contain_text("Ask the cobbler", timeout=LIVE)
    expect(mine).to_contain_text("unless the customer answers")
    page.goto(f"{shop.stack.url}/inbox/reminders")
    listed = page.get_by_role("list", name="Tickets").get_by_text("Remind me of boots").first
    expect(listed).to_be_visible(timeout=LIVE)
    listed.click()
    mine.get_by_role("button", name="Do not remind me").click()
    expect(mine).to_have_count(0, timeout=LIVE)


def test_one_follows_a_ticket_that_is_not_ones_own_and_leaves_it(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "A hat to follow")
    page = at(shop, browser, ticket, "priya")
    followers = page.get_by_role("region", name="Followers")
    expect(followers).to_contain_text("Nobody yet", timeout=LIVE)
    followers.get_by_role("button", name="Follow", exact=True).click()
    expect(followers).not_to_contain_text("Nobody yet", timeout=LIVE)
    rows = shop.stack.api("GET", f"tickets/{ticket['id']}/followers")["results"]
    assert [row["user"]["name"] for row in rows] == ["Priya Nair"]
    check(page, "a ticket that one follows")
    followers.get_by_role("button", name="Unfollow").click()
    expect(followers).to_contain_text("Nobody yet", timeout=LIVE)


def test_a_reminder_that_is_due_is_a_notification(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "Remind me of sandals")
    page = at(shop, browser, ticket)
    soon = (dt.datetime.now(dt.UTC) + dt.timedelta(seconds=3)).isoformat()
    answer = page.evaluate(
        """async ([id, at]) => {
            const csrf = /csrftoken[^=]*=([^;]+)/.exec(document.cookie)[1];
            const body = JSON.stringify({ at, note: 'Call the tanner' });
            const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf };
            return (await fetch(`/api/v1/tickets/${id}/reminders`, { method: 'POST', headers, body })).status;
        }""",
        [ticket["id"], soon],
    )
    assert answer == 201
    found = stack.until(lambda: _notified(page, "Call the tanner"))
    assert found["kind"] == "reminder"


def _notified(page: Page, words: str) -> dict[str, Any] | None:
    rows = page.evaluate("async () => (await (await fetch('/api/v1/notifications')).json()).results")
    return next((row for row in rows if words in row["text"]), None)


@pytest.mark.parametrize(("name", "options"), LOOKS, ids=lambda x: x if isinstance(x, str) else "")
def test_tickets_are_linked_and_both_sides_show_it(
    shop: Shop, browser: Browser, name: str, options: dict[str, Any]
) -> None:
    one, other = arrives(shop, f"A {name} heel came off"), arrives(shop, f"The {name} heel again")
    page = at(shop, browser, one, **options)
    menu(page, "Link to another…")
    dialog = page.get_by_role("dialog", name=f"Link {one['reference']} to another ticket")
    dialog.get_by_role("textbox", name="Find the other ticket").fill(other["reference"])
    dialog.get_by_role("button", name=f"The {name} heel again").click()
    dialog.get_by_role("combobox", name=f"{one['reference']} is").click()
    page.get_by_role("option", name="a duplicate of the other").click()
    check(page, f"link-{name}")
    dialog.get_by_role("button", name=f"Duplicate of {other['reference']}").click()
    if name == "phone":
        page.get_by_role("button", name="Show details").click()
    there = page.get_by_role("region", name="Linked tickets").get_by_role("link", name=f"The {name} heel again")
    expect(there).to_be_visible(timeout=LIVE)
    check(page, f"linked-{name}")
    there.click()
    expect(page.get_by_role("heading", name=f"The {name} heel again")).to_be_visible(timeout=LIVE)
    if name == "phone":
        page.get_by_role("button", name="Show details").click()
    linked = page.get_by_role("region", name="Linked tickets")
    expect(linked).to_contain_text("Has as its duplicate", timeout=LIVE)
    linked.get_by_role("button", name=f"Take away the link to {one['reference']}").click()
    expect(linked).to_contain_text("None yet", timeout=LIVE)


@pytest.mark.parametrize(("name", "options"), LOOKS, ids=lambda x: x if isinstance(x, str) else "")
def test_a_merge_is_previewed_done_and_undone(shop: Shop, browser: Browser, name: str, options: dict[str, Any]) -> None:
    one, other = arrives(shop, f"A {name} sole is thin"), arrives(shop, f"More on the {name} sole")
    page = at(shop, browser, other, **options)
    menu(page, "Merge…")
    dialog = page.get_by_role("dialog", name=f"Merge {other['reference']} into another ticket")
    dialog.get_by_role("button", name=f"A {name} sole is thin").click()
    preview = dialog.get_by_role("region", name="What will happen")
    expect(preview).to_contain_text("1 message", timeout=LIVE)
    expect(preview).to_contain_text("Lena Brandt")
    expect(preview).to_contain_text("The customer is told nothing.")
    check(page, f"merge-{name}")
    assert shop.stack.api("GET", f"tickets/{other['id']}")["merged_into_id"] is None
    dialog.get_by_role("button", name=f"Merge into {one['reference']}").click()
    expect(page.get_by_role("heading", name=f"A {name} sole is thin")).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("article").filter(has_text=f"More on the {name} sole, please.")).to_be_visible(timeout=LIVE)
    page.get_by_role("button", name="Undo").click()
    stack.until(lambda: shop.stack.api("GET", f"tickets/{other['id']}")["merged_into_id"] is None or None)


def test_a_solved_ticket_is_followed_by_a_new_one_that_writes_out(shop: Shop, browser: Browser) -> None:
    ticket = arrives(shop, "Slippers were repaired", sender="slippers@customer.example")
    shop.stack.api("PATCH", f"tickets/{ticket['id']}", {"status": "solved"})
    page = at(shop, browser, ticket)
    menu(page, "Write to the customer anew")
    expect(page.get_by_text(f"Follows {ticket['reference']}").first).to_be_visible(timeout=LIVE)
    journeys.write(page, "Do the slippers still hold?")
    journeys.send(page)
    mail = shop.stack.sink.mails.get(timeout=60)
    while "slippers@customer.example" not in str(mail["To"]):
        mail = shop.stack.sink.mails.get(timeout=60)
    assert "Do the slippers still hold?" in str(mail)


def test_a_ticket_is_printed_and_taken_away_without_notes_unless_asked_for(
    shop: Shop, browser: Browser, tmp_path: Any
) -> None:
    ticket = arrives(shop, "Clogs to print")
    shop.stack.api("POST", f"tickets/{ticket['id']}/notes", {"body_html": "<p>Wooden head</p>"})
    page = at(shop, browser, ticket)
    page.context.add_init_script("window.print = () => { document.documentElement.dataset.printed = 'yes'; };")
    menu(page, "Print or export…")
    dialog = page.get_by_role("dialog", name=f"Print or export {ticket['reference']}")
    expect(dialog.get_by_role("checkbox", name="With internal notes")).not_to_be_checked()
    check(page, "print or export")
    with page.expect_popup() as opened:
        dialog.get_by_role("button", name="Print, or save as PDF").click()
    paper = opened.value
    expect(paper.get_by_role("heading", name=f"{ticket['reference']} Clogs to print")).to_be_visible(timeout=LIVE)
    expect(paper.get_by_text("Clogs to print, please.")).to_be_visible()
    expect(paper.get_by_text("Wooden head")).to_have_count(0)
    assert paper.get_by_role("navigation").count() == 0
    menu(page, "Print or export…")
    dialog.get_by_role("checkbox", name="With internal notes").check()
    with page.expect_download() as download:
        dialog.get_by_role("link", name="Everything in one ZIP").click()
    kept = tmp_path / "ticket.zip"
    download.value.save_as(kept)
    with zipfile.ZipFile(kept) as archive:
        said = json.loads(archive.read("ticket.json"))
        assert [row["text"].strip() for row in said["messages"]] == ["Clogs to print, please.", "Wooden head"]
        assert [name.startswith("mails/") for name in archive.namelist()].count(True) == 1
    expect(page.get_by_text("took a copy of this ticket with the internal notes")).to_be_visible(timeout=LIVE)


def test_27_and_42_a_colleague_is_seen_on_the_row_and_in_the_thread_and_gone_soon_after(
    shop: Shop, browser: Browser
) -> None:
    ticket, elsewhere = arrives(shop, "Boots with two agents"), arrives(shop, "Boots next door")
    maya, priya = at(shop, browser, ticket), at(shop, browser, elsewhere, "priya")
    row = priya.locator(f"[data-row='{ticket['id']}']")
    expect(row).to_contain_text("Maya Lind looking at it", timeout=LIVE)
    journeys.write(maya, "We are looking")
    expect(row).to_contain_text("Maya Lind is replying", timeout=LIVE)
    row.click()
    strip = priya.get_by_role("status").filter(has_text="Maya Lind")
    expect(strip).to_be_visible(timeout=LIVE)
    maya.keyboard.type(" into it")
    expect(strip).to_contain_text("is replying to this customer right now", timeout=LIVE)
    maya.context.close()
    expect(strip).to_have_count(0, timeout=20_000)
