from __future__ import annotations

import json
import pathlib
import re

import pytest
from django.test import Client
from pytest_django import Settings

from connectors import channels
from connectors.widget import words
from connectors.widget.settings import question
from inbox.errors import InboxError
from inbox.models import Channel
from tests.connectors.widget.conftest import SECRET, SITE, make
from tests.office import Office


@pytest.fixture(autouse=True)
def _built(settings: Settings, tmp_path: pathlib.Path) -> None:
    """What the build makes, in short: these tests are about what the server does with it."""
    settings.CHAT_DIR = tmp_path
    for name in ("loader.js", "panel.js", "panel.css"):
        (tmp_path / name).write_text("const config = __CONFIG__;" if name == "loader.js" else "")


def test_the_script_on_the_site_carries_settings_and_words_and_no_secret(chat: Channel, client: Client) -> None:
    chat.settings |= {"title": "</script>Hi", "colour": "#ffff00"}
    chat.save()
    response = client.get(f"/widget/{chat.hook_key}.js", headers={"accept-language": "de-AT,en;q=0.5"})
    code = response.content.decode()
    config = json.loads(code.removeprefix("const config = ").removesuffix(";"))
    assert (config["title"], config["lang"], config["ink"]) == ("</script>Hi", "de", "#151a23")
    assert "</script>" not in code
    assert SECRET not in code
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Accept-Language" in response["Vary"]


def test_the_panel_can_be_framed_by_the_listed_sites_only_and_runs_nothing_inline(
    chat: Channel, client: Client
) -> None:
    response = client.get(f"/widget/{chat.hook_key}/panel")
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert policy.endswith(f"frame-ancestors {SITE}")
    assert "X-Frame-Options" not in response
    page = response.content.decode()
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>", page)
    assert inline == ['<script id="boot" type="application/json">']
    assert SECRET not in page
    assert not response.cookies


def test_what_is_not_built_or_not_there_says_so(chat: Channel, client: Client, tmp_path: pathlib.Path) -> None:
    (tmp_path / "loader.js").unlink()
    assert client.get(f"/widget/{chat.hook_key}.js").status_code == 503
    chat.active = False
    chat.save()
    for path in (".js", "/panel", "/brand.css"):
        assert client.get(f"/widget/{chat.hook_key}{path}").status_code == 404


def test_every_word_that_the_panel_says_is_there_and_none_is_left_over() -> None:
    root = pathlib.Path(__file__).parents[3]
    said = [*(root / "frontend" / "widget" / "src").glob("*.ts"), root / "connectors" / "widget" / "visits.py"]
    code = "".join(file.read_text() for file in said) + "noscript: no_script"
    used = {name for name in words.WORDS if re.search(rf"\b{name}\b", code)}
    assert used == words.WORDS.keys()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"origins": []}, "settings.origins"),
        ({"origins": ["https://shop.example/path"]}, "settings.origins"),
        ({"origins": ["https://a; script-src *"]}, "settings.origins"),
        ({"colour": "red"}, "settings.colour"),
        ({"questions": ["email | Mail"]}, "settings.questions"),
        ({"questions": ["order | Order", "order | Again"]}, "settings.questions"),
        ({"reply_channel_id": 999_999}, "settings.reply_channel_id"),
    ],
)
def test_settings_that_cannot_be_used_are_named(shop: Office, values: dict[str, object], field: str) -> None:
    with pytest.raises(InboxError) as refused:
        make(shop, **values)
    assert field in refused.value.fields


def test_a_short_secret_is_refused(chat: Channel, shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        channels.change(chat.pk, actor=shop.admin, credentials={"identity_secret": "short"})
    assert "credentials.identity_secret" in refused.value.fields


def test_what_to_paste_is_shown_and_holds_no_secret(chat: Channel) -> None:
    shown = channels.shown(chat)
    assert f"/widget/{chat.hook_key}.js" in shown["install"][0]["text"]
    assert SECRET not in str(shown)


def test_a_question_is_one_line() -> None:
    asked = question("size | Which size? | required | options: small, large")
    assert (asked.name, asked.label, asked.required, asked.options) == ("size", "Which size?", True, ("small", "large"))
    with pytest.raises(ValueError, match="label"):
        question("size")
