"""Writing and reading messages: criteria 21 to 31, and what hangs on them, against the whole running stack."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import os
import pathlib
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_networks import Yesterday, connect
from tests.browser.test_screens import AXE, DOT
from tests.connectors.facebook.conformance import CommentCase
from tests.connectors.x import payloads
from tests.connectors.x.conformance import XCase
from tests.servers import answers
from tests.servers.answers import Reply

LIVE = 15_000
HALF_SECOND = 8_000 * b"\x80"  # of silence, one byte for each of 16,000 samples a second


@pytest.fixture(scope="module")
def maya(shop: Shop, browser: Browser) -> Iterator[Page]:
    """One console for all that one person does alone; each test goes to a ticket of its own."""
    page = journeys.sign_in(browser, shop, "maya", bypass_csp=True)
    yield page
    page.context.close()


def asked(shop: Shop, subject: str, text: str = "Could you help me?", *files: tuple[str, str, bytes]) -> int:
    """A customer's mail, and the number of its ticket."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Fay Moor <fay@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{subject.replace(' ', '.')}@customer.example>"
    mail.set_content(text)
    for name, kind, content in files:
        main, sub = kind.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    shop.stack.pipe("support@shop.example", mail)
    return int(shop.stack.ticket_about(subject)["id"])


def at(page: Page, shop: Shop, ticket: int) -> Locator:
    """The composer of this ticket, ready."""
    page.goto(f"{shop.stack.url}/inbox/all/{ticket}")
    form = page.get_by_role("form", name="Compose")
    expect(form).to_be_visible(timeout=LIVE)
    expect(page.locator(".ProseMirror")).to_be_visible()
    return form


def ours(shop: Shop, ticket: int) -> list[dict[str, Any]]:
    rows = shop.stack.api("GET", f"tickets/{ticket}/messages")["results"]
    return [row for row in rows if row["direction"] != "inbound"]


def shot(page: Page, name: str) -> None:
    """Kept where SCREENSHOTS says, to be looked at by people."""
    if folder := os.environ.get("SCREENSHOTS"):
        for size, (width, height) in {"desk": (1440, 900), "phone": (390, 844)}.items():
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                page.screenshot(path=str(pathlib.Path(folder) / f"{name}-{size}-{scheme}.png"))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1440, "height": 900})


def check(page: Page, part: str) -> None:
    """Nobody is kept out, as far as a machine can tell."""
    page.add_script_tag(path=AXE)
    found = page.evaluate("part => axe.run(part, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})", part)
    assert [(wrong["id"], wrong["nodes"][0]["html"]) for wrong in found["violations"]] == []


def test_21_ctrl_enter_sends_once_and_at_once_and_the_editor_is_empty(shop: Shop, maya: Page) -> None:
    ticket = asked(shop, "Composer 21")
    at(maya, shop, ticket)
    journeys.write(maya, "Here is your answer.")
    for _ in range(3):
        maya.keyboard.press("Control+Enter")
    expect(journeys.said(maya)).to_contain_text("Here is your answer.", timeout=LIVE)
    expect(maya.locator(".ProseMirror")).to_have_text("")
    assert [row["body_text"] for row in ours(shop, ticket)] == ["Here is your answer."]


def test_22_a_note_is_called_one_is_amber_and_cannot_be_sent_to_anybody(shop: Shop, maya: Page) -> None:
    ticket = asked(shop, "Composer 22")
    form = at(maya, shop, ticket)
    calm = form.evaluate("box => getComputedStyle(box).backgroundColor")
    maya.keyboard.press("n")
    expect(maya.get_by_role("textbox", name="Internal note")).to_be_focused()
    expect(form.get_by_text("Only your team sees this")).to_be_visible()
    expect(form.get_by_role("button", name="Send")).to_have_count(0)
    expect(form).not_to_have_css("background-color", calm)
    maya.keyboard.type("Looks like a fraud")
    shot(maya, "note")
    form.get_by_role("button", name="Add note").click()
    expect(maya.get_by_role("article", name="Internal note from Maya Lind")).to_contain_text("a fraud", timeout=LIVE)
    assert [row["visibility"] for row in ours(shop, ticket)] == ["internal"]


