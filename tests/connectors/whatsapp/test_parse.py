from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from pywa.client import WhatsApp
from pywa.types.message import Message

from connectors.whatsapp import parse
from inbox.envelope import (
    Address,
    ChannelChanged,
    DeletedBy,
    DeliveryReceipt,
    IdentityChanged,
    InboundEvent,
    InboundMessage,
    MediaKind,
    MessageDeleted,
    MessageEdited,
    Reaction,
    ReceiptState,
    Unparsed,
)
from inbox.models import Channel, RawInbound
from tests.connectors.whatsapp import payloads
from tests.connectors.whatsapp.payloads import CONTACT, PHONE, USER, call, message, said, status, system, value

SCOPED = Address(network="whatsapp", handle=USER, name="Sheena Nelson")
NUMBER = Address(network="phone", handle=f"+{PHONE}", name="Sheena Nelson")


def read(body: bytes, *, address: str = payloads.NUMBER) -> list[InboundEvent]:
    settings = {"waba_id": payloads.BUSINESS}
    channel = Channel(kind="whatsapp", address=address, settings=settings)
    return parse.parse(RawInbound(channel=channel, body=body, received_at=dt.datetime.now(dt.UTC)))


def one(body: bytes) -> Any:
    (event,) = read(body)
    return event


def test_a_person_is_known_by_user_id_and_number() -> None:
    event = one(said(message()))
    assert isinstance(event, InboundMessage)
    assert (event.sender, event.also) == (SCOPED, (NUMBER,))
    assert event.conversation == USER
    assert event.sent_at == dt.datetime.fromtimestamp(payloads.AT + 1, dt.UTC)


def test_a_person_who_hides_the_number_still_has_a_conversation() -> None:
    hidden = {name: text for name, text in message().items() if name != "from"}
    event = one(said(hidden, contacts=[payloads.WITHOUT_PHONE]))
    assert (event.sender, event.also, event.conversation) == (SCOPED, (), USER)


def test_a_person_without_a_user_id_goes_by_the_number() -> None:
    old = {name: text for name, text in message().items() if name != "from_user_id"}
    event = one(said(old, contacts=[{"profile": {"name": "Sheena Nelson"}, "wa_id": PHONE}]))
    assert (event.sender, event.conversation) == (NUMBER, f"+{PHONE}")


def test_in_a_batch_each_message_gets_its_own_person() -> None:
    other = {"profile": {"name": "Bo"}, "wa_id": "4915112345", "user_id": "DE.99"}
    events = read(
        said(message(), {**message(number=2), "from": "4915112345", "from_user_id": "DE.99"}, contacts=[other, CONTACT])
    )
    assert [event.sender.name for event in events if isinstance(event, InboundMessage)] == ["Sheena Nelson", "Bo"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", payloads.BODIES["text"]["text"]["body"]),
        ("image", "Broken here"),
        ("video", ""),
        ("document", "The bill"),
        ("location", "Location:\nPhilz\n101 Forest Ave\nhttps://www.openstreetmap.org/?mlat=37.44&mlon=-122.16"),
        ("contacts", "Contact:\nLucía Gómez, Acme, +1 (983) 555-2319"),
        ("order", "Order:\n2 × di9ozbzfi4 at 30 USD\nQuickly please"),
        ("button", "Unsubscribe"),
        ("unsupported", "(The customer sent something that WhatsApp does not pass on to businesses.)"),
    ],
)
def test_every_type_is_put_into_words(kind: str, text: str) -> None:
    assert one(said(message(kind))).body_text == text


@pytest.mark.parametrize(
    ("kind", "text"), [("button_reply", "Cancel"), ("list_reply", "Express\nNext day"), ("nfm_reply", "Sent\nsize: XL")]
)
def test_a_choice_is_what_was_chosen(kind: str, text: str) -> None:
    event = one(said(message("interactive", interactive=payloads.CHOICES[kind], context={"id": "wamid.ASKED"})))
    assert (event.body_text, event.parent_id) == (text, "wamid.ASKED")


@pytest.mark.parametrize(
    ("kind", "media", "content_type", "filename"),
    [
        ("image", MediaKind.IMAGE, "image/jpeg", ""),
        ("audio", MediaKind.AUDIO, "audio/ogg", ""),
        ("document", MediaKind.FILE, "application/pdf", "bill.pdf"),
        ("sticker", MediaKind.STICKER, "image/webp", ""),
    ],
)
def test_a_file_is_a_reference_that_lives_for_a_week(
    kind: str, media: MediaKind, content_type: str, filename: str
) -> None:
    event = one(said(message(kind)))
    (ref,) = event.media
    assert (ref.ref, ref.kind, ref.content_type, ref.filename) == (payloads.FILE["id"], media, content_type, filename)
    assert ref.expires_at - event.sent_at == dt.timedelta(days=7)


def test_an_edit_names_the_message_it_changes() -> None:
    text = {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "Blue"}}}
    image = {
        "original_message_id": "wamid.2",
        "message": {"type": "image", "image": {**payloads.FILE, "caption": "New"}},
    }
    first, second = read(said(message("edit", 5, edit=text), message("edit", 6, edit=image)))
    at = dt.datetime.fromtimestamp(payloads.AT, dt.UTC)
    assert first == MessageEdited(external_id="wamid.1", at=at + dt.timedelta(seconds=5), body_text="Blue")
    assert second == MessageEdited(external_id="wamid.2", at=at + dt.timedelta(seconds=6), body_text="New")


def test_a_revoked_message_is_deleted_by_the_customer() -> None:
    event = one(said(message("revoke", revoke={"original_message_id": "wamid.1"})))
    assert isinstance(event, MessageDeleted)
    assert (event.external_id, event.by) == ("wamid.1", DeletedBy.CUSTOMER)


