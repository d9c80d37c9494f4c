"""format=flowed (RFC 3676): soft line breaks joined, space stuffing undone, quote depth kept."""

from __future__ import annotations

import re

_QUOTES = re.compile(r">*")


def unwrap(text: str, *, delsp: bool) -> str:
    out: list[str] = []
    paragraph: list[str] = []
    depth = 0
    for line in text.split("\n"):
        match = _QUOTES.match(line)
        level = match.end() if match else 0
        content = line[level:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        if paragraph and (level != depth or content == "-- "):
            out.append(_quoted(depth, "".join(paragraph).rstrip(" ")))
            paragraph = []
        depth = level
        paragraph.append(content[:-1] if flows and delsp else content)
        if not flows:
            out.append(_quoted(depth, "".join(paragraph)))
            paragraph = []
    if paragraph:
        out.append(_quoted(depth, "".join(paragraph)))
    return "\n".join(out)


def _quoted(depth: int, content: str) -> str:
    if not depth:
        return content
    return ">" * depth + (" " + content if content else "")
