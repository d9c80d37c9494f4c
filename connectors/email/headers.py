"""Header fields as they came: kept as bytes, decoded only when somebody asks (most are never asked for)."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator

from connectors.email import charsets, words

MAX_BLOCK = 1_000_000
MAX_FIELDS = 2_000
MAX_VALUE = 65_536

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)\n?")
_END = re.compile(rb"\r?\n\r?\n|\r\r")
_MBOX = re.compile(rb">?From [^\r\n]*(?:\r\n|\n|\r)")
_BLANKS = re.compile(rb"(?:[ \t]*(?:\r\n|\n|\r))+")
# A line without a colon in the middle of these is a field folded wrongly; before anything else the body has begun.
_WELL_KNOWN = re.compile(
    rb"^(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|reply-to|return-path|references"
    rb"|in-reply-to|sender|delivered-to|x-[a-z0-9-]+|dkim-signature|arc-[a-z-]+|list-[a-z]+|auto-submitted)[ \t]*:",
    re.I | re.M,
)
_PARAM = re.compile(r';\s*([^\s=;"]{1,100})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)', re.S)
_CONTINUED = re.compile(r"^([^*]+)(?:\*(\d{1,3}))?(\*)?$")
_AROUND_SLASH = re.compile(r"\s*/\s*")
_TOKEN = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")


class Headers:
    """The fields of one message or part, in order; names are case-insensitive."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, list[bytes]]) -> None:
        self._fields = fields

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def raw(self, name: str) -> bytes:
        """The first field of that (lower-case) name, unfolded, else empty."""
        values = self._fields.get(name)
        return unfold(values[0]) if values else b""

    def all_raw(self, name: str) -> list[bytes]:
        return [unfold(value) for value in self._fields.get(name, ())]

    def ascii(self, name: str) -> str:
        """A field that is a protocol element (an id, a keyword); anything outside ASCII is replaced."""
        return charsets.storable(self.raw(name).decode("ascii", "replace")).strip()

    def source(self, name: str) -> str:
        """A field with raw 8-bit characters decoded, but encoded words still encoded (addresses are parsed first)."""
        return charsets.decode(self.raw(name)).strip()

    def all_sources(self, name: str) -> list[str]:
        return [charsets.decode(value).strip() for value in self.all_raw(name)]

    def text(self, name: str) -> str:
        """A field meant for people, decoded."""
        return words.decode(self.raw(name))

    def content_type(self) -> tuple[str, dict[str, str]]:
        """``("text/plain", {"charset": "utf-8"})``; empty when absent or unreadable."""
        value, params = parameters(self.raw("content-type"))
        value = _AROUND_SLASH.sub("/", value.lower())
        if value in ("text", "plain"):
            return "text/plain", params
        match = _TOKEN.match(value)  # whatever follows without a semicolon is ignored
        return (match[0] if match else ""), params

    def disposition(self) -> tuple[str, dict[str, str]]:
        value, params = parameters(self.raw("content-disposition"))
        return value.lower(), params


def unfold(value: bytes) -> bytes:
    value = value[:MAX_VALUE]
    if b"\n" in value:
        value = value.replace(b"\n", b"")
    return value.replace(b"\x00", b"").strip()


def split(data: bytes, *, top: bool = False) -> tuple[Headers, bytes, list[str]]:
    """Header fields, body and notes on what was odd. ``top`` also copes with mbox lines and leading blank lines."""
    notes: list[str] = []
    if top:
        data = _skip_leading(data)
    elif data.startswith((b"\r", b"\n")):
        return Headers({}), data[2 if data.startswith(b"\r\n") else 1 :], notes
    end = _END.search(data)
    block, body = (data[: end.start()], data[end.end() :]) if end else (data, b"")
    if len(block) > MAX_BLOCK:
        if not end:  # no blank line in a megabyte: the rest is text, not headers
            body = data[MAX_BLOCK:]
        block = block[:MAX_BLOCK]
        notes.append("headers truncated")
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    fields: dict[str, list[bytes]] = {}
    position, count, last = 0, 0, ""
    while position < len(block):
        match = _FIELD.match(block, position)
        if match:
            position = match.end()
            count += 1
            if count > MAX_FIELDS:
                notes.append("headers truncated")
                break
            last = match[1].decode("ascii").lower()
            fields.setdefault(last, []).append(match[2])
            continue
        line_end = block.find(b"\n", position)
        line_end = len(block) if line_end < 0 else line_end
        if top and not last and _MBOX.match(block[position : line_end + 1]):
            position = line_end + 1
            continue
        if not _WELL_KNOWN.search(block, line_end) or not (last or top):
            body = block[position:] + (data[end.start() : end.end()] if end else b"") + body
            notes.append("no blank line after the headers")
            break
        if last:
            fields[last][-1] += b" " + block[position:line_end]
        notes.append("broken header line")
        position = line_end + 1
    return Headers(fields), body, notes


def _skip_leading(data: bytes) -> bytes:
    data = data.removeprefix(b"\xef\xbb\xbf")
    if (blank := _BLANKS.match(data)) and _FIELD.match(data, blank.end()):
        data = data[blank.end() :]
    if mbox := _MBOX.match(data):
        data = data[mbox.end() :]
    return data


def parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """A value and its parameters: RFC 2231 (continued, encoded), RFC 2047 in quotes, raw 8-bit, unquoted spaces."""
    source = charsets.decode(raw)
    head, _, _ = source.partition(";")
    params: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, match in enumerate(_PARAM.finditer(source, len(head))):
        if count > 200:
            break
        value = match[2].strip()
        if value.startswith('"'):
            value = re.sub(r'\\(["\\])', r"\1", value[1 : -1 if value.endswith('"') and len(value) > 1 else None])
        else:
            comment = value.find(" (") if "name" not in match[1].lower() else -1
            value = (value[:comment] if comment >= 0 else value).strip("'\" ")
        part = _CONTINUED.match(match[1].lower())
        if part is None or (part[2] is None and part[3] is None):
            params.setdefault(match[1].lower(), words.decode(value.encode()) if "=?" in value else value)
        else:
            if part[3] and not part[2] and match[2].lstrip().startswith("'"):
                value = match[2].strip()  # an empty charset: ''name
            pieces.setdefault(part[1], {})[int(part[2] or 0)] = (value, bool(part[3]))
    for name, parts in pieces.items():
        params[name] = _joined(parts) or params.get(name, "")
    return head.strip(), params


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    charset, out = "", bytearray()
    for number in sorted(parts):
        value, encoded = parts[number]
        if number == min(parts) and encoded and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        out += urllib.parse.unquote_to_bytes(value) if encoded else value.encode()
    return charsets.decode(bytes(out), charset)