def test_23_the_slash_menu_works_by_keyboard_alone(shop: Shop, maya: Page) -> None:
    for word in ("kettle-one", "kettle-two"):
        shop.stack.api(
            "POST", "canned-answers", {"shortcut": word, "title": word, "body_html": f"<p>Words of {word}</p>"}
        )
    at(maya, shop, asked(shop, "Composer 23"))
    maya.keyboard.press("r")
    maya.keyboard.type("/kettle")
    expect(maya.get_by_role("listbox", name="Canned answers").get_by_role("option")).to_have_count(2, timeout=LIVE)
    maya.keyboard.press("ArrowDown")
    maya.keyboard.press("Enter")
    expect(maya.locator(".ProseMirror")).to_have_text("Words of kettle-two", timeout=LIVE)


@pytest.mark.parametrize("by", ["keyboard", "pointer"])
def test_24_a_colleague_is_mentioned_in_a_note_by_a_chip(shop: Shop, maya: Page, by: str) -> None:
    ticket = asked(shop, f"Composer 24 by {by}")
    form = at(maya, shop, ticket)
    maya.keyboard.press("n")
    expect(maya.locator(".ProseMirror")).to_be_focused()
    maya.keyboard.type("Please look, @pri")
    option = maya.get_by_role("listbox", name="Colleagues and teams").get_by_role(
        "option", name=re.compile("Priya Nair")
    )
    expect(option).to_be_visible(timeout=LIVE)
    shot(maya, f"mention-{by}")
    if by == "keyboard":
        maya.keyboard.press("Enter")
    else:
        option.click()
    chip = maya.locator(".ProseMirror [data-mention]")
    expect(chip).to_have_text("@Priya Nair")
    form.get_by_role("button", name="Add note").click()
    expect(journeys.said(maya)).to_contain_text("@Priya Nair", timeout=LIVE)
    assert 'data-mention="user-' in ours(shop, ticket)[0]["body_html"]


def test_24_in_a_reply_nobody_is_called_and_that_is_said(shop: Shop, maya: Page) -> None:
    ticket = asked(shop, "Composer 24 in a reply")
    form = at(maya, shop, ticket)
    journeys.write(maya, "@pri")
    hint = maya.get_by_text("Colleagues can be mentioned in notes only")
    expect(hint).to_be_visible(timeout=LIVE)
    maya.get_by_role("button", name="Write a note instead").click()
    maya.keyboard.press("Enter")
    expect(maya.locator(".ProseMirror [data-mention]")).to_have_count(1)
    form.get_by_text("Reply", exact=True).click()
    expect(maya.locator(".ProseMirror [data-mention]")).to_have_count(0)
    expect(form.get_by_text("In a reply their names are plain words")).to_be_visible()
    journeys.send(maya)
    expect(journeys.said(maya)).to_contain_text("@Priya Nair", timeout=LIVE)
    assert "data-mention" not in ours(shop, ticket)[0]["body_html"]


def test_25_a_draft_stays_with_its_ticket_and_survives_a_reload(shop: Shop, maya: Page) -> None:
    ticket, other = asked(shop, "Composer 25"), asked(shop, "Composer 25 elsewhere")
    at(maya, shop, ticket)
    with maya.expect_response(lambda answer: answer.request.method == "PUT" and "/draft" in answer.url):
        journeys.write(maya, "Half a thought")
    at(maya, shop, other)
    expect(maya.locator(".ProseMirror")).to_have_text("")
    at(maya, shop, ticket)
    expect(maya.locator(".ProseMirror")).to_have_text("Half a thought", timeout=LIVE)
    maya.reload()
    expect(maya.locator(".ProseMirror")).to_have_text("Half a thought", timeout=LIVE)


def test_25_what_was_typed_on_another_machine_is_not_written_over(shop: Shop, maya: Page, browser: Browser) -> None:
    ticket = asked(shop, "Composer 25 twice")
    at(maya, shop, ticket)
    laptop = journeys.sign_in(browser, shop, "maya", route=f"/inbox/all/{ticket}")
    expect(laptop.locator(".ProseMirror")).to_be_visible(timeout=LIVE)
    with laptop.expect_response(lambda answer: answer.request.method == "PUT" and "/draft" in answer.url):
        journeys.write(laptop, "From the laptop")
    journeys.write(maya, "From the desk")
    other = maya.get_by_role("status", name="Another draft of yours")
    expect(other).to_contain_text("From the laptop", timeout=LIVE)
    shot(maya, "draft")
    expect(maya.locator(".ProseMirror")).to_have_text("From the desk")
    other.get_by_role("button", name="Use that one").click()
    expect(maya.locator(".ProseMirror")).to_have_text("From the laptop")
    expect(other).to_be_hidden()
    laptop.context.close()


