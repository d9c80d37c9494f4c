"""The small functions that decide who is believed."""

from __future__ import annotations

import datetime as dt

import pytest

from connectors import signatures

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def test_hashes_are_those_of_the_standard() -> None:
    """source: RFC 4231, test case 2"""
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signatures.hmac_hex("Jefe", "what do ya want for nothing?") == expected
    assert signatures.hmac_base64(b"Jefe", b"what do ya want for nothing?").startswith("W9zBRr9gdU5qBCQmCJV1x1oAPwidJz")


def test_an_empty_secret_signs_nothing() -> None:
    with pytest.raises(ValueError, match="needs a secret"):
        signatures.hmac_hex("", "anything")


@pytest.mark.parametrize(
    ("ours", "theirs", "equal"),
    [("a", "a", True), ("a", b"a", True), ("é", "é", True), ("a", "b", False), ("a", "", False), ("", "", False)],
)
def test_only_what_is_there_and_equal_is_the_same(ours: str, theirs: str | bytes, equal: bool) -> None:
    assert signatures.same(ours, theirs) is equal


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (300, True), (301, False), (-300, True), (-301, False)])
def test_a_time_is_fresh_on_both_sides_of_now(age: int, fresh: bool) -> None:
    assert signatures.fresh(str(NOW.timestamp() - age), NOW, 300) is fresh


@pytest.mark.parametrize("timestamp", ["", "yesterday", "nan", "inf", "1e999"])
def test_what_is_no_time_is_not_fresh(timestamp: str) -> None:
    assert not signatures.fresh(timestamp, NOW, 300)
