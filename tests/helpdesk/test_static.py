from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client

INDEX = settings.CONSOLE_DIR / "index.html"
built = pytest.mark.skipif(not INDEX.exists(), reason="the console is not built (make console)")


def test_our_styles_are_served_with_their_type(client: Client) -> None:
    answer = client.get("/static/helpdesk/setup.css")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/css")
    assert not answer.streaming
    assert b"--accent" in answer.content


def test_an_unchanged_file_is_not_sent_again(client: Client) -> None:
    etag = client.get("/static/helpdesk/setup.css")["ETag"]
    answer = client.get("/static/helpdesk/setup.css", headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize("path", ["/static/../manage.py", "/static/%2e%2e/manage.py", "/static/helpdesk/nothing.css"])
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@built
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/inbox/17", "/wall", "/admin/channels"])
def test_every_page_of_the_console_is_its_one_page_and_never_cached(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content == INDEX.read_bytes()
    assert "no-store" in answer["Cache-Control"]
    assert settings.CSRF_COOKIE_NAME in answer.cookies


@built
def test_the_scripts_come_compressed_and_may_be_kept_for_ever(client: Client) -> None:
    (script, *_) = re.findall(r'src="(/static/console/assets/[^"]+\.js)"', INDEX.read_text())
    answer = client.get(script, headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "immutable" in answer["Cache-Control"]
    assert len(answer.content) < 300_000


@pytest.mark.parametrize("path", ["/api/v2/nothing", "/ws/nothing", "/robots.txt"])
def test_addresses_of_the_server_are_not_the_consoles(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