def test_26_a_failed_send_is_tried_again_with_its_own_key_and_is_said_once(shop: Shop, maya: Page) -> None:
    ticket = asked(shop, "Composer 26")
    form = at(maya, shop, ticket)
    keys: list[str | None] = []

    def lose(route: Route) -> None:
        """The server has it; its answer is lost on the first try."""
        keys.append(route.request.headers.get("idempotency-key"))
        if len(keys) > 1:
            route.continue_()
            return
        route.fetch()
        route.abort()

    maya.route(re.compile(r"/replies$"), lose)
    journeys.write(maya, "Exactly once")
    journeys.send(maya)
    retry = form.get_by_role("alert").get_by_role("button", name="Retry")
    expect(retry).to_be_visible(timeout=LIVE)
    expect(maya.locator(".ProseMirror")).to_have_text("Exactly once")
    shot(maya, "failed")
    retry.click()
    expect(maya.locator(".ProseMirror")).to_have_text("", timeout=LIVE)
    maya.unroute(re.compile(r"/replies$"))
    assert len(keys) == 2
    assert keys[0] == keys[1] is not None
    assert [row["body_text"] for row in ours(shop, ticket)] == ["Exactly once"]


def test_27_28_a_colleague_who_types_is_announced_and_whoever_comes_second_is_asked(
    shop: Shop, maya: Page, browser: Browser
) -> None:
    ticket = asked(shop, "Composer 27")
    priya = journeys.sign_in(browser, shop, "priya", route=f"/inbox/all/{ticket}")
    expect(priya.locator(".ProseMirror")).to_be_visible(timeout=LIVE)
    at(maya, shop, ticket)
    journeys.write(maya, "It is on its way.")
    typing = priya.get_by_role("status").filter(has_text="Maya Lind is replying to this customer right now")
    expect(typing).to_be_visible(timeout=LIVE)
    journeys.write(priya, "It was lost.")
    journeys.send(maya)
    expect(journeys.said(priya)).to_contain_text("It is on its way.", timeout=LIVE)
    journeys.send(priya)
    held = priya.get_by_role("alertdialog", name="Your reply is held")
    expect(held).to_contain_text("It is on its way.", timeout=LIVE)
    assert len(ours(shop, ticket)) == 1
    held.get_by_role("button", name="Send anyway").click()
    expect(journeys.said(priya)).to_contain_text("It was lost.", timeout=LIVE)
    priya.context.close()


def test_29_a_closed_window_takes_no_free_text_and_offers_what_was_approved(shop: Shop, maya: Page) -> None:
    network = connect(shop, Yesterday(), "Composer on WhatsApp", 81)
    approved = {
        "name": "back_soon",
        "language": "en",
        "status": "APPROVED",
        "components": [{"type": "BODY", "text": "Dear {{1}}, it is back."}],
    }
    shop.stack.manage(
        "shell",
        "-c",
        "from inbox.models import Channel\nfrom connectors.whatsapp import templates\n"
        f"channel = Channel.objects.get(name='Composer on WhatsApp')\n"
        f"channel.facts = {{**channel.facts, 'templates': templates.facts([{approved!r}])}}\nchannel.save()",
    )
    network.say(network.case.message(network.channel, 1, "Is the blue one back? (29)"))
    found = shop.stack.ticket_about_text("Is the blue one back? (29)")
    maya.goto(f"{shop.stack.url}/inbox/all/{found}")
    form = maya.get_by_role("form", name="Compose")
    expect(form.get_by_role("status")).to_contain_text("24 hours", timeout=LIVE)
    expect(maya.locator(".ProseMirror")).to_be_hidden()
    expect(form.get_by_role("button", name="Send the template")).to_be_disabled()
    form.get_by_label("Template").click()
    maya.get_by_role("option", name=re.compile("back_soon")).click()
    form.get_by_label("Text for 1").fill("Fay")
    expect(form.get_by_text("Dear Fay, it is back.")).to_be_visible()
    expect(form.get_by_role("button", name="Send the template")).to_be_enabled()
    shot(maya, "template")


