"""Criteria 37 to 43: what an agent sees is what is true, whatever the way between us does to the frames."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.stack import until
from tests.browser.test_attention import ask
from tests.browser.test_screens import LIVE

SOCKET = re.compile("/ws/live/")


class Wire:
    """Lies between the console and the server. ``down``: nobody gets through. ``bend`` makes of each frame of the
    server those that the console gets; ``swallow`` drops the console's own."""

    def __init__(self, page: Page) -> None:
        self.down = False
        self.bend: Callable[[dict[str, Any]], list[dict[str, Any]]] = lambda frame: [frame]
        self.swallow: Callable[[dict[str, Any]], bool] = lambda frame: False
        self.asked: list[str] = []
        self.open: list[WebSocketRoute] = []
        page.route_web_socket(SOCKET, self._connect)

    def cut(self) -> None:
        self.down = True
        for socket in self.open:
            socket.close(code=1011)
        self.open = []

    def _connect(self, socket: WebSocketRoute) -> None:
        self.asked.append(socket.url)
        if self.down:
            socket.close(code=1011)
            return
        server = socket.connect_to_server()
        self.open.append(socket)

        def down(text: str | bytes) -> None:
            for frame in self.bend(json.loads(text)):
                socket.send(json.dumps(frame))

        def up(text: str | bytes) -> None:
            if not self.swallow(json.loads(text)):
                server.send(text)

        server.on_message(down)
        socket.on_message(up)


@pytest.fixture
def ticket(shop: Shop, request: pytest.FixtureRequest) -> dict[str, Any]:
    """One for each test, about its number."""
    number = request.node.name.split("_")[1]
    return ask(shop, f"Live matter {number}", f"live{number}")


