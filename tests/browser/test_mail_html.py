"""Cleaned mail in a real browser, with scripts allowed and no sandbox: nothing runs, nothing is fetched."""

from __future__ import annotations

from playwright.sync_api import Dialog, Page, Request, Route

from connectors.email import html
from tests.connectors.email.test_html import EVIL


def watch(page: Page) -> list[str]:
    """What the page tries to do from now on."""
    seen: list[str] = []

    def answer(dialog: Dialog) -> None:
        seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def refuse(route: Route, request: Request) -> None:
        seen.append(f"request {request.url}")
        route.abort()

    page.on("dialog", answer)
    page.route("**/*", refuse)
    return seen


def show(page: Page, source: str) -> None:
    page.set_content(f"<!DOCTYPE html><meta charset=utf-8><body>{source}</body>", wait_until="load")
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")


def test_hostile_mail_neither_runs_nor_fetches(page: Page) -> None:
    seen = watch(page)
    for source in EVIL:
        show(page, html.clean(source).html)
    show(page, html.clean("".join(EVIL)).html)
    show(page, "".join(html.clean(source).html for source in EVIL))
    assert seen == []


def test_put_into_a_page_by_script_it_stays_harmless(page: Page) -> None:
    seen = watch(page)
    show(page, "<div id=target></div>")
    for source in EVIL:
        page.evaluate("text => { document.getElementById('target').innerHTML = text }", html.clean(source).html)
        once = page.evaluate("document.getElementById('target').innerHTML")
        page.evaluate("text => { document.getElementById('target').innerHTML = text }", once)
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert seen == []


def test_the_same_mail_uncleaned_does_both(page: Page) -> None:
    seen = watch(page)
    show(page, "<img src=x onerror=alert(1)><img src='http://evil.example/x.gif'>")
    page.wait_for_function("document.images[1].complete")
    assert "dialog 1" in seen
    assert "request http://evil.example/x.gif" in seen
