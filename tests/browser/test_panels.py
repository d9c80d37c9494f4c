"""Pages of other systems beside a ticket: what they and the console say to each other, and who is not heard."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import re
import threading
import uuid
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.test_screens import LIVE

PAGE = """<!doctype html><html lang="en"><title>Stock</title><p id="told">nothing</p><div id="inside"></div><script>
const say = (what) => parent.postMessage(what, '*');
addEventListener('message', (event) => {
  if (event.data.type === 'janice:context') document.getElementById('told').textContent = event.data.token;
});
say({ type: 'janice:hello' });
</script>"""
STRANGER = """<!doctype html><html lang="en"><title>Ad</title><p id="told">nothing</p><script>
addEventListener('message', () => { document.getElementById('told').textContent = 'told'; });
top.postMessage({ type: 'janice:resize', height: 999 }, '*');
top.postMessage({ type: 'janice:hello' }, '*');
</script>"""


class System:
    """A web server of somebody else's; it answers as long as it is awake."""

    def __init__(self, page: str) -> None:
        self.awake = threading.Event()
        self.awake.set()
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                system.awake.wait(60)
                with contextlib.suppress(ConnectionError):
                    self.send_response(200)
                    self.send_header("Content-Type", "text/html; charset=utf-8")
                    self.end_headers()
                    self.wfile.write(page.encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the base class)
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"


@contextlib.contextmanager
def serving(page: str) -> Iterator[System]:
    system = System(page)
    threading.Thread(target=system.server.serve_forever, daemon=True).start()
    try:
        yield system
    finally:
        system.awake.set()
        system.server.shutdown()
        system.server.server_close()


@pytest.fixture
def system() -> Iterator[System]:
    with serving(PAGE) as found:
        yield found


@pytest.fixture
def panel(shop: Shop, system: System) -> Iterator[dict[str, Any]]:
    name = f"Stock {uuid.uuid4().hex[:6]}"
    values = {"name": name, "kind": "frame", "url_template": f"{system.origin}/stock", "height": 200}
    made: dict[str, Any] = shop.stack.api("POST", "panels", {**values, "open_at_once": False, "active": True})
    yield {"id": made["panel"]["id"], "name": name, "secret": made["secret"]}
    shop.stack.api("DELETE", f"panels/{made['panel']['id']}")


def ticket(shop: Shop, who: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{who} Panel <{who}@panels.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = f"A window for {who}", f"<{uuid.uuid4()}@panels.example>"
    mail.set_content("Is it in stock?")
    shop.stack.pipe("support@shop.example", mail)
    return shop.stack.ticket_about(f"A window for {who}")


def window(page: Page, panel: dict[str, Any]) -> tuple[Locator, FrameLocator]:
    """The frame, opened by hand, and what is in it."""
    page.get_by_role("button", name=f"Open {panel['name']}").click(timeout=LIVE)
    frame = page.locator(f'iframe[title="{panel["name"]}"]')
    return frame, frame.content_frame


def told(inside: FrameLocator, key: str) -> dict[str, Any]:
    """What the signed word says, checked as the other system would."""
    expect(inside.locator("#told")).not_to_have_text("nothing", timeout=LIVE)
    signed, _, signature = inside.locator("#told").inner_text().rpartition(".")
    right = hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64encode(right).rstrip(b"=").decode() == signature
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(signed.partition(".")[2] + "=="))
    return claims


def say(inside: FrameLocator, what: dict[str, Any]) -> None:
    inside.locator("body").evaluate("(_, what) => say(what)", what)


def test_a_page_is_told_whom_it_is_about_grows_opens_links_and_asks_again(
    shop: Shop, system: System, panel: dict[str, Any], browser: Browser
) -> None:
    mine = ticket(shop, "Wilma")
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{mine['id']}")
    frame, inside = window(page, panel)
    claims = told(inside, panel["secret"])
    assert (claims["aud"], claims["iss"]) == (system.origin, shop.stack.url)
    assert (claims["ticket"]["reference"], claims["agent"]["name"]) == (mine["reference"], "Maya Lind")
    assert claims["contact"]["name"] == "Wilma Panel"

    say(inside, {"type": "janice:resize", "height": 333.4})
    expect(frame).to_have_attribute("height", "334")
    for ignored in (-5, "400", None):
        say(inside, {"type": "janice:resize", "height": ignored})
    say(inside, {"type": "janice:resize", "height": 99_999})
    expect(frame).to_have_attribute("height", "2000")

    before = inside.locator("#told").inner_text()
    say(inside, {"type": "janice:refresh"})
    expect(inside.locator("#told")).not_to_have_text(before, timeout=LIVE)
    assert told(inside, panel["secret"])["jti"] != claims["jti"]

    say(inside, {"type": "janice:open", "url": "javascript:alert(1)"})
    with page.context.expect_page() as opened:
        say(inside, {"type": "janice:open", "url": f"{system.origin}/order/7"})
    assert opened.value.url in ("about:blank", f"{system.origin}/order/7")
    opened.value.wait_for_url(f"{system.origin}/order/7")
    assert opened.value.evaluate("window.opener") is None
    assert len(page.context.pages) == 2, "no script was opened"


