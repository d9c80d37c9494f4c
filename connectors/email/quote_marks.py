"""How to recognise what mail programs write around old messages: attributions, header blocks, signatures.

Every function takes cleaned lines and looks at a bounded number of them; no expression has nested repetition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from connectors.email import quote_tables as tables

_LONGEST = 500
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_SPACES = re.compile(r"[\s\u00a0]+")
_DASHES = r"[-_=~–—*]{2,}"
_ORIGINAL = re.compile(rf"{_DASHES}\s*(?:{tables.ORIGINAL})\s*:?\s*{_DASHES}.{{0,5}}", re.I)
_FORWARDED = re.compile(rf"(?:{_DASHES}\s*)?(?:{tables.FORWARDED})\s*(?::|：|{_DASHES})?", re.I)
_RULE = re.compile(r"_{20,}|-{20,}|={20,}|\*{20,}")
SENT_FROM = re.compile("|".join(f"(?:{pattern})" for pattern in tables.SENT_FROM), re.I)
_SIGN_OFF = re.compile(rf"(?:{tables.SIGN_OFFS})\s*[,.!。،]{{0,3}}", re.I)
_CARD = re.compile(
    r"\+?\(?\d[\d ()/.-]{6,20}\d|\S@\S|www\.|https?://"
    r"|\b(?:tel|fax|phone|mobile?|gmbh|ag|ltd|llc|inc|s\.r\.o|sp\. z o\.o|b\.v)\b"
    r"|株式会社|有限公司",
    re.I,
)
_POSTSCRIPT = re.compile(r"(?:p\.? ?s\b|n\.? ?b\b|ps\.|пс\b)", re.I)
_WROTE = [
    re.compile(rf"(?:{pattern})\s*[:：]?\s*\*?", re.I) for patterns in tables.WROTE.values() for pattern in patterns
]
_ADDRESS_AND_COLON = re.compile(r".{8,400}<[^<>\s]{1,200}@[^<>\s]{1,200}>\)?\s*[:：]")
_NAMED_ADDRESS = re.compile(r"[<(\[][^<>()\[\]\s]{1,200}@[^<>()\[\]\s]{1,200}[>)\]]")
_DATED = re.compile(r"\d{1,2}[:.h時时]\d{2}|\d{4}[-/.年]\d{1,2}|\b20\d\d\b")
_FORWARD_SUBJECT = re.compile(rf"\s*(?:{tables.FORWARD_PREFIXES})\s*(?:\[\d+\])?\s*[:：]", re.I)
SIGNATURE_LINES = ("--", "—", "––")
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


class Lines(list[str]):
    """Cleaned lines, and where colons are: most lines have none and are passed over fast."""

    def __init__(self, lines: Iterable[str]) -> None:
        super().__init__(map(_clean, lines))
        self.closing = bytearray(line.endswith(_COLONS) for line in self)
        self.labelled = bytearray(":" in line[:40] or "：" in line[:40] for line in self)


def _clean(line: str) -> str:
    line = line[:_LONGEST].strip()
    if not line.isascii():
        line = _SPACES.sub(" ", _INVISIBLE.sub("", line)).strip()
    return line


def next_filled(lines: Lines, index: int) -> int:
    while index < len(lines) and not lines[index]:
        index += 1
    return index


@lru_cache(maxsize=2048)
def _is_attribution(text: str) -> bool:
    if _ADDRESS_AND_COLON.fullmatch(text) and _DATED.search(text):
        return True
    if not (_DATED.search(text) or "@" in text):
        return False
    return any(pattern.fullmatch(text) for pattern in _WROTE)


def attribution_start(lines: Lines, quote: int, folded: bytearray) -> int:
    """Where the "so-and-so wrote" above a quotation begins; the quotation itself when there is none."""
    last = quote - 1
    while last >= 0 and not lines[last] and quote - last < 4:
        last -= 1
    if last < 0 or folded[last] or not lines[last].endswith(_ENDING):
        return quote
    joined = ""
    for first in range(last, max(-1, last - 4), -1):
        if not lines[first] or folded[first]:
            break
        joined = f"{lines[first]} {joined}".strip()
        if len(joined) > _LONGEST:
            break
        if _is_attribution(joined) or (_DATED.search(joined) and "@" in joined and joined.endswith((":", "："))):
            return first
    return quote


@lru_cache(maxsize=2048)
def _is_dated_attribution(text: str) -> bool:
    return text.endswith(_COLONS) and _DATED.search(text) is not None and _is_attribution(text)


def attribution_end(lines: Lines, index: int) -> int:
    """End of an attribution that starts at this line and may run over four; 0 when it is none.

    Without quote marks below it, only a dated and unmistakable one counts.
    """
    if lines.closing.find(1, index, index + 4) < 0:
        return 0
    for last in range(index, min(index + 4, len(lines))):
        if not lines[last] or lines[last].startswith(">"):
            return 0
        if not lines.closing[last]:
            continue
        joined = " ".join(lines[index : last + 1])
        if len(joined) > _LONGEST:
            return 0
        if _is_dated_attribution(joined):
            # Not when its last lines are one by themselves: then this line is still the sender's own.
            later = (" ".join(lines[start : last + 1]) for start in range(index + 1, last + 1))
            return 0 if any(map(_is_dated_attribution, later)) else last + 1
    return 0


def names_an_address(lines: Sequence[str]) -> bool:
    return _NAMED_ADDRESS.search(" ".join(lines)) is not None


def is_forward_mark(line: str) -> bool:
    return (line.endswith((":", "：", "-")) or line.startswith("--")) and _FORWARDED.fullmatch(line) is not None


def starts_old_message(lines: Lines, index: int) -> bool:
    line = lines[index]
    if line[0] in "-_=~–—*":
        if _ORIGINAL.fullmatch(line):
            return True
        if _RULE.fullmatch(line):
            following = next_filled(lines, index + 1)
            return following < len(lines) and _is_header_block(lines, following)
    return _is_header_block(lines, index)


def _is_header_block(lines: Lines, index: int) -> bool:
    """From, then at least two other labels of the same language within eight lines."""
    if not lines.labelled[index]:
        return False
    first = _labels_of(lines[index][:40])
    languages = {language for language, kind in first if kind == "sender"}
    if not languages:
        return False
    seen: dict[str, set[str]] = {language: {"sender"} for language in languages}
    filled = 0
    for line in lines[index + 1 : index + 14]:
        if not line:
            continue
        filled += 1
        if filled > 8:
            break
        for language, kind in _labels_of(line[:40]):
            if language in seen:
                seen[language].add(kind)
    return any(len(kinds) >= 3 for kinds in seen.values())


@lru_cache(maxsize=2048)
def _labels_of(head: str) -> Sequence[tuple[str, str]]:
    match = _LABEL.match(head)
    return _LABELS.get(match[1].strip().lower(), ()) if match else ()


def starts_signature(lines: Lines, index: int) -> bool:
    line = lines[index]
    if line in SIGNATURE_LINES:
        below = 0
        for later in lines[index + 1 : index + 60]:
            below += bool(later) and not later.startswith(">")
            if below > 25:
                return False
        return True
    # Only as the last line of what is new: "Sent from our shop on Monday, …" may also open a complaint.
    # Where the text ends is asked first, for that is cheap and true of few lines.
    below = next_filled(lines, index + 1)
    stacked = not _ends_the_new(lines, below)
    if stacked and not (_ends_the_new(lines, next_filled(lines, below + 1)) and _is_sent_from(lines[below])):
        return False
    return _is_sent_from(line)


def _is_sent_from(line: str) -> bool:
    return len(line) <= 90 and SENT_FROM.match(line.lstrip("*_[(<")) is not None


def _ends_the_new(lines: Lines, index: int) -> bool:
    return (
        index >= len(lines)
        or lines[index].startswith(">")
        or lines[index] in SIGNATURE_LINES
        or starts_old_message(lines, index)
        or bool(attribution_end(lines, index))
    )


def card_below(lines: Lines, index: int) -> tuple[int, int] | None:
    """The visiting card below a farewell and a name, which both stay: short, at the end, with a way to be reached."""
    if len(lines[index]) > 60 or not _SIGN_OFF.fullmatch(lines[index]):
        return None
    start = next_filled(lines, next_filled(lines, index + 1) + 1)
    end, filled, reachable = start, 0, False
    while end < len(lines) and filled <= 12 and not (lines[end] and _ends_the_new(lines, end)):
        line = lines[end]
        if line.endswith(("?", "？")) or _POSTSCRIPT.match(line) or len(line) > 200:
            return None
        filled += bool(line)
        reachable = reachable or _CARD.search(line) is not None
        end += 1
    return (start, end) if filled <= 12 and reachable else None