def test_29_where_the_network_counts_the_letters_they_are_counted_as_it_counts(shop: Shop, maya: Page) -> None:
    network = connect(shop, XCase(), "Composer on X", 82)
    shop.stack.manage(
        "shell",
        "-c",
        "from inbox.models import Channel\n"
        f"Channel.objects.filter(name='Composer on X').update(facts={{'user_id': {payloads.OWN!r}}})",
    )
    network.channel.facts = {"user_id": payloads.OWN}
    network.say(network.case.message(network.channel, 1, "@shop is the red one back? (29 X)"))
    at(maya, shop, shop.stack.ticket_about_text("is the red one back? (29 X)"))
    form = maya.get_by_role("form", name="Compose")
    journeys.write(maya, "你好 https://shop.example/a/very/long/address/that/counts/as/any/other")
    expect(form.get_by_text("28 / 280")).to_be_visible(timeout=LIVE)
    maya.keyboard.insert_text(" and so on" * 30)
    expect(form.get_by_text("leaves in about 2 parts")).to_be_visible()
    maya.keyboard.insert_text(" and so on" * 300)
    expect(form.get_by_role("button", name="Post publicly", exact=True)).to_be_disabled()
    shot(maya, "too-long")


def test_30_files_are_pasted_and_dropped_and_one_that_is_too_large_costs_nothing_else(shop: Shop, maya: Page) -> None:
    ticket = asked(shop, "Composer 30")
    form = at(maya, shop, ticket)
    journeys.write(maya, "See what I mean")
    dot = base64.b64encode(DOT).decode()
    bring = """([kind, name, dot, size]) => {
        const bytes = dot ? Uint8Array.from(atob(dot), c => c.charCodeAt(0)) : new Uint8Array(size);
        const data = new DataTransfer();
        data.items.add(new File([bytes], name, {type: dot ? 'image/png' : 'application/zip'}));
        if (kind === 'paste') {
            document.querySelector('.ProseMirror').dispatchEvent(
                new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        } else {
            const target = document.querySelector('[data-thread]');
            for (const type of kind === 'hang' ? ['dragover'] : ['dragover', 'drop'])
                target.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
        }
    }"""
    files = form.get_by_role("list", name="Files to send")
    maya.evaluate(bring, ["paste", "pasted.png", dot, 0])
    expect(files.get_by_text("pasted.png")).to_be_visible(timeout=LIVE)
    maya.evaluate(bring, ["hang", "dropped.png", dot, 0])
    expect(maya.get_by_text("Drop files to attach them to your reply")).to_be_visible()
    maya.evaluate(bring, ["drop", "dropped.png", dot, 0])
    expect(files.get_by_text("dropped.png")).to_be_visible(timeout=LIVE)
    expect(maya.get_by_text("Drop files to attach them to your reply")).to_be_hidden()
    maya.evaluate(bring, ["drop", "huge.zip", "", 26 * 2**20])
    expect(files.get_by_role("alert")).to_contain_text("Too large")
    expect(maya.locator(".ProseMirror")).to_have_text("See what I mean")
    shot(maya, "files")
    files.get_by_role("button", name="Remove huge.zip").click()
    journeys.send(maya)
    expect(journeys.said(maya)).to_contain_text("See what I mean", timeout=LIVE)
    assert sorted(file["filename"] for file in ours(shop, ticket)[0]["attachments"]) == ["dropped.png", "pasted.png"]


def test_31_a_customers_html_runs_nothing_and_fetches_nothing_until_asked(shop: Shop, maya: Page) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Fay Moor <fay@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = "Composer 31", "<composer.31@customer.example>"
    mail.set_content("Plain words.")
    mail.add_alternative(
        "<p>Look at <b>this</b></p><script>document.title = 'owned'</script>"
        "<img src='https://tracker.example/31.gif' onerror='document.title = 1' alt='pixel'>"
        "<div class='gmail_quote'><blockquote class='gmail_quote'>What we wrote before</blockquote></div>",
        subtype="html",
    )
    shop.stack.pipe("support@shop.example", mail)
    foreign: list[str] = []

    def refuse(route: Route) -> None:
        foreign.append(route.request.url)
        route.abort()

    elsewhere = re.compile(rf"^(?!{re.escape(shop.stack.url)}|data:|blob:|ws)")
    maya.route(elsewhere, refuse)
    at(maya, shop, int(shop.stack.ticket_about("Composer 31")["id"]))
    frame = maya.frame_locator("iframe")
    expect(frame.get_by_text("this")).to_be_visible(timeout=LIVE)
    expect(frame.get_by_text("What we wrote before")).to_be_hidden()
    frame.get_by_text("Show what was quoted").click()
    expect(frame.get_by_text("What we wrote before")).to_be_visible()
    assert foreign == []
    assert "owned" not in maya.title()
    with maya.expect_request("https://tracker.example/31.gif"):
        maya.get_by_role("button", name="Show images").click()
    maya.unroute(elsewhere)


