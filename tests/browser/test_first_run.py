"""From an empty deployment to a real message answered, along the first steps."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.stack import Stack

LIVE = 20_000


@pytest.fixture
def empty() -> Iterator[Stack]:
    with stack.running() as running:
        yield running


def test_the_first_steps_end_with_a_real_message_answered(empty: Stack, browser: Browser) -> None:
    page = journeys.sign_in(browser, Shop(empty, {}, {}, {}), "admin", route="/admin")
    steps = page.get_by_role("region", name="First steps").get_by_role("listitem")
    expect(steps).to_have_count(5, timeout=LIVE)
    page.get_by_label("Name of your organisation").fill("Kettle & Co")
    page.get_by_role("button", name="Save and go on").click()
    expect(steps.nth(0).get_by_label("Done")).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("link", name="Open Channels")).to_be_visible()

    (team,) = empty.api("GET", "teams")["results"]
    assert (team["name"], len(team["member_ids"])) == ("Support", 1)
    channel = {"kind": "email", "name": "Mail", "address": "help@kettle.example", "team_id": team["id"]}
    empty.api("POST", "channels", {**channel, "settings": {"receive": "pipe", "send": "default"}})
    expect(steps.nth(1).get_by_label("Done")).to_be_visible(timeout=LIVE)
    page.reload()  # left and come back to
    expect(steps.nth(0).get_by_label("Done")).to_be_visible(timeout=LIVE)
    empty.api(
        "POST", "users", {"username": "kim", "name": "Kim", "email": "kim@kettle.example", "team_ids": [team["id"]]}
    )
    expect(steps.nth(2).get_by_label("Done")).to_be_visible(timeout=LIVE)
    expect(steps.nth(3).get_by_text("help@kettle.example")).to_be_visible()

    mail = EmailMessage()
    mail["From"], mail["To"] = "Ida <ida@customer.example>", "help@kettle.example"
    mail["Subject"], mail["Message-ID"] = "Does it work?", "<first@customer.example>"
    mail.set_content("A first question.")
    empty.pipe("help@kettle.example", mail)
    page.get_by_role("link", name="Open the message").click(timeout=LIVE)
    expect(page.get_by_text("A first question.").first).to_be_visible(timeout=LIVE)
    journeys.write(page, "It does.")
    journeys.send(page)
    assert "It does." in str(empty.sink.mails.get(timeout=60))

    page.goto(f"{empty.url}/admin/setup")
    expect(page.get_by_text("Done: a real message was answered.")).to_be_visible(timeout=LIVE)
