"""Public and private work on networks, in a real browser against the running stack; the network calls our webhook."""

from __future__ import annotations

import dataclasses
import datetime as dt
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from inbox.models import Channel
from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.connectors.conformance.case import Case
from tests.connectors.facebook.conformance import CommentCase
from tests.connectors.whatsapp.conformance import WhatsAppCase

LIVE = 15_000


@dataclasses.dataclass
class Network:
    """A channel of the running stack, and the network that calls its webhook."""

    case: Case
    channel: Channel
    hook: str

    def say(self, *items: Any) -> None:
        for call in self.case.calls(self.channel, items):
            headers = {**call.headers, "Content-Type": call.content_type}
            request = urllib.request.Request(self.hook, data=call.body, headers=headers, method="POST")
            with urllib.request.urlopen(request, timeout=30) as answer:
                assert answer.status == 200


def connect(shop: Shop, case: Case, name: str, number: int) -> Network:
    team = shop.stack.api("GET", "teams")["results"][0]["id"]
    address, settings, credentials = case.address(number), case.settings(), case.credentials()
    body = {"kind": case.kind, "name": name, "address": address, "team_id": team, "settings": settings}
    made = shop.stack.api("POST", "channels", {**body, "credentials": credentials})
    channel = Channel(kind=case.kind, address=made["address"], settings=settings, credentials=credentials)
    return Network(case, channel, made["hook_url"])


def composer(page: Page) -> Any:
    return page.get_by_role("form", name="Compose")


def shown(page: Page, name: str) -> None:
    """On a phone too, nothing sticks out sideways."""
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        expect(composer(page)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_public_comment_cannot_be_mistaken_and_can_be_answered_in_private(shop: Shop, browser: Browser) -> None:
    network = connect(shop, CommentCase(), "Shop on Facebook", 71)
    network.say(network.case.message(network.channel, 1, "My kettle leaks and nobody answers!"))
    page = journeys.sign_in(browser, shop, "maya", route="/inbox/all?q=kettle+leaks+nobody+answers")
    page.locator("[data-row]").click(timeout=LIVE)
    form = composer(page)
    expect(form.get_by_text("Everybody can read this reply")).to_be_visible(timeout=LIVE)
    journeys.write(page, "So sorry! We will write to you.")
    expect(form.get_by_role("button", name="Post publicly")).to_be_enabled()
    expect(form.get_by_role("button", name="Send", exact=True)).to_have_count(0)
    shown(page, "comment")

    form.get_by_role("button", name="Where the reply goes: Public").click()
    page.get_by_role("menuitem", name="Private").click()
    expect(form.get_by_role("button", name="Where the reply goes: Private")).to_be_visible()
    expect(form.get_by_text("Everybody can read this reply")).to_have_count(0)
    expect(form.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    journeys.send(page)
    expect(journeys.said(page)).to_contain_text("So sorry! We will write to you.", timeout=LIVE)
    (sent,) = [
        row
        for row in shop.stack.api("GET", f"tickets/{_ticket(page)}/messages")["results"]
        if row["direction"] == "outbound"
    ]
    assert (sent["visibility"], sent["surface"]) == ("private", "dm")


class Yesterday(WhatsAppCase):
    def at(self, number: int) -> dt.datetime:
        return super().at(number) - dt.timedelta(days=2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_the_window_is_closed_the_composer_says_so_and_keeps_the_words(
    shop: Shop, browser: Browser, scheme: str
) -> None:
    network = connect(shop, Yesterday(), f"Shop on WhatsApp ({scheme})", 72 if scheme == "light" else 73)
    network.say(network.case.message(network.channel, 1, f"Is it back in stock? ({scheme})"))
    found = f"/inbox/all?q=back+in+stock+{scheme}"  # two days old: in a list it would be far below
    page = journeys.sign_in(browser, shop, "maya", color_scheme=scheme, route=found)
    page.locator("[data-row]").click(timeout=LIVE)
    form = composer(page)
    expect(form.get_by_role("status")).to_contain_text("24 hours", timeout=LIVE)
    journeys.write(page, "It is!")
    expect(form.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    shown(page, "window")
    network.say(network.case.message(network.channel, 2_000_000, "Hello?"))  # within the day


def _ticket(page: Page) -> str:
    return page.url.rpartition("/")[2].partition("?")[0]