def test_a_reply_is_planned_moved_taken_back_and_sent_now(shop: Shop, maya: Page) -> None:
    ticket = asked(shop, "Composer later")
    form = at(maya, shop, ticket)
    journeys.write(maya, "Good morning, Fay")
    form.get_by_role("button", name="More ways to send").click()
    maya.get_by_role("menuitem", name="Send later…").click()
    dialog = maya.get_by_role("dialog", name="Send later")
    expect(dialog.get_by_label("Not if the customer writes first")).to_be_checked(timeout=LIVE)
    shot(maya, "later")
    check(maya, "[role=dialog]")
    dialog.get_by_role("button", name=re.compile("Tomorrow morning")).click()
    waiting = maya.get_by_role("article", name=re.compile("waits to be sent"))
    expect(waiting).to_contain_text("Good morning, Fay", timeout=LIVE)
    expect(maya.locator(".ProseMirror")).to_have_text("")
    assert ours(shop, ticket) == []
    shot(maya, "waiting")
    check(maya, "[data-thread]")

    waiting.get_by_role("switch", name="Not if the customer writes first").click(force=True)  # its track lies over it
    path = f"tickets/{ticket}/scheduled-replies"
    stack.until(lambda: not shop.stack.api("GET", path)["results"][0]["cancel_if_answered"])
    waiting.get_by_role("button", name="Change the time…").click()
    chosen = (dt.datetime.now(dt.UTC) + dt.timedelta(days=3)).replace(hour=9, minute=30, second=0, microsecond=0)
    again = maya.get_by_role("dialog", name="Send later")
    again.get_by_label("Or at another time").fill(chosen.strftime("%Y-%m-%dT%H:%M"))
    again.get_by_role("button", name="Send then").click()
    expect(waiting.locator("time")).to_contain_text("09:30", timeout=LIVE)

    waiting.get_by_role("button", name="Edit").click()
    expect(maya.locator(".ProseMirror")).to_have_text("Good morning, Fay", timeout=LIVE)
    expect(waiting).to_be_hidden(timeout=LIVE)
    form.get_by_role("button", name="More ways to send").click()
    maya.get_by_role("menuitem", name="Send later…").click()
    maya.get_by_role("dialog", name="Send later").get_by_role("button", name=re.compile("In a week")).click()
    waiting.get_by_role("button", name="Send now").click()
    expect(waiting).to_be_hidden(timeout=LIVE)
    stack.until(lambda: [row["body_text"] for row in ours(shop, ticket)] == ["Good morning, Fay"])


def test_what_is_taken_back_stands_before_what_was_typed_since(
    shop: Shop, maya: Page, afterwards: contextlib.ExitStack
) -> None:
    shop.stack.api("PATCH", "organisation", {"undo_seconds": 30})
    afterwards.callback(shop.stack.api, "PATCH", "organisation", {"undo_seconds": 5})
    at(maya, shop, asked(shop, "Composer undo"))
    journeys.write(maya, "Too early")
    journeys.send(maya)
    expect(journeys.said(maya)).to_contain_text("Too early", timeout=LIVE)
    journeys.write(maya, "Typed since")
    maya.get_by_role("article", name=re.compile("reply from Maya")).get_by_role("button", name="Undo").click()
    expect(maya.locator(".ProseMirror")).to_contain_text("Too early", timeout=LIVE)
    expect(maya.locator(".ProseMirror")).to_contain_text("Typed since")


def test_a_public_reply_that_tells_something_of_a_person_is_held(shop: Shop, maya: Page) -> None:
    network = connect(shop, CommentCase(), "Composer on Facebook", 83)
    network.say(network.case.message(network.channel, 1, "Where is my refund? (composer)"))
    ticket = shop.stack.ticket_about_text("Where is my refund? (composer)")
    form = at(maya, shop, ticket)
    journeys.write(maya, "We paid it to DE89 3704 0044 0532 0130 00, is fay@customer.example right?")
    form.get_by_role("button", name="More ways to send").click()
    assert [item.inner_text() for item in maya.get_by_role("menuitem").all()] == [
        "Post publicly and solve",
        "Post publicly and wait for the customer",
        "Post publicly later…",
    ]
    maya.keyboard.press("Escape")
    form.get_by_role("button", name="Post publicly", exact=True).click()
    held = maya.get_by_role("alertdialog", name="Personal data in a public reply")
    expect(held).to_contain_text("DE89 … 3000", timeout=LIVE)
    expect(held).to_contain_text("fay@customer.example")
    assert ours(shop, ticket) == []
    shot(maya, "personal")
    held.get_by_role("button", name="Post it anyway").click()
    expect(journeys.said(maya)).to_contain_text("We paid it to", timeout=LIVE)


