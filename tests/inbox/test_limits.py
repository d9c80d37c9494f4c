"""Limits are data, counted in the network's own unit; the console counts by the same file of vectors."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from inbox import limits, measures
from inbox.errors import InboxError
from inbox.models import Channel

VECTORS = json.loads((pathlib.Path(__file__).parent / "measures.json").read_text())["vectors"]
FACES: dict[str, Any] = {
    "network": "somewhere",
    "delivery_class": "unsafe",
    "surfaces": {
        "comment": {"label": "Comment", "visibility": "public", "delivery_class": "idempotent"},
        "dm": {"label": "Direct message", "visibility": "private"},
    },
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_text_is_as_long_as_the_network_says(vector: dict[str, Any]) -> None:
    assert {unit: limits.measure(vector["text"], unit) for unit in vector["expect"]} == vector["expect"]


def test_every_unit_is_held_by_the_vectors() -> None:
    assert {unit for vector in VECTORS for unit in vector["expect"]} == set(measures.UNITS)


def test_a_surface_says_more_than_the_channel_and_a_channel_without_any_has_one() -> None:
    channel = Channel(capabilities=FACES)
    comment, dm = limits.of(channel, "comment"), limits.of(channel, "dm")
    assert (comment["visibility"], comment["delivery_class"], comment["network"]) == (
        "public",
        "idempotent",
        "somewhere",
    )
    assert (dm["visibility"], dm["delivery_class"]) == ("private", "unsafe")
    assert limits.surfaces(channel) == ["comment", "dm"]
    with pytest.raises(InboxError, match="no such surface"):
        limits.of(channel, "story")
    mail = Channel(capabilities={"visibilities": ["private"], "text": {"max": 3}})
    assert limits.of(mail)["visibility"] == "private"
    assert limits.surfaces(mail) == [""]


@pytest.mark.parametrize(
    ("text", "rules", "fits"),
    [
        ("👩‍👩‍👧‍👦" * 3, {"max": 3, "unit": "graphemes"}, True),
        ("👩‍👩‍👧‍👦" * 4, {"max": 3, "unit": "graphemes"}, False),
        ("é" * 4, {"max": 7, "unit": "utf8_bytes"}, False),
        ("a" * 30, {"max": 10, "unit": "codepoints", "split": True}, True),
        ("a" * 101, {"max": 10, "unit": "codepoints", "split": True}, False),
        ("a" * 161, {"max": 1, "unit": "gsm_segments"}, False),
        ("a" * 10**6, {}, True),
    ],
)
def test_a_text_is_refused_in_its_own_unit(text: str, rules: dict[str, Any], fits: bool) -> None:
    if fits:
        limits.check_text(text, {"text": rules})
        return
    with pytest.raises(InboxError) as raised:
        limits.check_text(text, {"text": rules})
    assert raised.value.code == "too_long"
    assert raised.value.data["unit"] == rules["unit"]


@pytest.mark.parametrize(
    ("files", "rules", "code"),
    [
        ([("image/png", 5)], {"max_count": 0}, "too_many_files"),
        ([("image/png", 5)] * 2, {"max_count": 1}, "too_many_files"),
        ([("image/png", 11)], {"max_size": 10}, "too_large"),
        ([("image/png", 6)] * 2, {"max_size": 10, "max_total": 11}, "too_large"),
        ([("application/pdf", 5)], {"types": ["image/*", "video/mp4"]}, "file_type"),
        ([("image/png", 5), ("video/mp4", 5)], {"types": ["image/*", "video/mp4"]}, ""),
        ([("application/pdf", 5)], {"types": ["*/*"]}, ""),
    ],
)
def test_files_are_held_to_what_the_surface_takes(
    files: list[tuple[str, int]], rules: dict[str, Any], code: str
) -> None:
    if not code:
        limits.check_files(files, {"attachments": rules})
        return
    with pytest.raises(InboxError) as raised:
        limits.check_files(files, {"attachments": rules})
    assert raised.value.code == code
