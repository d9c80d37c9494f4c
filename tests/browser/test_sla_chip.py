"""A promise on the screen (criteria 32 to 36): it counts and turns late by itself, and is no matter of colour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop

LIVE = 15_000
HOUR = 3600
AHEAD = """
    const Real = Date;
    const moved = () => Real.now() + 3_600_000;
    class Moved extends Real {
        constructor(...given) { given.length ? super(...given) : super(moved()); }
        static now() { return moved(); }
    }
    window.Date = Moved;
"""
VERY_SOON = """
from django.db import transaction
from inbox.models import PolicyVersion
from inbox.sla import edition
with transaction.atomic():
    ours = edition.locked_organisation()
    for version in PolicyVersion.objects.filter(policy_id=%d):
        for metrics in version.targets.values():
            for target in metrics.values():
                target["seconds"] = 12
        version.save()
    edition.announce(ours)
"""


@pytest.fixture
def promise(shop: Shop) -> Iterator[Any]:
    """Promises to whom a subject names, of a policy of their own; archived afterwards."""
    made: list[int] = []

    def make(word: str, metric: str, seconds: int) -> int:
        target = {"metric": metric, "seconds": seconds, "business": False}
        found = shop.stack.api(
            "POST",
            "policies",
            {
                "name": f"Promise of {word}",
                "conditions": {"field": "subject", "op": "contains", "value": word},
                "targets": [{**target, "priority": name} for name in ("low", "normal", "high", "urgent")],
                "pause_on": ["waiting_customer"],
            },
        )
        made.append(found["id"])
        return int(found["id"])

    yield make
    for pk in made:
        shop.stack.api("DELETE", f"policies/{pk}?sure=true")


def arrives(shop: Shop, subject: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Otto Uhr <otto@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '-')}@customer.example>"
    mail.set_content("It stopped.")
    shop.stack.pipe("support@shop.example", mail)
    found: dict[str, Any] = shop.stack.ticket_about(subject)
    return found


def at(shop: Shop, browser: Browser, ticket: dict[str, Any], script: str = "") -> Page:
    page = journeys.sign_in(browser, shop, "maya")
    if script:
        page.context.add_init_script(script)
    page.goto(f"{shop.stack.url}/inbox/all/{ticket['id']}")
    expect(chip(page)).to_be_visible(timeout=LIVE)
    return page


def chip(page: Page) -> Locator:
    """In the header of the ticket."""
    return page.locator("header [data-sla]").first


def row(page: Page, ticket: dict[str, Any]) -> Locator:
    return page.locator(f"[data-row='{ticket['id']}'] [data-sla]")


def seconds_left(text: str) -> int:
    found = re.search(r"(\d+):(\d\d)", text)
    assert found is not None, text
    return int(found[1]) * 60 + int(found[2])


def test_32_it_counts_every_second_and_keeps_its_width(shop: Shop, browser: Browser, promise: Any) -> None:
    promise("cuckoo", "first_reply", HOUR // 2)
    page = at(shop, browser, arrives(shop, "A cuckoo that ticks"))
    widths, seen = set(), set()
    for _ in range(3):
        number = chip(page).locator(".num").first
        text = str(number.text_content())
        box = chip(page).bounding_box()
        assert box is not None
        widths.add(round(box["width"]))
        seen.add(text)
        expect(number).not_to_have_text(text, timeout=LIVE)
    assert len(seen) == 3
    assert len(widths) == 1, widths
    assert "tabular-nums" in chip(page).locator(".num").evaluate("e => getComputedStyle(e).fontVariantNumeric")


def test_33_it_turns_late_at_zero_without_a_reload(shop: Shop, browser: Browser, promise: Any) -> None:
    policy = promise("hourglass", "first_reply", HOUR)
    shop.stack.manage("shell", "-c", VERY_SOON % policy)
    ticket = arrives(shop, "An hourglass that runs out")
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{ticket['id']}")
    page.evaluate("window.stayed = true")
    for shown in (chip(page), row(page, ticket)):
        expect(shown).to_have_attribute("data-sla", "breached", timeout=30_000)
    expect(chip(page)).to_contain_text("−")
    assert page.evaluate("window.stayed") is True


def test_34_a_paused_one_shows_a_pause_and_no_number(shop: Shop, browser: Browser, promise: Any) -> None:
    promise("sundial", "resolution", 5 * HOUR)
    ticket = arrives(shop, "A sundial at night")
    page = at(shop, browser, ticket)
    expect(chip(page)).to_contain_text(re.compile(r"\d"))
    shop.stack.api("PATCH", f"tickets/{ticket['id']}", {"status": "waiting_customer"})
    for shown in (chip(page), row(page, ticket)):
        expect(shown).to_have_attribute("data-sla", "paused", timeout=LIVE)
        expect(shown).to_contain_text(re.compile("paused", re.I))
        expect(shown).not_to_contain_text(re.compile(r"\d"))
        expect(shown.locator("svg")).to_have_count(1)
    page.locator("[data-row]").first.wait_for()


def test_35_its_state_is_read_without_colour(shop: Shop, browser: Browser, promise: Any) -> None:
    late = promise("metronome", "first_reply", HOUR)
    shop.stack.manage("shell", "-c", VERY_SOON % late)
    promise("stopwatch", "first_reply", HOUR // 2)
    promise("pendulum", "first_reply", 5 * HOUR)
    words = {
        "breached": (arrives(shop, "A metronome too late"), "overdue by", "−"),
        "soon": (arrives(shop, "A stopwatch soon"), "due in", ""),
        "ok": (arrives(shop, "A pendulum in time"), "due in", ""),
    }
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{words['ok'][0]['id']}")
    icons = {}
    for state, (ticket, spoken, sign) in words.items():
        shown = row(page, ticket)
        expect(shown).to_have_attribute("data-sla", state, timeout=30_000)
        expect(shown.locator(".sr-only")).to_contain_text(f"First reply {spoken}")
        visible = shown.locator("[aria-hidden]").last.inner_text()
        assert ("−" in visible) == bool(sign), visible
        icons[state] = shown.locator("svg").inner_html()
    assert len(set(icons.values())) == 3


def test_36_a_computer_whose_clock_is_wrong_by_an_hour_shows_the_same(
    shop: Shop, browser: Browser, promise: Any
) -> None:
    promise("astrolabe", "first_reply", HOUR // 2)
    ticket = arrives(shop, "An astrolabe of old")
    right, wrong = at(shop, browser, ticket), at(shop, browser, ticket, AHEAD)
    assert wrong.evaluate("Date.now()") - right.evaluate("Date.now()") > 3_500_000
    expect(chip(wrong)).to_have_attribute("data-sla", "soon", timeout=30_000)
    shown = [seconds_left(chip(page).inner_text()) for page in (right, wrong)]
    assert abs(shown[0] - shown[1]) < 60, shown
