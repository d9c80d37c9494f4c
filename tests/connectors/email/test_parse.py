from __future__ import annotations

import datetime as dt

import pytest

from connectors.email import ids
from inbox.envelope import Address, Unparsed
from tests.connectors.email.letters import KEY, KEYS, NOW, OLD_KEY, SUPPORT, events, mail, multipart, read

TOKEN = "abcdefghijklmnopqrstuvwx23"


def test_an_ordinary_mail_says_who_what_and_when() -> None:
    message = read(mail("Where is my parcel?\n", cc="Bob <bob@customer.example>", reply_to="else@customer.example"))
    assert message.sender == Address(network="email", handle="ada@customer.example", name="Ada Lovelace")
    assert message.external_id == "one@customer.example"
    assert message.subject == "A question"
    assert message.body_text == message.reply_text == "Where is my parcel?"
    assert message.body_html == ""
    assert message.sent_at == dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)
    assert [address.handle for address in message.cc] == ["bob@customer.example"]
    assert [address.handle for address in message.reply_to] == ["else@customer.example"]
    assert not message.automated


def test_our_own_channel_is_not_a_recipient_to_answer() -> None:
    token_address = ids.reply_address(SUPPORT, TOKEN)
    message = read(mail(to=f"{SUPPORT}, {token_address}, carol@x.example", cc=SUPPORT.upper()))
    assert [address.handle for address in message.to] == ["carol@x.example"]
    assert message.cc == ()


# -- broken headers: there is always a message --


@pytest.mark.parametrize(
    ("raw", "handle"),
    [
        (mail(drop="From", sender="boss@customer.example"), "boss@customer.example"),
        (mail(drop="From", reply_to="r@customer.example"), "r@customer.example"),
        (mail(drop="From", return_path="<p@customer.example>"), "p@customer.example"),
        (b"From: a@b.example, c@d.example\nSubject: two\n\nx", "a@b.example"),
        (b"From: broken\nFrom: a@b.example\n\nx", "a@b.example"),
        (b"FROM: a@b.example\n\nx", "a@b.example"),
        (b"From a@b.example Tue Mar  3 10:00:00 2026\nFrom: c@d.example\n\nx", "c@d.example"),
        (b">From x\nFrom: c@d.example\n\nx", "c@d.example"),
        (b"\r\n\r\nFrom: c@d.example\r\n\r\nx", "c@d.example"),
        (b"\xef\xbb\xbfFrom: c@d.example\n\nx", "c@d.example"),
        (b"From: c@d.example\rSubject: lone CR\r\rx", "c@d.example"),
        (b"Fr\x00om: x\nFrom: c@d.example\n\nx", "c@d.example"),
    ],
)
def test_the_sender_is_found_in_broken_headers(raw: bytes, handle: str) -> None:
    assert read(raw).sender.handle == handle


def test_a_mail_without_sender_gets_one_that_nobody_else_has() -> None:
    first, second = read(mail(drop="From")), read(mail("Other text", drop="From"))
    assert first.sender.handle.endswith("@sender.invalid")
    assert first.sender.handle != second.sender.handle
    assert "no readable sender" in first.extra["notes"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Tue, 3 Mar 2026 10:00:00 +0100", "2026-03-03T09:00:00+00:00"),
        ("3 Mar 2026 10:00 GMT", "2026-03-03T10:00:00+00:00"),
        ("Tue, 03 Mar 26 10:00:00 EST", "2026-03-03T15:00:00+00:00"),
        ("2026-03-03T10:00:00Z", "2026-03-03T10:00:00+00:00"),
        ("2026-03-03 10:00:00 +0200", "2026-03-03T08:00:00+00:00"),
        ("Tue, 03 Mar 2026 10:00:60 +0000", "2026-03-03T10:00:00+00:00"),
        ("nonsense", "2026-03-03T12:00:00+00:00"),
        ("", "2026-03-03T12:00:00+00:00"),
        ("Tue, 99 Foo 2026 10:00", "2026-03-03T12:00:00+00:00"),
        ("Fri, 01 Jan 2100 00:00:00 +0000", "2026-03-03T12:00:00+00:00"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "2026-03-03T12:00:00+00:00"),
        ("Tue, 03 Mar 2026 10:00:00 +9999", "2026-03-03T12:00:00+00:00"),
    ],
)
def test_dates_are_believed_when_they_can_be(date: str, expected: str) -> None:
    sent_at = read(mail(date=date)).sent_at.replace(second=0)
    if date.endswith("+9999"):
        assert abs(sent_at - NOW) < dt.timedelta(days=5)
    else:
        assert sent_at == dt.datetime.fromisoformat(expected)


