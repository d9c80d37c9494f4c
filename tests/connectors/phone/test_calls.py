"""A call from its first ring to its end: what Twilio is told to do, and what agents see.

The forms have the documented fields. source: https://www.twilio.com/docs/voice/twiml#request-parameters,
https://www.twilio.com/docs/voice/twiml/dial#request-parameters and
https://www.twilio.com/docs/voice/twiml/record#attributes, read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from connectors import registry
from connectors.base import Narrows
from connectors.phone import hours
from connectors.tasks import process_raws
from inbox.envelope import Conversation, ReplyOption
from inbox.models import CalendarVersion, Channel, Message, Organisation, RawInbound
from inbox.sla import policies
from tests.connectors.twilio import accounts
from tests.connectors.twilio.accounts import ACCOUNT, CUSTOMER, NUMBER
from tests.office import Office

CALL = "CA" + "1" * 32
RECORDING = "RE" + "2" * 32
RING = {"CallSid": CALL, "AccountSid": ACCOUNT, "From": CUSTOMER, "To": NUMBER, "CallStatus": "ringing"}
RING |= {"Direction": "inbound", "ApiVersion": "2010-04-01", "CallerName": "", "FromCountry": "US"}
OVER = RING | {"CallStatus": "completed", "CallDuration": "6", "Duration": "1"}
URL = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}"
RECORDED = RING | {"CallStatus": "completed", "RecordingUrl": URL, "RecordingDuration": "74", "Digits": "hangup"}
READY = {"CallSid": CALL, "AccountSid": ACCOUNT, "RecordingSid": RECORDING, "RecordingUrl": URL}
READY |= {"RecordingStatus": "completed", "RecordingDuration": "74", "RecordingChannels": "1"}
ANSWERED = RING | {"CallStatus": "in-progress", "DialCallStatus": "completed", "DialCallDuration": "200"}
UNANSWERED = RING | {"CallStatus": "in-progress", "DialCallStatus": "no-answer", "DialCallSid": "CA" + "3" * 32}


@pytest.fixture
def channel(shop: Office) -> Channel:
    return accounts.channel("phone", shop.support, greeting="Hello <you> & all", language="de-DE")


def told(channel: Channel, form: dict[str, str]) -> Element:
    """What Twilio is told to do next."""
    answer = accounts.call(channel, form)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"].startswith("text/xml")
    return fromstring(answer.content)


def said(channel: Channel) -> list[str]:
    return list(Message.objects.filter(channel=channel).order_by("id").values_list("body_text", flat=True))


def test_a_caller_is_greeted_and_recorded(channel: Channel) -> None:
    response = told(channel, RING)
    assert [verb.tag for verb in response] == ["Say", "Record", "Hangup"]
    assert (response[0].text, response[0].get("language")) == ("Hello <you> & all", "de-DE")
    assert response[1].get("action", "").startswith("http://testserver/hooks/phone/")


def test_the_call_is_kept_before_it_is_answered_and_stands_on_a_ticket_while_it_rings(channel: Channel) -> None:
    told(channel, RING)
    assert RawInbound.objects.get().channel == channel
    process_raws()
    assert said(channel) == [f"Incoming call to {NUMBER}."]
    message = Message.objects.get()
    assert message.external_id == CALL
    assert message.author_identity is not None
    assert (message.author_identity.network, message.author_identity.handle) == ("phone", CUSTOMER)


def test_a_number_is_rung_first_and_the_voicemail_answers_when_nobody_does(channel: Channel) -> None:
    channel.settings |= {"forward_to": "+49 30 123456", "forward_seconds": 15}
    channel.save()
    (dial,) = told(channel, RING)
    assert (dial.tag, dial.get("timeout"), dial[0].text) == ("Dial", "15", "+4930123456")
    assert [verb.tag for verb in told(channel, UNANSWERED)] == ["Say", "Record", "Hangup"]
    assert [verb.tag for verb in told(channel, ANSWERED)] == ["Hangup"]


def test_outside_business_hours_the_greeting_is_another_and_nobody_is_rung(channel: Channel) -> None:
    channel.settings |= {"forward_to": "+4930123456", "greeting_closed": "We are closed."}
    channel.save()
    policies.ensure_defaults(zone="Europe/Berlin")
    assert hours.is_open(dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC))
    assert not hours.is_open(dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC))  # a Sunday
    version = CalendarVersion.objects.get(calendar=Organisation.objects.get().calendar)
    CalendarVersion.objects.filter(pk=version.pk).update(windows=[])
    response = told(channel, RING)
    assert [verb.tag for verb in response] == ["Say", "Record", "Hangup"]
    assert response[0].text == "We are closed."


def test_after_the_message_the_caller_is_thanked_and_later_news_needs_no_instructions(channel: Channel) -> None:
    assert [verb.tag for verb in told(channel, RECORDED)] == ["Say", "Hangup"]
    assert list(told(channel, READY)) == []
    assert list(told(channel, OVER)) == []


def test_a_voicemail_is_a_message_with_its_recording(channel: Channel) -> None:
    for form in (RING, RECORDED, READY):
        told(channel, form)
    process_raws()
    message = Message.objects.get(external_id=RECORDING)
    assert message.body_text == "Voicemail, 1 min 14 s."
    (event,) = [
        event
        for event in registry.get("phone").parse(RawInbound.objects.order_by("id")[1])
        if getattr(event, "external_id", "") == RECORDING
    ]
    (file,) = event.media  # type: ignore[union-attr]
    assert (file.ref, file.kind) == (f"{URL}.mp3", "audio")


STEPS = {
    "missed": ((RING, OVER), [f"Missed call to {NUMBER}: it ended after 6 s without a message."]),
    "voicemail": (
        (RING, RECORDED, OVER),
        [f"Call to {NUMBER}, answered by the voicemail.", "Voicemail, 1 min 14 s."],
    ),
    "answered": ((RING, ANSWERED, OVER), [f"Call to {NUMBER}, put through and answered: 3 min 20 s."]),
}


@pytest.mark.parametrize("outcome", STEPS)
def test_the_call_says_what_became_of_it_in_whatever_order_twilio_tells(outcome: str, shop: Office) -> None:
    steps, expected = STEPS[outcome]
    for number, order in enumerate(itertools.permutations(steps)):
        channel = accounts.channel("phone", shop.support, address=f"+1555000{number:04}")
        for form in order:
            told(channel, form | {"To": channel.address})
        process_raws()
        assert sorted(text.replace(channel.address, NUMBER) for text in said(channel)) == sorted(expected), order


def test_the_same_step_told_twice_is_one(channel: Channel) -> None:
    for form in (RING, RING, RECORDED, RECORDED):
        told(channel, form)
    assert RawInbound.objects.count() == 2


def test_callers_without_a_number_are_not_taken_for_one_person(channel: Channel) -> None:
    for number, hidden in enumerate(("anonymous", "+266696687", "Restricted")):
        told(channel, RING | {"From": hidden, "CallSid": f"CA{number:032}"})
    process_raws()
    people = {message.ticket.contact_id for message in Message.objects.select_related("ticket")}
    assert len(people) == 3


def option(channel: Channel, **settings: Any) -> ReplyOption:
    channel.settings |= settings
    connector = registry.get("phone")
    assert isinstance(connector, Narrows)
    key = settings.pop("key", CUSTOMER)
    conversation = Conversation(surface="call", key=key, last_customer_at=None)
    return connector.narrow(channel, conversation, ReplyOption(surface="call", allowed=True))


def test_whether_a_call_can_be_answered_in_writing_is_said(channel: Channel, shop: Office) -> None:
    assert (option(channel).allowed, option(channel).code) == (False, "no_text_channel")
    texts = accounts.channel("sms", shop.support)
    assert option(channel, text_channel_id=texts.pk).allowed
    assert option(channel, key=f"withheld:{CALL}").code == "number_withheld"
