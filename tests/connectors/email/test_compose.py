from __future__ import annotations

import dataclasses
import datetime as dt
import email
import email.message
import email.policy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.email import ids
from connectors.email.compose import MAX_REFERENCES, compose, message_id
from inbox.envelope import Address, InboundMessage, OutboundAttachment, OutboundMessage, PermanentFailure
from tests.connectors.email.letters import KEY, KEYS, NOW, SUPPORT, events

TOKEN = "abcdefghijklmnopqrstuvwx23"
REPLY = OutboundMessage(
    message_id=9,
    ticket_id=7,
    ticket_ref="HD-4711",
    reply_token=TOKEN,
    idempotency_key="k",
    subject="Re: A question",
    body_text="Hello Ada,\n\nit is on its way.",
    body_html="<p>Hello Ada,</p><p>it is <b>on its way</b>.</p>",
    sender_name="Grace Hopper",
    to=(Address(network="email", handle="ada@customer.example", name="Ada Lovelace"),),
)


def write(*, signature: str = "", brand: str = "Brand", **changes: Any) -> bytes:
    mail = compose(
        dataclasses.replace(REPLY, **changes),
        channel_address=SUPPORT,
        brand=brand,
        mac_keys=KEYS,
        history=False,
        signature=signature,
        now=NOW,
    )
    return mail.as_bytes()