def test_without_a_date_the_first_hop_tells_the_time() -> None:
    hops = "from b by c; Tue, 03 Mar 2026 09:30:00 +0000\r\nReceived: from a by b; Tue, 03 Mar 2026 09:00:00 +0000"
    assert read(mail(drop="Date", received=hops)).sent_at == dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)


def test_the_text_is_kept_when_the_blank_line_is_missing() -> None:
    message = read(b"From: a@b.example\nSubject: hi\nThis is already the text.\nMore of it.\n")
    assert message.subject == "hi"
    assert message.body_text == "This is already the text.\nMore of it."


def test_a_header_folded_without_a_space_does_not_end_the_headers() -> None:
    message = read(b"Subject: a long\nsubject line\nFrom: a@b.example\nTo: x@y.example\n\nbody\n")
    assert (message.subject, message.sender.handle, message.body_text) == ("a long subject line", "a@b.example", "body")


def test_nul_bytes_never_reach_the_database() -> None:
    message = read(mail(b"a\x00b", subject=b"s\x00t", message_id=b"<a\x00b@c>"))
    assert (message.body_text, message.subject, message.external_id) == ("ab", "st", "ab@c")


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\x00" * 100, b"\x7fELF\x00\x00\x01\xff" * 20])
def test_what_is_no_mail_at_all_is_quarantined(raw: bytes) -> None:
    (event,) = events(raw)
    assert isinstance(event, Unparsed)


def test_plain_text_without_any_header_is_still_read() -> None:
    assert read(b"just some text\nwithout headers\n").body_text == "just some text\nwithout headers"


def test_a_mail_beyond_the_size_limit_is_quarantined_with_the_reason() -> None:
    (event,) = events(b"x" * 50_000_001)
    assert isinstance(event, Unparsed)
    assert "50,000,001" in event.reason


# -- identity: the same however it came --


def test_transport_headers_change_neither_id_nor_fingerprint() -> None:
    plain = mail(drop="Message-ID")
    travelled = b"Return-Path: <x@y>\r\nDelivered-To: q\r\nReceived: from a by b; x\r\n" + plain
    assert read(plain).external_id == read(travelled).external_id
    assert read(plain).external_id.startswith("sha256:")
    assert read(plain).fingerprint == read(travelled).fingerprint
    assert read(plain.replace(b"\r\n", b"\n")).fingerprint == read(plain).fingerprint


def test_two_texts_under_one_message_id_have_two_fingerprints() -> None:
    first, second = read(mail("one")), read(mail("two"))
    assert first.external_id == second.external_id
    assert first.fingerprint != second.fingerprint


def test_a_reencoded_body_has_the_same_fingerprint() -> None:
    plain = mail("Hello world", content_type="text/plain")
    encoded = mail("SGVsbG8gd29ybGQ=", content_type="text/plain", content_transfer_encoding="base64")
    assert read(plain).fingerprint == read(encoded).fingerprint


def test_undated_copies_of_one_text_are_told_apart_by_their_first_hop() -> None:
    bare = mail("tick", drop="Date").replace(b"Message-ID: <one@customer.example>\r\n", b"")
    first = b"Received: from a by b; one\r\n" + bare
    second = b"Received: from a by b; two\r\n" + bare
    assert read(first).external_id != read(second).external_id


# -- threading hints --


def test_tokens_come_from_every_recipient_header() -> None:
    for name in ("to", "cc", "delivered_to", "x_original_to", "envelope_to"):
        raw = mail(**{name: f"Support <support+r{TOKEN}@brand.example>"})
        assert read(raw).thread.tokens == (TOKEN,)


