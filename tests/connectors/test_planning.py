"""Splitting: each piece fits in the network's own unit, nothing is lost, and no character is cut."""

from __future__ import annotations

import random
import uuid
from typing import Any

import pytest

from connectors import planning
from inbox import limits, measures
from inbox.envelope import Address, OutboundAttachment, OutboundMessage

FAMILY = "👩‍👩‍👧‍👦"
WORDS = [
    "kettle",
    "Übergröße",
    "مرحبا",
    "你好。",
    FAMILY,
    "https://shop.example/a?b=c",
    "e\u0301t\u0301",
    "Really?",
    "\n\n",
    "€€",
]


def message(text: str, files: int = 0) -> OutboundMessage:
    return OutboundMessage(
        message_id=1,
        ticket_id=1,
        ticket_ref="1",
        reply_token="t",
        idempotency_key=str(uuid.UUID(int=7)),
        subject="",
        body_text=text,
        body_html="",
        sender_name="Ada",
        to=(Address(network="x", handle="1"),),
        attachments=tuple(
            OutboundAttachment(filename=f"{number}.png", content_type="image/png", content=b"")
            for number in range(files)
        ),
    )


@pytest.mark.parametrize("unit", list(measures.UNITS))
def test_pieces_fit_and_hold_every_word(unit: str) -> None:
    chance = random.Random(unit)
    for _ in range(15):
        text = " ".join(chance.choice(WORDS) for _ in range(120))
        most = 2 if unit == "gsm_segments" else chance.randint(60, 200)
        pieces = planning.split(text, most, unit)
        assert all(0 < limits.measure(piece, unit) <= most for piece in pieces)
        assert "".join("".join(pieces).split()) == "".join(text.split())
        assert [g for piece in pieces for g in measures.graphemes("".join(piece.split()))] == measures.graphemes(
            "".join(text.split())
        )


def test_cuts_are_made_where_people_would_cut() -> None:
    text = "One sentence here. Another one there.\n\nA new paragraph follows now. And it ends."
    assert planning.split(text, 60, "codepoints") == [
        "One sentence here. Another one there.",
        "A new paragraph follows now. And it ends.",
    ]
    assert planning.split("One sentence here. Another one there.", 25, "codepoints") == [
        "One sentence here.",
        "Another one there.",
    ]
    assert planning.split("aaaa bbbb cccc", 9, "codepoints") == ["aaaa bbbb", "cccc"]
    assert planning.split("a" * 25, 10, "codepoints") == ["a" * 10, "a" * 10, "a" * 5]
    assert planning.split(FAMILY * 3, 2, "graphemes") == [FAMILY * 2, FAMILY]
    assert planning.split("short", 10, "codepoints") == ["short"]
    assert planning.split("  ", 10, "codepoints") == []


@pytest.mark.parametrize(
    ("text", "files", "rules", "expected"),
    [
        ("hello", 0, {}, [("hello", 0)]),
        ("hello", 2, {}, [("hello", 2)]),
        ("hello", 2, {"attachments": {"max_count": 2, "per_part": 1}}, [("hello", 1), ("", 1)]),
        ("hello", 2, {"attachments": {"with_text": False}}, [("hello", 0), ("", 2)]),
        ("hello", 2, {"attachments": {"with_text": False, "max_count": 1}}, [("hello", 0), ("", 1), ("", 1)]),
        ("", 1, {"attachments": {"with_text": False}}, [("", 1)]),
        ("aaa bbb", 1, {"text": {"max": 4, "split": True}}, [("aaa", 1), ("bbb", 0)]),
        ("", 0, {}, [("", 0)]),
    ],
)
def test_a_message_becomes_parts_by_its_surface(
    text: str, files: int, rules: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    parts = planning.parts(message(text, files), rules)
    assert [(part.text, len(part.attachments)) for part in parts] == expected
    assert [part.number for part in parts] == list(range(len(parts)))


def test_every_part_has_a_key_of_its_own_that_never_changes() -> None:
    rules = {"text": {"max": 4, "split": True}}
    first, again = (planning.parts(message("aaa bbb ccc"), rules) for _ in range(2))
    keys = [part.idempotency_key for part in first]
    assert keys == [part.idempotency_key for part in again]
    assert len(set(keys)) == 3
    assert keys[0] == str(uuid.UUID(int=7))
