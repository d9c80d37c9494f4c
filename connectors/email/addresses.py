"""Mail addresses, read strictly: what is not clearly one address is none.

Plain forms are matched here; everything else is given to the standard library's RFC 5322 grammar. Encoded words
are decoded after the grammar has run, so that a name can never become an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.headerregistry import AddressHeader
from functools import lru_cache

from connectors.email import charsets, words
from inbox.envelope import Address

MAX_ADDRESSES = 500
_MAX_SOURCE = 2_000

_LOCAL = r"[\w!#$%&'*+/=?^`{|}~.-]{1,256}"  # dots anywhere: some Japanese carriers gave out ``a..b.@``
_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*"
_PLAIN = re.compile(rf"<?\s*({_LOCAL}@{_DOMAIN})\.?\s*>?")
_NAMED = re.compile(rf'(?:"([^"\\<>]*)"|([^"()<>@,;:\\]*?))\s*<\s*({_LOCAL}@{_DOMAIN})\.?\s*>')
_BRACKETED = re.compile(rf"[^<>]{{0,500}}<\s*({_LOCAL}@{_DOMAIN})\.?\s*>")
_OLD_STYLE = re.compile(rf"({_LOCAL}@{_DOMAIN})\s+\(([^()]{{1,200}})\)")
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_LAST_WORD = re.compile(rf"[^@<>\"]{{1,200}}\s({_LOCAL}@{_DOMAIN})")
_RESULT = re.compile(rf'(?:{_LOCAL}|"(?:[^"\\<>@]|\\.){{1,64}}")@(?:{_DOMAIN}|\[[0-9A-Fa-f.:IPv]{{2,60}}\])')


def parse(source: str) -> tuple[Address, ...]:
    """Every address of a header value (encoded words still encoded). Unreadable entries are left out."""
    found: list[Address] = []
    surname = ""
    for piece in _chunks(source):
        chunk = piece
        if "@" not in chunk:
            surname = chunk.strip() if '"' not in chunk and "<" not in chunk else ""
            continue
        if surname and "<" in chunk and '"' not in chunk:  # ``Lovelace, Ada <ada@example.org>`` without its quotes
            bracket = chunk.index("<")
            chunk = f'"{surname}, {chunk[:bracket].strip()}" {chunk[bracket:]}'
        surname = ""
        found.extend(_one(chunk))
        if len(found) >= MAX_ADDRESSES:
            break
    return tuple(dict.fromkeys(found[:MAX_ADDRESSES]))


def parse_all(sources: Iterable[str]) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(address for source in sources for address in parse(source)))[:MAX_ADDRESSES]


def single(source: str) -> Address | None:
    """The address of a text that holds exactly one, else None: the only form decisions may rest on."""
    found = parse(source)
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4096)
def canonical(spec: str) -> str:
    """``Ada@Exämple.org`` → ``ada@xn--exmple-cua.org``; empty when it is no address."""
    if len(spec) > 320:
        return ""
    local, at, domain = spec.strip().rpartition("@")
    domain = domain.rstrip(".").lower()
    if not at or not local or not domain or charsets.storable(spec) != spec:
        return ""
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    return f"{local.lower()}@{domain}"


def _chunks(source: str) -> list[str]:
    """Split at commas and semicolons outside quotes, comments and angle brackets, in one pass; groups are opened."""
    if "," not in source and ";" not in source and ":" not in source:
        return [source]
    chunks: list[str] = []
    start, depth, quoted, angle, skip = 0, 0, False, False, False
    for index, char in enumerate(source):
        if skip:
            skip = False
        elif char == "\\" and (quoted or depth):
            skip = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth = max(0, depth - 1)
        elif depth:
            continue
        elif char == "<":
            angle = True
        elif char == ">":
            angle = False
        elif char in ",;" and not angle:
            chunks.append(source[start:index])
            start = index + 1
        elif char == ":" and not angle:
            start = index + 1  # the name of a group
        if len(chunks) > 4 * MAX_ADDRESSES:
            return chunks
    chunks.append(source[start:])
    return chunks


def _one(chunk: str) -> list[Address]:
    chunk = chunk.strip()
    if not chunk or len(chunk) > _MAX_SOURCE or "@" not in chunk:
        return []
    if match := _PLAIN.fullmatch(chunk):
        return _address(match[1], "")
    if match := _NAMED.fullmatch(chunk):
        return _address(match[3], match[1] if match[1] is not None else match[2])
    if match := _OLD_STYLE.fullmatch(chunk):
        return _address(match[1], match[2])
    if match := _BRACKETED.fullmatch(chunk):  # ``Max @ Home <a@b.c>``, ``"unclosed <a@b.c>``: one bracketed address
        return _address(match[1], _COMMENT.sub("", chunk[: chunk.index("<")]))
    return _by_grammar(chunk)


def _by_grammar(chunk: str) -> list[Address]:
    """Quoted local parts, comments, escapes: the standard library's parser decides."""
    if chunk.count("(") > 20:
        return []
    try:
        parsed: dict[str, object] = {"defects": []}
        AddressHeader.parse(chunk, parsed)
        groups = parsed["groups"]
        items = [item for group in groups for item in group.addresses] if isinstance(groups, list) else []
        found = [(item.addr_spec, item.display_name) for item in items]
    except (ValueError, IndexError, AttributeError, TypeError, AssertionError, RecursionError):  # known in the parser
        found = []
    if (
        len(found) == 1
        and found[0][0] in chunk
        and _RESULT.fullmatch(found[0][0])
        and "<" not in chunk.replace(f"<{found[0][0]}>", "")
    ):
        return _address(*found[0])
    if match := _LAST_WORD.fullmatch(chunk):
        return _address(match[1], chunk[: match.start(1)])
    return []


def _address(spec: str, name: str) -> list[Address]:
    handle = canonical(spec)
    if not handle or len(handle) > 320:
        return []
    name = words.decode(name.encode("utf-8", "replace")).strip(" \"'") if name else ""
    return [Address(network="email", handle=handle, name="" if name.lower() == handle else name[:200])]
