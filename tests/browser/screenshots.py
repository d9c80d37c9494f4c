"""`make screenshots`: the main screens of the demo office, light and dark, on a desk and on a phone.

Starts Janice with its demo in a folder of its own, as `make run` would, and writes docs/screens/<screen>-<look>.webp.
Takes some minutes. What stands on them is made around the time it is now, so two runs differ.
"""

from __future__ import annotations

import base64
import dataclasses
import pathlib
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import chromium, stack
from tests.browser.stack import Stack
from tests.engines import ROOT

FOLDER = ROOT / "docs" / "screens"
PATIENCE = 20_000
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LOOKS: dict[str, dict[str, Any]] = {
    "light": DESK,
    "dark": DESK | {"color_scheme": "dark"},
    "phone-light": PHONE,
    "phone-dark": PHONE | {"color_scheme": "dark"},
}


def nothing(page: Page) -> None:
    """The page as it opens."""


def first_ticket(page: Page) -> None:
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("form", name="Compose").get_by_role("textbox").first).to_be_visible(timeout=PATIENCE)


def newest_post(page: Page) -> None:
    page.get_by_role("region", name="Posts").get_by_role("link").first.click()
    expect(page.locator("section[aria-label=Post] article").first).to_be_visible(timeout=PATIENCE)


def palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("order")


def why(page: Page) -> None:
    first_ticket(page)
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("menuitem", name="Why is it like this?").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=PATIENCE)


@dataclasses.dataclass(frozen=True)
class Screen:
    """``ready`` is there when the page has drawn what matters; ``who`` is signed in, nobody for customers' pages."""

    name: str
    route: str
    ready: str
    act: Callable[[Page], None] = nothing
    who: str = "supervisor"
    phone: bool = True


SCREENS = (
    Screen("inbox", "/inbox/open", "[data-row]", first_ticket),
    Screen("list", "/inbox/breaching", "[data-row]"),
    Screen("public", "/inbox/open?q=leaked", "[data-row]", first_ticket),
    Screen("posts", "/posts", "section[aria-label=Posts] a", newest_post),
    Screen("palette", "/inbox/open", "[data-row]", palette, phone=False),
    Screen("why", "/inbox/breaching", "[data-row]", why),
    Screen("wall", "/wall", "[data-number]"),
    Screen("contacts", "/contacts", "main h1"),
    Screen("policies", "/admin/policies", "main h1", who="admin"),
    Screen("calendars", "/admin/calendars", "main h1", who="admin"),
    Screen("rules", "/admin/rules", "main h1", who="admin"),
    Screen("health", "/admin/health", "main h1", who="admin"),
    Screen("form", "/f/contact/", "form", who=""),
    Screen("help", "/help/northwind/", "main", who=""),
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with stack.running(demo=True) as running, sync_playwright() as playwright:
        said = running.manage("demo", "--credentials")
        passwords = dict(re.findall(r"Sign in as (\S+)\s+with (\S+)", said))
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGUMENTS, env={**chromium.environment()}
        )
        for look, options in LOOKS.items():
            pages = {who: enter(browser, running, who, passwords, options) for who in ("supervisor", "admin", "")}
            for screen in SCREENS:
                if screen.phone or "phone" not in look:
                    take(pages[screen.who], running, screen, FOLDER / f"{screen.name}-{look}.webp")
            for page in pages.values():
                page.context.close()
        browser.close()


def enter(browser: Browser, running: Stack, who: str, passwords: dict[str, str], options: dict[str, Any]) -> Page:
    page = browser.new_context(**options, reduced_motion="reduce", locale="en-GB").new_page()
    if who:
        page.goto(running.url)
        page.get_by_label("Username or e-mail").fill(who)
        page.get_by_label("Password", exact=True).fill(passwords[who])
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("main#main")).to_be_visible(timeout=PATIENCE)
    return page


def take(page: Page, running: Stack, screen: Screen, into: pathlib.Path) -> None:
    page.goto(f"{running.url}{screen.route}")
    expect(page.locator(screen.ready).first).to_be_visible(timeout=PATIENCE)
    screen.act(page)
    expect(page.locator(".mantine-Skeleton-root")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    into.write_bytes(base64.b64decode(shot["data"]))
    print(f"{into.relative_to(ROOT)}  {into.stat().st_size // 1024} KB", flush=True)


if __name__ == "__main__":
    main()