@pytest.mark.parametrize(("reaction", "added"), [({"emoji": "👍"}, True), ({"emoji": ""}, False), ({}, False)])
def test_a_reaction_without_an_emoji_is_taken_back(reaction: dict[str, str], added: bool) -> None:
    event = one(said(message("reaction", reaction={"message_id": "wamid.OURS", **reaction})))
    assert isinstance(event, Reaction)
    assert (event.external_id, event.emoji, event.added) == ("wamid.OURS", reaction.get("emoji", ""), added)


def test_a_new_number_and_a_new_user_id_are_the_same_person() -> None:
    changed = system("user_changed_number", wa_id="12195555358", user_id="US.2") | {"from": PHONE}
    event = one(call(value(messages=[changed])))
    assert isinstance(event, IdentityChanged)
    assert event.old == Address(network="phone", handle=f"+{PHONE}")
    assert event.new == (
        Address(network="whatsapp", handle="US.2"),
        Address(network="phone", handle="+12195555358"),
    )
    moved = system("user_changed_user_id", user_id="MX.9", previous_user_id="CO.1")
    event = one(call(value(messages=[moved])))
    assert (event.old.handle, [address.handle for address in event.new]) == ("CO.1", ["MX.9"])


def test_a_changed_security_code_is_no_news() -> None:
    assert read(call(value(messages=[system("customer_identity_changed") | {"from": PHONE}]))) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("sent", ReceiptState.SENT),
        ("delivered", ReceiptState.DELIVERED),
        ("read", ReceiptState.READ),
        ("played", ReceiptState.READ),
    ],
)
def test_a_status_is_a_receipt(state: str, expected: ReceiptState) -> None:
    event = one(call(value(statuses=[status(state)])))
    assert isinstance(event, DeliveryReceipt)
    assert (event.own_id, event.state) == ("wamid.OURS", expected)


def test_a_failure_says_why_in_whatsapps_words() -> None:
    error = {"code": 131047, "title": "Re-engagement message", "error_data": {"details": "More than 24 hours passed."}}
    event = one(call(value(statuses=[status("failed", errors=[error])])))
    assert (event.state, event.code) == (ReceiptState.FAILED, "131047")
    assert event.detail == "Re-engagement message: More than 24 hours passed."


def test_our_own_key_in_a_status_tells_whose_message_it_is() -> None:
    ours = status("delivered", biz_opaque_callback_data="janice:0b9cf2a8-0000-4000-8000-000000000001")
    echo, receipt = read(call(value(statuses=[ours])))
    assert isinstance(echo, InboundMessage)
    assert (echo.own, echo.echo_of) == (True, "0b9cf2a8-0000-4000-8000-000000000001")
    assert echo.external_id == "wamid.OURS"
    assert isinstance(receipt, DeliveryReceipt)
    (receipt,) = read(call(value(statuses=[status("delivered", biz_opaque_callback_data="another system's")])))
    assert isinstance(receipt, DeliveryReceipt)


def test_what_a_colleague_wrote_in_the_app_is_ours_and_its_person_the_customer() -> None:
    echo = message() | {"from": "15550783881", "to": PHONE, "to_user_id": USER}
    event = one(call(value(message_echoes=[echo]), field="smb_message_echoes"))
    assert event.own
    assert (event.sender.handle, event.conversation) == (USER, USER)


def test_an_unknown_type_is_shown_to_people_and_its_siblings_are_read() -> None:
    first, second, third = read(said(message("hologram"), message(number=2), {"type": "text"}))
    assert isinstance(first, Unparsed)
    assert "hologram" in first.reason
    assert isinstance(second, InboundMessage)
    assert isinstance(third, Unparsed)


def test_what_is_of_another_number_is_left_to_its_channel() -> None:
    body = call(value("999", contacts=[CONTACT], messages=[message()]), value(contacts=[CONTACT], messages=[message()]))
    assert len(read(body)) == 1
    assert len(read(body, address="")) == 2
    assert parse.numbers(json.loads(body)) == ["999", payloads.NUMBER]


def test_trouble_with_the_account_is_the_channels_news() -> None:
    event = one(call({"event": "DISABLED_UPDATE", "ban_info": {}}, field="account_update"))
    assert isinstance(event, ChannelChanged)
    assert not event.ok
    assert read(call({"event": "DISABLED_UPDATE"}, field="account_update", business="1")) == []
    assert read(call({"event": "PARTNER_ADDED"}, field="account_update")) == []


def test_what_pywa_reads_is_what_we_read() -> None:
    """pywa is another project's reader of the same webhooks."""
    client = WhatsApp(phone_id=payloads.NUMBER, token="t", server=None)
    for kind in ("text", "image", "video", "audio", "document", "sticker", "location", "order", "unsupported"):
        body = said(message(kind))
        theirs, ours = Message.from_update(client, json.loads(body)), one(body)
        assert (theirs.id, theirs.from_user.bsuid) == (ours.external_id, ours.sender.handle)
        assert theirs.from_user.wa_id == ours.also[0].handle.lstrip("+")
        assert theirs.timestamp.replace(tzinfo=dt.UTC) == ours.sent_at
        assert (theirs.text or theirs.caption or "") in ours.body_text
        if theirs.media:
            assert (theirs.media.id, str(theirs.media.mime_type).split(";")[0]) == (
                ours.media[0].ref,
                ours.media[0].content_type,
            )


def test_the_same_bytes_give_the_same_events() -> None:
    body = said(*(message(kind, number) for number, kind in enumerate(payloads.BODIES)))
    events = read(body)
    assert events == read(body)
    assert len({event.external_id for event in events if isinstance(event, InboundMessage)}) == len(payloads.BODIES)
    assert all(dataclasses.is_dataclass(event) for event in events)
