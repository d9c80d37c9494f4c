"""Whose pages the console may show in its frames."""

from __future__ import annotations

import pathlib

import pytest
from django.test import Client
from pytest_django import Settings

from inbox import panels
from tests import office

pytestmark = pytest.mark.django_db


def test_the_console_frames_the_active_panels_and_nobody_else(settings: Settings, tmp_path: pathlib.Path) -> None:
    settings.CONSOLE_DIR = tmp_path
    (tmp_path / "index.html").write_text("<!doctype html>")
    shop = office.build()
    made, _ = panels.create(actor=shop.admin, name="Stock", kind="frame", url_template="https://stock.example/app")
    assert frames() == {"'self'", "https://stock.example"}
    panels.change(made.pk, actor=shop.admin, active=False)
    assert frames() == {"'self'"}


def frames() -> set[str]:
    policy = Client().get("/inbox/open").headers["Content-Security-Policy"]
    directives = {name: set(sources) for name, *sources in (part.split() for part in policy.split(";"))}
    assert {"https:", "http:"} <= directives["img-src"], "pictures of mails"
    assert directives["script-src"] == {"'self'"}
    return directives["frame-src"]
