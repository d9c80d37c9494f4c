"""Where links, names and tags are, in UTF-8 bytes."""

from __future__ import annotations

import pytest

from connectors.bluesky import facets

KNOWN = {"shop.example": "did:plc:shop", "ada.bsky.social": "did:plc:ada"}


def found(text: str) -> list[tuple[str, str]]:
    """(the words that the bytes point at, what they lead to)"""
    raw = text.encode()
    return [
        (
            raw[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(),
            str(next(value for key, value in facet["features"][0].items() if key != "$type")),
        )
        for facet in facets.find(text, lambda handle: KNOWN.get(handle, ""))
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("see https://example.org/a?b=c.", [("https://example.org/a?b=c", "https://example.org/a?b=c")]),
        ("(https://example.org)", [("https://example.org", "https://example.org")]),
        ("https://en.wikipedia.org/wiki/Tea_(meal)", [("https://en.wikipedia.org/wiki/Tea_(meal)",) * 2]),
        ("你好 👩‍👩‍👧 @Shop.example!", [("@Shop.example", "did:plc:shop")]),
        ("@nobody.example and ada@shop.example", []),
        ("#kettle, #1 and #2026review", [("#kettle", "kettle"), ("#2026review", "2026review")]),
        ("https://example.org/#part", [("https://example.org/#part", "https://example.org/#part")]),
        ("مرحبا #شاي", [("#شاي", "شاي")]),
    ],
)
def test_what_is_meant_is_found_and_nothing_else(text: str, wanted: list[tuple[str, str]]) -> None:
    assert found(text) == wanted
