from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from connectors.instagram import parse
from inbox.envelope import (
    Address,
    DeliveryReceipt,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MessageDeleted,
    MessageEdited,
    PostChanged,
    Reaction,
    ReceiptState,
    Unparsed,
    Visibility,
)
from inbox.models import Channel, RawInbound
from tests.connectors.instagram import payloads
from tests.connectors.instagram.payloads import ACCOUNT, MEDIA, PERSON, call, comment, direct, mention, message

ADA = Address(network=f"instagram:{ACCOUNT}", handle=PERSON)
REEL = "https://www.instagram.com/reel/1/"
START = dt.datetime.fromtimestamp(payloads.AT, dt.UTC)


def read(body: bytes, *, address: str = ACCOUNT) -> list[InboundEvent]:
    channel = Channel(kind="instagram", address=address)
    return parse.parse(RawInbound(channel=channel, body=body, received_at=dt.datetime.now(dt.UTC)))


def one(body: bytes) -> Any:
    (event,) = read(body)
    return event


def test_a_direct_message_is_private() -> None:
    event = one(call(messaging=[message()]))
    assert (event.sender, event.surface, event.conversation) == (ADA, "dm", PERSON)
    assert (event.visibility, event.sent_at) == (Visibility.PRIVATE, START)


def test_an_answer_to_a_story_brings_the_story_along() -> None:
    story = {"story": {"id": "1799", "url": "https://lookaside.fbsbx.com/story.jpg"}}
    event = one(call(messaging=[message("So schön!", reply_to=story)]))
    assert event.body_text == "(Answers your story.)\nSo schön!"
    assert (event.media[0].ref, event.extra) == (story["story"]["url"], {"story": {"id": "1799"}})
    gone = one(call(messaging=[message("So schön!", reply_to={"story": {"id": "1799"}})]))
    assert gone.media == ()


@pytest.mark.parametrize(
    ("kind", "payload", "text", "media"),
    [
        ("image", {"url": "https://lookaside.fbsbx.com/a"}, "", MediaKind.IMAGE),
        (
            "story_mention",
            {"url": "https://lookaside.fbsbx.com/s"},
            "(Mentioned you in a story.)",
            MediaKind.FILE,
        ),
        ("share", {"url": "https://lookaside.fbsbx.com/p"}, "(Sent a post.)", MediaKind.FILE),
        (
            "ig_reel",
            {"url": "https://www.instagram.com/reel/1/"},
            "(Sent a reel.)\nhttps://www.instagram.com/reel/1/",
            None,
        ),
    ],
)
def test_what_is_shared_is_a_file_or_a_link(
    kind: str, payload: dict[str, Any], text: str, media: MediaKind | None
) -> None:
    event = one(call(messaging=[message("", attachments=[{"type": kind, "payload": payload}])]))
    assert event.body_text == text
    assert [ref.kind for ref in event.media] == ([media] if media else [])


def test_what_instagram_does_not_pass_on_is_said() -> None:
    event = one(call(messaging=[message("", is_unsupported=True)]))
    assert event.body_text == "(The customer sent something that Meta does not pass on to businesses.)"


def test_unsent_edited_seen_and_reacted() -> None:
    gone, edited, seen, reacted = read(
        call(
            messaging=[
                message("", is_deleted=True),
                direct(message_edit={"mid": "mid-1", "text": "Liefert ihr nach Graz?", "num_edit": 1}),
                direct(read={"mid": "mid-9"}),
                direct(reaction={"mid": "mid-9", "action": "react", "reaction": "love", "emoji": "❤️"}),
            ]
        )
    )
    assert isinstance(gone, MessageDeleted)
    assert isinstance(edited, MessageEdited)
    assert isinstance(seen, DeliveryReceipt)
    assert isinstance(reacted, Reaction)
    assert (gone.external_id, edited.body_text) == ("mid-1", "Liefert ihr nach Graz?")
    assert (seen.own_id, seen.state, reacted.emoji) == ("mid-9", ReceiptState.READ, "❤️")


