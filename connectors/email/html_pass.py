"""One walk over HTML that nh3 has cleaned: its text line by line, its images moved aside, its folds wrapped.

Leaves are the tokens a reader sees: text, images, rules. Every leaf knows its line, every element its first leaf, so a
range of lines becomes balanced ``<div data-quoted>`` wrappers in one more pass.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Mapping, Sequence

from connectors.email.quotes import Fold, Hint

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)([^">]*(?:"[^"]*"[^">]*)*)>|([^<]+)')
_ATTR = re.compile(r'\s([a-z-]+)="([^"]*)"')
_VOID = frozenset({"br", "hr", "img", "wbr", "col"})
_BLOCKS_LIST = """
    address article blockquote caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6
    header li main nav ol p pre section summary table tbody tfoot thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_LIST.split())
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote"})
_NO_DIV_INSIDE = frozenset({"table", "tbody", "thead", "tfoot", "tr", "colgroup", "ul", "ol", "dl"})
_SPACE = " \t\r\n\xa0"


@dataclasses.dataclass(slots=True)
class _Open:
    """An element whose end has not come yet, and what its end restores."""

    token: int
    name: str
    depth: int
    hint: Hint
    href: str = ""
    line: int = 0
    column: int = 0
    items: int = 0


class Walked:
    """The result: ``lines`` with one hint each, the content ids shown, and the HTML for any set of folds."""

    def __init__(self) -> None:
        self.lines: list[str] = [""]
        self.hints: list[Hint] = [Hint.NONE]
        self.cids: set[str] = set()
        self.tokens: list[str] = []
        self.names: list[str] = []  # per token: element name; "" for text, "/" for a closing tag
        self.closing: list[int] = []  # per token: where its element ends; itself when it has no inside
        self.first_leaf: list[int] = []  # per token: number of leaves before it
        self.leaf_line: list[int] = []  # per leaf

    def html(self, folds: Sequence[Fold]) -> str:
        if not folds:
            return "".join(self.tokens)
        folded = bytearray(len(self.lines))
        for fold in folds:
            folded[fold.start : fold.end] = b"\x01" * (fold.end - fold.start)
        before = [0]  # folded leaves before each leaf
        for line in self.leaf_line:
            before.append(before[-1] + folded[line])
        starts = [*self.first_leaf, len(self.leaf_line)]
        out: list[str] = []
        parents: list[str] = []
        wrapping, index = False, 0
        while index < len(self.tokens):
            if self.names[index] == "/":
                if wrapping:
                    out.append("</div>")
                    wrapping = False
                if parents:
                    parents.pop()
                out.append(self.tokens[index])
                index += 1
                continue
            end = self.closing[index]
            first, last = starts[index], starts[end + 1]
            count = before[last] - before[first]
            whole = first < last and count == last - first
            if whole and not (parents and parents[-1] in _NO_DIV_INSIDE):
                if not wrapping:
                    out.append("<div data-quoted>")
                    wrapping = True
            elif first < last and wrapping:
                out.append("</div>")
                wrapping = False
            if count and not wrapping:
                parents.append(self.names[index])
                end = index
            out.extend(self.tokens[index : end + 1])
            index = end + 1
        if wrapping:
            out.append("</div>")
        return "".join(out)


