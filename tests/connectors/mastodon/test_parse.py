"""What a kept item says. Mastodon.py is the second reader of every shape used here."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from mastodon.return_types import Notification, Status
from mastodon.types_base import try_cast_recurse

from connectors.mastodon import parse
from connectors.mastodon.words import plain
from inbox.envelope import (
    InboundMessage,
    MediaKind,
    MessageDeleted,
    MessageEdited,
    Reaction,
    Unparsed,
    Visibility,
)
from tests.connectors.mastodon.shapes import PICTURE, US, body, mention, notification, status

NOW = dt.datetime(2026, 11, 21, 12, tzinfo=dt.UTC)
OUR_POST = status(100, "<p>New kettles!</p>", by="shop", mentions=[])


def read(raw: bytes) -> list[Any]:
    return list(parse.events(raw, us=US, received_at=NOW))


def said(of: dict[str, Any], *ancestors: dict[str, Any], kind: str = "mention") -> InboundMessage:
    (message,) = read(body(kind, of, ancestors=ancestors))
    assert isinstance(message, InboundMessage)
    return message


@pytest.mark.parametrize(
    "shape",
    [
        status(1, "<p>x</p>", edited_at="2026-11-21T08:00:00.000Z"),
        status(2, "<p>x</p>", media_attachments=[PICTURE], in_reply_to_id="1", spoiler_text="food"),
        OUR_POST,
    ],
)
def test_another_reader_finds_the_same_in_our_shapes(shape: dict[str, Any]) -> None:
    theirs = try_cast_recurse(Status, shape)  # type: ignore[no-untyped-call]
    ours = said(shape)
    assert str(theirs.id) == ours.external_id
    assert theirs.created_at == ours.sent_at
    assert theirs.visibility == ours.extra["visibility"]
    assert [one.url for one in theirs.media_attachments] == [one.ref for one in ours.media]
    assert str(theirs.in_reply_to_id or "") == ours.parent_id
    theirs = try_cast_recurse(Notification, notification("mention", shape))  # type: ignore[no-untyped-call]
    assert theirs.type == "mention"


def test_a_mention_is_a_public_message_of_who_wrote_it() -> None:
    message = said(
        status(
            5,
            '<p><span class="h-card"><a href="https://social.example/@shop" class="u-url mention">'
            "@<span>shop</span></a></span> it leaks</p>",
        )
    )
    assert message.sender.handle == "ada@other.example"
    assert message.sender.name == "Ada"
    assert (message.surface, message.conversation, message.visibility) == ("mention", "5", Visibility.PUBLIC)
    assert (message.body_text, message.reply_text) == ("@shop it leaks", "it leaks")
    assert message.url == "https://other.example/@ada/5"
    assert message.language == "en"
    assert not message.automated


def test_somebody_of_our_own_server_has_its_name() -> None:
    assert said(status(5, "<p>x</p>", by="Bob")).sender.handle == "bob@social.example"


@pytest.mark.parametrize(
    ("visibility", "ours"),
    [
        ("public", Visibility.PUBLIC),
        ("unlisted", Visibility.PUBLIC),
        ("private", Visibility.PRIVATE),
        ("direct", Visibility.PRIVATE),
        ("limited", Visibility.PRIVATE),
    ],
)
def test_only_what_everybody_can_read_is_public(visibility: str, ours: Visibility) -> None:
    message = said(status(5, "<p>x</p>", visibility=visibility))
    assert message.visibility is ours
    assert message.extra["visibility"] == visibility


def test_private_mentions_of_a_person_are_one_conversation() -> None:
    first, second = (said(status(n, "<p>x</p>", visibility="direct")) for n in (5, 6))
    assert (first.surface, first.conversation) == ("dm", "ada@other.example")
    assert second.conversation == first.conversation


def test_a_reply_to_our_post_hangs_under_it_and_begins_a_conversation() -> None:
    first = status(101, "<p>how much?</p>", in_reply_to_id="100")
    deeper = status(103, "<p>and shipping?</p>", in_reply_to_id="102")
    answer = status(102, "<p>40</p>", by="shop", in_reply_to_id="101")
    message = said(first, OUR_POST)
    assert (message.surface, message.conversation, message.parent_id) == ("comment", "101", "100")
    assert message.post is not None
    assert (message.post.external_id, message.post.text, message.post.ours) == ("100", "New kettles!", True)
    assert said(deeper, OUR_POST, first, answer).conversation == "101"


def test_a_mention_under_somebody_elses_post_belongs_to_that_thread() -> None:
    root = status(90, "<p>Which kettle?</p>", by="eve@far.example")
    message = said(status(91, "<p>ask @shop</p>", in_reply_to_id="90"), root)
    assert (message.surface, message.conversation, message.post) == ("mention", "90", None)


def test_what_we_said_privately_elsewhere_is_with_whom_we_said_it_to() -> None:
    own = status(7, "<p>@ada sent you one</p>", by="shop", visibility="direct", mentions=[mention("ada@other.example")])
    (message,) = read(json.dumps({"own": own, "ancestors": []}).encode())
    assert (message.own, message.surface, message.conversation) == (True, "dm", "ada@other.example")
    assert message.sender.handle == "ada@other.example"


def test_a_warning_stands_before_the_words() -> None:
    message = said(status(5, "<p>It exploded</p>", spoiler_text="<loud>"))
    assert message.body_text == "[<loud>]\n\nIt exploded"
    assert message.body_html.startswith("<p>[&lt;loud&gt;]</p>")


def test_scripts_in_a_status_of_a_hostile_server_are_gone() -> None:
    message = said(status(5, '<p onclick="x()">hi<script>alert(1)</script><img src=x></p>', url="javascript:alert(1)"))
    assert message.body_html == "<p>hi</p>"
    assert message.url == ""


def test_a_link_reads_as_it_was_typed() -> None:
    html = (
        '<p>see <a href="https://www.example.org/a/very/long"><span class="invisible">https://www.</span>'
        '<span class="ellipsis">example.org/a/very</span><span class="invisible">/long</span></a><br>thanks</p>'
        "<p>Bye</p>"
    )
    assert plain(html) == "see https://www.example.org/a/very/long\nthanks\n\nBye"


def test_right_to_left_emoji_and_chinese_stay_as_they_are() -> None:
    words = "مرحبا 👩‍👩‍👧 你好"
    assert said(status(5, f"<p>{words}</p>")).body_text == words


def test_a_picture_is_fetched_later() -> None:
    (media,) = said(status(5, "<p>look</p>", media_attachments=[PICTURE])).media
    assert (media.kind, media.ref, media.filename) == (MediaKind.IMAGE, PICTURE["url"], "57859aede991da25.jpeg")


def test_a_file_that_its_server_still_works_on_is_taken_from_where_it_came() -> None:
    waiting = PICTURE | {"url": None, "remote_url": "https://other.example/media/1.png"}
    lost = PICTURE | {"url": None, "remote_url": None}
    (media,) = said(status(5, "<p>look</p>", media_attachments=[waiting, lost])).media
    assert media.ref == "https://other.example/media/1.png"


def test_bots_are_marked_so_that_nobody_answers_them_by_machine() -> None:
    robot = status(5, "<p>beep</p>")
    robot["account"]["bot"] = True
    assert said(robot).automated


def test_an_edit_carries_its_time_as_its_version() -> None:
    edited = status(5, "<p>It leaks</p>", edited_at="2026-11-21T08:00:00.000Z")
    (event,) = read(json.dumps({"edited": edited}).encode())
    assert isinstance(event, MessageEdited)
    assert (event.external_id, event.body_text, event.version) == ("5", "It leaks", "2026-11-21T08:00:00.000Z")
    assert said(edited).version == event.version


def test_a_deletion_and_a_like_are_read() -> None:
    (gone,) = read(b'{"deleted": "5"}')
    (like,) = read(body("favourite", status(9, "<p>40</p>", by="shop")))
    assert isinstance(gone, MessageDeleted)
    assert (gone.external_id, gone.at) == ("5", NOW)
    assert isinstance(like, Reaction)
    assert (like.external_id, like.sender.handle, like.emoji) == ("9", "ada@other.example", "like")


def test_what_is_no_message_is_passed_over_and_what_is_unknown_is_shown() -> None:
    assert read(body("follow", None)) == []
    assert read(body("mention", None)) == []  # deleted before we looked
    (event,) = read(body("telepathy", status(5, "<p>x</p>")))
    assert isinstance(event, Unparsed)
    assert "telepathy" in event.reason
