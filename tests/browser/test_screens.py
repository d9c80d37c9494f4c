"""The console's own promises: nothing typed is lost, nothing runs by accident, everybody can use it."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, Route, WebSocketRoute, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.engines import ROOT

LIVE = 10_000
AXE = ROOT / "frontend" / "console" / "node_modules" / "axe-core" / "axe.min.js"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
# A white dot of one pixel.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def question(shop: Shop) -> str:
    """A mail with everything that a mail may bring."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Cleo Hansen <cleo@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = "A lamp with pictures", "<lamp@customer.example>"
    mail.set_content("Plain words.")
    mail.add_alternative(
        "<p>My <b>lamp</b> is broken.</p><script>document.title = 'owned'</script>"
        "<img src='cid:dot@customer' alt='dot'><img src='https://tracker.example/pixel.gif' alt='pixel'>"
        "<div class='gmail_quote'><div class='gmail_attr'>On Fri, Nov 20, 2026 at 10:00 Shop"
        " &lt;support@shop.example&gt; wrote:</div><blockquote class='gmail_quote'>Buy a lamp</blockquote></div>",
        subtype="html",
    )
    html = mail.get_body(("html",))
    assert isinstance(html, EmailMessage)
    html.add_related(DOT, "image", "png", cid="<dot@customer>")
    shop.stack.pipe("support@shop.example", mail)
    return str(shop.stack.ticket_about("A lamp with pictures")["id"])


def test_a_customers_html_runs_nothing_and_fetches_nothing_until_asked(
    shop: Shop, question: str, browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{question}")
    foreign: list[str] = []

    def refuse(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith((shop.stack.url, "data:", "blob:")), refuse)
    mail = page.frame_locator("iframe")
    expect(mail.get_by_text("is broken.")).to_be_visible(timeout=LIVE)
    assert mail.locator("img[alt=dot]").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    expect(mail.get_by_text("Buy a lamp")).to_be_hidden()
    mail.locator("summary").click()
    expect(mail.get_by_text("Buy a lamp")).to_be_visible()
    assert foreign == []
    assert "owned" not in page.title()

    with page.expect_request("https://tracker.example/pixel.gif"):
        page.get_by_role("button", name="Show images").click()


def test_13_what_is_typed_before_the_editor_is_there_changes_nothing_and_is_not_lost(
    shop: Shop, question: str, browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "priya")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/assets/Composer-.*[.]js"), hold)
    page.goto(f"{shop.stack.url}/inbox/all/{question}")
    expect(page.get_by_role("heading", name="A lamp with pictures")).to_be_visible(timeout=LIVE)

    page.keyboard.press("r")
    page.keyboard.type("see you, ieuahp")  # every letter of it is a command
    for route in held:
        route.continue_()
    expect(page.get_by_role("textbox", name="Reply to the customer")).to_have_text("see you, ieuahp", timeout=LIVE)
    ticket = shop.stack.api("GET", f"tickets/{question}")
    assert (ticket["status"], ticket["assignee_id"]) == ("open", None)


def test_a_draft_and_its_files_survive_a_reload(shop: Shop, question: str, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "sam", route=f"/inbox/all/{question}")
    journeys.write(page, "Half a thought")

    def with_file(answer: Response) -> bool:
        sent = answer.request.post_data or ""
        return answer.request.method == "PUT" and '"attachment_ids":[]' not in sent

    with page.expect_response(with_file):
        page.get_by_label("Files to attach").set_input_files(
            {"name": "terms.txt", "mimeType": "text/plain", "buffer": b"fair"}
        )
        expect(page.get_by_role("list", name="Files to send")).to_contain_text("terms.txt", timeout=LIVE)
    page.reload()
    expect(page.locator(".ProseMirror")).to_have_text("Half a thought", timeout=LIVE)
    expect(page.get_by_role("list", name="Files to send")).to_contain_text("terms.txt")


def test_a_broken_connection_is_said_and_made_good(shop: Shop, question: str, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    sockets: list[WebSocketRoute] = []
    cut = False

    def connect(socket: WebSocketRoute) -> None:
        if cut:
            socket.close()
            return
        sockets.append(socket)
        socket.connect_to_server()

    page.route_web_socket(re.compile("/ws/live/"), connect)
    journeys.enter(page, shop, "maya", route="/inbox/all")
    journeys.open_ticket(page, "A lamp with pictures")
    expect(page.locator("[data-live=live]")).to_be_attached(timeout=LIVE)

    cut = True
    sockets[-1].close()
    expect(page.get_by_text("Not live: reconnecting")).to_be_visible(timeout=LIVE)
    shop.stack.api("POST", f"tickets/{question}/notes", {"body_html": "<p>Said while nobody heard</p>"})
    cut = False
    expect(journeys.said(page)).to_contain_text("Said while nobody heard", timeout=3 * LIVE)
    expect(page.get_by_text("Not live: reconnecting")).to_be_hidden()


def test_an_admin_tries_a_connection_before_saving_it(shop: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/channels")
    page.get_by_role("button", name="Connect a channel").click()
    form = page.get_by_role("dialog", name="Connect a channel")
    form.get_by_label("Name", exact=False).first.fill("Sales mail")
    form.get_by_label("Address").fill("sales@shop.example")
    form.get_by_label("IMAP server").fill("127.0.0.1")
    form.get_by_label("SMTP server").fill("127.0.0.1")
    form.get_by_text("Advanced settings").click()
    form.get_by_label("IMAP port").fill("9")
    form.get_by_role("button", name="Test the connection").click()
    expect(form.get_by_role("list", name="Result of the test").or_(form.get_by_role("alert"))).to_be_visible(
        timeout=3 * LIVE
    )
    assert all(channel["name"] != "Sales mail" for channel in shop.stack.api("GET", "channels")["results"])


def check(page: Page, where: str) -> None:
    """No fault of WCAG 2 A or AA that axe can find."""
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
        .violations.map(fault => `${fault.id}: ${fault.nodes.map(node => node.html.slice(0, 120)).join(" ; ")}`)"""
    )
    assert found == [], where
