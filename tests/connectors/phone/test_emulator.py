"""Phone calls with a Twilio that somebody else built (the npm package ``emulate``): it calls us, signed, over a socket.

It does not carry out what we answer, nor does it record or transcribe: those steps are in test_calls.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from connectors import registry, views
from connectors.phone.connector import PhoneConnector
from inbox.envelope import ReceiptState
from inbox.models import Channel, RawInbound
from tests import office
from tests.connectors.sms.test_emulator import part, simulate
from tests.connectors.twilio import accounts
from tests.connectors.twilio.accounts import CUSTOMER, NUMBER, SEED
from tests.servers import emulate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def twilio() -> Iterator[str]:
    with emulate.running("twilio", SEED) as url:
        yield url


@pytest.fixture
def connector(twilio: str, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> PhoneConnector:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    made = registry.get("phone")
    assert isinstance(made, PhoneConnector)
    monkeypatch.setattr(made, "api", twilio)
    return made


@pytest.fixture
def channel(connector: PhoneConnector, live_server: LiveServer, settings: Settings) -> Channel:
    settings.PUBLIC_URL = live_server.url
    shop = office.build()
    texts = accounts.channel("sms", shop.support)
    channel = accounts.channel("phone", shop.support, text_channel_id=texts.pk)
    connector.subscribe(channel, views.url(channel))
    return channel


def test_a_call_and_its_end_are_told_to_us(twilio: str, channel: Channel, connector: PhoneConnector) -> None:
    sid = simulate(twilio, "inbound-call", To=NUMBER, From=CUSTOMER)["sid"]
    simulate(twilio, "call-status", CallSid=sid, Status="completed")
    first, last = [connector.parse(raw)[0] for raw in RawInbound.objects.filter(channel=channel).order_by("id")]
    assert {getattr(event, "external_id", "") for event in (first, last)} == {sid}
    assert [type(event).__name__ for event in (first, last)] == ["InboundMessage", "MessageEdited"]


def test_a_call_is_answered_by_text_message_whose_news_come_back_to_it(
    twilio: str, channel: Channel, connector: PhoneConnector
) -> None:
    with connector.sending(channel) as send:
        sid = send(part("We tried to call you back.")).external_id
    simulate(twilio, "message-status", MessageSid=sid, Status="delivered")
    newest = RawInbound.objects.filter(channel=channel).order_by("-id").first()
    assert newest is not None
    (receipt,) = connector.parse(newest)
    assert (getattr(receipt, "own_id", ""), getattr(receipt, "state", "")) == (sid, ReceiptState.DELIVERED)


def test_number_and_webhook_are_healthy(channel: Channel, connector: PhoneConnector) -> None:
    report = connector.health(channel)
    assert (report.ok, report.subscribed) == (True, True)
    assert [check.ok for check in connector.validate(channel)] == [True, True]
    connector.unsubscribe(channel)
    assert connector.health(channel).subscribed is False
