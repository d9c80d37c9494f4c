"""Answering on a network: nobody can take a public reply for a private one, and moderating leaves a record."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import pathlib
import re
import time
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.stack import until
from tests.browser.test_screens import AXE, LIVE, PHONE

SECRET = "app-secret-5b1e9c0d7f"
PAGE_ID, ADA = "682498302930001", "7401234567890123"
FAMILY = "👩‍👩‍👧‍👦"


@pytest.fixture(scope="module")
def facebook(shop: Shop) -> dict[str, Any]:
    channel: dict[str, Any] = shop.stack.api(
        "POST",
        "channels",
        {
            "kind": "facebook",
            "name": "Our page",
            "address": PAGE_ID,
            "brand": "Shop",
            "team_id": shop.team["id"],
            "team_ids": [shop.team["id"]],
            "settings": {"app_id": "1234567890"},
            "credentials": {
                "app_secret": SECRET,
                "verify_token": "verify-token-77aa01",
                "access_token": "EAAG-access-token-90aQx7",
            },
        },
    )
    return channel


def told(channel: dict[str, Any], field: str, row: dict[str, Any]) -> None:
    """A webhook call, signed as Meta signs."""
    body = json.dumps({"object": "page", "entry": [{"id": PAGE_ID, "time": int(time.time()), field: [row]}]}).encode()
    proof = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={proof}"}
    with urllib.request.urlopen(urllib.request.Request(channel["hook_url"], data=body, headers=headers), timeout=20):
        pass


@pytest.fixture(scope="module")
def comment(shop: Shop, facebook: dict[str, Any]) -> int:
    value = {
        "from": {"id": ADA, "name": "Ada Comments"},
        "post_id": f"{PAGE_ID}_1221",
        "comment_id": "1221_1",
        "parent_id": f"{PAGE_ID}_1221",
        "created_time": int(time.time()) - 60,
        "item": "comment",
        "verb": "add",
        "message": "Your kettles are rubbish!",
    }
    told(facebook, "changes", {"field": "feed", "value": value})
    return ticket_of(shop, facebook, "Ada Comments")


def ticket_of(shop: Shop, channel: dict[str, Any], name: str) -> int:
    def look() -> int | None:
        rows = shop.stack.api("GET", f"tickets?view=all&channel={channel['id']}")["results"]
        return next((row["id"] for row in rows if name in row["subject"] or row["contact"]["name"] == name), None)

    return until(look)


def shot(page: Page, name: str) -> None:
    """Kept where SCREENSHOTS says, to be looked at by people."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(pathlib.Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_a_public_reply_is_called_public_in_words_colour_and_on_its_button(
    shop: Shop, comment: int, browser: Browser, screen: str
) -> None:
    who, options = ("priya", PHONE) if screen == "phone" else ("maya", {})  # a draft would follow its writer
    page = journeys.sign_in(browser, shop, who, route=f"/inbox/all/{comment}", **options, bypass_csp=True)
    compose = page.get_by_role("form", name="Compose")
    expect(compose.get_by_text("Everybody can read this reply")).to_be_visible(timeout=LIVE)
    expect(compose.get_by_role("button", name="Post publicly")).to_be_disabled()
    expect(page.locator(".ProseMirror")).to_have_text("")
    journeys.write(page, f"Sorry! {FAMILY}")
    expect(compose.get_by_role("button", name="Post publicly")).to_be_enabled()
    expect(compose.get_by_text(re.compile(r"^\d+ / \d+$"))).to_be_visible()
    shot(page, f"public-{screen}")
    compose.get_by_role("button", name=re.compile("Where the reply goes: Public")).click()
    expect(page.get_by_role("menuitem", name=re.compile("^Private"))).to_be_visible()
    shot(page, f"places-{screen}")
    page.get_by_role("menuitem", name=re.compile("^Private")).click()
    expect(compose.get_by_text("Everybody can read this reply")).to_be_hidden()
    expect(compose.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    expect(compose.get_by_text("Can be answered for")).to_be_visible()
    shot(page, f"private-{screen}")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run('form[aria-label=Compose]')")
    assert [(wrong["id"], wrong["nodes"][0]["html"]) for wrong in found["violations"]] == []
    page.context.close()


def test_hiding_a_comment_asks_for_a_reason_and_keeps_it(shop: Shop, comment: int, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{comment}")
    menu = page.get_by_role("button", name="What can be done to the message from Ada Comments")
    menu.click()
    page.get_by_role("menuitem", name="Hide from the public").click()
    dialog = page.get_by_role("dialog", name="Hide from the public")
    expect(dialog.get_by_role("button", name="Hide it")).to_be_disabled()
    dialog.get_by_label("Reason").fill("Insults")
    shot(page, "hide")
    dialog.get_by_role("button", name="Hide it").click()
    expect(dialog).to_be_hidden()
    menu.click()
    page.get_by_role("menuitem", name="What was done").click()
    expect(page.get_by_role("dialog").get_by_text("Reason: Insults")).to_be_visible(timeout=LIVE)
    shot(page, "record")
    page.context.close()


def test_the_channel_shows_how_it_is_doing_and_what_its_provider_must_be_given(
    shop: Shop, facebook: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/channels")
    page.get_by_role("main").get_by_text("Our page").first.click()
    card = page.get_by_role("region", name="How it is doing")
    expect(card.get_by_text(facebook["hook_url"])).to_be_visible(timeout=LIVE)
    expect(card.get_by_role("button", name="Copy the webhook address")).to_be_visible()
    shot(page, "channel")
    page.context.close()
