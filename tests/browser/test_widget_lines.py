"""The chat over a bad line: what breaks is mended, and what was said stands there once."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser import stack
from tests.browser.visitors import LIVE, Chat, answer, log, say, visitor


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


def _last_state(chat: Chat, subject: str) -> str:
    ticket = chat.shop.stack.ticket_about(subject)
    found = chat.shop.stack.api("GET", f"tickets/{ticket['id']}/messages")["results"]
    ours = [row for row in found if row.get("direction") == "outbound"]
    return str(ours[-1]["delivery"]["state"]) if ours else ""