def standard(raw: bytes) -> email.message.EmailMessage:
    """As the standard library reads it: an oracle that shares no code with us."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def back(raw: bytes) -> InboundMessage:
    (event,) = events(raw)
    assert isinstance(event, InboundMessage)
    return event


def test_a_reply_carries_its_identity_in_the_headers() -> None:
    mail = standard(write(in_reply_to="two@customer.example", references=("one@customer.example",)))
    own_id = ids.mint_message_id(7, 9, domain="brand.example", key=KEY)
    assert mail["Message-ID"] == f"<{own_id}>"
    assert message_id(REPLY, channel_address=SUPPORT, mac_keys=KEYS) == own_id
    assert str(mail["From"]) == f"Grace Hopper via Brand <{SUPPORT}>"
    assert str(mail["Reply-To"]) == f"Brand <support+r{TOKEN}@brand.example>"
    assert str(mail["To"]) == "Ada Lovelace <ada@customer.example>"
    assert mail["In-Reply-To"] == "<two@customer.example>"
    assert mail["References"] == "<one@customer.example> <two@customer.example>"
    assert mail["Date"].datetime == NOW
    assert mail["Auto-Submitted"] is None
    assert ids.verify_loop_mark(str(mail["X-Janice-Loop"]), KEYS)


def test_the_customer_s_answer_finds_its_way_back() -> None:
    sent = standard(write())
    answer = (
        f"From: ada@customer.example\r\nTo: {sent['Reply-To']}\r\nSubject: Re\r\n"
        f"In-Reply-To: {sent['Message-ID']}\r\nReferences: {sent['Message-ID']}\r\n\r\nThanks\r\n"
    )
    thread = back(answer.encode()).thread
    assert thread.tokens == (TOKEN,)
    assert [ids.verify_message_id(own_id, KEYS) for own_id in thread.own_ids] == [(7, 9)]


def test_text_and_html_say_the_same() -> None:
    mail = standard(write())
    text, markup = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert markup is not None
    assert text.get_content().splitlines() == ["Hello Ada,", "", "it is on its way."]
    assert "<b>on its way</b>" in markup.get_content()


def test_html_is_made_from_text_and_text_from_html_when_one_is_missing() -> None:
    assert "1 &lt; 2<br>" in back(write(body_html="", body_text="1 < 2\nsurely")).body_html
    assert back(write(body_text="", body_html="<p>one</p><p>two</p>")).body_text == "one\n\ntwo"


def test_bcc_is_nowhere_in_the_mail() -> None:
    raw = write(bcc=(Address(network="email", handle="secret@customer.example"),))
    assert b"secret" not in raw
    assert standard(write(to=(), bcc=REPLY.to))["To"].addresses == ()


def test_signature_and_history_stand_below_and_are_folded_when_they_come_back() -> None:
    history = "Ada Lovelace, 2026-03-02 10:00 UTC:\n> Where is it?\n>\n> Ada"
    assert back(write(signature="Grace\nBrand Inc.")).reply_text == "Hello Ada,\n\nit is on its way."
    quoted = dataclasses.replace(REPLY, history=history)
    mail = compose(quoted, channel_address=SUPPORT, brand="Brand", mac_keys=KEYS, history=True, signature="Grace")
    message = back(mail.as_bytes())
    assert message.reply_text == "Hello Ada,\n\nit is on its way."
    assert message.body_text.endswith("> Where is it?\n>\n> Ada")
    assert "<div data-quoted>" in message.body_html
    without = compose(quoted, channel_address=SUPPORT, brand="Brand", mac_keys=KEYS, history=False, signature="")
    assert "Where is it?" not in str(without)


def test_automated_mail_says_so_and_still_lets_bounces_through() -> None:
    mail = standard(write(automated=True))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "NDR" not in str(mail["X-Auto-Response-Suppress"])
    assert standard(write(automated=True, in_reply_to="a@b"))["Auto-Submitted"] == "auto-replied"


def test_attachments_and_inline_images_come_back_as_they_were() -> None:
    files = (
        OutboundAttachment(filename="Rechnung März.pdf", content_type="application/pdf", content=b"%PDF\x00\xff"),
        OutboundAttachment(
            filename="logo.png", content_type="image/png", content=b"png", content_id="l@x", inline=True
        ),
        OutboundAttachment(filename="note.txt", content_type="text/plain", content="ü\r\n".encode("latin-1")),
        OutboundAttachment(filename="old.eml", content_type="message/rfc822", content=b"From: a\n\nb"),
        OutboundAttachment(filename="", content_type="not a type", content=b""),
    )
    message = back(write(attachments=files, body_html='<p>See <img alt="" data-cid="l@x"></p>'))
    assert {(file.filename, file.content, file.inline) for file in message.attachments} == {
        ("Rechnung März.pdf", b"%PDF\x00\xff", False),
        ("logo.png", b"png", True),
        ("note.txt", b"\xfc\r\n", False),
        ("old.eml", b"From: a\n\nb", False),
        ("attachment", b"", False),
    }
    assert 'data-cid="l@x"' in message.body_html


EVIL = ["a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b"]


@pytest.mark.parametrize("value", EVIL)
@pytest.mark.parametrize(
    "field",
    ["subject", "sender_name", "in_reply_to", "reply_token", "name", "handle", "filename", "content_id", "reference"],
)
def test_a_line_break_in_any_header_value_is_refused(field: str, value: str) -> None:
    person = Address(network="email", handle="a@b.example", name="A")
    file = OutboundAttachment(filename="f", content_type="text/plain", content=b"")
    changes: dict[str, Any] = {field: value}
    given: dict[str, Any] = {field: value}
    if field in ("name", "handle"):
        changes = {"cc": (dataclasses.replace(person, **given),)}
    if field in ("filename", "content_id"):
        changes = {"attachments": (dataclasses.replace(file, **given),)}
    if field == "reference":
        changes = {"references": (value,)}
    with pytest.raises(PermanentFailure, match="line break"):
        write(**changes)


@pytest.mark.parametrize(
    "handle", ["", "ada", "a@b.example, c@d.example", "<a@b.example>", "A <a@b.example>", "é@b.example"]
)
def test_a_recipient_that_is_not_one_address_is_refused(handle: str) -> None:
    with pytest.raises(PermanentFailure):
        write(to=(Address(network="email", handle=handle),))


def test_an_international_domain_is_written_in_ascii() -> None:
    mail = standard(write(to=(Address(network="email", handle="Ada@exämple.org"),)))
    assert str(mail["To"]) == "Ada@xn--exmple-cua.org"


def test_references_are_bounded_and_ids_that_mail_cannot_carry_are_left_out() -> None:
    many = tuple(f"{number}@customer.example" for number in range(200))
    mail = standard(write(references=("sha256:" + "0" * 64, "with space@x", "<a@b>", *many), in_reply_to="sha256:0"))
    references = str(mail["References"]).split()
    assert len(references) == MAX_REFERENCES
    assert references[0] == "<0@customer.example>"
    assert references[-1] == "<199@customer.example>"
    assert mail["In-Reply-To"] is None


def test_a_long_id_is_never_rewritten() -> None:
    long_id = "x" * 200 + "@" + "y" * 40 + ".example"
    raw = write(references=(long_id,), in_reply_to=long_id)
    assert f"<{long_id}>".encode() in raw
    assert back(raw).thread.references == (long_id,)


@settings(max_examples=60, deadline=dt.timedelta(seconds=2))
@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=150),
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=3_000),
)
def test_any_text_survives_the_journey_in_seven_bits(word: str, body: str) -> None:
    subject = f"{word} and {word}"
    person = Address(network="email", handle="ada@customer.example", name=word)
    raw = write(subject=subject, body_text=f"x{body}x", body_html="", sender_name=word, brand=word[:40], cc=(person,))
    raw.decode("ascii")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert str(standard(raw)["Subject"]) == subject
    message = back(raw)
    assert message.subject == subject
    assert message.cc[0].handle == person.handle
    text = standard(raw).get_body(("plain",))
    assert text is not None
    assert text.get_content().splitlines() == f"x{body}x".splitlines()
