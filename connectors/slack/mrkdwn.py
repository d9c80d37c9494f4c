"""Slack's own markup, as it comes in.

source: https://api.slack.com/reference/surfaces/formatting, read 2026-11-22. ``<`` ``>`` and ``&`` are escaped;
what stands between ``<`` and ``>`` is a link, a person (@U…), a channel (#C…) or a command (!here).
"""

from __future__ import annotations

import html
import re

TOKEN = re.compile(r"<([^<>\n]{1,3000})>")
CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.S)
STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "b"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), "i"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), "s"),
)
SCHEMES = ("https://", "http://", "mailto:", "tel:")


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def to_text(source: str) -> str:
    """As people read it; a link keeps its address."""
    return _unescape(TOKEN.sub(lambda found: _plain(found[1]), source))


def to_html(source: str) -> str:
    """Empty where nothing is formatted: the text alone says it all then."""
    pieces, done = [], 0
    for found in CODE.finditer(source):
        pieces.append(_styled(source[done : found.start()]))
        block = found[1] is not None
        inside = html.escape(to_text(found[1] if block else found[2]), quote=False)
        pieces.append(f"<pre>{inside}</pre>" if block else f"<code>{inside}</code>")
        done = found.end()
    whole = "".join([*pieces, _styled(source[done:])])
    return whole.replace("\n", "<br>") if re.search(r"<[a-z]", whole) else ""


def _styled(source: str) -> str:
    """Links are put aside first, so that a ``_`` in an address is no style."""
    kept: list[str] = []

    def aside(found: re.Match[str]) -> str:
        kept.append(_anchor(found[1]))
        return f"\x00{len(kept) - 1}\x00"

    text = html.escape(_unescape(TOKEN.sub(aside, source.replace("\x00", ""))), quote=False)
    for pattern, tag in STYLES:
        text = pattern.sub(rf"<{tag}>\1</{tag}>", text)
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], text)


def _anchor(token: str) -> str:
    target, _, label = token.partition("|")
    url = _unescape(target)
    if url.lower().startswith(SCHEMES):
        shown = html.escape(_unescape(label or target).removeprefix("mailto:"), quote=False)
        return f'<a href="{html.escape(url)}" rel="noopener noreferrer nofollow">{shown}</a>'
    return html.escape(_unescape(_plain(token)), quote=False)


def _plain(token: str) -> str:
    target, _, label = token.partition("|")
    match target[:1]:
        case "@":
            return f"@{label or target[1:]}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
    address = target.removeprefix("mailto:")
    return f"{label} ({target})" if label and label not in (address, target) and not _bare(target, label) else address


def _bare(target: str, label: str) -> bool:
    """``<https://shop.example|shop.example>``: a host that Slack made a link of by itself."""
    return target.partition("://")[2].rstrip("/") == label.rstrip("/")


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
