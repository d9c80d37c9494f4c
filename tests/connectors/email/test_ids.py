from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import ids
from tests.connectors.email.letters import KEY, KEYS, OLD_KEY


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_what_we_mint_we_recognise(ticket: int, message: int) -> None:
    minted = ids.mint_message_id(ticket, message, domain="brand.example", key=KEY)
    assert ids.verify_message_id(minted, KEYS) == (ticket, message)
    assert ids.verify_message_id(f"<{minted.upper()}>", KEYS) == (ticket, message)
    assert ids.verify_message_id(minted, [OLD_KEY]) is None


def test_the_form_of_an_id_is_fixed_for_ever() -> None:
    mac = base64.b32encode(hmac.digest(KEY, b"7.9", hashlib.sha256)).decode().lower()[:26]
    assert ids.mint_message_id(7, 9, domain="brand.example", key=KEY) == f"t7.m9.{mac}@brand.example"


def test_an_old_key_still_verifies() -> None:
    assert ids.verify_message_id(ids.mint_message_id(7, 9, domain="d.example", key=OLD_KEY), KEYS) == (7, 9)


@pytest.mark.parametrize("change", ["t8.", "t07.", "x7."])
def test_another_ticket_number_needs_another_mac(change: str) -> None:
    minted = ids.mint_message_id(7, 9, domain="d.example", key=KEY)
    changed = minted.replace("t7.", change)
    assert ids.verify_message_id(changed, KEYS) == ((7, 9) if change == "t07." else None)


@given(st.text(max_size=100))
def test_a_stranger_s_id_is_not_ours(text: str) -> None:
    assert ids.verify_message_id(text, KEYS) is None


def test_tokens_are_found_in_reply_addresses_whatever_their_case() -> None:
    token = "abcdefghijklmnopqrstuvwx23"
    address = ids.reply_address("support@brand.example", token)
    assert address == f"support+r{token}@brand.example"
    assert ids.find_tokens([address.upper(), "support@brand.example", address, "a+rshort@b.example"]) == (token,)
    assert ids.without_token(address) == "support@brand.example"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("<a@b>", ("a@b",)),
        ("<a@b> <c@d>\t<a@b>", ("a@b", "c@d")),
        ("<a@b><c@d>", ("a@b", "c@d")),
        ("<a long.id@\t b>", ("along.id@b",)),
        ("a@b c@d", ("a@b", "c@d")),
        ("Your message of Monday <a@b>", ("a@b",)),
        ("Your message of Monday", ()),
        ("", ()),
    ],
)
def test_references_are_read_with_and_without_brackets(value: str, found: tuple[str, ...]) -> None:
    assert ids.external_ids(value, limit=10) == found


def test_of_too_many_references_the_first_and_the_newest_stay() -> None:
    value = " ".join(f"<{number}@x>" for number in range(1_000))
    assert ids.external_ids(value, limit=3) == ("0@x", "998@x", "999@x")


def test_a_monstrous_id_is_known_by_its_hash() -> None:
    value = f"<{'x' * 900}@y>"
    assert ids.external_id(value).startswith("sha256:")
    assert ids.external_ids(value, limit=5) == (ids.external_id(value),)


def test_the_loop_mark_belongs_to_one_message_and_one_key() -> None:
    mark = ids.mint_loop_mark("t1.m2.x@d", KEY)
    assert ids.verify_loop_mark(mark, KEYS)
    assert not ids.verify_loop_mark(mark.replace("m2", "m3"), KEYS)
    assert not ids.verify_loop_mark(mark, [OLD_KEY])
    assert not ids.verify_loop_mark("", KEYS)
    assert not ids.verify_loop_mark("ü é", KEYS)
