"""What LINE tells becomes events: each fixture fits LINE's own document, and line-bot-sdk reads the same in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from linebot.v3.webhook import WebhookParser

from connectors.line.read import read
from inbox.envelope import InboundEvent, InboundMessage, MediaKind, MessageDeleted, Unparsed
from tests.connectors.line import events
from tests.servers import schemas

DOCUMENT = "line-webhook.yml"
HARD = "שלום 👩‍👩‍👧 日本語\nzweite Zeile"
EVERY: dict[str, dict[str, Any]] = {
    "text": events.text(HARD),
    "text with emoji, mention and quote": events.text(
        "@Shop Hello (love)",
        source=events.IN_GROUP,
        said={
            "emojis": [{"index": 12, "length": 6, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}],
            "mention": {
                "mentionees": [{"index": 0, "length": 5, "type": "user", "userId": events.BOT, "isSelf": True}]
            },
            "quotedMessageId": "468789532432007169",
        },
    ),
    "image": events.file("image"),
    "image kept elsewhere": events.file(
        "image", contentProvider={"type": "external", "originalContentUrl": "https://example.com/o.jpg"}
    ),
    "video": events.file("video"),
    "audio": events.file("audio"),
    "file": events.file("file"),
    "sticker": events.message(events.STICKER),
    "location": events.message(events.LOCATION),
    "room without a speaker": events.text("hi", source=events.UNKNOWN_IN_ROOM),
    "standby": {**events.text("hi"), "mode": "standby"},
    "unsend": events.event("unsend", unsend={"messageId": "325708"}),
    "postback": events.event("postback", replyToken="t", postback={"data": "action=buy&item=1"}),
    "postback with a date": events.event(
        "postback", replyToken="t", postback={"data": "when", "params": {"datetime": "2026-12-25T01:00"}}
    ),
    "follow": events.event("follow", replyToken="t", follow={"isUnblocked": True}),
    "unfollow": events.event("unfollow"),
    "join": events.event("join", replyToken="t", source=events.IN_GROUP),
    "leave": events.event("leave", source=events.IN_GROUP),
    "memberJoined": events.event(
        "memberJoined", replyToken="t", source=events.IN_GROUP, joined={"members": [events.DM]}
    ),
    "memberLeft": events.event("memberLeft", source=events.IN_GROUP, left={"members": [events.DM]}),
    "videoPlayComplete": events.event("videoPlayComplete", replyToken="t", videoPlayComplete={"trackingId": "track"}),
    "beacon": events.event("beacon", replyToken="t", beacon={"hwid": "d41d8cd98f", "type": "enter"}),
    "accountLink": events.event("accountLink", replyToken="t", link={"result": "ok", "nonce": "n"}),
    "membership": events.event("membership", replyToken="t", membership={"type": "joined", "membershipId": 3189}),
}
every = pytest.mark.parametrize("name", EVERY)


def one(event: dict[str, Any]) -> InboundEvent:
    (found,) = read(events.call(event))
    return found


def message(event: dict[str, Any]) -> InboundMessage:
    found = one(event)
    assert isinstance(found, InboundMessage)
    return found


@every
def test_the_fixture_has_the_shape_that_line_publishes(name: str) -> None:
    event = EVERY[name]
    schemas.check(DOCUMENT, "CallbackRequest", {"destination": events.BOT, "events": [event]})
    schemas.check(DOCUMENT, schemas.mapping(DOCUMENT, "Event")[event["type"]], event)
    if event["type"] == "message":
        schemas.check(DOCUMENT, schemas.mapping(DOCUMENT, "MessageContent")[event["message"]["type"]], event["message"])


@every
def test_lines_own_library_reads_the_same(name: str) -> None:
    body = events.call(EVERY[name])
    (theirs,) = WebhookParser(events.SECRET).parse(body.decode(), events.signature(body))
    ours = read(body)
    if theirs.type == "message":
        (found,) = ours
        assert isinstance(found, InboundMessage)
        assert found.external_id == theirs.message.id
        assert found.sent_at == dt.datetime.fromtimestamp(theirs.timestamp / 1000, dt.UTC)
        assert found.conversation in theirs.source.to_dict().values()
        if theirs.message.type == "text":
            assert found.body_text == theirs.message.text
            assert found.parent_id == (theirs.message.quoted_message_id or "")
    elif theirs.type == "unsend":
        assert ours == [MessageDeleted(external_id=theirs.unsend.message_id, at=found_at(theirs))]
    elif theirs.type == "postback":
        assert theirs.postback.data in message(EVERY[name]).body_text
    else:
        assert ours == []


def found_at(theirs: Any) -> dt.datetime:
    return dt.datetime.fromtimestamp(theirs.timestamp / 1000, dt.UTC)


def test_a_direct_message_is_of_its_sender_and_a_group_chat_one_room_of_many_speakers() -> None:
    direct = message(events.text("hi"))
    assert (direct.surface, direct.conversation, direct.sender.handle) == ("dm", events.USER, events.USER)
    group = message(events.text("hi", source=events.IN_GROUP))
    assert (group.surface, group.conversation, group.sender.handle) == ("room", events.GROUP, events.USER)
    unknown = message(events.text("hi", source=events.UNKNOWN_IN_ROOM))
    assert (unknown.surface, unknown.conversation, unknown.sender.handle) == ("room", events.ROOM, events.ROOM)


def test_files_are_fetched_by_the_id_of_their_message_or_where_the_sender_keeps_them() -> None:
    (image,) = message(EVERY["image"]).media
    assert (image.ref, image.kind) == (message(EVERY["image"]).external_id, MediaKind.IMAGE)
    (elsewhere,) = message(EVERY["image kept elsewhere"]).media
    assert elsewhere.ref == "https://example.com/o.jpg"
    (paper,) = message(EVERY["file"]).media
    assert (paper.filename, paper.size) == ("Rechnung №7.pdf", 2138)


def test_stickers_places_and_buttons_are_words_that_an_agent_can_read() -> None:
    assert message(EVERY["sticker"]).body_text == "[Sticker] cony, sally, thankful"
    assert "1-3 Kioicho" in message(EVERY["location"]).body_text
    assert message(EVERY["postback with a date"]).body_text == "[Button] when (2026-12-25T01:00)"


def test_tokens_for_answering_come_with_the_message() -> None:
    assert message(events.text("hi", number=3)).extra == {
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA3",
        "quoteToken": "q3Plxr4AgKd3",
        "markAsReadToken": "30yhdy2323",
    }


def test_one_broken_event_harms_no_other_and_what_nobody_knows_is_kept_for_a_person() -> None:
    broken = events.text("lost", number=2)
    del broken["message"]["text"]
    batch = [events.text("one"), broken, events.event("telepathy"), events.message({"type": "hologram", "id": "9"})]
    found = read(events.call(*batch, events.text("five", number=5), "nonsense"))  # type: ignore[arg-type]
    assert [type(each) for each in found] == [InboundMessage, Unparsed, Unparsed, Unparsed, InboundMessage, Unparsed]
    assert "telepathy" in str(found[2])
    assert "hologram" in str(found[3])


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events": 3}', b"\xff\xfe", b"null"])
def test_rubbish_is_unparsed(body: bytes) -> None:
    assert [type(each) for each in read(body)] == [Unparsed]
