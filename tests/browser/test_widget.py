"""The chat on a customer's site: a page of another origin under a strict policy, a visitor, an agent, a bad line."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import os
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Frame, Page, Route, expect

from connectors.signatures import hmac_hex
from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.sites import Site, site
from tests.engines import ROOT

LIVE = 10_000  # milliseconds that a push may take on a busy machine; nothing is reloaded meanwhile
AXE = ROOT / "frontend" / "console" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUILT = ROOT / "frontend" / "widget" / "dist"
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
    """For people to look at, where SHOTS names a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=pathlib.Path(folder, f"widget-{name}.png"))


def test_59_loader_and_panel_stay_small() -> None:
    assert len(gzip.compress((BUILT / "loader.js").read_bytes())) <= 3 * 1024
    assert sum(len(gzip.compress((BUILT / name).read_bytes())) for name in ("panel.js", "panel.css")) <= 15 * 1024


def test_59_a_visitor_chats_with_an_agent_on_a_strict_site(chat: Chat, browser: Browser) -> None:
    ada = visitor(browser, chat)
    expect(ada.launcher).to_have_accessible_name("Chat with us")
    assert len(ada.page.frames) == 1, "no frame before it is asked for"
    panel = ada.begin()
    say(panel, "My kettle has no lid.")
    expect(log(panel)).to_contain_text("My kettle has no lid.")

    maya = journeys.sign_in(browser, chat.shop, "maya")
    journeys.open_ticket(maya, "My kettle has no lid.")
    box(panel).press_sequentially("And it ")
    expect(maya.get_by_text("Ada is typing")).to_be_visible(timeout=LIVE)
    maya.locator(".ProseMirror").click()
    maya.keyboard.type("We are <b>sending</b> one.")
    expect(panel.get_by_text("Maya is typing")).to_be_visible(timeout=LIVE)
    journeys.send(maya)
    expect(log(panel)).to_contain_text("We are <b>sending</b> one.", timeout=2 * LIVE)
    expect(log(panel)).to_contain_text("Maya")
    expect(panel.get_by_text("Maya is typing")).to_have_count(0, timeout=LIVE)
    expect(journeys.said(maya)).to_contain_text("Read", timeout=LIVE)

    assert ada.complaints == []
    assert ada.hosts == {chat.site.origin, chat.shop.stack.url}
    maya.context.close()
    ada.context.close()


def test_59_escape_closes_and_the_button_tells_what_is_unread(chat: Chat, browser: Browser) -> None:
    ada = visitor(browser, chat)
    panel = ada.begin()
    say(panel, "Is the blue one back?")
    chat.shop.stack.ticket_about("Is the blue one back?")
    box(panel).press("Escape")
    expect(ada.page.locator("janice-chat iframe")).to_be_hidden()
    expect(ada.launcher).to_be_focused()
    expect(ada.launcher).to_have_attribute("aria-expanded", "false")
    answer(chat, "Is the blue one back?", "On Monday.")
    expect(ada.launcher).to_have_accessible_name("Chat with us, Unread messages: 1", timeout=2 * LIVE)
    ada.launcher.press("Enter")
    expect(box(panel)).to_be_focused()
    expect(log(panel)).to_contain_text("On Monday.")
    ada.page.keyboard.press("Escape")
    expect(ada.launcher).to_have_accessible_name("Chat with us")
    assert ada.complaints == []
    ada.context.close()


def test_59_a_message_that_fails_is_tried_again_and_stands_there_once(chat: Chat, browser: Browser) -> None:
    ada = visitor(browser, chat)
    asked: list[str] = []

    def lose_the_answer(route: Route) -> None:
        asked.append(str(route.request.post_data))
        if len(asked) == 1:
            route.fetch()  # it arrives, and the answer does not
            route.abort("connectionreset")
        else:
            route.continue_()

    ada.page.route("**/messages", lose_the_answer)
    ada.page.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))  # it would tell that it arrived
    ada.page.route("**/lines?*", lambda route: route.abort())
    panel = ada.begin()
    say(panel, "Sent on a train")
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_text("Not sent.")).to_have_count(0)
    expect(log(panel).get_by_text("Sent on a train")).to_have_count(1)
    assert asked[0] == asked[1]
    ticket = chat.shop.stack.ticket_about("Sent on a train")
    assert ticket["message_count"] == 1
    ada.context.close()


