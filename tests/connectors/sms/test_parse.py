"""What Twilio says of text messages. The forms have the documented fields.

source: https://www.twilio.com/docs/messaging/guides/webhook-request and
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

import pytest

from connectors.sms.parse import events
from inbox.envelope import DeliveryReceipt, InboundMessage, MediaKind, ReceiptState, Unparsed
from tests.connectors.twilio.accounts import ACCOUNT, CUSTOMER, NUMBER

AT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
RECEIVED = {
    "ToCountry": "US",
    "SmsMessageSid": "SM" + "a" * 32,
    "NumMedia": "0",
    "FromCountry": "US",
    "SmsSid": "SM" + "a" * 32,
    "SmsStatus": "received",
    "Body": "مرحبا 👩‍👩‍👧 你好",
    "To": NUMBER,
    "NumSegments": "1",
    "MessageSid": "SM" + "a" * 32,
    "AccountSid": ACCOUNT,
    "From": CUSTOMER,
    "ApiVersion": "2010-04-01",
}
STATUS = {
    "SmsSid": "SM" + "b" * 32,
    "SmsStatus": "delivered",
    "MessageStatus": "delivered",
    "To": CUSTOMER,
    "MessageSid": "SM" + "b" * 32,
    "AccountSid": ACCOUNT,
    "From": NUMBER,
    "ApiVersion": "2010-04-01",
}


def read(form: dict[str, str], address: str = NUMBER) -> list[object]:
    return list(events(urlencode(form).encode(), address=address, received_at=AT))


def test_a_message_is_of_its_sender_in_the_conversation_with_them() -> None:
    (message,) = read(RECEIVED)
    assert isinstance(message, InboundMessage)
    assert (message.external_id, message.body_text) == ("SM" + "a" * 32, "مرحبا 👩‍👩‍👧 你好")
    assert (message.sender.network, message.sender.handle) == ("phone", CUSTOMER)
    assert (message.surface, message.conversation, message.automated) == ("dm", CUSTOMER, False)


def test_pictures_are_references_to_be_fetched() -> None:
    base = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/"
    files = {"MediaUrl0": f"{base}ME1", "MediaContentType0": "image/jpeg"}
    files |= {"MediaUrl1": f"{base}ME2", "MediaContentType1": "text/vcard"}
    (message,) = read(RECEIVED | files | {"NumMedia": "2", "Body": ""})
    assert isinstance(message, InboundMessage)
    assert [(file.ref, file.kind) for file in message.media] == [
        (f"{base}ME1", MediaKind.IMAGE),
        (f"{base}ME2", MediaKind.FILE),
    ]


def test_a_word_that_twilio_has_carried_out_waits_for_nobody() -> None:
    (message,) = read(RECEIVED | {"Body": "STOP", "OptOutType": "STOP"})
    assert isinstance(message, InboundMessage)
    assert (message.body_text, message.automated) == ("STOP", True)
    assert message.extra["OptOutType"] == "STOP"


def test_the_same_words_of_a_customer_are_a_message() -> None:
    (message,) = read(RECEIVED | {"Body": "Cancel"})
    assert isinstance(message, InboundMessage)
    assert not message.automated


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("sent", ReceiptState.SENT),
        ("delivered", ReceiptState.DELIVERED),
        ("undelivered", ReceiptState.FAILED),
        ("failed", ReceiptState.FAILED),
    ],
)
def test_a_status_is_news_of_our_message(status: str, state: ReceiptState) -> None:
    (receipt,) = read(STATUS | {"MessageStatus": status})
    assert isinstance(receipt, DeliveryReceipt)
    assert (receipt.own_id, receipt.state, receipt.recipient) == ("SM" + "b" * 32, state, CUSTOMER)


@pytest.mark.parametrize("status", ["accepted", "queued", "sending", "scheduled"])
def test_a_message_on_its_way_is_no_news(status: str) -> None:
    assert read(STATUS | {"MessageStatus": status}) == []


def test_a_failure_says_why_in_words() -> None:
    (receipt,) = read(STATUS | {"MessageStatus": "undelivered", "ErrorCode": "30003"})
    assert isinstance(receipt, DeliveryReceipt)
    assert (receipt.code, receipt.detail) == ("30003", "The phone is switched off or out of reach.")
    (receipt,) = read(STATUS | {"MessageStatus": "failed", "ErrorCode": "30999"})
    assert isinstance(receipt, DeliveryReceipt)
    assert "30999" in receipt.detail


def test_what_is_about_another_number_is_nothing_of_ours() -> None:
    assert read(RECEIVED, address="+15550000000") == []
    assert read(STATUS, address="+15550000000") == []


def test_a_messaging_service_speaks_for_all_its_numbers() -> None:
    service = "MG" + "c" * 32
    assert len(read(RECEIVED | {"MessagingServiceSid": service}, address=service)) == 1
    assert len(read(STATUS | {"MessagingServiceSid": service}, address=service)) == 1


@pytest.mark.parametrize(
    "form",
    [
        STATUS | {"MessageStatus": "teleported"},
        RECEIVED | {"From": "whatsapp:+15550001111"},
        RECEIVED | {"From": ""},
        {"Something": "else"},
    ],
)
def test_what_is_not_known_is_kept_and_shown(form: dict[str, str]) -> None:
    (event,) = read(form)
    assert isinstance(event, Unparsed)
