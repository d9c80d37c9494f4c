"""Pictures of strangers are painted anew, or not shown: whatever else they carry stays behind."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from inbox import redrawing
from tests import pictures


def photo(width: int = 1200, height: int = 900, *, kind: str = "JPEG", **more: Any) -> bytes:
    """Red above, blue below."""
    drawn = Image.new("RGB", (width, height), "red")
    drawn.paste("blue", (0, height // 2, width, height))
    out = io.BytesIO()
    drawn.save(out, kind, **more)
    return out.getvalue()


def seen(picture: bytes | None) -> Image.Image:
    assert picture is not None
    return Image.open(io.BytesIO(picture))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_becomes_a_small_webp(kind: str) -> None:
    small = seen(redrawing.redrawn(photo(kind=kind), widest=300))
    assert (small.format, small.size) == ("WEBP", (300, 225))


def test_a_small_picture_is_not_blown_up() -> None:
    assert seen(redrawing.redrawn(pictures.png(20, 10), widest=300)).size == (20, 10)


def test_where_a_photo_was_taken_is_left_behind_and_it_stands_upright() -> None:
    told = Image.Exif()
    told[0x0112] = 6  # lies on its side
    told.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    told[0x010E] = "tapir"
    picture = redrawing.redrawn(photo(400, 200, exif=told, icc_profile=b"tapir", comment=b"tapir"), widest=300)
    upright = seen(picture)
    assert upright.size == (150, 300)
    assert not upright.getexif()
    assert not upright.info.get("icc_profile")
    assert b"tapir" not in (picture or b"")


def test_what_hides_behind_the_end_of_a_picture_is_left_behind() -> None:
    assert b"tapir" not in (redrawing.redrawn(photo() + b"<script>tapir</script>", widest=300) or b"")
    assert b"tapir" not in (redrawing.redrawn(pictures.png(text="tapir"), widest=300) or b"")


def bomb(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of so many points."""
    part = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = struct.pack(">I", 13) + part + struct.pack(">I", zlib.crc32(part))
    data = b"IDAT" + zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + head + struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))


HOSTILE = {
    "bomb": bomb(60_000, 60_000),
    "just too large": bomb(6_000, 4_001),
    "less than it says": bomb(500, 500),
    "cut short": photo()[:800],
    "only a beginning": b"\xff\xd8\xff",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "page": b"<!doctype html><script>1</script>",
    "another format": photo(kind="TIFF"),
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_honest_picture_is_not_shown(name: str) -> None:
    assert redrawing.redrawn(HOSTILE[name], widest=300) is None
