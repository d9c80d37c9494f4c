from __future__ import annotations

import re
import uuid

from connectors.bluesky import keys

# source: atproto.com/specs/tid, "Regex"; read 2026-11-21
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")


def test_keys_are_valid_different_and_always_the_same_for_the_same_message() -> None:
    ids = [str(uuid.UUID(int=number * 7919)) for number in range(2000)]
    made = [keys.rkey(one) for one in ids]
    assert all(TID.fullmatch(one) for one in made)
    assert len(set(made)) == 2000
    assert made == [keys.rkey(one) for one in ids]


def test_a_key_names_a_moment_of_2024() -> None:
    number = 0
    for letter in keys.rkey("7a4c8f0e-1111-4222-8333-444455556666"):
        number = number << 5 | keys.ALPHABET.index(letter)
    assert keys.BEGIN <= number >> 10 < keys.BEGIN + keys.YEAR


def test_an_address_is_taken_apart() -> None:
    assert keys.split_uri("at://did:plc:x/app.bsky.feed.post/3k") == ("did:plc:x", "app.bsky.feed.post", "3k")
