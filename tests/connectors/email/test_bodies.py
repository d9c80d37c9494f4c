from __future__ import annotations

import base64
import email
import email.policy
from email.message import EmailMessage

import pytest

from connectors.email import flowed
from tests.connectors.email.letters import mail, multipart, read

TEXT = "Content-Type: text/plain; charset=utf-8\n\nplain words"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>html words</p>"
IMAGE = "Content-Type: image/png\nContent-ID: <i@x>\nContent-Disposition: inline; filename=i.png\n\npng"
SHOWN = 'Content-Type: text/html\n\n<p>html words <img src="cid:i@x"></p>'
PDF = "Content-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\npdf"


def nested(kind: str, *parts: str, boundary: str) -> str:
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n\n{body}--{boundary}--\n'


def names(raw: bytes) -> list[tuple[str, bool]]:
    return [(file.filename, file.inline) for file in read(raw).attachments]


def test_alternatives_are_two_renderings_of_one_text() -> None:
    message = read(multipart(TEXT, HTML, kind="alternative"))
    assert (message.body_text, message.body_html) == ("plain words", "<p>html words</p>")
    assert message.attachments == ()


def test_an_empty_text_alternative_gives_way_to_the_html() -> None:
    message = read(multipart("Content-Type: text/plain\n\n \n", HTML, kind="alternative"))
    assert message.body_text == "html words"


def test_related_inside_alternative_shows_its_image_inline() -> None:
    raw = multipart(TEXT, nested("related", SHOWN, IMAGE, boundary="r"), kind="alternative")
    message = read(raw)
    assert message.body_text == "plain words"
    assert 'data-cid="i@x"' in message.body_html
    assert names(raw) == [("i.png", True)]


def test_alternative_inside_related_inside_mixed() -> None:
    inner = nested("related", nested("alternative", TEXT, SHOWN, boundary="a"), IMAGE, boundary="r")
    raw = multipart(inner, PDF)
    assert read(raw).body_text == "plain words"
    assert names(raw) == [("i.png", True), ("a.pdf", False)]


def test_an_inline_image_that_the_text_does_not_show_is_an_attachment() -> None:
    assert names(multipart(TEXT, IMAGE)) == [("i.png", False)]


def test_an_image_shown_by_cid_is_inline_wherever_it_stands() -> None:
    attached = IMAGE.replace("inline", "attachment")
    assert names(multipart(SHOWN, attached)) == [("i.png", True)]


def test_text_html_and_text_again_are_read_in_order() -> None:
    message = read(multipart(TEXT, HTML, "Content-Type: text/plain\n\nthe <footer>"))
    assert message.body_text == "plain words\nhtml words\nthe <footer>"
    assert "the &lt;footer&gt;" in message.body_html


def test_apple_s_pieces_of_html_between_files_are_one_body() -> None:
    branch = nested("mixed", HTML, PDF, HTML.replace("html words", "more words"), boundary="m")
    raw = multipart(TEXT, branch, kind="alternative")
    message = read(raw)
    assert message.body_text == "plain words"
    assert message.body_html == "<p>html words</p>\n<p>more words</p>"
    assert names(raw) == [("a.pdf", False)]


def test_a_named_text_after_the_body_is_a_file_and_before_it_the_body() -> None:
    log = "Content-Type: text/plain; name=log.txt\nContent-Disposition: inline\n\nlog"
    assert names(multipart(TEXT, log)) == [("log.txt", False)]
    assert read(multipart(log, PDF)).body_text == "log"


def test_a_mail_that_is_only_a_file_has_an_empty_text() -> None:
    message = read(mail("JVBERg==", content_type="application/pdf; name=x.pdf", content_transfer_encoding="base64"))
    assert message.body_text == ""
    assert [(file.filename, file.content) for file in message.attachments] == [("x.pdf", b"%PDF")]


