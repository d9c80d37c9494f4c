from __future__ import annotations

import email.header
import email.message
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.email import headers, words
from tests.connectors.email.letters import mail, multipart, read


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?UTF-8?b?R3LDvMOfZQ==?=", "Grüße"),
        (b"Re: =?iso-8859-1?Q?caf=E9?= now", "Re: café now"),
        (b"=?utf-8?B?w4Q=?= =?utf-8?Q?_b=C3?=\n =?utf-8?Q?=A4?=", "Ä bä"),
        (b"=?utf-8?B?5pel5pys?==?utf-8?B?6Kqe?=", "日本語"),
        (b"=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        (b"=?gb2312?B?1tDOxA==?= =?koi8-r?B?8NLJ18XU?=", "中文Привет"),
        (b"=?x-unknown?Q?caf=E9?=", "café"),
        (b"=?utf-8?Q?with spaces inside?=", "with spaces inside"),
        (b"=?utf-8?Q?what?_really?=", "what? really"),
        (b"=?utf-8?B?SGVsbG8", "Hello"),
        (b"=?utf-8*en?Q?tagged?=", "tagged"),
        (b"=?utf-8?X?nonsense?=", "=?utf-8?X?nonsense?="),
        (b"caf\xe9 raw", "café raw"),
        ("raw UTF-8 ü".encode(), "raw UTF-8 ü"),
        (b"tab\tand\x00nul\x07", "tab andnul"),
        (b"=?utf-8?Q?line=0D=0Abreak?=", "line break"),
        (b"", ""),
    ],
)
def test_subjects_are_decoded_however_they_were_encoded(raw: bytes, text: str) -> None:
    assert words.decode(headers.unfold(raw)) == text


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=120))
def test_what_the_standard_library_encodes_is_read_back(text: str) -> None:
    encoded = email.header.Header(text, "utf-8").encode()
    assert words.decode(headers.unfold(encoded.encode())) == text


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=80))
def test_a_filename_that_the_standard_library_writes_is_read_back(name: str) -> None:
    written = email.message.EmailMessage(policy=email.policy.SMTP)
    written["From"] = "a@b.example"
    written.set_content("x")
    written.add_attachment(b"1", maintype="application", subtype="pdf", filename=f"{name}.pdf")
    (file,) = read(written.as_bytes()).attachments
    assert file.filename == f"{name}.pdf"


FILENAMES = [
    ("attachment; filename=plain.txt", "plain.txt"),
    ('attachment; filename="with space.txt"', "with space.txt"),
    ('attachment; filename="semi;colon.txt"', "semi;colon.txt"),
    (r'attachment; filename="quo\"te.txt"', 'quo"te.txt'),
    ("attachment; filename=no quotes (1).txt", "no quotes (1).txt"),
    ('attachment; filename="unclosed.txt', "unclosed.txt"),
    ("attachment; filename*=UTF-8''na%C3%AFve%20file.txt", "naïve file.txt"),
    ("attachment; filename*=iso-8859-1'en'caf%E9.txt", "café.txt"),
    ("attachment; filename*=''plain.txt", "plain.txt"),
    ('attachment; filename*0="one "; filename*1="two.txt"', "one two.txt"),
    ("attachment; filename*0*=utf-8''%C3; filename*1*=%A4.txt", "ä.txt"),
    ("attachment; filename*1=b.txt; filename*0=a", "ab.txt"),
    ("attachment; filename*0*=koi8-r''%F0%D2; filename*1=ok.txt", "Прok.txt"),
    ("attachment; filename=\"fallback.txt\"; filename*=utf-8''b%C3%A4st.txt", "bäst.txt"),
    ('attachment; filename="=?utf-8?B?w4QucGRm?="', "Ä.pdf"),
    ("attachment; filename==?utf-8?Q?=C3=84.pdf?=", "Ä.pdf"),
    ('attachment; filename="=?utf-8?Q?long_?=\r\n =?utf-8?Q?n=C3=A4me.pdf?="', "long näme.pdf"),
    (b'attachment; filename="caf\xe9.txt"', "café.txt"),
    ('attachment; filename="grüße.txt"', "grüße.txt"),
    ('attachment; filename="=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=.pdf"', "日本語.pdf"),
    (r'attachment; filename="C:\Users\ada\photo.jpg"', "photo.jpg"),
    ('attachment; filename="../../etc/passwd"', "passwd"),
    ('attachment; filename="invoice\u202excod.exe"', "invoicexcod.exe"),
    ('attachment; filename="\u200b.htaccess"', "htaccess"),
    ('attachment; filename="' + "n" * 4_000 + '.pdf"', "n" * 196 + ".pdf"),
    ("attachment", "attachment-1.pdf"),
    ('attachment; filename=""', "attachment-1.pdf"),
    ('attachment; filename="/"', "attachment-1.pdf"),
]


@pytest.mark.parametrize(("disposition", "name"), FILENAMES)
def test_filenames_are_read_in_every_encoding_and_never_as_paths(disposition: str | bytes, name: str) -> None:
    line = disposition if isinstance(disposition, bytes) else disposition.encode()
    part = b"Content-Type: application/pdf\nContent-Disposition: " + line + b"\n\n%PDF"
    (file,) = read(multipart("Content-Type: text/plain\n\nhi", part)).attachments
    assert file.filename == name


def test_the_name_of_the_content_type_serves_when_the_disposition_has_none() -> None:
    part = 'Content-Type: image/png; name="=?utf-8?Q?bild=C3=A4?=.png"\n\nx'
    (file,) = read(multipart("\nhi", part)).attachments
    assert file.filename == "bildä.png"


def test_a_folded_field_is_one_value() -> None:
    assert read(mail(subject="one\r\n two\r\n\tthree")).subject == "one two three"


def test_the_first_of_many_subjects_counts_and_a_missing_one_is_empty() -> None:
    assert read(mail(subject="first\r\nSubject: second")).subject == "first"
    assert read(mail(drop="Subject")).subject == ""


def test_a_field_may_have_space_before_its_colon() -> None:
    assert read(b"From : a@b.example\nSubject : hi\n\nx").subject == "hi"
