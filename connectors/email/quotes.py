"""Which lines of a mail are new, and which are quotation or signature. Lines are folded, never dropped.

One pass over lines; every expression is anchored and every line is cut before it is matched, so the time is linear.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Sequence

from connectors.email import quote_marks as known
from connectors.email.quote_marks import Lines


class Hint(enum.IntEnum):
    """What the HTML of a line already says about it."""

    NONE = 0
    QUOTE = 1
    TAIL = 2  # this line and all that follow are the old message
    SIGNATURE = 3


@dataclasses.dataclass(frozen=True, slots=True)
class Fold:
    """Lines ``start`` up to and not including ``end``."""

    start: int
    end: int


def reply_text(text: str, *, forward: bool = False) -> str:
    """The new part of a text; all of it when nothing in it is recognisably new."""
    lines = text.split("\n")
    kept: list[str] = []
    position = 0
    for fold in find(lines, forward=forward):
        kept.extend(lines[position : fold.start])
        position = fold.end
    kept.extend(lines[position:])
    new = "\n".join(kept).strip()
    return re.sub(r"\n{3,}", "\n\n", new) if new else text.strip()


def find(lines: Sequence[str], *, forward: bool = False, hints: Sequence[Hint] = ()) -> list[Fold]:
    """Folded ranges, in order and apart. ``forward``: the old message is what the sender wants us to read."""
    marks = bytearray(len(lines))  # 1 where folded
    clean = Lines(lines)
    index, count = 0, len(lines)
    while index < count:
        line = clean[index]
        hint = hints[index] if index < len(hints) else Hint.NONE
        if not line and hint is Hint.NONE:
            index += 1
            continue
        if known.is_forward_mark(line):
            break  # everything below was handed on, not quoted
        if hint is Hint.TAIL and not forward:
            _mark(marks, index, count)
            break
        if line.startswith(">") or hint is Hint.QUOTE:
            end = _quote_end(clean, index, hints)
            _mark(marks, known.attribution_start(clean, index, marks), end)
            index = end
            continue
        if hint is Hint.SIGNATURE:
            marks[index] = 1
            index += 1
            continue
        if not forward and known.starts_old_message(clean, index):
            _mark(marks, index, count)
            break
        end = 0 if forward else known.attribution_end(clean, index)
        if end:
            following = known.next_filled(clean, end)
            quoted = following < count and (
                clean[following].startswith(">") or (following < len(hints) and hints[following] is Hint.QUOTE)
            )
            if quoted:
                _mark(marks, index, end)
                index = end
                continue
            if known.names_an_address(clean[index:end]):  # without quote marks, words alone could be the sender's own
                _mark(marks, index, count)
                break
        if known.starts_signature(clean, index):
            end = _signature_end(clean, index, hints)
            _mark(marks, index, end)
            index = end
            continue
        card = known.card_below(clean, index)
        if card:
            _mark(marks, *card)
        index = card[1] if card else index + 1
    return _ranges(marks, clean)


def _mark(marks: bytearray, start: int, end: int) -> None:
    marks[start:end] = b"\x01" * (end - start)


def _ranges(marks: bytearray, clean: Lines) -> list[Fold]:
    """Marked runs; blank lines between two of them belong to the fold."""
    folds: list[Fold] = []
    index, count = 0, len(marks)
    while (start := marks.find(1, index)) >= 0:
        end = start
        while end < count and (marks[end] or not clean[end]):
            end += 1
        while end > start and not marks[end - 1]:
            end -= 1
        folds.append(Fold(start, end))
        index = end
    return folds


def _quote_end(clean: Lines, index: int, hints: Sequence[Hint]) -> int:
    end = index + 1
    while end < len(clean) and (clean[end].startswith(">") or (end < len(hints) and hints[end] is Hint.QUOTE)):
        end += 1
    return end


def _signature_end(clean: Lines, index: int, hints: Sequence[Hint]) -> int:
    """A signature runs to the next quotation or the end; the line of a telephone is just that line."""
    if clean[index] not in known.SIGNATURE_LINES:
        end = index + 1
        while end < len(clean) and clean[end] and known.SENT_FROM.match(clean[end]):
            end += 1
        return end
    end = index + 1
    while end < len(clean):
        hinted = end < len(hints) and hints[end] in (Hint.QUOTE, Hint.TAIL)
        line = clean[end]
        if (
            hinted
            or line.startswith(">")
            or (line and (known.starts_old_message(clean, end) or known.attribution_end(clean, end)))
        ):
            break
        end += 1
    return end
