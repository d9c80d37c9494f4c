from __future__ import annotations

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import transfer
from tests.connectors.email.letters import mail, read


@given(st.binary(max_size=2_000))
def test_base64_comes_back_whole(data: bytes) -> None:
    if len(data) > 8:
        assert transfer.base64(base64.encodebytes(data)) == data


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (b"SGVsbG8gd29ybGQ", b"Hello world"),
        (b"SGVs bG8g\r\nd29y!bGQ=", b"Hello world"),
        (b"SGVsbG8=\r\nIHdvcmxk", b"Hello world"),
        (b"SGVsbG8gd29ybGQ=\r\n\r\n_____\r\nA list's footer, plain.\r\n", b"Hello world\n_____"),
        (b"SGVsbG8gd29ybGQ=====", b"Hello world"),
        (b"SGVsbG8_d29ybGQ-", b"Hello?world>"),
        (b"SGVsbG8gd29ybGQx1", b"Hello world1"),
        (b"This was never base64 at all, it is just text.", b"This was never base64 at all, it is just text."),
        (b"", b""),
    ],
)
def test_broken_base64_gives_what_can_be_read(encoded: bytes, text: bytes) -> None:
    assert transfer.base64(encoded).startswith(text)


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        (b"caf=C3=A9 =\r\nau lait", "café au lait"),
        (b"caf=c3=a9", "café"),
        (b"soft =  \r\nbreak", "soft break"),
        (b"100=% sure =ZZ", "100=% sure =ZZ"),
        (b"ends in =", "ends in "),
    ],
)
def test_broken_quoted_printable_gives_what_can_be_read(encoded: bytes, text: str) -> None:
    assert transfer.quoted_printable(encoded).decode().rstrip("=") == text


def test_a_uuencoded_file_in_the_text_becomes_an_attachment() -> None:
    lines = [binascii.b2a_uu(b"\x00binary\xff" * 4)]
    body = b"See the file:\n\nbegin 644 r\xe9sum\xe9.bin\n" + b"".join(lines) + b"`\nend\n\nThanks\n"
    message = read(mail(body, content_type="text/plain; charset=us-ascii"))
    assert message.body_text == "See the file:\n\n\n\nThanks"
    (file,) = message.attachments
    assert (file.filename, file.content) == ("résumé.bin", b"\x00binary\xff" * 4)


def test_a_part_may_be_uuencoded_as_a_whole() -> None:
    body = b"begin 644 x.txt\n" + binascii.b2a_uu(b"Hello there") + b"`\nend\n"
    assert read(mail(body, content_transfer_encoding="x-uuencode")).body_text == "Hello there"


def test_the_word_begin_is_only_a_word() -> None:
    assert read(mail("begin with this\nbegin 123\nend\n")).body_text == "begin with this\nbegin 123\nend"


@pytest.mark.parametrize("encoding", ["7bit", "8BIT", "binary", "none", "x-nonsense", ""])
def test_unknown_encodings_pass_through(encoding: str) -> None:
    assert read(mail("Hällo", content_transfer_encoding=encoding)).body_text == "Hällo"


@given(st.binary(max_size=500), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "BASE64 ; x"]))
def test_no_bytes_break_a_decoder(data: bytes, encoding: str) -> None:
    assert isinstance(transfer.decode(data, encoding), bytes)
