"""What an event says.

source: Matrix specification v1.16, Client-Server API: the examples of "m.room.message" and its msgtypes, "Rich replies"
and "Fallbacks for rich replies" (v1.12), "Event replacements", "Threading", "m.sticker"; read 2026-11-21.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from connectors.matrix import parse
from inbox.envelope import (
    DeletedBy,
    InboundMessage,
    MediaKind,
    MessageDeleted,
    MessageEdited,
    Reaction,
    ReadUpTo,
    Visibility,
)

US = "@shop:hs.example"
ADA = "@ada:other.example"
ROOM = {"id": "!jEsUZKDJdhlrceRyVU:hs.example", "public": False, "peer": ADA}


def read(content: dict[str, Any], *, room: dict[str, Any] = ROOM, **more: Any) -> Any:
    event = {
        "type": "m.room.message",
        "event_id": "$143273582443PhrSn:other.example",
        "sender": ADA,
        "origin_server_ts": 1432735824653,
        "content": content,
    } | {key: value for key, value in more.items() if key not in ("redacted", "names")}
    item = {"room": room, "event": event, "names": more.get("names", {}), "redacted": more.get("redacted")}
    found = parse.events(json.dumps(item).encode(), us=US)
    return found[0] if len(found) == 1 else found


def text(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


def test_a_message_is_private_unless_everybody_may_come_in() -> None:
    message = read(text("It leaks"), names={ADA: "Ada"})
    assert isinstance(message, InboundMessage)
    assert (message.sender.handle, message.sender.name) == (ADA, "Ada")
    assert message.sent_at == dt.datetime(2015, 5, 27, 14, 10, 24, 653000, tzinfo=dt.UTC)
    assert (message.surface, message.conversation, message.visibility) == ("chat", ROOM["id"], Visibility.PRIVATE)
    public = read(text("It leaks"), room=ROOM | {"public": True})
    assert (public.surface, public.visibility) == ("room", Visibility.PUBLIC)


def test_a_reply_is_read_without_the_quote_that_clients_put_before_it() -> None:
    content = text(
        "> <@shop:hs.example> This is the original body\n> on two lines\n\nThis is where the reply goes",
        format="org.matrix.custom.html",
        formatted_body="<mx-reply><blockquote>This is the original</blockquote></mx-reply>This is <b>where</b> it goes",
    )
    content["m.relates_to"] = {"m.in_reply_to": {"event_id": "$original"}}
    message = read(content)
    assert (message.body_text, message.body_html) == ("This is where the reply goes", "This is <b>where</b> it goes")
    assert message.parent_id == "$original"


def test_a_quote_that_the_customer_typed_stays() -> None:
    assert read(text("> not to you\n\nsaid he")).body_text == "> not to you\n\nsaid he"
    answered = text("> not to you\n\nsaid he") | {"m.relates_to": {"m.in_reply_to": {"event_id": "$original"}}}
    assert read(answered).body_text == "> not to you\n\nsaid he"


@pytest.mark.parametrize(("falling_back", "parent"), [(True, "$root"), (False, "$newest")])
def test_in_a_thread_only_a_true_answer_names_a_message(falling_back: bool, parent: str) -> None:
    related = {
        "rel_type": "m.thread",
        "event_id": "$root",
        "is_falling_back": falling_back,
        "m.in_reply_to": {"event_id": "$newest"},
    }
    message = read(text("me too") | {"m.relates_to": related})
    assert (message.parent_id, message.extra["thread"]) == (parent, "$root")


def test_html_of_a_stranger_is_made_safe() -> None:
    hostile = '<p onclick="x()">hi<img src="mxc://a/b"><script>alert(1)</script></p>'
    message = read(text("hi", format="org.matrix.custom.html", formatted_body=hostile))
    assert message.body_html == "<p>hi</p>"


@pytest.mark.parametrize(
    ("msgtype", "kind"),
    [
        ("m.image", MediaKind.IMAGE),
        ("m.file", MediaKind.FILE),
        ("m.audio", MediaKind.AUDIO),
        ("m.video", MediaKind.VIDEO),
    ],
)
def test_a_file_is_fetched_later_and_its_name_is_no_text(msgtype: str, kind: MediaKind) -> None:
    info = {"mimetype": "image/jpeg", "size": 31037, "w": 398, "h": 394}
    message = read({"msgtype": msgtype, "body": "kettle.jpg", "url": "mxc://example.org/JWEIFJgwEIhwe", "info": info})
    (media,) = message.media
    assert (media.kind, media.ref, media.size) == (kind, "mxc://example.org/JWEIFJgwEIhwe", 31037)
    assert (message.body_text, media.filename, media.content_type) == ("", "kettle.jpg", "image/jpeg")


def test_a_caption_is_the_text_of_its_picture() -> None:
    message = read({"msgtype": "m.image", "body": "Look!", "filename": "kettle.jpg", "url": "mxc://example.org/x"})
    assert (message.body_text, message.media[0].filename) == ("Look!", "kettle.jpg")


def test_stickers_emotes_places_and_machines_are_told_apart() -> None:
    sticker = read({"body": "Landing", "url": "mxc://example.org/s", "info": {}}, type="m.sticker")
    assert (sticker.body_text, sticker.media[0].kind) == ("Landing", MediaKind.STICKER)
    assert read({"msgtype": "m.emote", "body": "waves"}, names={ADA: "Ada"}).body_text == "* Ada waves"
    place = read({"msgtype": "m.location", "body": "Big Ben", "geo_uri": "geo:51.5008,0.1247"})
    assert place.body_text == "Big Ben\ngeo:51.5008,0.1247"
    assert read({"msgtype": "m.notice", "body": "beep"}).automated
    assert not read(text("hello")).automated


def test_a_kind_of_message_from_the_future_shows_its_fallback() -> None:
    assert read({"msgtype": "org.example.poll", "body": "Red or blue?"}).body_text == "Red or blue?"


def test_an_encrypted_message_says_what_can_be_done() -> None:
    sealed = read({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA"}, type="m.room.encrypted")
    assert "end-to-end encrypted" in sealed.body_text


def test_what_we_said_is_known_by_our_own_key() -> None:
    message = read(text("Hello"), sender=US, unsigned={"transaction_id": "our-key"})
    assert (message.own, message.echo_of, message.sender.handle) == (True, "our-key", ADA)


def test_an_edit_a_deletion_a_reaction_and_a_receipt_are_read() -> None:
    new = text("It leaks")
    related = {"rel_type": "m.replace", "event_id": "$first"}
    edit = read({**new, "body": "* It leaks", "m.new_content": new, "m.relates_to": related})
    assert isinstance(edit, MessageEdited)
    assert (edit.external_id, edit.body_text) == ("$first", "It leaks")
    gone = read({"redacts": "$first"}, type="m.room.redaction")
    old = read({}, type="m.room.redaction", redacts="$first", sender=US)
    assert isinstance(gone, MessageDeleted)
    assert (gone.external_id, gone.by, old.external_id, old.by) == (
        "$first",
        DeletedBy.CUSTOMER,
        "$first",
        DeletedBy.US,
    )
    liked = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$first", "key": "👍"}}
    like = read(liked, type="m.reaction")
    taken = read(
        {}, type="m.room.redaction", redacts="$r", redacted={"type": "m.reaction", "sender": ADA, "content": liked}
    )
    assert isinstance(like, Reaction)
    assert (like.external_id, like.emoji, like.added, taken.added, taken.emoji) == ("$first", "👍", True, False, "👍")
    receipt = {"room": ROOM, "receipt": {"user": ADA, "ts": 1436451550453}}
    (seen,) = parse.events(json.dumps(receipt).encode(), us=US)
    assert isinstance(seen, ReadUpTo)
    assert seen.conversation == ROOM["id"]


def test_what_was_redacted_before_we_saw_it_is_nothing() -> None:
    assert read({}) == []
