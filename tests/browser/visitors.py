"""A visitor of a customer's site: a page of another origin under a strict policy, with our chat on it."""

from __future__ import annotations

import dataclasses
import itertools
import os
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, expect

from tests.browser.journeys import Shop
from tests.browser.sites import Site, site
from tests.engines import ROOT

LIVE = 10_000  # milliseconds that a push may take on a busy machine; nothing is reloaded meanwhile
AXE = ROOT / "frontend" / "console" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SECRET = "a secret of sixteen and more"
DESK, PHONE = (1440, 900), (390, 844)
_numbers = itertools.count(1)


@dataclasses.dataclass
class Chat:
    """A chat channel in the running stack, and the one site that may show it."""

    shop: Shop
    site: Site
    channel: dict[str, Any]

    def set(self, **settings: Any) -> None:
        self.shop.stack.api("PATCH", f"channels/{self.channel['id']}", {"settings": settings})

    def snippet(self, **data: str) -> str:
        given = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in data.items())
        return str(self.channel["install"][0]["text"]).replace(" async", f" async{given}")


@pytest.fixture
def chat(shop: Shop) -> Iterator[Chat]:
    number = next(_numbers)
    with site(ours=shop.stack.url) as around:
        near = around.origin.replace("127.0.0.1", "localhost")
        channel = shop.stack.api(
            "POST",
            "channels",
            {
                "kind": "widget",
                "name": f"Shop chat {number}",
                "address": f"shop-{number}",
                "brand": "Northwind",
                "team_id": shop.team["id"],
                "team_ids": [shop.team["id"]],
                "settings": {
                    "origins": [around.origin, near],
                    "hours": "always",
                    "greeting": "Hello! How can we help?",
                    "colour": "#0f766e",
                    "reply_channel_id": shop.mail["id"],
                },
                "credentials": {"identity_secret": SECRET},
            },
        )
        made = Chat(shop, around, channel)
        around.script = made.snippet()
        yield made


@dataclasses.dataclass
class Visitor:
    """Somebody with a browser on the site; what the browser complains of fails the test."""

    context: BrowserContext
    page: Page
    complaints: list[str]
    hosts: set[str]

    @property
    def launcher(self) -> Any:
        return self.page.locator("janice-chat").locator("button.open")

    @property
    def panel(self) -> Frame:
        frame = self.page.locator("janice-chat iframe").element_handle().content_frame()
        assert frame is not None
        return frame

    def open(self) -> Frame:
        self.launcher.click()
        expect(self.page.locator("janice-chat iframe")).to_be_visible()
        expect(self.panel.locator(".below *").first).to_be_visible(timeout=LIVE)
        return self.panel

    def begin(self, name: str = "Ada", email: str = "") -> Frame:
        panel = self.open()
        panel.get_by_label("Your name").fill(name)
        if email:
            panel.get_by_label("Your e-mail address").fill(email)
        panel.get_by_role("button", name="Start the chat").click()
        expect(box(panel)).to_be_focused(timeout=LIVE)
        return panel


def visitor(
    browser: Browser,
    chat: Chat,
    *,
    size: tuple[int, int] = DESK,
    context: BrowserContext | None = None,
    near: bool = False,
    **options: Any,
) -> Visitor:
    """``near``: the site shares its domain with us, as www.example.org and help.example.org do. Else it does not, and
    Chromium's private windows keep nothing for the frame: the panel then remembers as long as the page is open.
    """
    context = context or browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    page = context.new_page()
    complaints: list[str] = []
    hosts: set[str] = set()

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    page.on("console", complain)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: hosts.add("/".join(request.url.split("/")[:3])))
    page.goto(chat.site.origin.replace("127.0.0.1", "localhost") if near else chat.site.origin)
    return Visitor(context, page, complaints, hosts)


def box(panel: Frame) -> Any:
    return panel.get_by_label("Write a message")


def say(panel: Frame, text: str) -> None:
    box(panel).fill(text)
    box(panel).press("Enter")


def log(panel: Frame) -> Any:
    return panel.get_by_role("log")


def answer(chat: Chat, subject: str, text: str) -> dict[str, Any]:
    """As an agent, by the API."""
    ticket = chat.shop.stack.ticket_about(subject)
    to = chat.shop.stack.api("GET", f"tickets/{ticket['id']}/reply-options")["to"]
    body = {
        "body_html": f"<p>{text}</p>",
        "to": to,
        "last_seen_message_id": None,
        "force": True,
    }
    sent: dict[str, Any] = chat.shop.stack.api("POST", f"tickets/{ticket['id']}/replies", body)
    return sent


def violations(frame: Frame | Page) -> list[str]:
    frame.evaluate(AXE.read_text())
    found = frame.evaluate(f"axe.run(document, {{runOnly: {RULES}}}).then(result => result.violations)")
    return [f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def shot(page: Page, name: str) -> None:
    """For people to look at, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=pathlib.Path(folder, f"widget-{name}.png"))
