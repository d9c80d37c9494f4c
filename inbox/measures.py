"""How long a text is, in the unit that a network counts in.

The console counts the same way (``frontend/console/src/lib/measures.ts``); ``tests/inbox/measures.json`` holds both to
the same numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import regex

# 3GPP TS 23.038, 6.2.1: the default alphabet, and what takes two septets by an escape.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_ESCAPED = frozenset("\f^{}\\[~]|€")
SEPTETS, SEPTETS_JOINED = 160, 153  # joined messages give room to a header (3GPP TS 23.040, 9.2.3.24.1)
UCS2, UCS2_JOINED = 70, 67

# twitter-text's configuration v3 (github.com/twitter/twitter-text, config/v3.json), read 2026-11-22: characters of
# these ranges weigh 1, all others and every emoji 2, every link 23.
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
LINK = 23
_LINK = regex.compile(
    r"(?:https?://|(?<![\w@.\-/]))(?:[\p{L}\p{N}](?:[\p{L}\p{N}\-]*)\.)+\p{L}{2,}(?:[/?#:][^\s]*)?", regex.I
)
_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Emoji}\u20E3")
_GRAPHEME = regex.compile(r"\X")


def graphemes(text: str) -> list[str]:
    """What people take for single characters: a family of emoji is one (UAX 29)."""
    return list(_GRAPHEME.findall(text))


def gsm_segments(text: str) -> int:
    """How many SMS the text is: seven bits each where the GSM alphabet has every character, else UTF-16."""
    plain = all(character in GSM or character in GSM_ESCAPED for character in text)
    sizes = [_septets(c) if plain else _utf16(c) for c in text]
    alone, joined = (SEPTETS, SEPTETS_JOINED) if plain else (UCS2, UCS2_JOINED)
    if sum(sizes) <= alone:
        return 1 if text else 0
    segments, used = 1, 0
    for size in sizes:  # neither an escape nor a surrogate pair is cut in two
        if used + size > joined:
            segments, used = segments + 1, 0
        used += size
    return segments


def x_weighted(text: str) -> int:
    """What X counts. A bare host is taken for a link, and for what it is long where that is more: rather over than
    under, for which bare hosts X links depends on its list of top-level domains."""
    text = unicodedata.normalize("NFC", text)
    total, end = 0, 0
    for link in _LINK.finditer(text):
        total += _weight(text[end : link.start()])
        bare = not link.group().lower().startswith("http")
        total += max(LINK, _weight(link.group())) if bare else LINK
        end = link.end()
    return total + _weight(text[end:])


def _weight(text: str) -> int:
    return sum(2 if _EMOJI.search(cluster) else sum(map(_light, cluster)) for cluster in graphemes(text))


def _light(character: str) -> int:
    return 1 if any(low <= ord(character) <= high for low, high in LIGHT) else 2


def _septets(character: str) -> int:
    return 2 if character in GSM_ESCAPED else 1


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


UNITS: dict[str, Callable[[str], int]] = {
    "codepoints": len,
    "utf16": _utf16,
    "graphemes": lambda text: len(graphemes(text)),
    "utf8_bytes": lambda text: len(text.encode("utf-8", "surrogatepass")),
    "gsm_segments": gsm_segments,
    "x_weighted": x_weighted,
}
