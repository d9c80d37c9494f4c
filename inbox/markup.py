"""HTML that people write in the composer: cleaned to what a mail may carry, and as plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

TAGS = {
    "p",
    "br",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "s",
    "a",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "pre",
    "h1",
    "h2",
    "h3",
    "hr",
    "span",
}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
WITH_MENTIONS = ATTRIBUTES | {"span": {"data-mention"}}
MENTION = re.compile(r"(user|team)-([1-9][0-9]{0,17})")
BLOCKS = {"p", "ul", "ol", "blockquote", "pre", "h1", "h2", "h3"}


def clean(html: str, *, mentions: bool = False) -> str:
    """Only the marks that the composer can make; links only to the web, mail and telephones.

    ``mentions``: calls of colleagues (``data-mention="user-7"``) stay; anywhere but in a note they are mere words.
    """
    return nh3.clean(
        html,
        tags=TAGS if mentions else TAGS - {"span"},
        attributes=WITH_MENTIONS if mentions else ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """A mention names a person or a team, and nothing else."""
    return value if name != "data-mention" or MENTION.fullmatch(value) else None


def to_text(html: str) -> str:
    """The same as plain text: paragraphs apart, lists with marks, quotes with ``>``, links with their address."""
    writer = _Writer()
    writer.feed(html)
    writer.close()
    return writer.text()


class _Writer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[str] = []
        self._line = ""
        self._lists: list[int | None] = []
        self._quotes = 0
        self._href = ""
        self._link_text = ""
        self._pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self._line += "\n"
        elif tag == "hr":
            self._end_block()
            self._blocks.append("---")
        elif tag == "li":
            self._end_block()
            number = self._lists[-1] if self._lists else None
            if number is not None:
                self._lists[-1] = number + 1
            self._line = "  " * (len(self._lists) - 1) + ("- " if number is None else f"{number}. ")
        elif tag == "a":
            self._href, self._link_text = values.get("href") or "", ""
        elif tag in BLOCKS:
            if not self._line.rstrip().endswith(("-", ".")) or not self._lists:
                self._end_block()
            self._pre = tag == "pre"
            if tag in ("ul", "ol"):
                self._lists.append(None if tag == "ul" else _number(values.get("start")))
            self._quotes += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            shown = self._link_text.strip()
            target = self._href.removeprefix("mailto:").removeprefix("tel:")
            if target and target != shown:
                self._line += f" <{target}>"
            self._href = ""
        elif tag == "li" or tag in BLOCKS:
            self._end_block()
            self._pre = False
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
            self._quotes -= tag == "blockquote" and self._quotes > 0

    def handle_data(self, data: str) -> None:
        if not self._pre:
            data = data.replace("\n", " ")
            if not self._line or self._line.endswith("\n"):
                data = data.lstrip(" ")
        if self._href:
            self._link_text += data
        self._line += data

    def _end_block(self) -> None:
        lines = self._line.rstrip().split("\n")
        self._line = ""
        if lines != [""]:
            mark = "> " * self._quotes
            block = "\n".join((mark + line).rstrip() for line in lines)
            tight = bool(self._lists) and bool(self._blocks) and self._blocks[-1].lstrip("> ")[:1] in "-0123456789"
            if tight:
                self._blocks[-1] += "\n" + block
            else:
                self._blocks.append(block)

    def text(self) -> str:
        self._end_block()
        return "\n\n".join(self._blocks)


def _number(start: str | None) -> int:
    return int(start) if start and start.isdigit() and len(start) < 6 else 1
