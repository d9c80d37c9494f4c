"""The console's list with 5,000 tickets, in Chromium against the whole running stack (criteria 2 and 3 of the screens).

``python -m bench.console [TICKETS]`` prints medians with their spread, in milliseconds: from asking for the page to the
first rows; from pressing j to the next ticket painted; a frame of scrolling through the list; and the heap. The aims:
first rows in 1,500, j in 150 at the 95th percentile.
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser import chromium, journeys, stack
from tests.browser.journeys import Shop
from tests.browser.test_list import LABEL, SEED

LOADS, STEPS, FRAMES = 7, 60, 120
PATIENCE = 60_000
PAINTED = """key => new Promise(done => {
  const began = performance.now();
  const before = document.querySelector('[data-row][data-selected]')?.dataset.row;
  const look = () => {
    const now = document.querySelector('[data-row][data-selected]')?.dataset.row;
    if (now !== before) requestAnimationFrame(() => done(performance.now() - began));
    else requestAnimationFrame(look);
  };
  window.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  look();
})"""
SCROLLED = """frames => new Promise(done => {
  const list = document.querySelector('[data-list]'), took = [];
  let last = performance.now();
  const step = () => {
    const now = performance.now();
    took.push(now - last);
    last = now;
    list.scrollTop += 600;
    if (took.length <= frames) requestAnimationFrame(step); else done(took.slice(1));
  };
  requestAnimationFrame(step);
})"""


def main(tickets: int = 5_000) -> None:
    with stack.running() as running, sync_playwright() as playwright:
        shop = journeys.open_shop(running)
        running.manage("shell", "-c", SEED % {"label": LABEL, "many": tickets})
        conditions = {"field": "labels", "op": "contains", "value": [LABEL]}
        body = {"name": "Bench", "conditions": conditions, "shared_with": "all", "order": "-last_message_at"}
        view = running.api("POST", "views", body)["id"]
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGUMENTS, env={**chromium.environment()}
        )
        measure(browser, shop, f"{running.url}/inbox/saved-{view}", tickets)
        browser.close()


def measure(browser: Browser, shop: Shop, address: str, tickets: int) -> None:
    page = journeys.sign_in(browser, shop, "maya")
    loads = [first_rows(page, address) for _ in range(LOADS)]
    page.locator("[data-row]").first.click()
    expect(page.get_by_role("form", name="Compose")).to_be_visible(timeout=PATIENCE)
    page.locator("[data-list]").focus()
    steps = [float(page.evaluate(PAINTED, "j")) for _ in range(STEPS)]
    frames = [float(each) for each in page.evaluate(SCROLLED, FRAMES)]
    rows = page.locator("[data-row]").count()
    heap = page.evaluate("performance.memory.usedJSHeapSize / 2 ** 20")
    print(f"{tickets:,} tickets, {rows} rows drawn, heap {heap:.0f} MB")
    for name, found in (("first rows", loads), ("j to painted", steps), ("a frame of scrolling", frames)):
        ordered = sorted(found)
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        median = statistics.median(ordered)
        print(f"{name:<22} median {median:6.0f} ms   p95 {p95:6.0f}   {ordered[0]:.0f} … {ordered[-1]:.0f}")


def first_rows(page: Page, address: str) -> float:
    page.goto("about:blank")
    page.goto(address, wait_until="commit")
    page.wait_for_selector("[data-row]", timeout=PATIENCE)
    return float(page.evaluate("performance.now()"))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