def test_a_line_that_breaks_loses_nothing_and_doubles_nothing(chat: Chat, browser: Browser) -> None:
    ada = visitor(browser, chat)
    panel = ada.begin()
    say(panel, "Where did my order go?")
    answer(chat, "Where did my order go?", "Looking.")
    expect(log(panel)).to_contain_text("Looking.", timeout=2 * LIVE)
    ada.context.set_offline(True)
    answer(chat, "Where did my order go?", "In Bremen.")
    answer(chat, "Where did my order go?", "On the van.")
    say(panel, "Still there?")
    expect(panel.get_by_role("button", name="Try again")).to_be_visible(timeout=LIVE)
    ada.context.set_offline(False)
    expect(log(panel)).to_contain_text("On the van.", timeout=2 * LIVE)
    panel.get_by_role("button", name="Try again").click()
    expect(panel.get_by_text("Not sent.")).to_have_count(0)
    for text in ("Where did my order go?", "Looking.", "In Bremen.", "On the van.", "Still there?"):
        expect(log(panel).get_by_text(text)).to_have_count(1)
    ada.context.close()


def test_where_no_websocket_opens_the_chat_asks_instead(chat: Chat, browser: Browser) -> None:
    ada = visitor(browser, chat)
    ada.page.route_web_socket("**/ws/**", lambda socket: socket.close(code=1011))
    panel = ada.begin()
    say(panel, "Behind a proxy")
    answer(chat, "Behind a proxy", "We hear you.")
    expect(log(panel)).to_contain_text("We hear you.", timeout=2 * LIVE)
    stack.until(lambda: _last_state(chat, "Behind a proxy") == "read")
    ada.context.close()


def test_two_tabs_show_the_same(chat: Chat, browser: Browser) -> None:
    first = visitor(browser, chat, near=True)
    panel = first.begin()
    say(panel, "From the first tab")
    expect(log(panel)).to_contain_text("From the first tab")
    second = visitor(browser, chat, context=first.context, near=True)
    other = second.open()
    token = other.evaluate("Object.values(localStorage)[0]")
    stored = second.page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert len(token) > 60
    assert token not in stored, "what the site can read"
    expect(log(other)).to_contain_text("From the first tab")
    say(other, "From the second tab")
    expect(log(panel)).to_contain_text("From the second tab", timeout=LIVE)
    chat.shop.stack.ticket_about("From the first tab")
    first.context.close()


def test_59_no_other_site_can_frame_the_panel(chat: Chat, browser: Browser) -> None:
    panel = f"{chat.shop.stack.url}/widget/{str(chat.channel['install'][0]['text']).split('/widget/')[1][:36]}/panel"
    with site(policy="default-src * 'unsafe-inline'", script=f'<iframe src="{panel}" title="x"></iframe>') as evil:
        page = browser.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text))
        page.goto(evil.origin)
        page.wait_for_timeout(1000)
        assert any("frame-ancestors" in text for text in refused), refused
        page.context.close()


def test_somebody_whom_the_site_knows_is_asked_nothing_and_a_forged_name_counts_for_nothing(
    chat: Chat, browser: Browser
) -> None:
    known = {"user_id": "42", "user_name": "Ada Lovelace", "user_email": "ada@customer.example"}
    chat.site.script = chat.snippet(**known, user_hash=hmac_hex(SECRET, "42"))
    ada = visitor(browser, chat)
    panel = ada.open()
    say(panel, "It is me")
    assert chat.shop.stack.ticket_about("It is me")["contact"]["name"] == "Ada Lovelace"
    ada.context.close()
    again = visitor(browser, chat)
    expect(log(again.open())).to_contain_text("It is me", timeout=LIVE)
    again.context.close()
    chat.site.script = chat.snippet(**known, user_hash=hmac_hex("some other secret, also long", "42"))
    eve = visitor(browser, chat)
    panel = eve.open()
    expect(panel.get_by_label("Your name")).to_be_visible()
    expect(log(panel)).not_to_contain_text("It is me")
    eve.context.close()


def test_who_has_left_is_mailed_what_they_did_not_read(chat: Chat, browser: Browser) -> None:
    chat.set(mail_after=1)
    ada = visitor(browser, chat)
    panel = ada.begin("Ada", "ada.left@customer.example")
    say(panel, "I have to go")
    chat.shop.stack.ticket_about("I have to go")
    ada.context.close()
    answer(chat, "I have to go", "Here is your label.")
    stack.until(lambda: _last_state(chat, "I have to go") == "sent")
    chat.shop.stack.manage(
        "shell",
        "-c",
        "from django.utils import timezone; import datetime as dt\n"
        "from connectors.widget.models import Line, Visitor\n"
        "before = timezone.now() - dt.timedelta(minutes=3)\n"
        "Visitor.objects.update(seen_at=before); Line.objects.update(at=before)",
    )

    def mailed() -> Any:
        while not chat.shop.stack.sink.mails.empty():
            mail = chat.shop.stack.sink.mails.get()
            if "ada.left@customer.example" in str(mail["To"]):
                return mail
        return None

    mail = stack.until(mailed, patience=150)
    text = mail.get_body(("plain",)).get_content()
    assert "Here is your label." in text
    assert "I have to go" not in text, "what was typed does not travel to an address that was typed"
    assert chat.site.origin in text


