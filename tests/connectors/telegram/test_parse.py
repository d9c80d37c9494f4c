"""What Telegram tells us. Each payload is also read by python-telegram-bot, a reader that others wrote."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import telegram

from connectors.telegram.parse import events
from inbox.envelope import (
    InboundEvent,
    InboundMessage,
    MediaKind,
    MessageDeleted,
    MessageEdited,
    Reaction,
    Unparsed,
)
from tests.connectors.telegram.bots import ADA, BOB, BOT, DATE, GROUP, PRIVATE, message, update

AT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
SIZES = [
    {"file_id": "small", "file_unique_id": "a", "width": 90, "height": 90, "file_size": 1000},
    {"file_id": "large", "file_unique_id": "b", "width": 1280, "height": 960, "file_size": 100_000},
]
FILE = {"file_id": "F", "file_unique_id": "U", "file_size": 5000}
BUSINESS = {"business_connection_id": "bc-1"}


def read(payload: dict[str, Any], *, groups: str = "mentions") -> list[InboundEvent]:
    """Ours, of a payload that the other reader understands to be complete."""
    other = telegram.Update.de_json(payload, None)
    assert other is not None
    assert not other.api_kwargs, "the payload has fields that Telegram does not"
    return events(json.dumps(payload).encode(), bot="shop_bot", taken=groups, received_at=AT)


def one(payload: dict[str, Any], **how: str) -> InboundMessage:
    (event,) = read(payload, **how)
    assert isinstance(event, InboundMessage), event
    return event


def test_a_private_message_is_of_its_sender_in_their_chat() -> None:
    text = "مرحبا 👩‍👩‍👧 你好"
    found = one(update(message=message(text=text)))
    assert (found.external_id, found.body_text, found.body_html) == ("42:1", text, "")
    assert (found.sender.network, found.sender.handle, found.sender.name) == ("telegram", "42", "Ada Lovelace")
    assert (found.surface, found.conversation, found.language) == ("dm", "42", "en")
    assert found.sent_at == dt.datetime.fromtimestamp(DATE, tz=dt.UTC)


def test_formatting_counts_in_utf16_and_may_overlap() -> None:
    text = "👩‍👩‍👧 bold & linked"
    marks = [
        {"type": "bold", "offset": 9, "length": 6},
        {"type": "italic", "offset": 12, "length": 5},
        {"type": "text_link", "offset": 16, "length": 6, "url": "https://shop.example/?a=1&b=2"},
        {"type": "text_link", "offset": 0, "length": 8, "url": "javascript:alert(1)"},
    ]
    found = one(update(message=message(text=text, entities=marks)))
    link = '<a href="https://shop.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">'
    assert found.body_html == f"👩‍👩‍👧 <b>bol<i>d &amp;</i></b><i> {link}l</a></i>{link}inked</a>"


@pytest.mark.parametrize(
    ("content", "kind", "ref"),
    [
        ({"photo": SIZES}, MediaKind.IMAGE, "large"),
        ({"video": FILE | {"width": 1, "height": 1, "duration": 1}}, MediaKind.VIDEO, "F"),
        ({"audio": FILE | {"duration": 1}}, MediaKind.AUDIO, "F"),
        ({"voice": FILE | {"duration": 1, "mime_type": "audio/ogg"}}, MediaKind.AUDIO, "F"),
        ({"video_note": FILE | {"length": 1, "duration": 1}}, MediaKind.VIDEO, "F"),
        ({"document": FILE | {"file_name": "invoice.pdf", "mime_type": "application/pdf"}}, MediaKind.FILE, "F"),
        (
            {
                "animation": FILE | {"width": 1, "height": 1, "duration": 1},
                "document": FILE,
            },
            MediaKind.VIDEO,
            "F",
        ),
        (
            {
                "sticker": FILE
                | {
                    "width": 1,
                    "height": 1,
                    "type": "regular",
                    "is_animated": False,
                    "is_video": False,
                    "emoji": "👍",
                }
            },
            MediaKind.STICKER,
            "F",
        ),
    ],
)
def test_every_kind_of_file_is_fetched_later_once(content: dict[str, Any], kind: MediaKind, ref: str) -> None:
    found = one(update(message=message(**content)))
    assert [(file.kind, file.ref) for file in found.media] == [(kind, ref)]


def test_a_caption_is_the_text_of_a_file() -> None:
    found = one(update(message=message(photo=SIZES, caption="Look")))
    assert (found.body_text, len(found.media)) == ("Look", 1)


def test_a_file_larger_than_bots_may_fetch_is_named() -> None:
    large = FILE | {"file_name": "film.mkv", "file_size": 31 * 2**20}
    found = one(update(message=message(document=large, caption="See", caption_entities=[])))
    assert found.media == ()
    assert found.body_text == "See\n[film.mkv, 31 MB: Telegram gives bots no file of more than 20 MB]"


def test_places_contacts_and_dice_are_said_in_words() -> None:
    place = {"latitude": 52.52, "longitude": 13.405}
    assert "52.520000, 13.405000" in one(update(message=message(location=place))).body_text
    venue = {"location": place, "title": "Shop", "address": "Main St 1"}
    said = one(update(message=message(venue=venue, location=place))).body_text
    assert said.startswith("Shop, Main St 1")
    assert said.count("52.520000") == 1
    card = {"phone_number": "+491511", "first_name": "Ada"}
    assert one(update(message=message(contact=card))).body_text == "Contact: Ada, +491511"
    assert one(update(message=message(dice={"emoji": "🎲", "value": 3}))).body_text == "🎲 3"


def test_opening_the_chat_is_no_question() -> None:
    start = {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
    assert one(update(message=message(text="/start", **start))).automated
    assert not one(update(message=message(text="/help", **start))).automated


def test_in_a_group_only_what_is_said_to_us_is_taken() -> None:
    mention = [{"type": "mention", "offset": 3, "length": 9}]
    there = {"chat": GROUP}
    assert read(update(message=message(text="What a kettle", **there))) == []
    assert read(update(message=message(text="Hi @other_bo", entities=mention, **there))) == []
    found = one(update(message=message(text="Hi @shop_bot", entities=mention, **there)))
    assert (found.surface, found.conversation, found.url) == ("room", str(GROUP["id"]), "https://t.me/kettles/1")
    answer = message(
        7, text="Thanks", reply_to_message=message(6, **{"from": BOT, "chat": GROUP, "text": "x"}), **there
    )
    found = one(update(message=answer))
    assert found.parent_id == f"{GROUP['id']}:6"
    command = [{"type": "bot_command", "offset": 0, "length": 14}]
    assert one(update(message=message(text="/help@shop_bot", entities=command, **there)))
    assert one(update(message=message(text="What a kettle", **there)), groups="all")


def test_a_topic_is_a_conversation_and_its_first_message_is_no_parent() -> None:
    forum = GROUP | {"is_forum": True}
    root = message(5, chat=forum, forum_topic_created={"name": "Help", "icon_color": 1})
    topic = {"chat": forum, "is_topic_message": True, "message_thread_id": 5, "reply_to_message": root}
    found = one(update(message=message(9, text="Hello", **topic)), groups="all")
    assert (found.conversation, found.parent_id) == (f"{GROUP['id']}/5", "")


def test_an_edit_is_ordered_by_its_time() -> None:
    (event,) = read(update(edited_message=message(text="New", edit_date=DATE + 60)))
    assert isinstance(event, MessageEdited)
    assert (event.external_id, event.body_text, event.version) == ("42:1", "New", str(DATE + 60))


def test_a_business_chat_has_both_sides_and_deletions() -> None:
    found = one(update(business_message=message(text="Hello", **BUSINESS)))
    assert (found.external_id, found.conversation, found.own) == ("42~bc-1:1", "42~bc-1", False)
    ours = one(update(business_message=message(text="Hi", **BUSINESS) | {"from": BOB}))
    assert (ours.own, ours.sender.handle) == (True, "42")
    (edit,) = read(update(edited_business_message=message(text="New", edit_date=DATE + 1, **BUSINESS)))
    assert isinstance(edit, MessageEdited)
    gone = read(update(deleted_business_messages={**BUSINESS, "chat": PRIVATE, "message_ids": [1, 2]}))
    assert [event.external_id for event in gone if isinstance(event, MessageDeleted)] == ["42~bc-1:1", "42~bc-1:2"]


def test_reactions_are_added_and_taken_away() -> None:
    old, new = [{"type": "emoji", "emoji": "👍"}], [{"type": "emoji", "emoji": "❤"}]
    item = {"chat": PRIVATE, "message_id": 1, "user": ADA, "date": DATE, "old_reaction": old, "new_reaction": new}
    found = [event for event in read(update(message_reaction=item)) if isinstance(event, Reaction)]
    assert [(event.emoji, event.added, event.external_id) for event in found] == [
        ("👍", False, "42:1"),
        ("❤", True, "42:1"),
    ]


@pytest.mark.parametrize(
    "item",
    [
        {"message": message(new_chat_members=[BOB], chat=GROUP)},
        {"message": message(migrate_to_chat_id=-100999, chat=GROUP | {"type": "group"})},
        {"message": message(pinned_message=message(3, text="x"))},
    ],
)
def test_news_of_the_chat_itself_is_nothing(item: dict[str, Any]) -> None:
    assert read(update(**item), groups="all") == []


def test_content_of_a_kind_that_nobody_knows_is_shown() -> None:
    payload = update(message=message(hologram={"shape": "kettle"}))
    (event,) = events(json.dumps(payload).encode(), bot="shop_bot", taken="all", received_at=AT)
    assert isinstance(event, Unparsed)
    assert "hologram" in event.reason
