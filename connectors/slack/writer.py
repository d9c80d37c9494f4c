"""Our replies in Slack's own markup: paragraphs, lists, links, quotes, code, as the editor makes them.

source: https://api.slack.com/reference/surfaces/formatting, read 2026-11-22.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from connectors.slack.mrkdwn import escape


def from_html(source: str) -> str:
    """Our own reply, which may hold what the editor offers: paragraphs, lists, links, quotes, code."""
    writer = _Writer()
    writer.feed(source)
    writer.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(writer.out)).strip()


class _Writer(HTMLParser):
    MARKS = {"b": "*", "strong": "*", "i": "_", "em": "_", "s": "~", "del": "~", "strike": "~", "code": "`"}
    BLOCKS = frozenset({"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "table", "tr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._links: list[str] = []
        self._lists: list[int] = []  # 0: bullets, else the next number
        self._quoted = self._verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._line()
        elif tag == "pre":
            self._verbatim += 1
            self.out.append("\n```")
        elif tag == "blockquote":
            self._quoted += 1
            self._line()
        elif tag in ("ul", "ol"):
            self._lists.append(1 if tag == "ol" else 0)
        elif tag == "li":
            self._line()
            self.out.append(self._bullet())
        elif tag == "a":
            self._links.append(dict(attrs).get("href") or "")
            self.out.append(f"<{escape(self._links[-1])}|" if self._links[-1] else "")
        elif tag in self.MARKS and not self._verbatim:
            self.out.append(self.MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self._verbatim -= 1
            self.out.append("```\n")
        elif tag == "blockquote":
            self._quoted -= 1
            self.out.append("\n")
        elif tag == "a" and self._links:
            self.out.append(">" if self._links.pop() else "")
        elif tag in self.MARKS and not self._verbatim:
            self.out.append(self.MARKS[tag])
        elif tag in self.BLOCKS:
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()
            self.out.append("\n" if self._quoted else "\n\n")

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data) if self._verbatim else escape(re.sub(r"\s+", " ", data)))

    def _line(self) -> None:
        self.out.append("\n" + ("> " if self._quoted else ""))

    def _bullet(self) -> str:
        if not self._lists or not self._lists[-1]:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1] - 1}. "
