"""What YouTube returns becomes events; the fixtures fit Google's own document."""

from __future__ import annotations

import datetime as dt

import jsonschema
import pytest
from django.utils import timezone

from connectors.youtube.read import read
from inbox.envelope import (
    InboundEvent,
    InboundMessage,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    Unparsed,
    Visibility,
)
from tests.connectors.youtube import comments
from tests.connectors.youtube.comments import ADA, AT, BOB, OWN, body, comment, page, thread, video

NOW = timezone.now()
HARD = "שלום 👩‍👩‍👧 日本語 <b>not bold</b>"
TOP = comment("Ugz1", HARD)
REPLY = comment("Ugz1.r1", "Same here", author=BOB, parent="Ugz1", at=AT + dt.timedelta(minutes=1))
OURS = comment("Ugz1.r2", "Sorry!", author=OWN, parent="Ugz1", at=AT + dt.timedelta(minutes=2), textOriginal="Sorry!")
PICTURE = comment("Ugz2", "look", imageUrl="https://yt3.ggpht.com/picture")
HELD = comment("Ugz3", "buy now", moderationStatus="heldForReview")


def events(raw: bytes) -> list[InboundEvent]:
    return read(raw, own=OWN, received_at=NOW)


def messages(raw: bytes) -> list[InboundMessage]:
    return [event for event in events(raw) if isinstance(event, InboundMessage)]


def test_the_fixtures_are_what_google_describes() -> None:
    for each in (TOP, REPLY, OURS, PICTURE, HELD):
        comments.check("Comment", each)
    comments.check("CommentThreadListResponse", page(thread(TOP, REPLY, OURS), thread(HELD), nextPageToken="more"))
    comments.check("CommentListResponse", page(REPLY, kind="youtube#commentListResponse"))
    comments.check("VideoListResponse", page(video(), kind="youtube#videoListResponse"))
    with pytest.raises(jsonschema.ValidationError):  # so that the lines above can fail
        comments.check("Comment", comment("x", "y", colour="red"))


def test_a_thread_is_one_conversation_under_its_video_whoever_talks_in_it() -> None:
    top, reply, ours = messages(body(thread(TOP, REPLY, OURS), videos=(video(),)))
    assert {each.conversation for each in (top, reply, ours)} == {"Ugz1"}
    assert (top.body_text, top.sender.handle, top.sender.name) == (HARD, ADA, "@ada")
    assert (top.parent_id, reply.parent_id, reply.sender.handle) == ("", "Ugz1", BOB)
    assert top.visibility is Visibility.PUBLIC
    assert top.post is not None
    assert (top.post.external_id, top.post.title, top.post.ours) == (comments.VIDEO, "How to descale a kettle", True)
    assert reply.url == f"https://www.youtube.com/watch?v={comments.VIDEO}&lc=Ugz1.r1"
    assert (ours.own, ours.body_text, top.own) == (True, "Sorry!", False)


def test_our_own_first_word_under_a_video_waits_for_somebody_to_answer_it() -> None:
    pinned = comment("Ugz4", "Ask us!", author=OWN)
    (reply,) = messages(body(thread(pinned, comment("Ugz4.r1", "How?", parent="Ugz4"))))
    assert (reply.conversation, reply.body_text) == ("Ugz4", "How?")


def test_an_edited_comment_says_its_last_words() -> None:
    edited = comment("Ugz1", "Mine leaks a lot", updated=AT + dt.timedelta(hours=1))
    message, edit = events(body(thread(edited)))
    assert isinstance(message, InboundMessage)
    assert edit == MessageEdited(
        external_id="Ugz1",
        at=AT + dt.timedelta(hours=1),
        body_text="Mine leaks a lot",
        version="2026-11-01T13:00:00Z",
    )


def test_what_waits_for_review_is_hidden_until_it_is_published() -> None:
    message, hidden = events(body(thread(HELD)))
    assert isinstance(message, InboundMessage)
    assert message.hidden
    assert hidden == MessageHidden(external_id="Ugz3", at=NOW, hidden=True)
    (_, shown) = events(body(thread(comment("Ugz3", "buy now", moderationStatus="published"))))
    assert shown == MessageHidden(external_id="Ugz3", at=NOW, hidden=False)


def test_pictures_and_people_without_a_channel() -> None:
    assert messages(body(thread(PICTURE)))[0].media[0].ref == "https://yt3.ggpht.com/picture"
    nobody = comment("Ugz5", "hm")
    del nobody["snippet"]["authorChannelId"]
    assert messages(body(thread(nobody)))[0].sender.handle == "@ada"


def test_what_is_gone_is_deleted() -> None:
    found = [MessageDeleted(external_id=each, at=NOW) for each in ("Ugz1", "Ugz2")]
    assert events(body(gone=("Ugz1", "Ugz2"))) == found


def test_one_broken_comment_harms_no_other() -> None:
    broken = comment("Ugz1.r3", "lost", parent="Ugz1")
    del broken["snippet"]["publishedAt"]
    strange = {"kind": "youtube#hologram", "snippet": {"text": "Beam me up."}}
    found = events(body(thread(TOP, broken, REPLY), {"id": "x"}, strange, thread(PICTURE)))
    assert [type(each) for each in found] == [
        InboundMessage,
        Unparsed,
        InboundMessage,
        Unparsed,
        Unparsed,
        InboundMessage,
    ]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"items": 3}', b"\xff", b"null", b'{"items": [], "videos": [1]}'])
def test_rubbish_is_unparsed(raw: bytes) -> None:
    assert all(isinstance(each, Unparsed) for each in events(raw))
    assert events(raw)