class _Walker(Walked):
    def __init__(self, hints: Mapping[str, Hint]) -> None:
        super().__init__()
        self._known_hints = hints
        self._open: list[_Open] = []
        self._depth = 0
        self._hint = Hint.NONE
        self._pre = 0

    def walk(self, source: str) -> None:
        for slash, name, attributes, text in _TOKEN.findall(source):
            if text:
                if self._pre and "\n" in text:
                    for piece in text.splitlines(keepends=True):
                        self._text(piece)
                else:
                    self._text(text)
            elif slash:
                self._close(name)
            else:
                self._start(name, attributes)
        self.lines = [line.rstrip() for line in self.lines]

    def _add(self, token: str, name: str) -> None:
        self.closing.append(len(self.tokens))
        self.tokens.append(token)
        self.names.append(name)
        self.first_leaf.append(len(self.leaf_line))

    def _leaf(self) -> None:
        if self._hint and not self.hints[-1]:
            self.hints[-1] = self._hint
        self.leaf_line.append(len(self.lines) - 1)

    def _text(self, source: str) -> None:
        self._add(source, "")
        text = html.unescape(source) if "&" in source else source
        if self._pre:
            body = text.rstrip("\r\n")
            if body.strip():
                self._leaf()
                self._write(body)
            if body != text:
                self._new_line()
            return
        words = text.split()
        if not words:
            if self.lines[-1] and self.lines[-1][-1] != " ":
                self.lines[-1] += " "
            return
        self._leaf()
        joined = " ".join(words)
        if text[0] in _SPACE and self.lines[-1] and self.lines[-1][-1] != " ":
            joined = " " + joined
        self._write(joined + " " if text[-1] in _SPACE else joined)

    def _write(self, text: str) -> None:
        if not self.lines[-1] and self._depth:
            self.lines[-1] = ">" * self._depth + " " + text.lstrip()
        else:
            self.lines[-1] += text

    def _new_line(self) -> None:
        if self._depth and not self.lines[-1]:
            self.lines[-1] = ">" * self._depth
        self.lines.append("")
        self.hints.append(Hint.NONE)

    def _block(self, *, spaced: bool) -> None:
        """A new block begins or ends here: no two blocks share a line, some have a blank line around them."""
        if self.lines[-1].strip():
            self._new_line()
        if spaced and len(self.lines) > 1 and self.lines[-2].strip(" >"):
            self._new_line()

    def _start(self, name: str, attributes: str) -> None:
        if name == "br":
            self._add("<br>", name)
            self._new_line()
            return
        values = dict(_ATTR.findall(attributes)) if attributes else {}
        mark = values.pop("id", "")
        mark = values.pop("class", mark) if not mark else (values.pop("class", ""), mark)[1]
        if name == "img":
            self._image(values)
            return
        token = "".join([f"<{name}", *(f' {key}="{value}"' for key, value in values.items()), ">"])
        hint = self._known_hints.get(mark, Hint.NONE) if mark else Hint.NONE
        if name in _VOID:
            if name == "hr":
                self._block(spaced=False)
            self._add(token, name)
            if name == "hr":
                self._leaf()
                self.hints[-1] = hint or self.hints[-1]
                self._write("_" * 32)
                self._new_line()
            return
        if name in _BLOCKS:
            self._block(spaced=name in _SPACED)
        elif name in ("td", "th") and self.lines[-1].strip():
            self._write("\t")
        opened = _Open(len(self.tokens), name, self._depth, self._hint)
        self._add(token, name)
        if hint:
            self._hint = hint
        if name == "blockquote":
            if "border:none" not in values.get("style", "").replace(" ", "") or "cite" in values.get("type", ""):
                self._depth += 1
        elif name == "pre":
            self._pre += 1
        elif name == "li":
            self._write(self._bullet())
        elif name == "a" and "href" in values:
            opened.href = html.unescape(values["href"])
            opened.line, opened.column = len(self.lines) - 1, len(self.lines[-1])
        self._open.append(opened)

    def _bullet(self) -> str:
        if not self._open or self._open[-1].name != "ol":
            return "- "
        self._open[-1].items += 1
        return f"{self._open[-1].items}. "

    def _image(self, values: dict[str, str]) -> None:
        source = values.pop("src", "")
        scheme = source[:5].lower()
        if scheme.startswith("cid:"):
            values["data-cid"] = source[4:]
            self.cids.add(html.unescape(source[4:]))
        elif scheme == "data:":
            values["src"] = source
        elif scheme.startswith("http"):
            values["data-remote-src"] = source
        self._add("".join(["<img", *(f' {key}="{value}"' for key, value in values.items()), ">"]), "img")
        self._leaf()
        alt = " ".join(html.unescape(values.get("alt", "")).split())
        if alt:
            self._write(f"[{alt}]")

    def _close(self, name: str) -> None:
        if not self._open:
            return
        opened = self._open.pop()
        if opened.href and name == "a":
            self._link(opened)
        if name in _BLOCKS:
            self._block(spaced=name in _SPACED and self._depth == opened.depth)
        if name == "pre":
            self._pre -= 1
        if self._depth != opened.depth:
            self._depth = opened.depth
            if len(self.lines) > 1 and not self.lines[-2].strip("> "):
                self.lines[-2] = ">" * self._depth  # the blank line between inside and outside belongs outside
            self._block(spaced=True)
        self._hint = opened.hint
        self.closing[opened.token] = len(self.tokens)
        self._add(f"</{name}>", "/")

    def _link(self, opened: _Open) -> None:
        """Text of a link, then where it leads, unless the text says so already."""
        same_line = opened.line == len(self.lines) - 1
        shown = self.lines[-1][opened.column :].strip() if same_line else ""
        target = opened.href.removeprefix("mailto:").removeprefix("tel:")
        if _bare(shown) != _bare(target):
            self._write(f" <{opened.href}>" if shown or not same_line else f"<{opened.href}>")


def _bare(link: str) -> str:
    return link.removeprefix("https://").removeprefix("http://").rstrip("/").lower()


def walk(source: str, *, hints: Mapping[str, Hint]) -> Walked:
    """``hints``: what a class or id that survived the cleaning says about the element's content."""
    walker = _Walker(hints)
    walker.walk(source)
    return walker
