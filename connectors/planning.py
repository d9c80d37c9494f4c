"""Splitting a message into what one call to the provider takes: for the ``plan`` of connectors.

A text is cut where people would cut it: between paragraphs, sentences or words, and never inside a character. The same
message is always split in the same way, so that a retry after a crash continues where it was.
"""

from __future__ import annotations

import bisect
from typing import Any

import regex

from inbox import limits, measures
from inbox import parts as parts_of
from inbox.envelope import OutboundAttachment, OutboundMessage, OutboundPart

BORDERS = (
    regex.compile(r"\n\s*\n"),
    regex.compile(r"\n"),
    regex.compile(r"(?<=[.!?…][\"'”’)\]]?)\s+|(?<=[。！？])"),
    regex.compile(r"\s+"),
)
FULL_ENOUGH = 0.5  # a border in the second half of what fits is worth more than fitting more


def split(text: str, most: int, unit: str) -> list[str]:
    """Pieces of at most ``most`` in ``unit``; nothing but white space at the cuts is lost."""
    left, pieces = text.strip(), []
    while left and limits.measure(left, unit) > most:
        cut = _cut(left, _fitting(left, most, unit))
        pieces.append(left[:cut].rstrip())
        left = left[cut:].lstrip()
    return [*pieces, left] if left else pieces


def parts(message: OutboundMessage, rules: dict[str, Any], *, text: str | None = None) -> list[OutboundPart]:
    """The message as parts, by the limits of its surface (``limits.of``). ``text``: instead of its plain text.

    Files leave with the first text where the surface mixes them, else in parts of their own after it.
    """
    words = message.body_text if text is None else text
    own = rules.get("text", {})
    pieces = split(words, own["max"], own.get("unit", "codepoints")) if own.get("split") else [words]
    files = rules.get("attachments", {})
    bunches = _bunches(message.attachments, files.get("per_part") or files.get("max_count") or len(message.attachments))
    pieces = [piece for piece in pieces if piece] or ([] if bunches else [""])
    rows: list[tuple[str, tuple[OutboundAttachment, ...]]]
    if files.get("with_text", True) and bunches:
        first = pieces.pop(0) if pieces else ""
        rows = [(first, bunches[0]), *((piece, ()) for piece in pieces), *(("", bunch) for bunch in bunches[1:])]
    else:
        rows = [*((piece, ()) for piece in pieces), *(("", bunch) for bunch in bunches)]
    return [
        OutboundPart(number=n, message=message, idempotency_key=key(message, n), text=piece, attachments=bunch)
        for n, (piece, bunch) in enumerate(rows)
    ]


def key(message: OutboundMessage, number: int) -> str:
    """The same on every attempt at this part; the first has the message's own."""
    return parts_of.key(message.idempotency_key, number)


def _bunches(files: tuple[OutboundAttachment, ...], each: int) -> list[tuple[OutboundAttachment, ...]]:
    return [files[start : start + each] for start in range(0, len(files), max(each, 1))]


def _fitting(text: str, most: int, unit: str) -> list[int]:
    """Ends of the characters that fit, as offsets; at least the first, for a loop that ends."""
    ends: list[int] = []
    for character in measures.graphemes(text[: 4 * most * 160 if unit == "gsm_segments" else 40 * most]):
        ends.append((ends[-1] if ends else 0) + len(character))
    fits = bisect.bisect_right(ends, most, key=lambda end: limits.measure(text[:end].rstrip(), unit))
    return ends[: max(fits, 1)]


def _cut(text: str, ends: list[int]) -> int:
    window, whole = text[: ends[-1]], set(ends)
    for border in BORDERS:
        found = [match.end() for match in border.finditer(text, endpos=len(window) + 1)]
        good = [end for end in found if end in whole and end >= FULL_ENOUGH * len(window)]
        if good:
            return int(good[-1])
    return ends[-1]