def test_a_forwarded_mail_is_kept_whole_under_its_subject() -> None:
    inner = (
        "Content-Type: message/rfc822\n\nFrom: x@y.example\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe=3A_x/y?=\n\ninner words"
    )
    message = read(multipart(TEXT, inner))
    (file,) = message.attachments
    assert (file.filename, file.content_type) == ("Grüße x y.eml", "message/rfc822")
    assert file.content.endswith(b"inner words")
    assert message.body_text == "plain words"


def test_a_digest_is_a_list_of_mails() -> None:
    raw = multipart("\nSubject: one\n\na", "\nSubject: two\n\nb", kind="digest")
    assert names(raw) == [("one.eml", False), ("two.eml", False)]


INVITATION = (
    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Plan\\, then\n "
    " build\nDTSTART;TZID=Europe/Berlin:20260303T100000\n"
    "DTEND:20260303T103000Z\nLOCATION:Room 1\nORGANIZER;CN=Ada:mailto:ada@x.example\nEND:VEVENT\nEND:VCALENDAR"
)


def test_an_invitation_alone_reads_as_a_short_text_and_stays_a_file() -> None:
    raw = mail(INVITATION, content_type="text/calendar; method=REQUEST; charset=utf-8")
    message = read(raw)
    assert message.body_text.splitlines() == [
        "Calendar: REQUEST",
        "Subject: Plan, then build",
        "Start: 2026-03-03 10:00 Europe/Berlin",
        "End: 2026-03-03 10:30 UTC",
        "Place: Room 1",
        "Organiser: ada@x.example",
    ]
    assert names(raw) == [("attachment-1.ics", False)]


def test_an_invitation_beside_a_text_is_only_a_file() -> None:
    raw = multipart(TEXT, f"Content-Type: text/calendar; charset=utf-8\n\n{INVITATION}", kind="alternative")
    assert read(raw).body_text == "plain words"
    assert names(raw) == [("attachment-1.ics", False)]


def test_signed_and_encrypted_mail_keeps_its_parts() -> None:
    signature = "Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN"
    signed = multipart(TEXT, signature, kind="signed")
    assert read(signed).body_text == "plain words"
    assert names(signed) == [("signature.asc", False)]
    version = "Content-Type: application/pgp-encrypted\n\nVersion: 1"
    secret = "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP"
    assert names(multipart(version, secret, kind="encrypted")) == [
        ("attachment-1.asc", False),
        ("encrypted.asc", False),
    ]


# -- broken structures --


@pytest.mark.parametrize(
    "body",
    [
        f"--=b\n{TEXT}\n--=b\n{PDF}\n",  # no end
        f"--=b\n{TEXT}\n--=b\n{PDF}\n--=",  # cut inside the end
        f"preamble\n--=b\n{TEXT}\n--=b  \n{PDF}\n--=b--\nepilogue --=b\n",
        f"\n\n--=b\n{TEXT}\n--=b\n{PDF}\n--=b--",
    ],
)
def test_boundaries_may_be_missing_padded_or_cut(body: str) -> None:
    raw = mail(body, content_type='multipart/mixed; boundary="=b"')
    assert read(raw).body_text == "plain words"
    assert names(raw) == [("a.pdf", False)]


def test_an_inner_multipart_without_its_end_does_not_eat_the_outer_parts() -> None:
    inner = f'Content-Type: multipart/alternative; boundary="in"\n\n--in\n{TEXT}\n--in\n{HTML}'
    raw = multipart(inner, PDF)
    assert read(raw).body_html == "<p>html words</p>"
    assert names(raw) == [("a.pdf", False)]


@pytest.mark.parametrize("declared", ["", "; boundary=wrong", '; boundary=""'])
def test_a_missing_or_wrong_boundary_is_guessed(declared: str) -> None:
    raw = mail(f"--real-one\n{TEXT}\n--real-one\n{PDF}\n--real-one--\n", content_type=f"multipart/mixed{declared}")
    assert read(raw).body_text == "plain words"
    assert names(raw) == [("a.pdf", False)]


def test_a_multipart_without_any_part_is_read_as_text() -> None:
    assert read(mail("just words", content_type="multipart/mixed; boundary=x")).body_text == "just words"


