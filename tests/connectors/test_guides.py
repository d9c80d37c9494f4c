"""The guides that an admin reads beside the settings."""

from __future__ import annotations

import pathlib

import pytest
from django.test.utils import override_settings

from connectors import guides, registry


@pytest.mark.parametrize("kind", sorted(registry.MODULES))
def test_every_kind_has_a_guide(kind: str) -> None:
    assert guides.has(kind)
    html = guides.html(kind)
    assert html.count("<h2>") >= 2
    assert "<table>" not in html, "each can be reached by the keyboard"
    assert "<h1>" not in html, "the dialog has its title"
    assert "|" not in html.replace("||", "").split("<pre>")[0].split("<code>")[0], "its tables are drawn"


def test_links_to_the_web_open_beside_the_console_and_those_to_our_files_are_words() -> None:
    html = guides.html("telegram")
    assert '<a href="https://t.me/BotFather" target="_blank" rel="noopener">@BotFather</a>' in html
    every = "".join(guides.html(kind) for kind in registry.MODULES)
    assert ".md" not in "".join(part.split('"')[0] for part in every.split('href="')[1:])


def test_html_in_a_guide_is_only_words(tmp_path: pathlib.Path) -> None:
    (tmp_path / "pigeon-post.md").write_text("# T\n\n<script>x()</script> [a](javascript:x) **b**")
    with override_settings(GUIDES_DIR=tmp_path):
        html = guides.html("pigeon-post")
    assert "<script" not in html
    assert "href" not in html
    assert "<strong>b</strong>" in html


@pytest.mark.parametrize("kind", ["", "..", "../operate", "README", "pigeon"])
def test_nothing_else_is_a_guide(kind: str) -> None:
    assert not guides.has(kind)
