"""A real browser. Playwright's loop runs in the test's own thread, so Django is told that this is fine."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium, journeys, stack
from tests.browser.visitors import chat

__all__ = ["chat"]  # a fixture of its tests

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=chromium.ARGUMENTS, env={**chromium.environment()}
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _windows_are_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A console left open goes on ticking and asking: forty of them take the machine."""
    browser: Browser | None = request.getfixturevalue("browser") if "browser" in request.fixturenames else None
    before = list(browser.contexts) if browser else []
    yield
    for context in browser.contexts if browser else ():
        if context not in before:
            context.close()


@pytest.fixture
def afterwards() -> Iterator[contextlib.ExitStack]:
    """What a test puts back here is put back even when it fails: the others of the session find things as they were."""
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor, who must see no error on the browser's console."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors, errors


@pytest.fixture(scope="session")
def shop() -> Iterator[journeys.Shop]:
    """One running stack for all who need the whole of it: it takes half a minute to start."""
    with stack.running() as running:
        yield journeys.open_shop(running)
