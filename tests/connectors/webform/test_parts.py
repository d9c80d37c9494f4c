"""The pure parts: the kept bytes, own fields, colours, words for times."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import brand
from connectors.webform import settings, when
from connectors.webform.connector import connector
from connectors.webform.submission import NEW, REPLY, Submission, SubmittedFile, pack, to_events, unpack
from inbox.envelope import InboundMessage, Unparsed
from inbox.errors import InboxError
from inbox.models import RawInbound

NOW = dt.datetime(2026, 11, 21, 22, 0, tzinfo=dt.UTC)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
words = st.text(st.characters(codec="utf-8"), max_size=60)
files = st.lists(
    st.builds(
        lambda name, content: SubmittedFile(filename=name, content_type="a/b", content=content), words, st.binary()
    ),
    max_size=3,
)


@given(words, words, words, files)
def test_what_is_packed_is_unpacked_as_it_was(
    name: str, subject: str, message: str, attached: list[SubmittedFile]
) -> None:
    sent = Submission(
        id="n",
        kind=NEW,
        email="a@b.example",
        name=name,
        subject=subject,
        message=message,
        custom=(("order", "Order", name),),
        files=tuple(attached),
    )
    assert unpack(pack(sent)) == sent
    assert pack(sent) == pack(unpack(pack(sent)))


@given(st.binary(max_size=300))
def test_bytes_that_are_no_submission_are_unparsed_and_say_why(body: bytes) -> None:
    (event,) = to_events(body, received_at=NOW)
    assert isinstance(event, Unparsed)
    assert event.reason


def test_a_submission_cut_short_is_unparsed() -> None:
    body = pack(
        Submission(
            id="n",
            kind=NEW,
            email="a@b.example",
            files=(SubmittedFile(filename="f.png", content_type="image/png", content=b"12345"),),
        )
    )
    (event,) = to_events(body[:-1], received_at=NOW)
    assert event == Unparsed(reason="the file 'f.png' is cut short")


def test_a_reply_carries_the_tickets_token_and_an_unproven_address() -> None:
    sent = Submission(id="n", kind=REPLY, email="Ada@B.example", message="hi\r\nthere", reply_token="t" * 26)
    (event,) = to_events(pack(sent), received_at=NOW)
    assert isinstance(event, InboundMessage)
    assert event.thread.tokens == ("t" * 26,)
    assert (event.sender.handle, event.sender_verified) == ("ada@b.example", False)
    assert (event.body_text, event.external_id, event.sent_at) == ("hi\nthere", "form:n", NOW)


def test_the_parse_command_can_explain_kept_bytes() -> None:
    body = pack(Submission(id="n", kind=NEW, email="a@b.example", subject="s", message="m"))
    (explained,) = connector.explain(RawInbound(body=body, received_at=NOW))
    assert explained["from"] == {"name": "", "address": "a@b.example"}
    assert connector.explain(RawInbound(body=b"{}", received_at=NOW))[0]["type"] == "unparsed"


def test_a_field_is_read_from_one_line() -> None:
    field = settings.custom_field("topic | What about | required | select | options: One, Two | help: Choose.")
    assert (field.name, field.label, field.type, field.required) == ("topic", "What about", "select", True)
    assert (field.options, field.help) == (("One", "Two"), "Choose.")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("Order | x", "cannot be the name"),
        ("order", "needs a label"),
        ("order | Order | number", "'number' is not understood"),
        ("topic | Topic | select", "needs options"),
        ("topic | Topic | options: a", "only a select"),
    ],
)
def test_a_field_that_cannot_be_read_is_refused_with_its_name(line: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        settings.custom_field(line)


@pytest.mark.django_db
def test_settings_that_cannot_be_used_are_named() -> None:
    good = {field.name: field.default for field in connector.fields}
    assert connector.clean(" Contact ", good, {}) == "contact"
    bad = {
        **good,
        "colour": "red",
        "embed_origins": ["https://ok.example", "https://evil.example; script-src *"],
        "fields": ["a | A", "a | B"],
        "reply_channel_id": 999,
    }
    with pytest.raises(InboxError) as refused:
        connector.clean("no spaces", bad, {})
    assert set(refused.value.fields) == {
        "address",
        "settings.colour",
        "settings.embed_origins",
        "settings.fields",
        "settings.reply_channel_id",
    }


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_becomes_readable(value: int) -> None:
    colour = brand.parse(f"#{value:06x}")
    on_button = max(brand.contrast(colour, brand.WHITE), brand.contrast(colour, brand.INK))
    assert on_button >= brand.ENOUGH - 0.35  # the middle greys; both inks are as good there
    light = brand.readable(colour, brand.TINT, towards=(0, 0, 0))
    dark = brand.readable(colour, brand.DARK_TINT, towards=brand.WHITE)
    assert brand.contrast(light, brand.TINT) >= brand.ENOUGH
    assert brand.contrast(light, brand.WHITE) >= brand.ENOUGH
    assert brand.contrast(dark, brand.DARK_TINT) >= brand.ENOUGH


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.5, "today by 23:30 (Berlin time)"),
        (10, "tomorrow by 9:00 (Berlin time)"),
        (40.03, "by Monday, 23 November, 15:05 (Berlin time)"),
        (24 * 45, "by Tuesday, 5 January 2027, 23:00 (Berlin time)"),
    ],
)
def test_a_promise_is_said_in_words_of_the_calendars_zone(hours: float, words: str) -> None:
    assert when.promise(NOW + dt.timedelta(hours=hours), BERLIN, now=NOW) == words