def test_an_echo_is_ours() -> None:
    said = {"mid": "mid-2", "text": "Ja", "is_echo": True, "metadata": "janice:0b9cf2a8-0000-4000-8000-000000000001"}
    event = one(call(messaging=[direct(sender=ACCOUNT, message=said)]))
    assert (event.own, event.sender, event.echo_of) == (True, ADA, "0b9cf2a8-0000-4000-8000-000000000001")


def test_a_comment_is_public_and_an_answer_below_it_stays_with_it() -> None:
    first, second, ours = read(
        call(changes=[comment(1), comment(2, parent_id="17861"), comment(3, parent_id="17861", author=ACCOUNT)])
    )
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert isinstance(ours, InboundMessage)
    assert first.sender == Address(network=ADA.network, handle=PERSON, name="ada.lovelace")
    assert (first.surface, first.visibility, first.conversation) == ("comment", Visibility.PUBLIC, "17861")
    assert first.post is not None
    assert first.post.external_id == MEDIA
    assert (second.conversation, second.parent_id, second.own) == ("17861", "17861", False)
    assert (ours.conversation, ours.own) == ("17861", True)


def test_an_advertised_post_and_a_live_broadcast_are_noted() -> None:
    media = {"id": MEDIA, "ad_id": "23", "ad_title": "Kettles", "original_media_id": "1"}
    ad, live = read(call(changes=[comment(1, media=media), comment(2, "live_comments")]))
    assert isinstance(ad, InboundMessage)
    assert isinstance(live, InboundMessage)
    assert (ad.extra, live.extra) == ({"ad": {"id": "23", "title": "Kettles"}}, {"live": True})


def test_a_mention_waits_for_its_words() -> None:
    assert read(call(changes=[mention(comment_id="1788"), mention()])) == []


def test_what_was_looked_up_becomes_a_post_and_a_mention() -> None:
    post = {"id": MEDIA, "caption": "Kettles!", "permalink": "https://www.instagram.com/p/1/", "username": "shop"}
    said = {"id": "1788", "text": "@shop leaks", "timestamp": "2026-11-21T10:00:00+0000", "username": "ada.lovelace"}
    said["media"] = {"id": "1791", "permalink": "https://www.instagram.com/p/2/"}  # type: ignore[assignment]
    found, told = read(
        call(
            changes=[
                {"field": "janice_found", "value": {"what": "post", "answer": post}},
                {
                    "field": "janice_found",
                    "value": {"what": "mention", "answer": said, "media_id": "1791", "comment_id": "1788"},
                },
            ]
        )
    )
    assert isinstance(found, PostChanged)
    assert (found.post.text, found.post.url) == ("Kettles!", "https://www.instagram.com/p/1/")
    assert isinstance(told, InboundMessage)
    assert (told.surface, told.conversation, told.body_text) == ("mention", "1791:1788", "@shop leaks")
    assert (told.sender.handle, told.url) == ("@ada.lovelace", "https://www.instagram.com/p/2/")


def test_the_dashboards_test_button_puts_messages_among_the_changes() -> None:
    event = one(call(changes=[{"field": "messages", "value": message()}]))
    assert (event.surface, event.body_text) == ("dm", "Liefert ihr nach Wien?")


def test_what_is_new_is_shown_and_what_is_of_others_is_left_to_them() -> None:
    assert isinstance(one(call(changes=[{"field": "holograms", "value": {"text": "Hello"}}])), Unparsed)
    unnamed: dict[str, Any] = {"from": None}
    assert isinstance(one(call(changes=[comment(1, **unnamed)])), Unparsed)
    assert read(call(changes=[{"field": "story_insights", "value": {"reach": 17}}])) == []
    assert read(call(messaging=[message()], account="1")) == []
