"""The formatting of a message as HTML. Offsets and lengths count UTF-16 units.

source: https://core.telegram.org/bots/api#messageentity (Bot API 10.1), read 2026-11-22.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
}
SCHEMES = ("https://", "http://", "mailto:", "tel:")


def to_html(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """Empty where nothing is formatted: the text alone says it all then."""
    marks = [mark for entity in entities if (mark := _mark(entity))]
    if not marks:
        return ""
    units = text.encode("utf-16-le")
    out: list[str] = []
    open_marks: list[tuple[int, int, str, str]] = []
    done = 0
    for position in sorted({0, len(units) // 2, *(edge for mark in marks for edge in mark[:2])}):
        if position > len(units) // 2:
            break
        out.append(_escaped(units[done * 2 : position * 2]))
        done = position
        reopen = []
        while any(mark[1] <= position for mark in open_marks):  # close down to the one that ends here
            mark = open_marks.pop()
            out.append(mark[3])
            if mark[1] > position:
                reopen.append(mark)
        starting = sorted((mark for mark in marks if mark[0] == position < mark[1]), key=lambda mark: -mark[1])
        for mark in [*reversed(reopen), *starting]:
            out.append(mark[2])
            open_marks.append(mark)
    return "".join([*out, *(mark[3] for mark in reversed(open_marks))])


def _mark(entity: Mapping[str, Any]) -> tuple[int, int, str, str] | None:
    """Start, end, what opens and what closes it; None for what needs no tag."""
    start = int(entity["offset"])
    end = start + int(entity["length"])
    url = str(entity.get("url", ""))
    if entity["type"] == "text_link" and url.lower().startswith(SCHEMES):
        return start, end, f'<a href="{html.escape(url)}" rel="noopener noreferrer nofollow">', "</a>"
    if entity["type"] in TAGS:
        return start, end, *TAGS[entity["type"]]
    return None


def _escaped(units: bytes) -> str:
    return html.escape(units.decode("utf-16-le", "replace")).replace("\n", "<br>")
