"""No input raises, none takes long: whatever a stranger sends ends as events within a bounded time."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.email.describe import describe
from inbox.envelope import InboundMessage
from tests.connectors.email.letters import KEY, events, mail, multipart
from tests.connectors.email.test_html import EVIL

LINES = [
    b"From: a@b.example",
    b"From: =?utf-8?q?x?= <a@b",
    b'To: x, y <z@w.example>, "q',
    b"Subject: =?utf-8?B?w4Q=?= =?x?Q?=E4?=",
    b"Date: Tue, 03 Mar 2026 10:00:00 +0100",
    b"Message-ID: <a@b>",
    b"References: <a@b> <t1.m2.abcdefghijklmnopqrstuvwxyz@c>",
    b"Content-Type: multipart/mixed; boundary=b",
    b'Content-Type: multipart/alternative; boundary="b"',
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b",
    b"Content-Type: text/html; charset=utf-7",
    b"Content-Type: text/plain; format=flowed; delsp=yes; charset=gb2312",
    b"Content-Type: message/rfc822",
    b"Content-Type: message/delivery-status",
    b"Content-Type: application/ms-tnef",
    b"Content-Type: text/calendar",
    b"Content-Disposition: attachment; filename*0*=utf-8''%E4; filename*1=x",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: x-uuencode",
    b"X-Failed-Recipients: a@b.example",
    b"Final-Recipient: rfc822; a@b.example",
    b"Action: failed",
    b"",
    b"",
    b"--b",
    b"--b--",
    b"begin 644 x",
    b"end",
    b"> quoted",
    b"On Mon, Mar 2, 2026 at 10:00, S <s@b.example> wrote:",
    b"-- ",
    b"\tfolded",
    b"\x00\xff\xfe",
    "Grüße 日本語".encode(),
    b"SGVsbG8=",
    b"=C3=A4=",
    b"\x78\x9f\x3e\x22\x01\x00",
    *[source.encode("utf-8", "replace") for source in EVIL[:20]],
]


def check(raw: bytes) -> None:
    found = events(raw)
    assert found
    text = json.dumps(describe(found), ensure_ascii=False)
    text.encode("utf-8")
    assert "\\u0000" not in text
    assert events(raw) == found  # deterministic
    for event in found:
        if isinstance(event, InboundMessage):
            assert event.external_id
            assert len(event.external_id) <= 500
            assert len(event.fingerprint) == 64
            assert event.sender.handle.count("@") >= 1
            assert all(file.filename and len(file.filename) <= 200 for file in event.attachments)
            assert all(len(file.content_type) <= 100 for file in event.attachments)
            assert bool(event.body_text.strip()) == bool(event.reply_text.strip())


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(LINES), max_size=40), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_no_mixture_of_mail_lines_raises(lines: list[bytes], end: bytes) -> None:
    check(end.join(lines))


@settings(max_examples=200)
@given(st.binary(max_size=2_000))
def test_no_bytes_raise(raw: bytes) -> None:
    check(raw)


@settings(max_examples=100)
@given(st.integers(0, 900), st.binary(max_size=20))
def test_no_damage_to_a_good_mail_raises(position: int, damage: bytes) -> None:
    raw = multipart(
        "Content-Type: text/plain; charset=utf-8\n\nHällo",
        "Content-Type: text/html; charset=utf-8\n\n<p>Hällo <img src='cid:x'></p>",
        'Content-Type: image/png; name="ä.png"\nContent-ID: <x>\nContent-Transfer-Encoding: base64\n\nAAAA',
        subject="=?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
    )
    check(raw[:position] + damage + raw[position + len(damage) :])
    check(raw[:position])


def nested(depth: int, kind: str = "mixed") -> bytes:
    opening = b"".join(
        b"Content-Type: multipart/%s; boundary=b%d\n\n--b%d\n" % (kind.encode(), n, n) for n in range(depth)
    )
    return b"From: a@b.example\n" + opening + b"\ndeep words\n"


BOMBS = {
    "10 MB of headers": lambda: (
        b"From: a@b.example\n" + b"X-A: " + b"y" * 70 + b"\n" * 1 + b"X-B: z\n" * 1_400_000 + b"\nx"
    ),
    "one header of 10 MB": lambda: mail(subject=b"=?utf-8?Q?" + b"a" * 10_000_000),
    "a million encoded words": lambda: mail(subject=b"=?utf-8?Q?a?= " * 700_000),
    "a million addresses": lambda: mail(to=b"a@b.example, " * 700_000),
    "brackets without end": lambda: mail(to=b"<" * 500_000 + b"(" * 500_000, cc=b'"' * 500_000 + b"\\" * 500_000),
    "comments in comments": lambda: mail(**{"from": b"(" * 30_000 + b"a@b.example" + b")" * 30_000}),
    "a million references": lambda: mail(references=b"<a@b> " * 1_000_000),
    "own ids by the thousand": lambda: mail(
        b"t1.m2.abcdefghijklmnopqrstuvwxyz@c " * 100_000, return_path="<>", subject="failure notice"
    ),
    "10,000 parts": lambda: multipart(*["\nx"] * 10_000),
    "10,000 empty boundaries": lambda: mail(b"--=b\n" * 300_000, content_type="multipart/mixed; boundary==b"),
    "almost boundaries": lambda: mail(b"--=bx\n" * 500_000, content_type='multipart/mixed; boundary="=b"'),
    "boundary with spaces after": lambda: mail(
        b"--=b" + b" " * 1_000_000, content_type='multipart/mixed; boundary="=b"'
    ),
    "depth 500": lambda: nested(500),
    "depth 500 of alternatives": lambda: nested(500, "alternative"),
    "parameters without end": lambda: mail(content_type=b"text/plain" + b"; a*1*=b" * 100_000),
    "quotes in parameters": lambda: mail(content_type=b'text/plain; name="' + b"\\" * 500_000),
    "quoted lines": lambda: mail(b"> x\n" * 500_000),
    "attributions": lambda: mail(b"On Mon, Mar 2, 2026 at 10:00 x <a@b.example> wrote:\n" * 50_000),
    "almost attributions": lambda: mail(b"On 2026 " * 300_000 + b"wrote:"),
    "header blocks": lambda: mail(b"From: a\nTo: b\n\n" * 50_000),
    "rules and dashes": lambda: mail(b"--\n________________________________\n" * 50_000),
    "one line of 5 MB": lambda: mail(b"x " * 2_500_000),
    "empty lines": lambda: mail(b"\n" * 3_000_000),
    "flowed": lambda: mail(b"x \n" * 500_000, content_type="text/plain; format=flowed"),
    "begin, begin, begin": lambda: mail(b"begin 644 x\n" * 80_000),
    "uuencoded nothings": lambda: mail(b"begin 644 x\n`\nend\n" * 50_000),
    "base64 of equals signs": lambda: mail(b"YQ==\n" * 200_000, content_transfer_encoding="base64"),
    "quoted-printable soft breaks": lambda: mail(b"=  \n" * 500_000, content_transfer_encoding="quoted-printable"),
    "divs without end": lambda: mail(b"<div>" * 400_000, content_type="text/html"),
    "nested divs within the cap": lambda: mail(b"<div>" * 9_000 + b"x", content_type="text/html"),
    "blockquotes": lambda: mail(b"<blockquote type=cite>" * 5_000 + b"x", content_type="text/html"),
    "formatting elements": lambda: mail(b"<b><i><u><font>" * 2_400 + b"<p>" * 400, content_type="text/html"),
    "tables": lambda: mail(b"<table><tr><td>x" * 100_000, content_type="text/html"),
    "angle brackets": lambda: mail(b"<" * 1_000_000, content_type="text/html"),
    "attributes": lambda: mail(b"<p " + b"a=b " * 400_000 + b">", content_type="text/html"),
    "styles": lambda: mail(b"<p style='" + b"color:red;" * 150_000 + b"'>x", content_type="text/html"),
    "entities": lambda: mail(b"&amp;" * 200_000, content_type="text/html"),
    "comments": lambda: mail(b"<!--" * 500_000, content_type="text/html"),
    "metas": lambda: mail(b"<meta " * 300_000, content_type="text/html"),
    "calendars": lambda: mail(b"BEGIN:VEVENT\nSUMMARY:" + b";x" * 500_000, content_type="text/calendar"),
    "delivery groups": lambda: multipart(
        "\nx", "Content-Type: message/delivery-status\n\n" + "Action: failed\n\n" * 100_000, kind="report"
    ),
    "bounce prose": lambda: mail(
        b"a@b.example:\n" * 100_000 + b"-----" * 100_000,
        **{"from": "mailer-daemon@x.example", "subject": "failure notice"},
    ),
    "40 MB attachment": lambda: multipart(
        b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b"AAAA" * 10_000_000
    ),
    "NULs": lambda: b"From: a@b.example\n\n" + b"\x00" * 2_000_000 + b"x",
    "CRs": lambda: b"From: a@b.example\r\r" + b"x\r" * 300_000,
    "utf-7": lambda: mail(b"+AAA-" * 200_000, content_type="text/plain; charset=utf-7"),
    "iso-2022-jp": lambda: mail(b"\x1b$B\x1b(B" * 200_000, content_type="text/plain; charset=iso-2022-jp"),
    "eight-bit noise": lambda: mail(bytes(range(128, 256)) * 8_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_no_mail_takes_long(bomb: str) -> None:
    raw = BOMBS[bomb]()
    started = time.process_time()
    found = events(raw)
    assert time.process_time() - started < 4, "the limit in production is 10 s"
    assert found


@pytest.mark.parametrize(
    "grow",
    [
        lambda n: mail(b"On Mon, Mar 2, 2026 at 10:00 x wrote\n" * n),
        lambda n: mail(b"From: a\nSent: b\n" * n),
        lambda n: mail(b"<p>x<br>" * n, content_type="text/html"),
        lambda n: mail(b"<b>x</b>" * n, content_type="text/html"),
        lambda n: mail(to=b"a b <c@d.example>, " * n),
        lambda n: mail(b"--=b\n\nx\n" * n, content_type='multipart/mixed; boundary="=b"'),
    ],
)
def test_the_time_grows_no_faster_than_the_mail(grow: object) -> None:
    assert callable(grow)

    def cost(size: int) -> float:
        raw = grow(size)
        best = 9.0
        for _ in range(2):
            started = time.process_time()
            events(raw)
            best = min(best, time.process_time() - started)
        return best

    small, large = cost(1_500), cost(6_000)
    assert large < max(small, 0.01) * 10


def test_part_and_depth_caps_leave_a_note() -> None:
    (many,) = events(multipart(*["\nx"] * 3_000))
    assert isinstance(many, InboundMessage)
    assert "too many parts" in many.extra["notes"]
    (deep,) = events(nested(200))
    assert isinstance(deep, InboundMessage)
    assert "parts nested too deep" in deep.extra["notes"]


def test_an_ordinary_mail_costs_little() -> None:
    file = b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n" + b"AAAA" * 33_000
    raw = multipart("Content-Type: text/plain\n\nHello\n> old", "Content-Type: text/html\n\n<p>Hello</p>", file)
    events(raw)
    started = time.process_time()
    for _ in range(20):
        events(raw)
    assert (time.process_time() - started) / 20 < 0.010, "about 0.001 s on a quiet core"
    assert KEY
