"""What every page owes everybody (ui.md, criteria 51 to 57): whatever they see, hold, press or turn off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Request, expect

from tests.browser import journeys
from tests.browser.journeys import Shop
from tests.browser.test_screens import LIVE, PHONE, check

DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
LOOKS: dict[str, dict[str, Any]] = {
    "light": DESK,
    "dark": DESK | {"color_scheme": "dark"},
    "right to left": DESK | {"language": "ar"},
    "phone": PHONE,
}
NARROW: dict[str, dict[str, Any]] = {
    "390 px": {"viewport": {"width": 390, "height": 844}},
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "200 % zoom": {"viewport": {"width": 720, "height": 450}, "device_scale_factor": 2},
}
OVERLAYS = (("a", "[role=dialog]"), ("Control+k", ".mantine-Spotlight-content"), ("?", "[role=dialog]"))


@pytest.fixture(scope="module")
def ticket(shop: Shop) -> int:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Eve Rybody <everybody@customer.example>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = "A page for everybody", "<everybody@customer.example>"
    mail.set_content("Good morning, everybody.")
    shop.stack.pipe("support@shop.example", mail)
    return int(shop.stack.ticket_about("A page for everybody")["id"])


@pytest.fixture(scope="module")
def routes(shop: Shop, ticket: int, browser: Browser) -> list[str]:
    """Every page there is; the administration says itself which it has."""
    page = look(browser, shop, **DESK)
    page.goto(f"{shop.stack.url}/admin")
    links = page.get_by_role("navigation", name="Administration").locator("a[href^='/admin/']")
    expect(links.first).to_be_visible(timeout=LIVE)
    admin = sorted(str(link.get_attribute("href")) for link in links.all())
    page.context.close()
    assert len(admin) > 12
    return ["/inbox/open", f"/inbox/all/{ticket}", "/wall", "/posts", *admin]


def look(browser: Browser, shop: Shop, *, language: str = "en", **options: Any) -> Page:
    """An admin's console in the browser's language; axe comes from outside the policy."""
    page = journeys.sign_in(browser, shop, "admin", bypass_csp=True, **options)
    page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => ['{language}'] }})")
    return page


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def place(part: Locator) -> FloatRect:
    box = part.bounding_box()
    assert box is not None
    return box


def visit(page: Page, shop: Shop, routes: list[str]) -> Iterator[str]:
    for route in routes:
        page.goto(f"{shop.stack.url}{route}")
        ready = page.locator("main :is(h1, h2, [data-row], [role=textbox], [data-number]):visible").first
        expect(ready).to_be_visible(timeout=LIVE)
        expect(page.locator("main .mantine-Skeleton-root")).to_have_count(0, timeout=LIVE)
        yield route


@pytest.mark.parametrize("name", LOOKS)
def test_51_an_accessibility_checker_finds_nothing_on_any_page_or_overlay(
    shop: Shop, routes: list[str], ticket: int, browser: Browser, name: str
) -> None:
    page = look(browser, shop, **LOOKS[name])
    for route in visit(page, shop, routes):
        check(page, f"{name} {route}")
    if name == "phone":
        return
    page.goto(f"{shop.stack.url}/inbox/all/{ticket}")
    expect(page.locator("main .ProseMirror")).to_be_visible(timeout=LIVE)
    for key, shown in OVERLAYS:
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        expect(page.locator(shown).first).to_be_visible(timeout=LIVE)
        check(page, f"{name} {key}")
        page.keyboard.press("Escape")
        expect(page.locator(shown)).to_have_count(0)


def test_52_dark_is_remembered_and_no_frame_of_it_is_white(shop: Shop, browser: Browser) -> None:
    page = look(browser, shop, **DESK)
    page.get_by_role("button", name="Switch to dark").click()
    expect(page.locator("html[data-mantine-color-scheme=dark]")).to_be_attached()
    page.add_init_script(
        """window.grounds = [];
        const see = () => {
          if (document.body) window.grounds.push(getComputedStyle(document.body).backgroundColor);
          requestAnimationFrame(see);
        };
        see();"""
    )
    page.reload()
    expect(page.locator("main#main")).to_be_visible(timeout=LIVE)
    grounds = page.evaluate("[...new Set(window.grounds)]")
    light = [ground for ground in grounds if sum(map(int, re.findall(r"\d+", ground)[:3])) > 3 * 64]
    # Before the style sheet is there the body is transparent; what shows through is the canvas of the colour scheme.
    assert len(grounds) > 0
    assert light == [], grounds
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


def test_53_from_right_to_left_the_side_is_right_and_nothing_sticks_out(
    shop: Shop, routes: list[str], browser: Browser
) -> None:
    page = look(browser, shop, **LOOKS["right to left"])
    for route in visit(page, shop, routes):
        assert page.evaluate("document.documentElement.dir") == "rtl"
        assert fits(page), route
        side = page.locator("nav").filter(has=page.locator("a[href='/inbox/mine']"))
        if side.count():
            assert place(side)["x"] > 720, route


def test_54_a_phone_goes_from_the_list_to_the_conversation_and_back(shop: Shop, ticket: int, browser: Browser) -> None:
    page = look(browser, shop, **PHONE)
    page.goto(f"{shop.stack.url}/inbox/all?q=page+for+everybody")
    page.get_by_role("list", name="Tickets").get_by_text("A page for everybody").first.tap()
    expect(page.get_by_role("heading", name="A page for everybody")).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("list", name="Tickets")).to_be_hidden()
    page.get_by_role("button", name=re.compile("^Back")).or_(
        page.get_by_role("link", name=re.compile("^Back"))
    ).first.tap()
    expect(page.get_by_role("list", name="Tickets")).to_be_visible(timeout=LIVE)
    expect(page.get_by_role("heading", name="A page for everybody")).to_be_hidden()


@pytest.mark.parametrize("name", NARROW)
def test_54_nothing_scrolls_sideways(shop: Shop, routes: list[str], browser: Browser, name: str) -> None:
    page = look(browser, shop, **NARROW[name])
    wide = [route for route in visit(page, shop, routes) if not fits(page)]
    assert wide == []


@pytest.mark.parametrize("name", ["light", "phone"])
def test_55_whatever_is_pressed_is_large_enough(shop: Shop, routes: list[str], browser: Browser, name: str) -> None:
    """24 by 24 px, save for links within a sentence (WCAG 2.2, 2.5.8); on a phone the bar below is 48 px high."""
    page = look(browser, shop, **LOOKS[name])
    small: dict[str, list[str]] = {}
    for route in visit(page, shop, routes):
        small[route] = page.evaluate(
            """() => [...document.querySelectorAll(
              'a[href], button, summary, select, input, [role=button], [role=menuitem], [role=tab], [role=switch]'
            )].filter(each => {
              const boxes = [each, ...(each.labels ?? [])].map(one => one.getBoundingClientRect());
              if (!each.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
              if (boxes[0].width <= 1) return false;  // for screen readers only
              if (each.matches('a') && getComputedStyle(each).display === 'inline') return false;
              return !boxes.some(box => box.width >= 23.5 && box.height >= 23.5);
            }).map(each => each.outerHTML.slice(0, 160))"""
        )
    assert [f"{route}: {one}" for route, found in small.items() for one in found] == []
    if name == "phone":
        page.goto(f"{shop.stack.url}/inbox/open")
        for each in page.get_by_role("navigation", name="Main").locator("a, button").all():
            assert place(each)["height"] >= 48


def test_56_nothing_breaks_the_policy_and_no_other_host_is_asked(
    shop: Shop, routes: list[str], browser: Browser
) -> None:
    page = journeys.sign_in(browser, shop, "admin", **DESK)  # under the policy as it is
    asked: list[str] = []
    broken: list[str] = []

    def ask(request: Request) -> None:
        if not request.url.startswith((shop.stack.url, "data:", "blob:")):
            asked.append(request.url)

    page.on("request", ask)
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    for _ in visit(page, shop, routes):
        pass
    assert (asked, broken) == ([], [])
    answer = page.goto(f"{shop.stack.url}/inbox/open")
    assert answer is not None
    policy = dict(
        part.split(" ", 1) for part in re.split(r";\s*", answer.headers["content-security-policy"]) if " " in part
    )
    scripts = policy.get("script-src", policy["default-src"])
    assert "unsafe" not in scripts, scripts
    assert "*" not in scripts, scripts


def test_57_focus_is_seen_and_comes_back_and_who_wants_no_motion_gets_none(
    shop: Shop, ticket: int, browser: Browser
) -> None:
    page = look(browser, shop, **DESK, reduced_motion="reduce")
    page.goto(f"{shop.stack.url}/inbox/all/{ticket}")
    expect(page.get_by_role("form", name="Compose").get_by_role("textbox").first).to_be_visible(timeout=LIVE)
    page.locator("body").evaluate("body => document.activeElement.blur()")
    unseen: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => {
              const each = document.activeElement;
              if (!each || each === document.body) return null;
              const shows = one => {
                const style = getComputedStyle(one);
                const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
                return outlined || style.boxShadow !== 'none';
              };
              // A field may show it on the frame around it.
              for (let one = each, up = 0; one && up < 4; one = one.parentElement, up += 1) if (shows(one)) return null;
              return each.matches('input, textarea, [contenteditable=true]') ? null : each.outerHTML.slice(0, 160);
            }"""
        )
        if found:
            unseen.append(found)
    assert unseen == []

    page.keyboard.press("Escape")
    opener = page.get_by_role("button", name="Search or jump to", exact=False).first
    opener.focus()
    for key, shown in (("Enter", ".mantine-Spotlight-content"), ("?", "[role=dialog]")):
        page.keyboard.press(key)
        expect(page.locator(shown).first).to_be_visible(timeout=LIVE)
        moving = page.evaluate(
            """document.getAnimations().filter(one => one.effect.getComputedTiming().duration > 1)
            .map(one => String(one.animationName ?? one.transitionProperty))"""
        )
        assert moving == []
        page.keyboard.press("Escape")
        expect(page.locator(shown)).to_have_count(0)
        expect(opener).to_be_focused()
