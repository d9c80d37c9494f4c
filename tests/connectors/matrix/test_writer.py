"""Answering at the reference homeserver: seen by the other side, once, and changed or taken back."""

from __future__ import annotations

import pytest

from connectors.errors import NotFound, RecipientUnavailable
from connectors.matrix.connector import connector
from inbox.envelope import ActionKind, Address, MediaRef, OutboundAction, OutboundAttachment, OutboundPart
from inbox.models import Channel, Message
from tests.connectors.matrix.desk import look, part
from tests.office import Office
from tests.servers.synapse import Person

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def send(channel: Channel, what: OutboundPart) -> str:
    with connector.sending(channel) as sender:
        return sender(what).external_id


def act(channel: Channel, kind: ActionKind, room: str, event_id: str = "", *, text: str = "") -> None:
    key = f"{kind} {event_id}"
    connector.act(
        channel,
        OutboundAction(
            kind=kind, surface="chat", conversation=room, external_id=event_id, idempotency_key=key, text=text
        ),
    )


def test_an_answer_is_heard_and_names_what_it_answers(channel: Channel, room: str, ada: Person) -> None:
    asked = ada.says(room, "It leaks.")
    sent = send(channel, part("Send it back.", room, parent_id=asked))
    heard = ada.sees(room, sent)
    assert heard["content"]["body"] == "Send it back."
    assert heard["content"]["m.relates_to"] == {"m.in_reply_to": {"event_id": asked}}


def test_the_same_answer_sent_again_is_one_event(channel: Channel, room: str, ada: Person) -> None:
    what = part("Send it back.", room, key="once")
    assert send(channel, what) == send(channel, what)
    assert [one["content"].get("body") for one in ada.hears(room)].count("Send it back.") == 1


def test_an_answer_in_a_thread_stays_in_it(channel: Channel, room: str, ada: Person) -> None:
    root = ada.says(room, "About kettles")
    related = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True, "m.in_reply_to": {"event_id": root}}
    asked = ada.says(room, "Which one?", **{"m.relates_to": related})
    look(channel)
    sent = send(channel, part("The red one.", room, parent_id=asked, key="thread"))
    relates = ada.sees(room, sent)["content"]["m.relates_to"]
    assert (relates["rel_type"], relates["event_id"], relates["m.in_reply_to"]["event_id"]) == ("m.thread", root, asked)


def test_formatting_goes_along_and_plain_text_stays_plain(channel: Channel, room: str, ada: Person) -> None:
    bold = send(channel, part("Not now", room, body_html="<p>Not <strong>now</strong></p>", key="bold"))
    plain = send(channel, part("Later", room, body_html="<p>Later</p>", key="plain"))
    assert ada.sees(room, bold)["content"]["formatted_body"] == "<p>Not <strong>now</strong></p>"
    assert "formatted_body" not in ada.sees(room, plain)["content"]


def test_a_file_goes_up_and_comes_down_again(channel: Channel, room: str, ada: Person) -> None:
    file = OutboundAttachment(filename="kettle.png", content_type="image/png", content=PIXEL)
    sent = send(channel, part("", room, attachments=(file,), key="file"))
    content = ada.sees(room, sent)["content"]
    assert (content["msgtype"], content["body"], content["info"]["size"]) == ("m.image", "kettle.png", len(PIXEL))
    assert connector.download(channel, MediaRef(ref=content["url"])).content == PIXEL
    theirs = ada.uploads(b"theirs", "text/plain")
    assert connector.download(channel, MediaRef(ref=theirs)).content == b"theirs"
    with pytest.raises(NotFound):
        connector.download(channel, MediaRef(ref="https://hs.example/x"))
    with pytest.raises(NotFound):
        connector.download(channel, MediaRef(ref=theirs + "0"))


def test_an_answer_is_edited_and_taken_back(channel: Channel, room: str, ada: Person) -> None:
    sent = send(channel, part("Helo", room, key="edited"))
    act(channel, ActionKind.EDIT, room, sent, text="Hello")
    assert ada.hears(room)[-1]["content"]["m.new_content"]["body"] == "Hello"
    act(channel, ActionKind.DELETE, room, sent)
    act(channel, ActionKind.DELETE, room, sent)
    assert ada.sees(room, sent)["content"] == {}


def test_a_reaction_is_changed_and_taken_away(channel: Channel, bot: Person, room: str, ada: Person) -> None:
    asked = ada.says(room, "It works!")
    for emoji in ("👍", "🎉", "🎉", ""):
        connector.act(
            channel,
            OutboundAction(
                kind=ActionKind.REACT,
                surface="chat",
                conversation=room,
                external_id=asked,
                emoji=emoji,
                idempotency_key=f"react {emoji}",
            ),
        )
    reactions = [one for one in ada.hears(room) if one["type"] == "m.reaction"]
    assert len(reactions) == 2
    assert all(one["content"] == {} for one in reactions)  # taken back


def test_reading_and_typing_are_shown_to_the_other_side(channel: Channel, bot: Person, room: str, ada: Person) -> None:
    asked = ada.says(room, "Hello?")
    since = ada.ask("GET", "/_matrix/client/v3/sync?timeout=0")["next_batch"]
    act(channel, ActionKind.MARK_READ, room, asked)
    act(channel, ActionKind.TYPING, room)
    told = ada.ask("GET", f"/_matrix/client/v3/sync?timeout=5000&since={since}")["rooms"]["join"][room]
    events = {one["type"]: one["content"] for one in told["ephemeral"]["events"]}
    assert bot.id in events["m.receipt"][asked]["m.read"]
    assert events["m.typing"]["user_ids"] == [bot.id]


def test_a_room_that_we_left_takes_nothing_and_the_channel_is_not_to_blame(
    channel: Channel, bot: Person, room: str
) -> None:
    bot.ask("POST", f"/_matrix/client/v3/rooms/{room}/leave", {})
    with pytest.raises(RecipientUnavailable):
        send(channel, part("Hello?", room, key="left"))


def test_a_test_of_the_connection_says_who_we_are(channel: Channel, bot: Person) -> None:
    (signing_in,) = connector.validate(channel)
    assert signing_in.ok
    assert bot.id in signing_in.detail
    report = connector.health(channel)
    assert (report.ok, report.facts["user_id"]) == (True, bot.id)
    channel.address = "@somebody:else.example"
    assert not connector.validate(channel)[0].ok
    channel.credentials = {"access_token": "syt_canary"}
    assert "syt_canary" not in connector.validate(channel)[0].detail


def test_who_wrote_is_known_by_name(channel: Channel, ada: Person) -> None:
    found = connector.profile(channel, Address(network="matrix", handle=ada.id))
    assert found.name.startswith("Ada")


def test_the_room_is_one_conversation_and_its_person_is_known(
    shop: Office, channel: Channel, room: str, ada: Person
) -> None:
    ada.says(room, "It leaks.")
    ada.says(room, "Still.")
    look(channel)
    first, second = Message.objects.filter(channel=channel).order_by("sent_at", "id")
    assert first.ticket_id == second.ticket_id
    assert first.author_identity is not None
    assert first.author_identity.handle == ada.id
    assert first.author_name.startswith("Ada")
