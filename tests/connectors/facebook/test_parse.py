from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from connectors.facebook import parse
from inbox.envelope import (
    Address,
    ChannelChanged,
    DeletedBy,
    DeliveryReceipt,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MessageDeleted,
    MessageEdited,
    MessageHidden,
    PostChanged,
    Reaction,
    ReadUpTo,
    ReceiptState,
    Unparsed,
    Visibility,
)
from inbox.models import Channel, RawInbound
from tests.connectors.facebook import payloads
from tests.connectors.facebook.payloads import PAGE, PERSON, POST, attachment, call, comment, direct, message

ADA = Address(network=f"facebook:{PAGE}", handle=PERSON)
START = dt.datetime.fromtimestamp(payloads.AT, dt.UTC)
CHANGED = START + dt.timedelta(seconds=50)


def read(body: bytes, *, address: str = PAGE) -> list[InboundEvent]:
    channel = Channel(kind="facebook", address=address)
    return parse.parse(RawInbound(channel=channel, body=body, received_at=dt.datetime.now(dt.UTC)))


def one(body: bytes) -> Any:
    (event,) = read(body)
    return event


def test_a_direct_message_is_private_and_its_conversation_is_the_person() -> None:
    event = one(call(messaging=[message(reply_to={"mid": "m_0"})]))
    assert isinstance(event, InboundMessage)
    assert (event.sender, event.surface, event.conversation) == (ADA, "dm", PERSON)
    assert (event.visibility, event.own, event.parent_id) == (Visibility.PRIVATE, False, "m_0")
    assert event.sent_at == START + dt.timedelta(seconds=1)


def test_all_items_of_a_batch_are_read_and_those_of_other_pages_are_not() -> None:
    body = call(messaging=[message(1), {"sender": {"id": "1"}, "message": {}}, message(3)])
    assert [type(event) for event in read(body)] == [InboundMessage, Unparsed, InboundMessage]
    assert read(call(messaging=[message()], page="1")) == []
    assert len(read(call(messaging=[message()], page="1"), address="")) == 1


def test_what_is_said_while_another_app_answers_is_read_too() -> None:
    event = one(call(standby=[message()]))
    assert (event.body_text, event.extra) == ("Habt ihr offen?", {"standby": True})


@pytest.mark.parametrize(
    ("kind", "payload", "text", "media"),
    [
        ("image", {"url": "https://scontent.xx.fbcdn.net/a.jpg"}, "", MediaKind.IMAGE),
        ("sticker", {"url": "https://scontent.xx.fbcdn.net/s.png", "sticker_id": 3}, "", MediaKind.STICKER),
        ("video", {"url": "https://video.xx.fbcdn.net/v.mp4"}, "", MediaKind.VIDEO),
        ("audio", {"url": "https://cdn.fbsbx.com/a.mp4"}, "", MediaKind.AUDIO),
        ("file", {"url": "https://cdn.fbsbx.com/v/bill%20one.pdf?x=1"}, "", MediaKind.FILE),
        ("reel", {"url": "https://video.xx.fbcdn.net/r.mp4", "title": "Mine"}, "(Sent a reel.)\nMine", MediaKind.VIDEO),
        ("fallback", {"url": "https://shop.example/k", "title": "Kettle"}, "Kettle\nhttps://shop.example/k", None),
        (
            "location",
            {"coordinates": {"lat": 52.5, "long": 13.4}},
            "Location:\nhttps://www.openstreetmap.org/?mlat=52.5&mlon=13.4",
            None,
        ),
        ("hologram", {}, "(The customer sent something that Meta does not pass on to businesses.)", None),
    ],
)
def test_every_attachment_is_a_file_or_words(
    kind: str, payload: dict[str, Any], text: str, media: MediaKind | None
) -> None:
    event = one(call(messaging=[message(text="", attachments=[attachment(kind, **payload)])]))
    assert event.body_text == text
    assert [(ref.kind, ref.ref) for ref in event.media] == ([(media, payload["url"])] if media else [])
    if kind == "file":
        assert event.media[0].filename == "bill one.pdf"


def test_an_echo_is_ours_and_its_person_the_customer() -> None:
    ours = payloads.echo(2, "Ja, bis acht.", metadata="janice:0b9cf2a8-0000-4000-8000-000000000001")
    event = one(call(messaging=[ours]))
    assert (event.own, event.sender, event.conversation) == (True, ADA, PERSON)
    assert event.echo_of == "0b9cf2a8-0000-4000-8000-000000000001"
    typed = one(call(messaging=[payloads.echo(3, "Typed in the app")]))
    assert (typed.own, typed.echo_of) == (True, "")
    foreign = one(call(messaging=[payloads.echo(3, "By a bot", metadata="its own")]))
    assert foreign.echo_of == ""


def test_edits_are_counted_and_deletions_known_by_who_did_it() -> None:
    edit, gone, ours = read(
        call(
            messaging=[
                direct(5, message_edit={"mid": "m_1", "text": "Habt ihr heute offen?", "num_edit": 2}),
                direct(6, message={"mid": "m_1", "is_deleted": True}),
                direct(7, sender=PAGE, message={"mid": "m_2", "is_deleted": True, "is_echo": True}),
            ]
        )
    )
    assert isinstance(edit, MessageEdited)
    assert (edit.external_id, edit.body_text, edit.version) == ("m_1", "Habt ihr heute offen?", "0002")
    assert isinstance(gone, MessageDeleted)
    assert isinstance(ours, MessageDeleted)
    assert (gone.by, ours.by) == (DeletedBy.CUSTOMER, DeletedBy.US)


