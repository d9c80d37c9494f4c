"""winmail.dat: the files and the text that Outlook packed into application/ms-tnef (MS-OXTNEF).

Our own reader because every count in the format is 32 bits of the sender's choosing; here each loop ends with the data.
"""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Iterator

from connectors.email import charsets

SIGNATURE = 0x223E9F78
MAX_ATTRIBUTES = 20_000
MAX_FILES = 500

_ATT_BODY = 0x800C
_ATT_RENDER = 0x9002
_ATT_TITLE = 0x8010
_ATT_DATA = 0x800F
_ATT_ATTACHMENT = 0x9005
_ATT_PROPERTIES = 0x9003
_ATT_CODEPAGE = 0x9007

_MAPI_BODY = 0x1000
_MAPI_HTML = 0x1013
_MAPI_RTF = 0x1009
_MAPI_CODEPAGE = 0x3FDE
_MAPI_NAME = 0x3704
_MAPI_LONG_NAME = 0x3707
_MAPI_DATA = 0x3701
_MAPI_MIME_TYPE = 0x370E
_MAPI_CONTENT_ID = 0x3712

_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})


class TnefError(ValueError):
    """Not a TNEF stream, or cut off where nothing can be read."""


@dataclasses.dataclass(slots=True)
class File:
    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclasses.dataclass(slots=True)
class Contents:
    text: str = ""
    html: str = ""
    files: list[File] = dataclasses.field(default_factory=list)


def read(data: bytes) -> Contents:
    """What is inside. Raises TnefError only when there is nothing to read at all."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        raise TnefError("not a TNEF stream")
    contents, codepage, current = Contents(), "cp1252", File()
    for name, value in _attributes(data):
        if name == _ATT_CODEPAGE and len(value) >= 4:
            codepage = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _ATT_BODY:
            contents.text = contents.text or _text(value, codepage)
        elif name == _ATT_PROPERTIES:
            _message(contents, value, codepage)
        elif name == _ATT_RENDER and len(contents.files) < MAX_FILES:
            current = File()
            contents.files.append(current)
        elif name == _ATT_TITLE:
            current.name = current.name or _text(value, codepage)
        elif name == _ATT_DATA:
            current.content = value
        elif name == _ATT_ATTACHMENT:
            _file(current, value, codepage)
    contents.files = [file for file in contents.files if file.content]
    return contents


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    for _ in range(MAX_ATTRIBUTES):
        if position + 9 > len(data):
            return
        _level, name, _kind, size = struct.unpack_from("<BHHI", data, position)
        yield name, data[position + 9 : position + 9 + size]
        position += 9 + size + 2


def _properties(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """``(property, type, first value)``; stops at the first thing that makes no sense."""
    if len(data) < 4:
        return
    position = 4
    for _ in range(min(struct.unpack_from("<I", data)[0], MAX_ATTRIBUTES)):
        if position + 4 > len(data):
            return
        kind, name = struct.unpack_from("<HH", data, position)
        position += 4
        if name >= 0x8000:  # a named property: GUID, then a number or a string
            if position + 24 > len(data):
                return
            is_string, size = struct.unpack_from("<II", data, position + 16)
            position += 24 + (_padded(size) if is_string else 0)
        multiple, kind = kind & 0x1000, kind & 0xEFFF
        values = 1
        if multiple or kind in _VARIABLE:
            if position + 4 > len(data):
                return
            values = struct.unpack_from("<I", data, position)[0]
            position += 4
        first = b""
        for index in range(min(values, MAX_ATTRIBUTES)):
            if kind in _FIXED:
                size = _FIXED[kind]
            elif kind in _VARIABLE and position + 4 <= len(data):
                size = struct.unpack_from("<I", data, position)[0]
                position += 4
            else:
                return
            if position + size > len(data):
                return
            first = data[position : position + size] if index == 0 else first
            position += _padded(size)
        yield name, kind, first


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4


def _text(value: bytes, codepage: str, *, kind: int = 0x1E) -> str:
    return charsets.decode(value, "utf-16-le" if kind == 0x1F else codepage).rstrip("\x00")


def _message(contents: Contents, data: bytes, codepage: str) -> None:
    page = codepage
    markup = b""
    for name, kind, value in _properties(data):
        if name == _MAPI_CODEPAGE and len(value) >= 4:
            page = f"cp{struct.unpack_from('<I', value)[0]}"
        elif name == _MAPI_BODY and kind in (0x1E, 0x1F):
            contents.text = _text(value, codepage, kind=kind)
        elif name == _MAPI_HTML:
            markup = value
        elif name == _MAPI_RTF and value:
            contents.files.append(File("body.rtf.lzfu", value, "application/octet-stream"))
    if markup:
        contents.html = _text(markup, page)


def _file(file: File, data: bytes, codepage: str) -> None:
    for name, kind, value in _properties(data):
        if name == _MAPI_LONG_NAME:
            file.name = _text(value, codepage, kind=kind)
        elif name == _MAPI_NAME:
            file.name = file.name or _text(value, codepage, kind=kind)
        elif name == _MAPI_DATA and value:
            # An embedded message starts with the id of its interface; what follows is TNEF again and is kept whole.
            file.content = value[16:] if kind == 0x0D and value[16:20] == struct.pack("<I", SIGNATURE) else value
        elif name == _MAPI_MIME_TYPE:
            file.content_type = _text(value, codepage, kind=kind).strip().lower()
        elif name == _MAPI_CONTENT_ID:
            file.content_id = _text(value, codepage, kind=kind).strip(" <>")