def test_pictures_open_large_and_recordings_play_when_asked(shop: Shop, maya: Page) -> None:
    wave = b"RIFF" + (36 + len(HALF_SECOND)).to_bytes(4, "little") + b"WAVEfmt \x10\0\0\0\x01\0\x01\0"
    wave += (
        (16_000).to_bytes(4, "little") * 2 + b"\x01\0\x08\0data" + len(HALF_SECOND).to_bytes(4, "little") + HALF_SECOND
    )
    ticket = asked(
        shop,
        "Composer files",
        "Look and listen.",
        ("one.png", "image/png", DOT),
        ("two.png", "image/png", DOT + b"\0"),
        ("voice.wav", "audio/wav", wave),
        ("terms.pdf", "application/pdf", b"%PDF-1.4\n%%EOF"),
        ("plan.txt", "text/plain", b"steps"),
    )
    at(maya, shop, ticket)
    first = maya.get_by_role("button", name="View one.png")
    first.click(timeout=LIVE)
    viewer = maya.get_by_role("dialog", name="one.png")
    expect(viewer.get_by_text("1 of 2")).to_be_visible(timeout=LIVE)
    shot(maya, "viewer")
    check(maya, "[role=dialog]")
    maya.keyboard.press("ArrowRight")
    expect(maya.get_by_role("dialog", name="two.png").get_by_role("img", name="two.png")).to_be_visible()
    maya.keyboard.press("+")
    expect(maya.get_by_text("150%")).to_be_visible()
    maya.keyboard.press("Escape")
    expect(maya.get_by_role("dialog")).to_have_count(0)
    expect(first).to_be_focused()

    voice = maya.locator("audio")
    expect(voice).to_have_js_property("paused", True)
    stack.until(lambda: voice.evaluate("player => player.duration") == pytest.approx(0.5))
    maya.get_by_role("button", name="Speed: 1 times. Change it").click()
    expect(voice).to_have_js_property("playbackRate", 1.5)
    pdf = maya.get_by_role("link", name=re.compile("terms.pdf"))
    assert "open=true" in str(pdf.get_attribute("href"))
    shot(maya, "thread-files")
    check(maya, "[data-thread]")


def test_what_lies_behind_a_link_is_shown_by_our_server_and_only_when_asked(shop: Shop, maya: Page) -> None:
    with answers.running() as site:
        html = '<meta property="og:title" content="A kettle that sings">'
        site.on("GET", "/kettle", Reply(body=html.encode(), headers={"Content-Type": "text/html"}))
        at(maya, shop, asked(shop, "Composer link", f"Is it this one? {site.url}/kettle."))
        expect(journeys.said(maya)).to_contain_text("Is it this one?", timeout=LIVE)
        show = maya.get_by_role("button", name="Show preview")
        expect(show).to_be_visible(timeout=LIVE)
        assert site.asked == []
        show.click()
        expect(maya.get_by_role("link", name=re.compile("A kettle that sings"))).to_be_visible(timeout=2 * LIVE)
        shot(maya, "preview")
        assert ["Mozilla" in one.headers.get("user-agent", "") for one in site.asked] == [False]


def test_long_words_and_quotes_are_folded(shop: Shop, maya: Page) -> None:
    ticket = asked(shop, "Composer long", "\n".join(f"Line {n} of a long story." for n in range(200)))
    at(maya, shop, ticket)
    whole = maya.get_by_role("button", name="Show the whole message")
    expect(whole).to_be_visible(timeout=LIVE)
    before = journeys.said(maya).bounding_box()
    whole.click()
    after = journeys.said(maya).bounding_box()
    assert before is not None
    assert after is not None
    assert after["height"] > before["height"] + 1000
    expect(maya.get_by_role("button", name="Show less")).to_be_visible()
