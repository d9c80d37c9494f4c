"""Connectors of other packages: found by their entry point, and no danger to the others."""

from __future__ import annotations

import logging
import pathlib
import sys
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from connectors import registry
from inbox.errors import InboxError

Install = Callable[[str, str], None]


@pytest.fixture
def install(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a distribution with entry points onto sys.path, as pip would."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def put(name: str, points: str) -> None:
        found = tmp_path / f"{name}-1.0.dist-info"
        found.mkdir()
        (found / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (found / "entry_points.txt").write_text(f"[janice.connectors]\n{points}\n")
        forget()

    yield put
    sys.modules.pop("broken_pigeon", None)
    monkeypatch.undo()
    forget()


def forget() -> None:
    registry.modules.cache_clear()
    registry.get.cache_clear()


def test_a_package_brings_a_connector(install: Install) -> None:
    install("janice_pigeon", "pigeon = tests.connectors.conformance.pigeon.connector")
    assert registry.get("pigeon").name == "Pigeon post"
    assert registry.kinds() == [*registry.MODULES, *registry.DEMO_MODULES, "pigeon"]


@pytest.mark.parametrize(
    ("source", "points"),
    [
        ("", "broken = nowhere.to.be.found"),
        ("1 / 0", "broken = broken_pigeon"),
        ("", "broken = broken_pigeon"),
        ("raise SystemError('import it elsewhere')", "broken = broken_pigeon"),
        ("", "misnamed = tests.connectors.conformance.pigeon.connector"),
    ],
)
def test_one_that_is_broken_is_reported_and_stops_nobody(
    install: Install, tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture, source: str, points: str
) -> None:
    (tmp_path / "broken_pigeon.py").write_text(source)
    with caplog.at_level(logging.ERROR):
        install("broken_pigeon", f"{points}\npigeon = tests.connectors.conformance.pigeon.connector")
        assert registry.kinds() == [*registry.MODULES, *registry.DEMO_MODULES, "pigeon"]
    assert "of broken_pigeon 1.0 cannot be used" in caplog.text
    with pytest.raises(InboxError, match="There is no connector"):
        registry.get("broken")


def test_what_only_the_demo_has_is_not_offered_without_it(install: Install, settings: Settings) -> None:
    settings.DEMO = False
    forget()
    assert registry.kinds() == list(registry.MODULES)
    with pytest.raises(InboxError, match="There is no connector"):
        registry.get("square")


def test_nobody_takes_the_place_of_one_of_ours(install: Install, caplog: pytest.LogCaptureFixture) -> None:
    install("janice_pigeon", "email = tests.connectors.conformance.pigeon.connector")
    assert registry.get("email").name == "E-mail"
    assert "the kind is taken" in caplog.text
