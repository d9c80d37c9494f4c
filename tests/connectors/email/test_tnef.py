from __future__ import annotations

import base64
import struct

import pytest
import tnefparse
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import tnef
from tests.connectors.email.letters import multipart, read


def attribute(name: int, value: bytes, *, level: int = 2) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*items: tuple[int, int, bytes]) -> bytes:
    out = struct.pack("<I", len(items))
    for name, kind, value in items:
        out += struct.pack("<HH", kind, name)
        if kind == 3:
            out += value
        else:
            out += struct.pack("<II", 1, len(value)) + value + b"\x00" * (-len(value) % 4)
    return out


def winmail(*attributes: bytes) -> bytes:
    return struct.pack("<IH", tnef.SIGNATURE, 1) + b"".join(attributes)


FILE = (
    attribute(0x00069002, b"\x01\x00" + b"\x00" * 12)
    + attribute(0x00018010, b"KURZ~1.TXT\x00")
    + attribute(0x0006800F, b"content of the file\x00\x00")
    + attribute(
        0x00069005, properties((0x3707, 0x1F, "Größe.txt\x00".encode("utf-16-le")), (0x370E, 0x1E, b"text/plain\x00"))
    )
)
BODY = attribute(
    0x00069003, properties((0x3FDE, 3, struct.pack("<I", 1251)), (0x1013, 0x102, "<b>Да</b>".encode("cp1251"))), level=1
)
CODEPAGE = attribute(0x00069007, struct.pack("<II", 1252, 0), level=1)


def test_files_and_body_come_out_of_a_winmail_dat() -> None:
    packed = tnef.read(winmail(CODEPAGE, BODY, FILE, FILE))
    assert packed.html == "<b>Да</b>"
    assert [(file.name, file.content_type) for file in packed.files] == [("Größe.txt", "text/plain")] * 2
    assert packed.files[0].content == b"content of the file\x00\x00"


def test_an_independent_reader_finds_the_same_files() -> None:
    theirs = tnefparse.TNEF(winmail(CODEPAGE, BODY, FILE))
    ours = tnef.read(winmail(CODEPAGE, BODY, FILE))
    assert [(a.long_filename().strip("\x00"), a.data) for a in theirs.attachments] == [
        (f.name, f.content) for f in ours.files
    ]


def part(content: bytes) -> bytes:
    head = b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    return head + base64.encodebytes(content)


def test_a_mail_shows_what_was_packed_instead_of_winmail_dat() -> None:
    message = read(multipart("\nthe text", part(winmail(CODEPAGE, BODY, FILE))))
    assert message.body_text == "the text"
    assert [file.filename for file in message.attachments] == ["Größe.txt"]
    alone = read(multipart(part(winmail(CODEPAGE, BODY, FILE))))
    assert (alone.body_text, alone.body_html) == ("Да", "<b>Да</b>")


def test_an_unreadable_winmail_dat_stays_a_file() -> None:
    message = read(multipart("\nthe text", part(b"not tnef at all")))
    assert [file.filename for file in message.attachments] == ["winmail.dat"]
    assert "winmail.dat unreadable" in message.extra["notes"]


@pytest.mark.parametrize("cut", range(0, 300, 7))
def test_a_stream_cut_anywhere_gives_what_came_before(cut: int) -> None:
    whole = winmail(CODEPAGE, BODY, FILE)
    try:
        tnef.read(whole[:cut])
    except tnef.TnefError:
        assert cut < 6


def test_counts_of_four_billion_end_with_the_data() -> None:
    bomb = struct.pack("<IHHI", 0xFFFFFFFF, 0x101E, 0x3001, 0xFFFFFFFF) + b"\x00" * 4_000
    assert tnef.read(winmail(attribute(0x00069003, bomb), attribute(0x00069005, bomb))).files == []


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    tnef.read(winmail(CODEPAGE) + data)
    tnef.read(winmail(attribute(0x00069003, data), attribute(0x00069005, data)))
