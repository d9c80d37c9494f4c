"""The chat on a customer's site: small, safe, easy to use, and nobody else's to frame."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Browser, FilePayload, Route, expect

from tests.browser import journeys
from tests.browser.sites import site
from tests.browser.visitors import DESK, LIVE, PHONE, Chat, answer, box, log, say, shot, violations, visitor
from tests.engines import ROOT

BUILT = ROOT / "frontend" / "widget" / "dist"


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


def test_59_help_pages_that_may_answer_stand_above_the_first_message(chat: Chat, browser: Browser) -> None:
    api = chat.shop.stack.api
    slug = f"kettles-{chat.channel['id']}"
    face = api("POST", "brands", {"name": slug, "slug": slug})
    section = api("POST", "help-sections", {"brand_id": face["id"], "titles": {"en": "Care"}})
    written = {"section_id": section["id"], "language": "en", "state": "published", "body_html": "<p>With vinegar.</p>"}
    article = api("POST", "articles", {**written, "title": "Limescale in a kettle"})
    api("PATCH", f"channels/{chat.channel['id']}", {"face_id": face["id"]})
    ada = visitor(browser, chat)
    panel = ada.begin()
    expect(panel.get_by_text("These pages may help:")).to_have_count(0)
    box(panel).fill("How do I get limescale off?")
    found = panel.get_by_role("link", name="Limescale in a kettle")
    expect(found).to_be_visible(timeout=LIVE)
    assert violations(panel) == []
    with ada.context.expect_page() as opened:  # the chat stays where it is
        found.click()
    expect(opened.value.get_by_text("With vinegar.")).to_be_visible(timeout=LIVE)
    assert opened.value.evaluate("window.opener") is None
    box(panel).press("Enter")
    expect(log(panel)).to_contain_text("How do I get limescale off?")
    expect(found).to_have_count(0)
    assert ada.complaints == []
    assert ada.hosts == {chat.site.origin, chat.shop.stack.url}
    api("PATCH", f"channels/{chat.channel['id']}", {"face_id": None})
    api("DELETE", f"articles/{article['id']}")
    api("DELETE", f"help-sections/{section['id']}")
    api("DELETE", f"brands/{face['id']}")
    ada.context.close()


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
