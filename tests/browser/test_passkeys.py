"""Passkeys, with an authenticator that Chromium plays: added, used instead of the password and after it, removed."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.stack import PASSWORD
from tests.browser.test_screens import LIVE, check

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """What stands for the fingerprint reader of the machine that this page is open on."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        self.id: str = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def recognises(self, somebody: bool) -> None:
        verified = {"authenticatorId": self.id, "isUserVerified": somebody}
        self.session.send("WebAuthn.setUserVerified", verified)

    def keys(self) -> list[dict[str, Any]]:
        held: list[dict[str, Any]] = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return held


@pytest.fixture
def name() -> str:
    return f"pia{uuid.uuid4().hex[:6]}"


@pytest.fixture
def pia(shop: Shop, browser: Browser, name: str) -> Page:
    """Her own security page; she has nothing but a password."""
    who = {"username": name, "name": "Pia Passkey", "email": f"{name}@shop.example", "role": "agent"}
    shop.stack.api("POST", "users", {**who, "team_ids": [shop.team["id"]]})
    journeys.give_passwords(shop.stack)
    return journeys.sign_in(browser, shop, name, route="/me/security", bypass_csp=True)


def confirm(page: Page) -> None:
    """The password once more, which each session asks for before something that could lock her out."""
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").last.click()


def sign_out(page: Page, shop: Shop) -> None:
    page.context.clear_cookies()
    page.goto(f"{shop.stack.url}/signin?next=/me/security")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(timeout=LIVE)


def test_a_passkey_is_added_signs_in_follows_the_password_and_is_removed(shop: Shop, pia: Page, name: str) -> None:
    device = Device(pia)
    passkeys = pia.get_by_role("region", name="Passkeys")
    passkeys.get_by_role("button", name="Add a passkey").click(timeout=LIVE)
    pia.get_by_label("Name", exact=True).fill("Blue laptop")
    pia.get_by_role("button", name="Go on").click()
    codes = pia.get_by_role("dialog", name="Recovery codes")
    confirm(pia)
    expect(codes.get_by_role("listitem")).to_have_count(10, timeout=LIVE)
    spare = codes.get_by_role("listitem").first.inner_text()
    pia.get_by_role("button", name="I have kept them").click()
    line = passkeys.get_by_role("listitem").filter(has_text="Blue laptop")
    expect(line).to_contain_text("never used", timeout=LIVE)
    assert len(device.keys()) == 1
    check(pia, "passkeys")

    # instead of the password
    sign_out(pia, shop)
    pia.get_by_role("button", name="Use a passkey").click()
    expect(line).to_contain_text("last used", timeout=LIVE)

    # after the password, which alone is not enough any more
    sign_out(pia, shop)
    pia.get_by_label("Username or e-mail").fill(name)
    pia.get_by_label("Password", exact=True).fill(PASSWORD)
    pia.get_by_role("button", name="Sign in", exact=True).click()
    expect(pia.get_by_role("heading", name="One more step")).to_be_visible(timeout=LIVE)
    expect(pia.get_by_label("Recovery code")).to_be_visible()
    device.recognises(False)
    pia.get_by_role("button", name="Use a passkey").click()
    expect(pia.get_by_role("alert")).to_contain_text("No passkey was used", timeout=LIVE)
    device.recognises(True)
    pia.get_by_role("button", name="Use a passkey").click()
    expect(line).to_be_visible(timeout=LIVE)

    # without it, by a code on paper
    sign_out(pia, shop)
    pia.get_by_label("Username or e-mail").fill(name)
    pia.get_by_label("Password", exact=True).fill(PASSWORD)
    pia.get_by_role("button", name="Sign in", exact=True).click()
    pia.get_by_label("Recovery code").fill(spare)
    pia.get_by_role("button", name="Confirm").click()
    expect(line).to_be_visible(timeout=LIVE)

    line.get_by_role("button", name="Rename Blue laptop").click()
    pia.get_by_label("Name", exact=True).fill("Old laptop")
    pia.get_by_role("button", name="Save", exact=True).last.click()
    confirm(pia)
    line = passkeys.get_by_role("listitem").filter(has_text="Old laptop")
    expect(line).to_be_visible(timeout=LIVE)
    line.get_by_role("button", name="Remove Old laptop").click()
    pia.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(passkeys.get_by_role("listitem")).to_have_count(0, timeout=LIVE)
    expect(pia.get_by_role("region", name="Recovery codes")).to_have_count(0, timeout=LIVE)

    # the device still offers it, and it opens nothing
    sign_out(pia, shop)
    pia.get_by_role("button", name="Use a passkey").click()
    expect(pia.get_by_role("alert")).to_contain_text("This passkey is not known here", timeout=LIVE)
    assert len(device.keys()) == 1


def test_who_calls_it_off_reads_why_there_is_none(pia: Page) -> None:
    device = Device(pia)
    device.recognises(False)
    pia.get_by_role("region", name="Passkeys").get_by_role("button", name="Add a passkey").click(timeout=LIVE)
    pia.get_by_role("button", name="Go on").click()
    refused = pia.get_by_role("alert").filter(has_text="No passkey was used")
    confirm(pia)
    expect(refused).to_be_visible(timeout=LIVE)
    assert device.keys() == []


def test_a_browser_without_passkeys_is_told_so_and_offered_none(
    shop: Shop, browser: Browser, pia: Page, name: str
) -> None:
    context = browser.new_context()
    context.add_init_script("delete window.PublicKeyCredential")
    page = context.new_page()
    page.goto(f"{shop.stack.url}/signin")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("button", name=re.compile("passkey"))).to_have_count(0)
    journeys.enter(page, shop, name, route="/me/security")
    passkeys = page.get_by_role("region", name="Passkeys")
    expect(passkeys).to_contain_text("This browser cannot use passkeys", timeout=LIVE)
    expect(passkeys.get_by_role("button", name="Add a passkey")).to_have_count(0)
    context.close()
