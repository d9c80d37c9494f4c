"""Who is called hears it, who is told reads why, and who was helped says how it was."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.stack import until
from tests.browser.test_screens import LIVE, PHONE, check


def ask(shop: Shop, subject: str, sender: str) -> dict[str, Any]:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{sender.title()} Berg <{sender}@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = subject, f"<{sender}.{subject.replace(' ', '.')}@customer.example>"
    mail.set_content("Please help me with this.")
    shop.stack.pipe("support@shop.example", mail)
    return shop.stack.ticket_about(subject)


def act(shop: Shop, ticket: dict[str, Any], name: str, *actions: dict[str, Any]) -> None:
    """By a macro, as an agent would."""
    macro = shop.stack.api("POST", "macros", {"name": name, "actions": list(actions)})
    shop.stack.api("POST", f"tickets/{ticket['id']}/macros/{macro['id']}", {})
    shop.stack.api("DELETE", f"macros/{macro['id']}")


def person(shop: Shop, username: str) -> dict[str, Any]:
    return next(user for user in shop.stack.api("GET", "users")["results"] if user["username"] == username)


def mailed(shop: Shop, wanted: Callable[[EmailMessage], bool]) -> EmailMessage:
    """The next mail like that; what else went out of our doors meanwhile is dropped."""

    def look() -> EmailMessage | None:
        while not shop.stack.sink.mails.empty():
            mail = shop.stack.sink.mails.get()
            if wanted(mail):
                return mail
        return None

    return until(look)


def test_whoever_is_on_call_is_called_until_somebody_takes_it(
    shop: Shop, browser: Browser, afterwards: contextlib.ExitStack
) -> None:
    maya, priya = person(shop, "maya"), person(shop, "priya")
    afterwards.callback(shop.stack.api, "PUT", f"on-call/{shop.team['id']}", {"user_ids": []})
    shop.stack.api("PUT", f"on-call/{shop.team['id']}", {"user_ids": [maya["id"], priya["id"]]})
    ticket = ask(shop, "The whole shop is dark", "dora")
    hers = journeys.sign_in(browser, shop, "maya")
    other = journeys.sign_in(browser, shop, "priya", route=f"/inbox/all/{ticket['id']}")

    act(shop, ticket, "Call for the dark shop", {"do": "page", "text": "{{ ticket.subject }}: look now", "wait": 30})

    call = hers.get_by_role("alert").filter(has_text="The whole shop is dark: look now")
    expect(call).to_be_visible(timeout=LIVE)
    expect(call).to_contain_text("You are called. The next person is called in")
    expect(other.get_by_role("button", name="I have it")).to_have_count(0)
    mail = mailed(shop, lambda each: "look now" in each["Subject"])
    assert mail["To"] == "maya@shop.example"
    assert "You are on call." in mail.get_content()

    call.get_by_role("button", name="I have it").click()
    expect(call).to_have_count(0, timeout=LIVE)
    expect(hers).to_have_url(re.compile(f"/inbox/all/{ticket['id']}"))
    expect(journeys.said(other)).to_contain_text("Maya Lind took the call", timeout=LIVE)


def test_the_bell_says_what_happened_and_why_one_is_told(shop: Shop, browser: Browser) -> None:
    ticket = ask(shop, "A parcel that walks", "edda")
    page = journeys.sign_in(browser, shop, "maya")
    expect(page.get_by_role("button", name="Notifications")).to_be_visible(timeout=LIVE)

    told = {"do": "notify", "who": person(shop, "maya")["id"], "text": "{{ customer.name }} waits for a parcel."}
    act(shop, ticket, "Tell of the parcel", told)

    page.get_by_role("button", name=re.compile(r"Notifications, \d+ unread")).click(timeout=LIVE)
    line = page.get_by_role("dialog").get_by_role("button", name=re.compile("^(Unread: )?Edda Berg waits for a parcel"))
    expect(line).to_contain_text("Ada Admin used a macro.")
    line.click()
    expect(page).to_have_url(re.compile(f"/inbox/all/{ticket['id']}"))
    page.get_by_role("button", name=re.compile("^Notifications")).click()
    expect(line).not_to_contain_text("Unread", timeout=LIVE)


def test_who_was_helped_says_how_it_was_by_two_clicks_without_a_script(
    shop: Shop, browser: Browser, afterwards: contextlib.ExitStack
) -> None:
    survey = {"name": "After the lamp", "question": "How was our help with the lamp?", "wait": 0, "active": True}
    made = shop.stack.api("POST", "surveys", survey)
    afterwards.callback(shop.stack.api, "PATCH", f"surveys/{made['id']}", {"active": False})
    ticket = ask(shop, "A lamp that hums", "fritz")
    shop.stack.api("PATCH", f"tickets/{ticket['id']}", {"status": "solved"})

    mail = mailed(shop, lambda each: "How was our help" in str(each.get_body(("plain",))))
    assert mail["Auto-Submitted"]
    html = mail.get_body(("html",))
    assert html is not None
    (link,) = re.findall(r'href="([^"]+/survey/[^"]+score=4)"', html.get_content())
    customer = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    customer.goto(link)
    expect(customer.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    assert shop.stack.api("GET", f"tickets/{ticket['id']}/survey")["answer"]["score"] is None

    customer.get_by_role("radio", name="Very good").check()
    customer.get_by_label("Would you like to say more?").fill("It hums no more.")
    customer.get_by_role("button", name="Send my answer").click()
    expect(customer.get_by_role("heading", name="Thank you")).to_be_visible()

    page = journeys.sign_in(browser, shop, "priya", route=f"/inbox/all/{ticket['id']}")
    panel = page.get_by_role("heading", name="How it was").locator("..")
    expect(panel).to_contain_text("Very good", timeout=LIVE)
    expect(panel).to_contain_text("It hums no more.")
    expect(journeys.said(page)).to_contain_text("The customer answered the survey: 5 of 5")


def test_an_admin_sets_the_order_of_calls_and_makes_a_survey(shop: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "admin", route="/admin/on-call")
    everybody = page.get_by_role("region", name="On call: Everybody’s tickets")
    for name in ("Maya Lind", "Sam Ortiz"):
        everybody.get_by_role("combobox").click(timeout=LIVE)
        page.get_by_role("option", name=name).click()
        expect(everybody.get_by_role("listitem").filter(has_text=name)).to_be_visible(timeout=LIVE)
    everybody.get_by_role("button", name="Call Sam Ortiz earlier").click()
    expect(everybody.get_by_role("listitem").first).to_contain_text("Sam Ortiz", timeout=LIVE)
    for name in ("Maya Lind", "Sam Ortiz"):
        everybody.get_by_role("button", name=f"Take {name} off the list").click()
        expect(everybody.get_by_role("listitem").filter(has_text=name)).to_have_count(0, timeout=LIVE)

    page.goto(f"{shop.stack.url}/admin/surveys")
    page.get_by_role("button", name="New survey").click(timeout=LIVE)
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("After chairs")
    form.get_by_label("Question").fill("How is your chair?")
    form.get_by_text("Five stars").click()
    form.get_by_role("button", name="Save").click()
    line = page.get_by_role("listitem").filter(has_text="After chairs")
    expect(line).to_contain_text("Nobody asked yet", timeout=LIVE)
    line.get_by_role("button", name="Answers").click()
    expect(page.get_by_role("dialog")).to_contain_text("Nobody was asked yet", timeout=LIVE)


@pytest.mark.parametrize(
    ("name", "options"), [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)], ids=lambda x: x
)
def test_everybody_can_use_these_screens(shop: Shop, browser: Browser, name: str, options: dict[str, Any]) -> None:
    page = journeys.sign_in(browser, shop, "admin", **options, bypass_csp=True)
    for route, heading in (("/admin/on-call", "On call"), ("/admin/surveys", "Surveys")):
        page.goto(f"{shop.stack.url}{route}")
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible(timeout=LIVE)
        expect(page.get_by_role("region", name=heading, exact=True).locator("h2, li").first).to_be_visible(timeout=LIVE)
        check(page, f"{name} {route}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {route} scrolls sideways"
