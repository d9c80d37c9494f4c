"""Pictures that admins put on customers' pages: told by their bytes, and rebuilt from the parts that draw.

What else such a file may carry (where a photo was taken, comments, other files behind its end) is left behind. SVG is
refused: it is a program as much as a picture.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.errors import InboxError

LARGEST = 512 * 1024
WIDEST = 4000
PNG = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = {b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"}
WEBP_PARTS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}
JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
NOT_A_PICTURE = gettext_noop(
    "This is no PNG, JPEG or WebP picture that can be read. Save it as one of these and try again."
)


def checked(content: bytes) -> tuple[str, bytes]:
    """(its type, its bytes without what draws nothing). Raises InboxError about ``file``."""
    if len(content) > LARGEST:
        raise _refused(
            _("The picture is larger than {most} KB. Make it smaller and try again.").format(most=LARGEST // 1024)
        )
    if b"<svg" in content[:1000].lower():
        raise _refused(
            _("An SVG picture can carry programs, so it is not taken. Save it as PNG or WebP and try again.")
        )
    try:
        if content.startswith(PNG):
            return "image/png", _png(content)
        if content.startswith(b"\xff\xd8\xff"):
            return "image/jpeg", _jpeg(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return "image/webp", _webp(content)
    except (struct.error, IndexError, ValueError):
        raise _refused(_(NOT_A_PICTURE)) from None
    raise _refused(_(NOT_A_PICTURE))


def _png(content: bytes) -> bytes:
    kept, at = [PNG], len(PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        name, part = content[at + 4 : at + 8], content[at : at + 12 + length]
        if len(part) != 12 + length:
            raise ValueError
        if at == len(PNG):
            if name != b"IHDR":
                raise ValueError
            _fits(*struct.unpack_from(">II", content, at + 8))
        if name in PNG_PARTS:
            kept.append(part)
        at += 12 + length
        if name == b"IEND":
            return b"".join(kept)


def _jpeg(content: bytes) -> bytes:
    """Without APPn (but for Adobe's, which says how colours are meant) and comments; the picture's data as it is."""
    kept, at, sized = [b"\xff\xd8"], 2, False
    while True:
        if content[at] != 0xFF:
            raise ValueError
        mark = content[at + 1]
        if mark == 0xDA:
            end = content.rindex(b"\xff\xd9")
            if not sized or end < at:
                raise ValueError
            return b"".join([*kept, content[at:end], b"\xff\xd9"])
        (length,) = struct.unpack_from(">H", content, at + 2)
        if length < 2:
            raise ValueError
        if mark in JPEG_SIZES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            _fits(width, height)
            sized = True
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark == 0xEE:
            kept.append(content[at : at + 2 + length])
        at += 2 + length


def _webp(content: bytes) -> bytes:
    kept: list[bytes] = []
    for name, found in _riff(content):
        body = found
        if name == b"VP8X":
            _fits(*(1 + int.from_bytes(body[start : start + 3], "little") for start in (4, 7)))
            # A single picture: what says that there are places, words or frames in it is taken back.
            body = bytes([found[0] & 0b0001_0000]) + found[1:]
        if name == b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            _fits((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        if name == b"VP8 ":
            _fits(*(value & 0x3FFF for value in struct.unpack_from("<HH", body, 6)))
        if name in WEBP_PARTS:
            kept.append(name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2))
    if not any(part[:4] in (b"VP8 ", b"VP8L") for part in kept):
        raise ValueError
    drawn = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(drawn)) + drawn


def _riff(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    end = min(len(content), 8 + struct.unpack_from("<I", content, 4)[0])
    at = 12
    while at + 8 <= end:
        (length,) = struct.unpack_from("<I", content, at + 4)
        body = content[at + 8 : at + 8 + length]
        if len(body) != length:
            raise ValueError
        yield content[at : at + 4], body
        at += 8 + length + length % 2


def _fits(width: int, height: int) -> None:
    if not (0 < width <= WIDEST and 0 < height <= WIDEST):
        raise _refused(
            _("The picture has {width} × {height} points; at most {most} each way are shown.").format(
                width=width, height=height, most=WIDEST
            )
        )


def _refused(words: str) -> InboxError:
    return InboxError("invalid", words, fields={"file": words})
