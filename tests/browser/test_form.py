"""The form in a browser that runs no scripts (criterion 58), and what an accessibility checker says of it."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from connectors import registry
from inbox.models import Channel, Delivery, Message, Ticket
from inbox.sla import policies
from tests import office
from tests.engines import ROOT
from tests.office import Office

AXE = ROOT / "frontend" / "console" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIZES = {"desk": (1440, 900), "phone": (390, 844), "narrow": (320, 640)}


@pytest.fixture
def form(live_server: LiveServer, settings: Settings) -> Iterator[tuple[Office, str]]:
    settings.PUBLIC_URL = live_server.url
    cache.clear()
    shop = office.build()
    policies.ensure_defaults(zone="Europe/Berlin")
    connector = registry.get("webform")
    channel = Channel.objects.create(
        kind="webform",
        name="Contact form",
        address="contact",
        brand="Northwind",
        team=shop.support,
        settings={"colour": "#0f766e", "fields": ["topic | About | select | options: Delivery, Payment"]},
        capabilities=connector.capabilities({}, {}),
    )
    channel.teams.add(shop.support)
    yield shop, f"{live_server.url}/f/contact/"
    cache.clear()


def visitor(
    browser: Browser, *, size: tuple[int, int] = SIZES["desk"], scripts: bool = False, dark: bool = False
) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
    )
    return context.new_page()


def fill(page: Page, *, message: str = "The lid does not close any more.") -> None:
    page.get_by_label("Your name").fill("Ada Byron")
    page.get_by_label("Your e-mail address").fill("ada@customer.example")
    page.get_by_label("Subject").fill("The kettle")
    page.get_by_label("Your message").fill(message)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send").click()


def test_58_without_scripts_a_customer_writes_corrects_reads_the_answer_and_writes_on(
    browser: Browser, form: tuple[Office, str]
) -> None:
    shop, address = form
    page = visitor(browser, size=SIZES["phone"])
    page.goto(address)
    page.wait_for_timeout(2100)  # no person is quicker, and the form knows
    page.get_by_label("Your message").fill("Hello")
    page.get_by_label("Files").set_input_files(
        FilePayload(name="lid.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n1")
    )
    send(page)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("check 2 fields")
    expect(alert).to_be_focused()
    alert.get_by_role("link", name=re.compile("e-mail")).click()
    assert page.url.endswith("#id_email")
    expect(page.get_by_label("lid.png")).to_be_checked()
    fill(page)
    send(page)
    ticket = Ticket.objects.get()
    expect(page.get_by_text(ticket.reference)).to_be_visible()
    expect(page.get_by_text("You can expect an answer")).to_be_visible()
    page.reload()
    assert Ticket.objects.count() == 1
    answer = office.answer(ticket, shop.owner, "Is it the <b>blue</b> one?")
    Delivery.objects.filter(message=answer).update(state="sent", attempt=1)
    page.get_by_role("link", name="Open your request").click()
    expect(page.get_by_role("listitem").filter(has_text="Is it the blue one?")).to_be_visible()
    expect(page.get_by_role("link", name="lid.png")).to_be_visible()
    page.wait_for_timeout(2100)
    page.get_by_label("Write a reply").fill("Yes, the blue one.")
    send(page)
    expect(page.get_by_role("status")).to_have_text(re.compile("We have your message"))
    assert Message.objects.latest("id").body_text == "Yes, the blue one."
    page.context.close()


def test_pressing_send_twice_quickly_makes_one_ticket(browser: Browser, form: tuple[Office, str]) -> None:
    page = visitor(browser)
    page.goto(form[1])
    fill(page)
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_text("Thank you")).to_be_visible()
    assert Ticket.objects.count() == 1
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen(browser: Browser, form: tuple[Office, str], size: str) -> None:
    page = visitor(browser, size=SIZES[size], scripts=True)
    for path in _pages(page, form):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    page.context.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_an_accessibility_checker_finds_nothing(browser: Browser, form: tuple[Office, str], dark: bool) -> None:
    page = visitor(browser, scripts=True, dark=dark)
    found = []
    for path in _pages(page, form):
        page.goto(path)
        found += _violations(page, path)
    page.goto(form[1])
    page.wait_for_timeout(2100)
    page.get_by_label("Files").set_input_files(FilePayload(name="a.png", mimeType="image/png", buffer=b"x"))
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    found += _violations(page, "with errors")
    page.context.close()
    assert found == []


def test_only_a_listed_site_can_show_it_in_a_frame(browser: Browser, form: tuple[Office, str]) -> None:
    frame_html = f'<iframe title="Contact" src="{form[1]}?embed=1" width="600" height="900"></iframe>'
    with another_site(frame_html) as around:
        page = visitor(browser)
        page.goto(around)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_label("Your message")).to_have_count(0)
        channel = Channel.objects.get(kind="webform")
        channel.settings = {**channel.settings, "embed_origins": [around]}
        channel.save()
        page.goto(around)
        expect(frame.get_by_label("Your message")).to_be_visible()
        frame.get_by_label("Your e-mail address").fill("ada@customer.example")
        frame.get_by_label("Subject").fill("The kettle")
        frame.get_by_label("Your message").fill("From inside a frame")
        page.wait_for_timeout(2100)
        frame.get_by_role("button", name="Send").click()
        expect(frame.get_by_text("Thank you")).to_be_visible()
        page.context.close()
    assert Message.objects.get(direction="inbound").body_text == "From inside a frame"


@contextlib.contextmanager
def another_site(page: str) -> Iterator[str]:
    """A customer's own web server with one page; yields its origin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the base class)
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _pages(page: Page, form: tuple[Office, str]) -> list[str]:
    """One of each kind, the ticket with a long word in it."""
    shop, address = form
    page.goto(address)
    fill(page, message="Donaudampfschifffahrtsgesellschaftskapitän" * 4)
    page.wait_for_timeout(2100)
    send(page)
    ticket = Ticket.objects.get()
    answer = office.answer(ticket, shop.owner, "x" * 300)
    Delivery.objects.filter(message=answer).update(state="sent", attempt=1)
    private = address.replace("/f/contact/", f"/t/{ticket.customer_token}/")
    return [address, page.url, private, f"{address}find/", f"{address}find/sent/", f"{address}nothing/"]


def _violations(page: Page, where: str) -> list[str]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `npm ci` in frontend/console")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{where}: {hit['id']}: {node['html'][:120]}: {node.get('failureSummary', '')}"
        for hit in result["violations"]
        for node in hit["nodes"]
    ]
