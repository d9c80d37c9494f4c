"""An admin draws hours and promises; a supervisor sees why a promise broke, and excuses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_screens import PHONE, check

LIVE = 15_000


@pytest.fixture
def left_as_found(shop: Shop) -> Iterator[None]:
    """Policies made here are archived afterwards."""
    before = {policy["id"] for policy in shop.stack.api("GET", "policies")["results"]}
    yield
    for policy in shop.stack.api("GET", "policies")["results"]:
        if policy["id"] not in before:
            shop.stack.api("DELETE", f"policies/{policy['id']}?sure=true")


def written(shop: Shop, subject: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Gold Hansen <gold@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '-')}@customer.example>"
    mail.set_content("When do you answer?")
    shop.stack.pipe("support@shop.example", mail)
    found: dict[str, Any] = shop.stack.ticket_about(subject)
    return found


def test_an_admin_draws_a_week_by_keyboard_and_closes_a_day(shop: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/calendars", bypass_csp=True)
    page.get_by_role("button", name="New calendar").click()
    page.get_by_role("textbox", name="Name", exact=True).first.fill("Night desk")
    monday = page.get_by_role("button", name="Monday, open 09:00–18:00")
    monday.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("button", name="Monday, open 09:15–18:30")).to_be_visible()
    page.get_by_role("textbox", name="Sunday: open hours").fill("22:00-06:00")
    expect(page.get_by_role("button", name="Sunday, open 22:00–06:00 the next day")).to_be_visible()
    check(page, "the week of a calendar")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Propose").click()
    page.get_by_role("button", name="Close on").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Night desk")).to_be_visible()
    stack.until(lambda: any(row["name"] == "Night desk" and row["closed"] for row in _calendars(shop)))
    saved = next(row for row in _calendars(shop) if row["name"] == "Night desk")
    assert {"weekday": 0, "start": "09:15", "end": "18:30"} in saved["windows"]
    assert {"weekday": 6, "start": "22:00", "end": "06:00"} in saved["windows"]


def test_a_calendar_goes_back_to_hours_that_it_had(shop: Shop, browser: Browser) -> None:
    week = [{"weekday": day, "start": "09:00", "end": "17:00"} for day in range(5)]
    made = shop.stack.api("POST", "calendars", {"name": "Back desk", "zone": "Europe/Berlin", "windows": week})
    shop.stack.api("PATCH", f"calendars/{made['id']}", {"windows": week[:2]})
    page = journeys.sign_in(browser, shop, "admin", route="/admin/calendars", bypass_csp=True)
    page.get_by_role("button", name=re.compile("^Back desk")).click()
    page.get_by_text("Versions (2)", exact=True).click()
    older = page.get_by_role("listitem").filter(has_text="Version 1")
    expect(older).to_contain_text("Monday to Friday: 09:00–17:00", timeout=LIVE)
    check(page, "the versions of a calendar")
    older.get_by_role("button", name="Go back to this").click()
    row = page.get_by_role("button", name=re.compile("^Back desk"))
    expect(row).to_contain_text("version 3", timeout=LIVE)
    expect(row).to_contain_text("40 hours a week")


def test_a_promise_that_nobody_made_yet_is_one_press_away(shop: Shop, browser: Browser, left_as_found: None) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/policies")
    page.get_by_role("button", name="New policy").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Polite people")
    page.get_by_role("textbox", name="High: First reply").fill("2h")
    page.get_by_role("button", name="Promise this, too: Next reply").click()
    page.get_by_role("button", name="Promise this, too: Update").click()
    expect(page.get_by_role("textbox", name="High: Next reply")).to_have_value("2h")
    expect(page.get_by_role("textbox", name="High: Update")).to_have_value("6h")
    expect(page.get_by_role("textbox", name="Low: Update")).to_have_value("")
    expect(page.get_by_role("button", name="Promise this, too: Solution")).to_be_visible()
    expect(page.get_by_role("button", name="Promise this, too: Update")).to_have_count(0)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Polite people")).to_be_visible(timeout=LIVE)
    found = next(row for row in shop.stack.api("GET", "policies")["results"] if row["name"] == "Polite people")
    kept = {target["metric"]: target["seconds"] for target in found["targets"]}
    assert kept == {"first_reply": 7200, "next_reply": 7200, "update": 21600}


def test_a_promise_is_made_previewed_applied_explained_and_excused(
    shop: Shop, browser: Browser, left_as_found: None
) -> None:
    journeys.promise_an_answer_within(shop.stack, seconds=8 * 3600)  # others may have promised it at once
    ticket = written(shop, "Golden question of promises")
    page = journeys.sign_in(browser, shop, "admin", route="/admin/policies", bypass_csp=True)
    page.get_by_role("button", name="New policy").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("Golden customers")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_role("combobox", name="What").click()
    page.get_by_role("option", name="Subject").click()
    page.get_by_role("combobox", name="Value for Subject").fill("Golden question")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Normal: First reply", exact=True).fill("1m")
    page.get_by_role("combobox", name="Normal: hours").click()
    page.get_by_role("option", name="Around the clock").click()
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("link", name=ticket["reference"]).first).to_be_visible(timeout=LIVE)
    check(page, "a policy with its preview")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Apply to open tickets").click()
    expect(page.get_by_text("Applied: 1 open ticket looked at.")).to_be_visible(timeout=LIVE)

    shop.stack.manage(
        "shell",
        "-c",
        "import datetime as dt\n"
        "from django.utils import timezone\n"
        "from inbox.sla import sweep\n"
        "sweep.run(at=timezone.now() + dt.timedelta(minutes=30))\n",
    )
    sam = journeys.sign_in(browser, shop, "sam", route=f"/inbox/all/{ticket['id']}", bypass_csp=True)
    sam.get_by_role("button", name="More actions").first.click()
    sam.get_by_role("menuitem", name="Why is it like this?").click()
    account = sam.get_by_role("region", name="First reply")
    expect(account).to_contain_text("Golden customers, version 1", timeout=LIVE)
    expect(account).to_contain_text("the policy changed")
    account.get_by_role("textbox", name="Excuse it").fill("A storm")
    account.get_by_role("button", name="Excuse").click()
    expect(account).to_contain_text("Excused by")
    check(sam, "why a promise broke")
    account.get_by_role("button", name="Take the excuse back").click()
    expect(account.get_by_role("textbox", name="Excuse it")).to_be_visible()


def test_policies_and_calendars_fit_a_phone(shop: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/policies", bypass_csp=True, **PHONE)
    page.get_by_role("button", name="Standard").first.click()
    expect(page.get_by_role("textbox", name="Normal: First reply", exact=True)).to_be_visible(timeout=LIVE)
    check(page, "a policy on a phone")
    page.goto(f"{shop.stack.url}/admin/calendars")
    page.get_by_role("button", name="hours a week").first.click()
    expect(page.get_by_role("button", name="Monday, open").first).to_be_visible(timeout=LIVE)
    check(page, "a calendar on a phone")


def _calendars(shop: Shop) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = shop.stack.api("GET", "calendars")["results"]
    return rows
