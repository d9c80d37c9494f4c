"""What a file is, by its bytes."""

from __future__ import annotations

import pytest

from inbox.attachments import UNKNOWN, sniff

WAVE = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80>\0\0\x80>\0\0\x01\0\x08\0data\0\0\0\0"


@pytest.mark.parametrize(
    ("content", "name", "found"),
    [
        (b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom", "voice.m4a", "audio/mp4"),
        (WAVE, "voice.wav", "audio/wave"),
        (b"<script>alert(1)</script>", "picture.png", UNKNOWN),
    ],
)
def test_a_type_is_told_by_the_bytes_and_never_by_the_name(content: bytes, name: str, found: str) -> None:
    assert sniff(content, name) == found