def test_read_delivered_and_reactions() -> None:
    watermark, delivered, reacted, taken = read(
        call(
            messaging=[
                direct(9, read={"watermark": (payloads.AT + 4) * 1000}),
                direct(9, delivery={"mids": ["m_8"], "watermark": (payloads.AT + 5) * 1000}),
                direct(9, reaction={"mid": "m_8", "action": "react", "emoji": "❤", "reaction": "love"}),
                direct(9, reaction={"mid": "m_8", "action": "unreact"}),
            ]
        )
    )
    assert watermark == ReadUpTo(conversation=PERSON, at=START + dt.timedelta(seconds=4))
    assert isinstance(delivered, DeliveryReceipt)
    assert (delivered.own_id, delivered.state) == ("m_8", ReceiptState.DELIVERED)
    assert isinstance(reacted, Reaction)
    assert isinstance(taken, Reaction)
    assert (reacted.emoji, reacted.added, taken.added) == ("❤", True, False)


def test_a_tap_on_a_button_is_said_and_what_apps_tell_each_other_is_not() -> None:
    tap = one(call(messaging=[direct(1, postback={"mid": "m_9", "title": "Opening hours", "payload": "HOURS"})]))
    assert (tap.external_id, tap.body_text, tap.extra) == ("m_9", "Opening hours", {"chosen": "HOURS"})
    quiet = [direct(1, pass_thread_control={"new_owner_app_id": "1"}), direct(1, optin={"type": "x"})]
    assert read(call(messaging=quiet)) == []
    assert isinstance(one(call(messaging=[direct(1, hologram={"text": "Hello"})])), Unparsed)


def test_a_block_by_metas_policy_is_the_channels_news() -> None:
    event = one(
        call(messaging=[{"recipient": {"id": PAGE}, "timestamp": 1, "policy_enforcement": {"action": "block"}}])
    )
    assert isinstance(event, ChannelChanged)
    assert not event.ok


def test_a_comment_is_public_and_the_root_of_its_conversation() -> None:
    event = one(call(changes=[comment()]))
    assert (event.surface, event.visibility, event.conversation) == ("comment", Visibility.PUBLIC, "122100_1")
    assert (event.sender.name, event.parent_id, event.sent_at) == (
        "Ada Lovelace",
        "",
        START + dt.timedelta(seconds=1),
    )
    assert event.post.external_id == POST
    assert event.post.url == "https://www.facebook.com/shop/posts/pfbid02"


def test_an_answer_below_a_comment_stays_in_its_conversation_and_ours_is_known_as_ours() -> None:
    event = one(call(changes=[comment(2, parent_id="122100_1", author=PAGE)]))
    assert (event.conversation, event.parent_id, event.own) == ("122100_1", "122100_1", True)


def test_a_comment_with_a_picture_or_without_words_is_asked_for_it() -> None:
    pictured, wordless = read(
        call(changes=[comment(1, photo="https://scontent.xx.fbcdn.net/p.jpg"), comment(2, message="")])
    )
    assert isinstance(pictured, InboundMessage)
    assert isinstance(wordless, InboundMessage)
    assert [pictured.media[0].ref, wordless.media[0].ref] == ["comment:122100_1", "comment:122100_2"]


def test_without_the_right_to_names_each_comment_stands_for_itself() -> None:
    unnamed: dict[str, Any] = {"from": None}
    first, second = read(call(changes=[comment(1, **unnamed), comment(2, **unnamed)]))
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert first.sender.name == "Somebody on Facebook"
    assert first.sender.handle != second.sender.handle


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("edited", MessageEdited(external_id="122100_1", at=CHANGED, body_text="Ist das noch da? 👩‍👩‍👧")),
        ("hide", MessageHidden(external_id="122100_1", at=CHANGED, hidden=True)),
        ("unhide", MessageHidden(external_id="122100_1", at=CHANGED, hidden=False)),
        ("remove", MessageDeleted(external_id="122100_1", at=CHANGED)),
    ],
)
def test_what_happens_to_a_comment_has_the_time_of_the_call(verb: str, expected: InboundEvent) -> None:
    assert one(call(changes=[comment(1, verb)])) == expected


def test_the_pages_posts_are_objects_and_visitors_posts_are_messages() -> None:
    ours = one(call(changes=[payloads.post()]))
    assert isinstance(ours, PostChanged)
    assert (ours.post.text, ours.post.ours, ours.post.published_at) == ("New kettles!", True, START)
    assert one(call(changes=[payloads.post("remove")])).deleted
    assert read(call(changes=[payloads.post(published=0)])) == []
    theirs = one(call(changes=[payloads.post(author=PERSON, message="Your kettle leaks")]))
    assert isinstance(theirs, InboundMessage)
    assert (theirs.surface, theirs.conversation, theirs.body_text) == ("post", POST, "Your kettle leaks")


def test_a_mention_elsewhere_is_a_message_of_its_own() -> None:
    event = one(call(changes=[payloads.mention()]))
    assert (event.surface, event.conversation, event.post) == ("mention", "44444444_444", None)
    assert event.sender == Address(network=ADA.network, handle=PERSON, name="Ada Lovelace")
    assert isinstance(one(call(changes=[payloads.mention("remove")])), MessageDeleted)


def test_likes_are_no_news_and_new_kinds_of_items_are_shown() -> None:
    like = {"field": "feed", "value": {"item": "reaction", "verb": "add", "reaction_type": "like", "post_id": POST}}
    assert read(call(changes=[like])) == []
    assert isinstance(one(call(changes=[comment(1, "sing")])), Unparsed)
    assert isinstance(one(call(changes=[{"field": "feed", "value": {"item": "hologram", "verb": "add"}}])), Unparsed)


def test_the_dashboards_test_button_puts_messages_among_the_changes() -> None:
    event = one(call(changes=[{"field": "messages", "value": message()}]))
    assert (event.surface, event.body_text) == ("dm", "Habt ihr offen?")