def test_a_wrong_top_type_with_a_boundary_is_a_multipart() -> None:
    raw = mail(f"--=b\n{TEXT}\n--=b\n{PDF}\n--=b--\n", content_type='text/plain; boundary="=b"')
    assert read(raw).body_text == "plain words"


@pytest.mark.parametrize("kind", ["", "text", "TEXT/PLAIN", "text/plain charset=utf-8", "garbage;;;=", "text / plain"])
def test_an_unreadable_content_type_means_text(kind: str) -> None:
    assert read(mail("words", content_type=kind)).body_text == "words"


def test_what_follows_the_type_without_a_semicolon_is_ignored() -> None:
    raw = mail("<p>words</p>", content_type=r"text/html Content-Transfer-Encoding: 8bit\r\n")
    assert read(raw).body_html == "<p>words</p>"


def test_a_boundary_that_begins_another_is_not_it() -> None:
    inner = nested("alternative", TEXT, HTML, boundary="=bb")
    assert read(multipart(inner, PDF)).body_text == "plain words"


def test_the_standard_library_finds_the_same_leaves() -> None:
    inner = nested("related", nested("alternative", TEXT, SHOWN, boundary="a"), IMAGE, boundary="r")
    raw = multipart(inner, PDF)
    theirs = email.message_from_bytes(raw, policy=email.policy.default)
    leaves = [part.get_payload(decode=True) for part in theirs.walk() if not part.is_multipart()]
    message = read(raw)
    assert message.body_text.encode() in leaves
    assert {file.content for file in message.attachments} <= set(leaves)


def test_what_the_standard_library_writes_is_read_back() -> None:
    written = EmailMessage(policy=email.policy.SMTP)
    written["From"], written["Subject"] = "Ada <a@b.example>", "Grüße"
    written.set_content("plain wörds\n")
    written.add_alternative("<p>html wörds</p>\n", subtype="html")
    written.add_attachment(bytes(range(256)), maintype="application", subtype="x", filename="ä.bin")
    message = read(written.as_bytes())
    assert (message.subject, message.body_text, message.body_html.strip()) == (
        "Grüße",
        "plain wörds",
        "<p>html wörds</p>",
    )
    assert [(file.filename, file.content) for file in message.attachments] == [("ä.bin", bytes(range(256)))]


# -- format=flowed --


@pytest.mark.parametrize(
    ("text", "delsp", "expected"),
    [
        ("one \ntwo\nthree", False, "one two\nthree"),
        ("one \ntwo", True, "onetwo"),
        (" >not quoted\n From here", False, ">not quoted\nFrom here"),
        ("> quoted \n> on\n>> deeper", False, "> quoted on\n>> deeper"),
        ("> quoted \nnot", False, "> quoted\nnot"),
        ("end \n-- \nAda", False, "end\n-- \nAda"),
        ("trailing ", False, "trailing "),
    ],
)
def test_flowed_text_is_joined_where_it_flows(text: str, delsp: bool, expected: str) -> None:
    assert flowed.unwrap(text, delsp=delsp) == expected


def test_flowed_is_only_undone_when_declared() -> None:
    assert read(mail("one \ntwo", content_type="text/plain; format=flowed")).body_text == "one two"
    assert read(mail("one \ntwo", content_type="text/plain; format=flowed; delsp=yes")).body_text == "onetwo"
    assert read(mail("one \ntwo")).body_text == "one \ntwo"


def test_a_monstrous_text_is_cut_and_attached_whole() -> None:
    message = read(mail(b"word " * 300_000))
    assert len(message.body_text) == 1_000_000
    (file,) = message.attachments
    assert file.filename == "body.txt"
    assert len(file.content) >= 1_499_999
    assert "text truncated, the whole is attached" in message.extra["notes"]


def test_base64_text_keeps_its_line_ends_as_one_kind() -> None:
    encoded = base64.b64encode(b"one\r\ntwo\rthree\nfour").decode()
    assert read(mail(encoded, content_transfer_encoding="base64")).body_text == "one\ntwo\nthree\nfour"