def test_a_token_in_the_subject_or_body_is_nothing() -> None:
    raw = mail(f"support+r{TOKEN}@brand.example", subject=f"support+r{TOKEN}@brand.example")
    assert read(raw).thread.tokens == ()


def test_only_ids_that_our_key_signed_count_as_ours() -> None:
    ours = ids.mint_message_id(7, 9, domain="brand.example", key=KEY)
    older = ids.mint_message_id(7, 8, domain="brand.example", key=OLD_KEY)
    forged = ids.mint_message_id(7, 9, domain="brand.example", key=b"guess")
    raw = mail(in_reply_to=f"<{ours}>", references=f"<first@customer.example> <{older}> <{forged}> <{ours}>")
    thread = read(raw).thread
    assert thread.own_ids == (ours, older)
    assert thread.references == (forged, "first@customer.example")


def test_a_million_references_are_bounded() -> None:
    raw = mail(references=" ".join(f"<{number}@x>" for number in range(1_000_000)))
    assert len(read(raw).thread.references) <= 101


# -- machines --


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (failure)",
        "auto-submitted: AUTO-NOTIFIED; owner-email=x",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: auto_reply",
        "Precedence: list",
        "List-Id: <news.other.example>",
        "List-Unsubscribe: <https://other.example/u>",
        "X-Autoreply: yes",
        "X-Autorespond: 1",
        "X-Mail-Autoreply: true",
        "X-FC-MachineGenerated: true",
        "Return-Path: <>",
        "X-Cron-Env: <SHELL=/bin/sh>",
    ],
)
def test_mail_of_machines_is_automated(header: str) -> None:
    assert read(header.encode() + b"\r\n" + mail()).automated


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "X-Auto-Response-Suppress: All",
        "Precedence: normal",
        "Return-Path: <ada@customer.example>",
        "X-Janice-Loop: anything",
        "X-Janice-Ticket: 1",
        "List-Id: <support.brand.example>",
        f"List-Post: <mailto:{SUPPORT}>",
        f"List-Post: <mailto:{SUPPORT}>\r\nPrecedence: list\r\nList-Unsubscribe: <mailto:u@brand.example>",
    ],
)
def test_mail_of_people_is_not_automated(header: str) -> None:
    assert not read(header.encode() + b"\r\n" + mail()).automated


def test_our_own_mail_coming_back_is_automated() -> None:
    own_id = ids.mint_message_id(1, 2, domain="brand.example", key=KEY)
    assert read(mail(message_id=f"<{own_id}>")).automated
    assert read(f"X-Janice-Loop: {ids.mint_loop_mark(own_id, KEY)}\r\n".encode() + mail()).automated
    assert not read(f"X-Janice-Loop: {ids.mint_loop_mark(own_id, b'guess')}\r\n".encode() + mail()).automated
    assert read(mail().replace(b"ada@customer.example", SUPPORT.encode())).automated
    assert ids.verify_message_id(own_id, KEYS)


@pytest.mark.parametrize(
    "headers",
    [
        {"reply_to": "Ada <ada@customer.example>"},
        {"x_original_from": "Ada <ada@customer.example>", "reply_to": SUPPORT, "list_id": "<support.brand.example>"},
    ],
)
def test_a_form_or_list_that_writes_with_our_address_speaks_for_the_customer(headers: dict[str, str]) -> None:
    message = read(mail(**{"from": f"'Ada' via Support <{SUPPORT}>", **headers}))
    assert message.sender == Address(network="email", handle="ada@customer.example", name="Ada")
    assert not message.sender_verified
    assert not message.automated
    assert message.extra["from"] == [SUPPORT]
    assert read(mail()).sender_verified


def test_control_headers_of_strangers_change_nothing() -> None:
    plain, dressed = read(mail()), read(b"X-Janice-Status: solved\r\nX-Janice-Assign: root\r\n" + mail())
    assert plain == dressed


def test_a_multipart_mail_reads_from_its_best_parts() -> None:
    message = read(
        multipart(
            "Content-Type: text/plain; charset=utf-8\n\nHällo",
            "Content-Type: text/html; charset=utf-8\n\n<p>Hällo</p>",
            kind="alternative",
        )
    )
    assert (message.body_text, message.body_html) == ("Hällo", "<p>Hällo</p>")