@pytest.mark.parametrize(("dark", "language"), [(False, "en"), (True, "de")])
def test_an_accessibility_checker_finds_nothing(chat: Chat, browser: Browser, dark: bool, language: str) -> None:
    chat.set(
        topics=["Delivery", "Payment"],
        consent="I agree that this chat is stored.",
        proactive_text="Need help?",
        proactive_after=1,
    )
    scheme = "dark" if dark else "light"
    for size, name in ((DESK, "desk"), (PHONE, "phone")):
        locale = f"{language}-{language.upper()}"
        ada = visitor(browser, chat, size=size, color_scheme=scheme, locale=locale)
        expect(ada.page.get_by_role("button", name="Need help?")).to_be_visible(timeout=LIVE)
        found = violations(ada.page)
        shot(ada.page, f"{name}-{scheme}-launcher")
        panel = ada.open()
        assert panel.locator("html").get_attribute("lang") == language
        found += violations(panel)
        panel.get_by_role("button", name="Start the chat" if language == "en" else "Chat beginnen").click()
        expect(panel.locator("[aria-invalid=true]").first).to_be_visible()
        found += violations(panel)
        shot(ada.page, f"{name}-{scheme}-before")
        panel.locator("#q-topic").select_option("Delivery")
        panel.locator("#q-consent").check()
        panel.locator("#q-name").fill("Ada")
        panel.locator("form.questions button").click()
        expect(panel.locator("#write")).to_be_focused()
        subject = f"{name}-{scheme}"
        panel.locator("#write").fill(f"{subject}: see https://shop.example/kettle.")
        panel.locator("#files").set_input_files(FilePayload(name="lid.png", mimeType="image/png", buffer=b"x" * 3000))
        found += violations(panel)
        expect(ada.launcher).to_be_visible(visible=size == DESK)  # on a phone it would cover the Send button
        panel.locator("button.send").click()
        expect(panel.get_by_role("log")).to_contain_text("lid.png")
        found += violations(panel)
        shot(ada.page, f"{name}-{scheme}-open")
        wide = panel.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (found, wide, ada.complaints) == ([], 0, [])
        ada.context.close()


def test_outside_business_hours_a_message_is_left_with_an_address(chat: Chat, browser: Browser) -> None:
    chat.set(hours="calendar", ask_name="no", ask_email="no")
    chat.shop.stack.manage("shell", "-c", HOURS % IN_THREE_DAYS)
    try:
        for size, name in ((DESK, "desk"), (PHONE, "phone")):
            ada = visitor(browser, chat, size=size)
            panel = ada.open()
            expect(panel.get_by_text("Leave a message")).to_be_visible()
            shot(ada.page, f"{name}-away")
            panel.get_by_role("button", name="Go on to your message").click()
            expect(panel.get_by_text("Please fill this in.")).to_be_visible()
            panel.get_by_label("Your e-mail address").fill("ada.away@customer.example")
            panel.get_by_role("button", name="Go on to your message").click()
            say(panel, f"Call me back on the {name}")
            expect(panel.get_by_role("status").first).to_contain_text("ada.away@customer.example")
            ticket = chat.shop.stack.ticket_about(f"Call me back on the {name}")
            (message,) = chat.shop.stack.api("GET", f"tickets/{ticket['id']}/messages")["results"]
            assert "E-mail: ada.away@customer.example" in message["body_text"]
            ada.context.close()
    finally:
        chat.shop.stack.manage("shell", "-c", HOURS % ALWAYS)


def _last_state(chat: Chat, subject: str) -> str:
    ticket = chat.shop.stack.ticket_about(subject)
    found = chat.shop.stack.api("GET", f"tickets/{ticket['id']}/messages")["results"]
    ours = [row for row in found if row.get("direction") == "outbound"]
    return str(ours[-1]["delivery"]["state"]) if ours else ""


HOURS = """
import datetime as dt
from django.db import transaction
from django.utils import timezone
from inbox.models import CalendarVersion, Organisation
from inbox.sla import edition
old = CalendarVersion.objects.filter(calendar=Organisation.objects.get().calendar_id).order_by("-number").first()
CalendarVersion.objects.create(calendar=old.calendar, number=old.number + 1, zone=old.zone, windows=%s)
with transaction.atomic():
    edition.announce(edition.locked_organisation())
"""
IN_THREE_DAYS = '[[(timezone.now() + dt.timedelta(days=3)).weekday(), "09:00", "17:00"]]'
ALWAYS = '[[day, "00:00", "24:00"] for day in range(7)]'
