from __future__ import annotations

from playwright.sync_api import Page


def test_the_browser_runs_scripts_and_draws_text(page: Page) -> None:
    page.set_content("<p id=p>…</p><script>document.getElementById('p').textContent = 'grüße'</script>")
    assert page.inner_text("#p") == "grüße"
    assert page.locator("#p").bounding_box() is not None