def test_nobody_else_is_heard(shop: Shop, panel: dict[str, Any], browser: Browser) -> None:
    mine = ticket(shop, "Xaver")
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{mine['id']}")
    frame, inside = window(page, panel)
    told(inside, panel["secret"])
    with serving(STRANGER) as stranger:
        inside.locator("#inside").evaluate(
            "(place, url) => { const ad = document.createElement('iframe'); ad.src = url; place.append(ad); }",
            stranger.origin,
        )
        ad = inside.frame_locator("#inside iframe")
        expect(ad.locator("#told")).to_be_attached(timeout=LIVE)
        page.evaluate("window.postMessage({ type: 'janice:resize', height: 998 }, '*')")
        say(inside, {"type": "janice:resize", "height": 250})  # said last: what came before it has been heard by then
        expect(frame).to_have_attribute("height", "250")
        expect(ad.locator("#told")).to_have_text("nothing")
    assert frame.get_attribute("height") == "250"


def test_another_ticket_is_another_page_even_at_the_same_address(
    shop: Shop, panel: dict[str, Any], browser: Browser
) -> None:
    first, second = ticket(shop, "Yara"), ticket(shop, "Zeno")
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{first['id']}")
    _, inside = window(page, panel)
    assert told(inside, panel["secret"])["contact"]["name"] == "Yara Panel"
    for row, name in ((second, "Zeno Panel"), (first, "Yara Panel")):  # the second time all of it is at hand already
        page.get_by_role("list", name="Tickets").get_by_text(row["subject"]).first.click()
        expect(page.get_by_role("heading", name=row["subject"])).to_be_visible(timeout=LIVE)
        opener = page.get_by_role("button", name=re.compile(f"^(Open|Close) {panel['name']}"))
        expect(opener).to_be_visible(timeout=LIVE)
        if opener.get_attribute("aria-expanded") == "false":
            opener.click()
        inside = page.locator(f'iframe[title="{panel["name"]}"]').content_frame
        assert told(inside, panel["secret"])["contact"]["name"] == name


def test_a_page_that_does_not_answer_is_named_and_can_be_tried_again(
    shop: Shop, system: System, panel: dict[str, Any], browser: Browser
) -> None:
    mine = ticket(shop, "Vera")
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{mine['id']}")
    system.awake.clear()
    _, inside = window(page, panel)
    late = page.get_by_role("alert").filter(has_text=f"{panel['name']} does not answer.")
    expect(late).to_be_visible(timeout=30_000)
    late.get_by_role("button", name="Try again").click()
    expect(late).to_have_count(0)
    system.awake.set()
    assert told(inside, panel["secret"])["contact"]["name"] == "Vera Panel"


def test_a_panel_that_this_page_may_not_frame_yet_says_so(shop: Shop, browser: Browser) -> None:
    """The policy names the frames of the moment at which the page was loaded."""
    mine, other = ticket(shop, "Ugo"), ticket(shop, "Tora")
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{mine['id']}")
    expect(page.get_by_role("heading", name=mine["subject"])).to_be_visible(timeout=LIVE)
    with serving(PAGE) as system:
        name = f"Later {uuid.uuid4().hex[:6]}"
        values = {"name": name, "kind": "frame", "url_template": f"{system.origin}/", "height": 200}
        made = shop.stack.api("POST", "panels", {**values, "open_at_once": False, "active": True})["panel"]
        try:
            page.get_by_role("list", name="Tickets").get_by_text(other["subject"]).first.click()
            opener = page.get_by_role("button", name=f"Open {name}")
            opener.click(timeout=LIVE)
            refused = page.get_by_role("alert").filter(has_text=f"{name} cannot be shown yet.")
            expect(refused).to_be_visible(timeout=LIVE)
            page.reload()
            opener.click(timeout=LIVE)
            inside = page.locator(f'iframe[title="{name}"]').content_frame
            expect(inside.locator("#told")).not_to_have_text("nothing", timeout=LIVE)
            expect(refused).to_have_count(0)
        finally:
            shop.stack.api("DELETE", f"panels/{made['id']}")


def test_an_address_is_tried_before_it_stands_beside_tickets(shop: Shop, browser: Browser) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Uma Trial <uma.trial@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = "A panel to try", f"<{uuid.uuid4()}@customer.example>"
    mail.set_content("Is it in stock?")
    shop.stack.pipe("support@shop.example", mail)
    reference = shop.stack.ticket_about("A panel to try")["reference"]
    page = journeys.sign_in(browser, shop, "admin", route="/admin/panels")
    page.get_by_role("button", name="New panel").click()
    form = page.get_by_role("dialog", name="New panel")
    form.get_by_label("Address").fill("https://crm.example/?of={{ ticket.reference }}")
    form.get_by_role("button", name="Try it with the newest ticket").click()
    expect(form.get_by_role("link", name=f"https://crm.example/?of={reference}")).to_be_visible(timeout=LIVE)
    form.get_by_label("Address").fill("https://crm.example/{{ ticket.number }}")
    form.get_by_role("button", name="Try it with the newest ticket").click()
    expect(form.get_by_role("alert")).to_contain_text("ticket.number", timeout=LIVE)