def visit(shop: Shop, browser: Browser, ticket: dict[str, Any], username: str = "maya") -> tuple[Page, Wire]:
    """The ticket open, with the wire between, and a mark that a reload would take away."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    wire = Wire(page)
    journeys.enter(page, shop, username, route=f"/inbox/all/{ticket['id']}")
    expect(page.get_by_role("form", name="Compose")).to_be_visible(timeout=LIVE)
    expect(page.locator("[data-live=live]").first).to_be_attached(timeout=LIVE)
    page.evaluate("window.sameAsBefore = true")
    return page, wire


def note(shop: Shop, ticket: dict[str, Any], words: str) -> None:
    shop.stack.api("POST", f"tickets/{ticket['id']}/notes", {"body_html": f"<p>{words}</p>"})


def same(page: Page) -> bool:
    return bool(page.evaluate("window.sameAsBefore === true"))


def test_37_a_dropped_connection_says_so_resumes_from_its_number_and_shows_what_was_missed(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    page, wire = visit(shop, browser, ticket)
    note(shop, ticket, "Said before the break.")
    expect(journeys.said(page)).to_contain_text("Said before the break.", timeout=LIVE)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/messages" in request.url else None)

    wire.cut()
    expect(page.get_by_role("status").filter(has_text="reconnecting")).to_be_visible(timeout=LIVE)
    note(shop, ticket, "Said during the break.")
    wire.down = False
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(journeys.said(page)).to_contain_text("Said during the break.", timeout=LIVE)
    expect(page.get_by_role("status").filter(has_text="reconnecting")).to_have_count(0)
    resumed = parse_qs(urlsplit(wire.asked[-1]).query)
    assert int(resumed["after"][0]) > 0
    assert fetched == []  # replayed, not fetched anew
    assert same(page)


def test_38_a_gap_that_nobody_fills_is_fetched_and_the_draft_stays(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    page, wire = visit(shop, browser, ticket)
    journeys.write(page, "A draft that must not go")
    lost: list[int] = []

    def lose(frame: dict[str, Any]) -> list[dict[str, Any]]:
        if frame["type"] == "event" and "Lost on the way" in json.dumps(frame):
            lost.append(frame["seq"])
            return []
        return [frame]

    wire.bend = lose
    wire.swallow = lambda frame: frame["type"] == "replay"
    note(shop, ticket, "Lost on the way.")
    until(lambda: _pumped(page) and bool(lost))
    note(shop, ticket, "Came after the gap.")
    expect(journeys.said(page)).to_contain_text("Lost on the way.", timeout=LIVE)
    expect(journeys.said(page)).to_contain_text("Came after the gap.")
    expect(page.locator(".ProseMirror")).to_contain_text("A draft that must not go")
    expect(page.locator("[data-live=live]").first).to_be_attached(timeout=LIVE)
    assert same(page)


def test_39_doubled_and_old_events_change_nothing(shop: Shop, ticket: dict[str, Any], browser: Browser) -> None:
    page, wire = visit(shop, browser, ticket)
    past: list[dict[str, Any]] = []

    def echo(frame: dict[str, Any]) -> list[dict[str, Any]]:
        if frame["type"] != "event":
            return [frame]
        past.append(frame)
        return [frame, frame, *past]

    wire.bend = echo
    shop.stack.api("PATCH", f"tickets/{ticket['id']}", {"subject": "First name"})
    shop.stack.api("PATCH", f"tickets/{ticket['id']}", {"subject": "Second name"})
    note(shop, ticket, "Said once.")
    expect(journeys.said(page)).to_contain_text("Said once.", timeout=LIVE)
    expect(page.get_by_role("heading", name="Second name")).to_be_visible(timeout=LIVE)
    expect(journeys.said(page).get_by_text("Said once.")).to_have_count(1)
    assert len(past) >= 3
    assert same(page)


def test_40_a_slow_answer_does_not_undo_a_push(shop: Shop, ticket: dict[str, Any], browser: Browser) -> None:
    page, _ = visit(shop, browser, ticket)
    held: list[tuple[Route, Any]] = []

    def hold(route: Route) -> None:
        held.append((route, route.fetch()))

    path = re.compile(rf"/api/v1/tickets/{ticket['id']}$")
    page.route(path, hold)
    page.goto(f"{shop.stack.url}/inbox/all/{ticket['id']}")
    until(lambda: _pumped(page) and bool(held))
    expect(page.locator("[data-live=live]").first).to_be_attached(timeout=LIVE)
    slow = list(held)
    shop.stack.api("PATCH", f"tickets/{ticket['id']}", {"subject": "Pushed meanwhile"})
    expect(page.get_by_role("list", name="Tickets").get_by_text("Pushed meanwhile")).to_be_visible(timeout=LIVE)
    for route, answer in slow:
        assert "Live matter 40" in answer.text()
        route.fulfill(response=answer)
    expect(page.get_by_role("heading", name="Pushed meanwhile")).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("heading", name="Live matter 40")).to_have_count(0)
    page.unroute_all(behavior="ignoreErrors")


def test_41_two_tabs_agree(shop: Shop, ticket: dict[str, Any], browser: Browser) -> None:
    first, _ = visit(shop, browser, ticket)
    second = first.context.new_page()
    second.goto(f"{shop.stack.url}/inbox/all/{ticket['id']}")
    expect(second.get_by_role("heading", name="Live matter 41")).to_be_visible(timeout=LIVE)
    expect(second.locator("[data-live=live]").first).to_be_attached(timeout=LIVE)
    journeys.write(first, "Said in the first tab.")
    journeys.send(first)
    expect(journeys.said(second)).to_contain_text("Said in the first tab.", timeout=LIVE)


def test_42_somebody_who_closes_their_tab_is_gone_within_twenty_seconds(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    page, _ = visit(shop, browser, ticket)
    other, _ = visit(shop, browser, ticket, "priya")
    here = page.get_by_text(re.compile("Priya Nair.*also looking at this ticket")).first
    expect(here).to_be_visible(timeout=LIVE)
    other.close()
    expect(here).to_be_hidden(timeout=20_000)


def test_43_signed_out_elsewhere_is_said_once_and_nobody_knocks_again(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.clock.install()
    wire = Wire(page)
    journeys.enter(page, shop, "maya", route=f"/inbox/all/{ticket['id']}")
    expect(page.locator("[data-live=live]").first).to_be_attached(timeout=LIVE)

    elsewhere = context.new_page()  # the same session
    elsewhere.goto(f"{shop.stack.url}/inbox/open")
    elsewhere.get_by_role("button", name=re.compile("my menu")).click(timeout=LIVE)
    elsewhere.get_by_role("menuitem", name="Sign out").click()
    said = page.get_by_role("status").filter(has_text="You were signed out")
    expect(said).to_be_visible(timeout=LIVE)
    knocked = len(wire.asked)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.fast_forward("10:00")
    expect(said).to_have_count(1)
    assert len(wire.asked) == knocked
    assert max(Counter(asked).values(), default=0) <= 2, (
        asked
    )  # what was on its way when the session ended, and one look
    expect(said.get_by_role("link", name="Sign in again")).to_be_visible()


def _pumped(page: Page) -> bool:
    """Handlers of routes run while the page is asked for something."""
    page.evaluate("0")
    return True
