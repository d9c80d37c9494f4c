"""Only pictures, and of those only what draws."""

from __future__ import annotations

import struct

import pytest

from inbox import pictures
from inbox.errors import InboxError
from tests.pictures import png

JPEG = (
    b"\xff\xd8"
     b"\xff\xe1" + struct.pack(">H", 2 + 6) + b"Exif: "
    + b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 20, 30, 1) + b"\x01\x11\x00"
    + b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00" + b"data" + b"\xff\xd9"
    + b"<script>behind</script>"
)  # fmt: skip


def _webp() -> bytes:
    extended = b"VP8X" + struct.pack("<I", 10) + bytes([0b0000_1100]) + b"\0\0\0" + b"\x09\0\0" + b"\x09\0\0"
    drawn = b"VP8L" + struct.pack("<I", 6) + b"\x2f" + struct.pack("<I", 9 | 9 << 14) + b"x"
    secret = b"EXIF" + struct.pack("<I", 8) + b"Berlin  "
    body = b"WEBP" + extended + drawn + secret
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_a_png_is_kept_without_its_comments_and_what_stands_behind_it() -> None:
    kind, drawn = pictures.checked(png(text="taken in Berlin") + b"<script>")
    assert (kind, drawn) == ("image/png", png())


def test_a_jpeg_is_kept_without_where_it_was_taken() -> None:
    kind, drawn = pictures.checked(JPEG)
    assert kind == "image/jpeg"
    assert b"Exif" not in drawn
    assert b"script" not in drawn
    assert drawn.startswith(b"\xff\xd8\xff\xc0")
    assert drawn.endswith(b"data\xff\xd9")


def test_a_webp_is_kept_without_where_it_was_taken() -> None:
    kind, drawn = pictures.checked(_webp())
    assert kind == "image/webp"
    assert b"EXIF" not in drawn
    assert struct.unpack_from("<I", drawn, 4)[0] == len(drawn) - 8
    assert drawn[20] == 0  # nothing but the picture is announced


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
        (b"GIF89a", "no PNG"),
        (b"", "no PNG"),
        (b"\x89PNG\r\n\x1a\n", "no PNG"),
        (png()[:60], "no PNG"),
        (b"\xff\xd8\xff\xe0", "no PNG"),
        (JPEG[:25], "no PNG"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "no PNG"),
        (png(5000, 1), "at most 4000"),
        (b"x" * (pictures.LARGEST + 1), "larger than 512 KB"),
    ],
)
def test_anything_else_is_refused_in_words(content: bytes, why: str) -> None:
    with pytest.raises(InboxError) as refused:
        pictures.checked(content)
    assert why in refused.value.fields["file"]
