"""Who is told of what and how: the bell, following, mentions, the desktop, and one's own preferences."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.stack import PASSWORD, until
from tests.browser.test_attention import ask, mailed, person
from tests.browser.test_screens import LIVE, PHONE, check

BELL = re.compile("^Notifications")
SPY = """
    window.shown = [];
    window.Notification = class {
        static permission = 'granted';
        static requestPermission = async () => 'granted';
        constructor(title, options) { window.shown.push({ title, ...options, click: () => this.onclick() }); }
        close() {}
    };
"""


@pytest.fixture(scope="module")
def ticket(shop: Shop) -> dict[str, Any]:
    return ask(shop, "A teapot without a lid", "greta")


def mention(shop: Shop, ticket: dict[str, Any], who: str, words: str) -> dict[str, Any]:
    """A note by the admin, as the composer writes it."""
    target = f'<span data-mention="{who}">@somebody</span>'
    made: dict[str, Any] = shop.stack.api("POST", f"tickets/{ticket['id']}/notes", {"body_html": f"{target} {words}"})
    return made


def bell(page: Page) -> Any:
    page.get_by_role("button", name=BELL).click(timeout=LIVE)
    return page.get_by_role("dialog", name="Notifications")


def test_a_mention_is_told_at_once_with_its_reason_and_makes_a_follower(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    priya = person(shop, "priya")
    page = journeys.sign_in(browser, shop, "priya")
    expect(page.get_by_role("button", name=BELL)).to_be_visible(timeout=LIVE)
    mention(shop, ticket, f"user-{priya['id']}", "where is the lid?")

    box = bell(page)
    line = box.get_by_role("listitem").filter(has_text="where is the lid?")
    expect(line).to_contain_text("Ada Admin mentioned you", timeout=LIVE)
    expect(line).to_contain_text("You were mentioned in a note.")
    followers = shop.stack.api("GET", f"tickets/{ticket['id']}/followers")["results"]
    assert {(one["user"]["name"], one["why"]) for one in followers} >= {("Priya Nair", "mentioned")}

    box.get_by_text("Mentions", exact=True).click()
    expect(line).to_be_visible()
    line.get_by_role("button", name=re.compile("^Mark as read")).click()
    expect(line.get_by_text("Unread:")).to_have_count(0, timeout=LIVE)
    page.keyboard.press("ArrowDown")
    line.get_by_role("button", name=re.compile("where is the lid")).click()
    expect(page).to_have_url(re.compile(f"/inbox/all/{ticket['id']}"))


def test_whoever_follows_hears_of_it_in_one_line_that_counts_and_reads_it_by_looking(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    sam = person(shop, "sam")
    shop.stack.api("POST", f"tickets/{ticket['id']}/followers", {"user_id": sam["id"]})
    page = journeys.sign_in(browser, shop, "sam")
    for number in (1, 2):
        shop.stack.api("POST", f"tickets/{ticket['id']}/notes", {"body_html": f"Lid number {number}."})
    box = bell(page)
    line = box.get_by_role("listitem").filter(has_text="Lid number 2.")
    expect(line).to_contain_text("2 times", timeout=LIVE)
    expect(line).to_contain_text("You follow this ticket.")
    page.keyboard.press("Escape")

    page.goto(f"{shop.stack.url}/inbox/all/{ticket['id']}")
    expect(page.get_by_role("button", name="Notifications", exact=True)).to_be_visible(timeout=LIVE)
    shop.stack.api("DELETE", f"tickets/{ticket['id']}/followers?user_id={sam['id']}")


def test_who_may_not_see_the_ticket_is_not_told_and_the_note_says_so(shop: Shop, ticket: dict[str, Any]) -> None:
    made = shop.stack.api("POST", "teams", {"name": "Teapots elsewhere"})
    stranger = {"username": "olaf", "name": "Olaf Outside", "email": "olaf@shop.example", "role": "agent"}
    olaf = shop.stack.api("POST", "users", {**stranger, "team_ids": [made["id"]]})
    note = mention(shop, ticket, f"user-{olaf['id']}", "you cannot see this")
    assert note["not_told"] == ["Olaf Outside"]


def test_the_desktop_shows_it_once_for_all_tabs_and_never_while_one_is_looked_at(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(SPY)
    context.add_init_script("document.hasFocus = () => Boolean(window.lookedAt)")
    first = context.new_page()
    journeys.enter(first, shop, "maya", route="/me/notifications")
    shown = first.get_by_role("checkbox", name="Show desktop notifications")
    shown.click(timeout=LIVE)
    expect(shown).to_be_checked(timeout=LIVE)
    second = context.new_page()
    second.goto(f"{shop.stack.url}/inbox/open")
    expect(second.get_by_role("button", name=BELL)).to_be_visible(timeout=LIVE)
    maya = f"user-{person(shop, 'maya')['id']}"

    mention(shop, ticket, maya, "a secret lid")
    both = "() => window.shown.map((one) => one.title + ' ' + one.body)"
    until_shown(first, second, 1)
    (said,) = first.evaluate(both) + second.evaluate(both)
    assert said.startswith(ticket["reference"])
    assert "a secret lid" in said

    hide = first.get_by_role("checkbox", name="Hide the words of customers and colleagues")
    hide.click()
    expect(hide).to_be_checked(timeout=LIVE)
    mention(shop, ticket, maya, "another secret lid")
    until_shown(first, second, 2)
    assert sum("secret lid" in one for one in first.evaluate(both) + second.evaluate(both)) == 1

    second.evaluate("window.lookedAt = true; window.dispatchEvent(new Event('focus'))")
    held = "navigator.locks.query().then(({ held }) => held.some((lock) => lock.name === 'janice-looked-at'))"
    until(lambda: second.evaluate(held))
    mention(shop, ticket, maya, "the third lid")
    expect(bell(second).get_by_role("listitem").filter(has_text="the third lid")).to_be_visible(timeout=LIVE)
    assert len(first.evaluate(both) + second.evaluate(both)) == 2

    showing = first if first.evaluate("window.shown.length") else second
    showing.evaluate("window.shown[0].click()")
    expect(showing).to_have_url(re.compile(f"/inbox/all/{ticket['id']}"), timeout=LIVE)
    context.close()


def until_shown(first: Page, second: Page, count: int) -> None:
    """In both tabs together."""
    until(lambda: len(first.evaluate("window.shown")) + len(second.evaluate("window.shown")) == count or None)


def test_a_switch_of_the_matrix_holds_and_a_mail_has_a_way_out(
    shop: Shop, ticket: dict[str, Any], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "maya", route="/me/notifications")
    table = page.get_by_role("table")
    assigned = table.get_by_role("checkbox", name="A ticket is assigned to me: Mail")
    expect(assigned).not_to_be_checked(timeout=LIVE)
    expect(table.get_by_role("checkbox", name="Somebody mentions me: In the app")).to_be_disabled()
    assigned.click()
    expect(assigned).to_be_checked(timeout=LIVE)  # the server has it
    page.reload()
    expect(assigned).to_be_checked(timeout=LIVE)

    shop.stack.api("PATCH", f"tickets/{ticket['id']}", {"assignee_id": person(shop, "maya")["id"]})
    expect(bell(page).get_by_text("Ada Admin assigned it to you.").first).to_be_visible(timeout=LIVE)
    shop.stack.manage(  # ten minutes are long
        "shell",
        "-c",
        "from django.utils import timezone\nfrom inbox.models import Notification\n"
        "Notification.objects.filter(mail_due_at__isnull=False).update(mail_due_at=timezone.now())",
    )

    def wanted(mail: EmailMessage) -> bool:
        return mail["To"] == "maya@shop.example" and "assigned it to you" in mail.get_content()

    mail = mailed(shop, wanted)
    link = mail["List-Unsubscribe"].strip(" <>")
    out = browser.new_context(java_script_enabled=False).new_page()
    out.goto(link)
    out.get_by_role("button", name="Stop these mails").click()
    expect(out.get_by_role("heading", name="No more of these mails")).to_be_visible()
    page.goto(f"{shop.stack.url}/me/notifications")
    expect(assigned).not_to_be_checked(timeout=LIVE)


def test_my_profile_and_quiet_hours_are_kept(shop: Shop, browser: Browser) -> None:
    page = journeys.sign_in(browser, shop, "sam", route="/me")
    page.get_by_label("Signature").fill("Sam of the shop")
    page.get_by_role("combobox", name="Time zone").fill("Lisbon")
    page.get_by_role("option", name="Europe/Lisbon").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="Your profile is saved")).to_be_visible(timeout=LIVE)

    page.get_by_role("navigation", name="My preferences").get_by_role("link", name="Notifications").click()
    quiet = page.get_by_role("region", name="Quiet hours")
    quiet.get_by_role("switch", name="I have quiet hours").click()
    quiet.get_by_label("From").fill("19:30")
    quiet.get_by_role("button", name="Save").click()
    page.reload()
    expect(page.get_by_label("From")).to_have_value("19:30", timeout=LIVE)
    quiet.get_by_role("switch", name="I have quiet hours").click()
    expect(page.get_by_label("From")).to_have_count(0, timeout=LIVE)


def test_two_steps_can_be_turned_on_and_another_session_ended(shop: Shop, browser: Browser) -> None:
    person_ = {"username": "tess", "name": "Tess Twice", "email": "tess@shop.example", "role": "agent"}
    shop.stack.api("POST", "users", {**person_, "team_ids": [shop.team["id"]]})
    words = f"user = User.objects.get(username='tess')\nuser.set_password({PASSWORD!r})\nuser.save()"
    shop.stack.manage("shell", "-c", f"from inbox.models import User\n{words}")
    page = journeys.sign_in(browser, shop, "tess", route="/me/security")
    other = journeys.sign_in(browser, shop, "tess")
    sessions = page.get_by_role("region", name="Where I am signed in")
    page.reload()
    sessions.get_by_role("button", name="Sign out", exact=True).click(timeout=LIVE)
    expect(other.get_by_role("status").filter(has_text="You were signed out")).to_be_visible(timeout=LIVE)
    expect(sessions.get_by_role("listitem")).to_have_count(1, timeout=LIVE)

    steps = page.get_by_role("region", name="Two steps")
    steps.get_by_role("button", name="Turn on").click()
    secret = page.get_by_role("dialog").locator("code")
    key = secret.inner_text(timeout=LIVE).replace(" ", "")
    page.get_by_label("The code that it shows now").fill(code_of(shop, key))
    page.get_by_role("dialog").get_by_role("button", name="Turn on").click()
    page.get_by_label("Your password", exact=True).fill(PASSWORD)  # before something that could lock her out
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("dialog", name="Recovery codes").get_by_role("listitem")).to_have_count(10, timeout=LIVE)
    page.get_by_role("button", name="I have kept them").click()
    expect(steps).to_contain_text("asks for a code of your app", timeout=LIVE)


def code_of(shop: Shop, secret: str) -> str:
    """What the app on the phone would show."""
    words = (
        "from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time\n"
        f"print(format_hotp_value(hotp_value({secret!r}, next(yield_hotp_counters_from_time()))))"
    )
    return shop.stack.manage("shell", "-c", words).split()[-1]


@pytest.mark.parametrize(
    ("name", "options"), [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)], ids=lambda x: x
)
def test_everybody_can_use_these_screens(shop: Shop, browser: Browser, name: str, options: dict[str, Any]) -> None:
    page = journeys.sign_in(browser, shop, "priya", **options, bypass_csp=True)
    for part in ("profile", "notifications", "keyboard", "look", "security"):
        page.goto(f"{shop.stack.url}/me/{part}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LIVE)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        check(page, f"{name} {part}")
        tab = page.get_by_role("navigation", name="My preferences").locator("[aria-current=page]")
        expect(tab).to_be_in_viewport(ratio=0.9)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} {part} scrolls sideways"
    page.goto(f"{shop.stack.url}/inbox/open")
    if name == "phone":  # one tap away
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Notices").click(timeout=LIVE)
        expect(page.get_by_role("heading", name="Notifications")).to_be_visible(timeout=LIVE)
    else:
        bell(page)
    anything = page.get_by_role("list", name="Notifications").or_(page.get_by_text("Nothing yet."))
    expect(anything.first).to_be_visible(timeout=LIVE)
    check(page, f"{name} bell")
