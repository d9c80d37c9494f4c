"""Which lines of a mail are new, and which are quotation or signature. Lines are folded, never dropped.

One pass over lines; every expression is anchored and every line is cut before it is matched, so the time is linear.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Sequence
from functools import lru_cache

from connectors.email import quote_tables as tables


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


_LONGEST = 500
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_SPACES = re.compile(r"[\s\u00a0]+")
_DASHES = r"[-_=~–—*]{2,}"
_ORIGINAL = re.compile(rf"{_DASHES}\s*(?:{tables.ORIGINAL})\s*:?\s*{_DASHES}.{{0,5}}", re.I)
_FORWARDED = re.compile(rf"(?:{_DASHES}\s*)?(?:{tables.FORWARDED})\s*(?::|：|{_DASHES})?", re.I)
_RULE = re.compile(r"_{20,}|-{20,}|={20,}|\*{20,}")
_SENT_FROM = re.compile("|".join(f"(?:{pattern})" for pattern in tables.SENT_FROM), re.I)
_WROTE = [
    re.compile(rf"(?:{pattern})\s*[:：]?\s*\*?", re.I) for patterns in tables.WROTE.values() for pattern in patterns
]
_ADDRESS_AND_COLON = re.compile(r".{8,400}<[^<>\s]{1,200}@[^<>\s]{1,200}>\)?\s*[:：]")
_DATED = re.compile(r"\d{1,2}[:.h時时]\d{2}|\d{4}[-/.年]\d{1,2}|\b20\d\d\b")
_FORWARD_SUBJECT = re.compile(rf"\s*(?:{tables.FORWARD_PREFIXES})\s*(?:\[\d+\])?\s*[:：]", re.I)
_SIGNATURE_LINES = ("--", "—", "––")
_COLONS = (":", "：", ":*", "道")
_ENDING = (*_COLONS, ">", "た")


def _label_index() -> dict[str, list[tuple[str, str]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for language, labels in tables.LABELS.items():
        for kind, names in labels._asdict().items():
            for name in names.split("|"):
                index.setdefault(name, []).append((language, kind))
    return index


_LABELS = _label_index()
_LABEL = re.compile(r"[*\s]{0,4}([^\W\d][^:：*]{0,20}?)\s*\*?\s*[:：]\s*\*?\s*(.*)")


def is_forward(subject: str) -> bool:
    return _FORWARD_SUBJECT.match(subject) is not None


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
    clean = [_clean(line) for line in lines]
    index, count = 0, len(lines)
    while index < count:
        line = clean[index]
        hint = hints[index] if index < len(hints) else Hint.NONE
        if not line and hint is Hint.NONE:
            index += 1
            continue
        if _is_forward_mark(line):
            break  # everything below was handed on, not quoted
        if hint is Hint.TAIL and not forward:
            _mark(marks, index, count)
            break
        if line.startswith(">") or hint is Hint.QUOTE:
            end = _quote_end(clean, index, hints)
            _mark(marks, _attribution_start(clean, index, marks), end)
            index = end
            continue
        if hint is Hint.SIGNATURE:
            marks[index] = 1
            index += 1
            continue
        if not forward and _starts_old_message(clean, index):
            _mark(marks, index, count)
            break
        end = 0 if forward else _attribution_end(clean, index)
        if end:
            following = _next_filled(clean, end)
            quoted = following < count and (
                clean[following].startswith(">") or (following < len(hints) and hints[following] is Hint.QUOTE)
            )
            if not quoted:
                _mark(marks, index, count)
                break
            _mark(marks, index, end)
            index = end
            continue
        if _is_signature(clean, index):
            end = _signature_end(clean, index, hints)
            _mark(marks, index, end)
            index = end
            continue
        index += 1
    return _ranges(marks, clean)


def _clean(line: str) -> str:
    line = line[:_LONGEST].strip()
    if not line.isascii():
        line = _SPACES.sub(" ", _INVISIBLE.sub("", line)).strip()
    return line


def _mark(marks: bytearray, start: int, end: int) -> None:
    marks[start:end] = b"\x01" * (end - start)


def _ranges(marks: bytearray, clean: Sequence[str]) -> list[Fold]:
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


def _next_filled(clean: Sequence[str], index: int) -> int:
    while index < len(clean) and not clean[index]:
        index += 1
    return index


def _quote_end(clean: Sequence[str], index: int, hints: Sequence[Hint]) -> int:
    end = index + 1
    while end < len(clean) and (clean[end].startswith(">") or (end < len(hints) and hints[end] is Hint.QUOTE)):
        end += 1
    return end


def _attribution_start(clean: Sequence[str], quote: int, marks: bytearray) -> int:
    """Where the "so-and-so wrote" above a quotation begins; the quotation itself when there is none."""
    last = quote - 1
    while last >= 0 and not clean[last] and quote - last < 4:
        last -= 1
    if last < 0 or marks[last] or not clean[last].endswith(_ENDING):
        return quote
    joined = ""
    for first in range(last, max(-1, last - 4), -1):
        if not clean[first] or marks[first]:
            break
        joined = f"{clean[first]} {joined}".strip()
        if len(joined) > _LONGEST:
            break
        if _is_attribution(joined) or (_DATED.search(joined) and "@" in joined and joined.endswith((":", "："))):
            return first
    return quote


@lru_cache(maxsize=2048)
def _is_attribution(text: str) -> bool:
    if _ADDRESS_AND_COLON.fullmatch(text) and _DATED.search(text):
        return True
    if not (_DATED.search(text) or "@" in text):
        return False
    return any(pattern.fullmatch(text) for pattern in _WROTE)


def _is_dated_attribution(text: str) -> bool:
    return text.endswith(_COLONS) and _DATED.search(text) is not None and _is_attribution(text)


def _attribution_end(clean: Sequence[str], index: int) -> int:
    """End of an attribution that starts at this line and may run over four; 0 when it is none.

    Without quote marks below it, only a dated and unmistakable one counts.
    """
    joined = ""
    for last in range(index, min(index + 4, len(clean))):
        if not clean[last] or clean[last].startswith(">"):
            return 0
        joined = f"{joined} {clean[last]}".strip()
        if len(joined) > _LONGEST:
            return 0
        if _is_dated_attribution(joined):
            # Not when its last lines are one by themselves: then this line is still the sender's own.
            later = (" ".join(clean[start : last + 1]) for start in range(index + 1, last + 1))
            return 0 if any(map(_is_dated_attribution, later)) else last + 1
    return 0


def _is_forward_mark(line: str) -> bool:
    return (line.endswith((":", "：", "-")) or line.startswith("--")) and _FORWARDED.fullmatch(line) is not None


def _starts_old_message(clean: Sequence[str], index: int) -> bool:
    line = clean[index]
    if line[0] in "-_=~–—*":
        if _ORIGINAL.fullmatch(line):
            return True
        if _RULE.fullmatch(line):
            following = _next_filled(clean, index + 1)
            return following < len(clean) and _is_header_block(clean, following)
    return _is_header_block(clean, index)


def _is_header_block(clean: Sequence[str], index: int) -> bool:
    """From, then at least two other labels of the same language within eight lines."""
    first = _labels(clean[index])
    languages = {language for language, kind in first if kind == "sender"}
    if not languages:
        return False
    seen: dict[str, set[str]] = {language: {"sender"} for language in languages}
    filled = 0
    for line in clean[index + 1 : index + 14]:
        if not line:
            continue
        filled += 1
        if filled > 8:
            break
        for language, kind in _labels(line):
            if language in seen:
                seen[language].add(kind)
    return any(len(kinds) >= 3 for kinds in seen.values())


def _labels(line: str) -> Sequence[tuple[str, str]]:
    head = line[:40]
    return _labels_of(head) if ":" in head or "：" in head else ()


@lru_cache(maxsize=2048)
def _labels_of(head: str) -> Sequence[tuple[str, str]]:
    match = _LABEL.match(head)
    return _LABELS.get(match[1].strip().lower(), ()) if match else ()


def _is_signature(clean: Sequence[str], index: int) -> bool:
    line = clean[index]
    if line in _SIGNATURE_LINES:
        below = 0
        for later in clean[index + 1 : index + 60]:
            below += bool(later) and not later.startswith(">")
            if below > 25:
                return False
        return True
    if len(line) > 90 or not _SENT_FROM.match(line.lstrip("*_[(<")):
        return False
    # Only as the last line of what is new: "Sent from our shop on Monday, …" may also open a complaint.
    below = _next_filled(clean, index + 1)
    while below < len(clean) and _SENT_FROM.match(clean[below]):
        below = _next_filled(clean, below + 1)
    return (
        below >= len(clean)
        or clean[below].startswith(">")
        or clean[below] in _SIGNATURE_LINES
        or _starts_old_message(clean, below)
        or bool(_attribution_end(clean, below))
    )


def _signature_end(clean: Sequence[str], index: int, hints: Sequence[Hint]) -> int:
    """A signature runs to the next quotation or the end; the line of a telephone is just that line."""
    if clean[index] not in _SIGNATURE_LINES:
        end = index + 1
        while end < len(clean) and clean[end] and _SENT_FROM.match(clean[end]):
            end += 1
        return end
    end = index + 1
    while end < len(clean):
        hinted = end < len(hints) and hints[end] in (Hint.QUOTE, Hint.TAIL)
        line = clean[end]
        if (
            hinted
            or line.startswith(">")
            or (line and (_starts_old_message(clean, end) or _attribution_end(clean, end)))
        ):
            break
        end += 1
    return end
