"""Text messages with a Twilio that somebody else built (the npm package ``emulate``), over real sockets both ways.

It posts signed webhooks to us and takes our calls. It does not know MMS, and does not check the order of statuses.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from connectors import registry, views
from connectors.base import Reports, Subscribes
from connectors.errors import Ambiguous, AuthRevoked
from connectors.sms.connector import SmsConnector
from connectors.tasks import deliver_due, process_raws
from inbox.envelope import Address, OutboundMessage, OutboundPart
from inbox.models import Channel, Message, RawInbound, User
from tests import office
from tests.connectors.twilio import accounts
from tests.connectors.twilio.accounts import ACCOUNT, CUSTOMER, NUMBER, SEED, TOKEN
from tests.servers import emulate

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def twilio() -> Iterator[str]:
    with emulate.running("twilio", SEED) as url:
        yield url


@pytest.fixture
def connector(twilio: str, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> SmsConnector:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    made = registry.get("sms")
    assert isinstance(made, SmsConnector)
    monkeypatch.setattr(made, "api", twilio)
    monkeypatch.setattr(made, "messaging_api", f"{twilio}/messaging")
    return made


@pytest.fixture
def channel(connector: SmsConnector, live_server: LiveServer, settings: Settings) -> Channel:
    settings.PUBLIC_URL = live_server.url
    channel = accounts.channel("sms", office.build().support)
    assert isinstance(connector, Subscribes)
    connector.subscribe(channel, views.url(channel))
    return channel


def simulate(twilio: str, what: str, **form: str) -> dict[str, str]:
    answer = httpx.post(f"{twilio}/_twilio/simulate/{what}", data=form, auth=(ACCOUNT, TOKEN), timeout=20)
    assert answer.is_success, answer.text
    found: dict[str, str] = answer.json()
    return found


def part(text: str) -> OutboundPart:
    message = OutboundMessage(
        message_id=1, ticket_id=1, ticket_ref="1", reply_token="", idempotency_key="k", subject="", body_text=text,
        body_html="", sender_name="Owner", to=(Address(network="phone", handle=CUSTOMER),), surface="dm",
    )  # fmt: skip
    return OutboundPart(number=0, message=message, idempotency_key="k", text=text)


def test_a_text_message_becomes_a_ticket(twilio: str, channel: Channel) -> None:
    sid = simulate(twilio, "inbound-message", To=NUMBER, From=CUSTOMER, Body="Do you open on Sunday? ☀")["sid"]
    process_raws()
    message = Message.objects.get(channel=channel)
    assert (message.external_id, message.body_text) == (sid, "Do you open on Sunday? ☀")
    assert message.author_identity is not None
    assert (message.author_identity.network, message.author_identity.handle) == ("phone", CUSTOMER)


def test_a_message_whose_webhook_we_missed_is_fetched_once(
    twilio: str, channel: Channel, connector: SmsConnector
) -> None:
    simulate(twilio, "inbound-message", To=NUMBER, From=CUSTOMER, Body="Told by webhook.")
    connector.unsubscribe(channel)
    sid = simulate(twilio, "inbound-message", To=NUMBER, From=CUSTOMER, Body="Nobody home?")["sid"]
    connector.poll(channel)
    assert connector.poll(channel) == 0
    process_raws()
    found = Message.objects.filter(channel=channel)
    assert found.filter(body_text="Told by webhook.").count() == 1
    assert found.get(body_text="Nobody home?").external_id == sid


def test_from_the_customers_words_to_the_delivered_answer(twilio: str, channel: Channel) -> None:
    """The whole loop through the product: ticket, reply, delivery, status."""
    simulate(twilio, "inbound-message", To=NUMBER, From=CUSTOMER, Body="Do you open on Sunday?")
    process_raws()
    ticket = Message.objects.get(channel=channel).ticket
    delivery = office.answer(ticket, User.objects.get(username="owner"), "We do, from ten.").delivery
    deliver_due(channel.pk)
    delivery.refresh_from_db()
    assert delivery.state == "sent", delivery.error
    sid = str(Message.objects.get(pk=delivery.message_id).external_id)
    listed = httpx.get(f"{twilio}/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json", auth=(ACCOUNT, TOKEN)).json()
    assert (listed["to"], listed["from"], listed["body"]) == (CUSTOMER, NUMBER, "We do, from ten.")
    simulate(twilio, "message-status", MessageSid=sid, Status="delivered")
    process_raws()
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_an_answer_arrives_and_its_statuses_come_back(twilio: str, channel: Channel, connector: SmsConnector) -> None:
    with connector.sending(channel) as send:
        sid = send(part("We do.")).external_id
    listed = httpx.get(f"{twilio}/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json", auth=(ACCOUNT, TOKEN)).json()
    assert (listed["to"], listed["from"], listed["body"]) == (CUSTOMER, NUMBER, "We do.")
    simulate(twilio, "message-status", MessageSid=sid, Status="delivered")
    kept = [bytes(raw.body).decode() for raw in RawInbound.objects.filter(channel=channel).order_by("id")]
    assert "MessageStatus=delivered" in kept[-1]


def test_a_message_whose_answer_got_lost_is_found_again(channel: Channel, connector: SmsConnector) -> None:
    with connector.sending(channel) as send:
        sid = send(part("Only once, please.")).external_id
    found = connector.reconcile(channel, part("Only once, please."))
    assert found is not None
    assert found.external_id == sid


def test_one_that_is_not_listed_may_have_been_sent(channel: Channel, connector: SmsConnector) -> None:
    with pytest.raises(Ambiguous):
        connector.reconcile(channel, part("Never sent."))


def test_the_account_and_its_webhook_are_healthy(channel: Channel, connector: SmsConnector) -> None:
    assert isinstance(connector, Reports)
    report = connector.health(channel)
    assert (report.ok, report.subscribed) == (True, True)
    assert [check.ok for check in connector.validate(channel)] == [True, True]
    connector.unsubscribe(channel)
    assert connector.health(channel).subscribed is False


def test_a_wrong_token_is_said_to_be_wrong(channel: Channel, connector: SmsConnector) -> None:
    channel.credentials = {"auth_token": "wrong"}
    with pytest.raises(AuthRevoked), connector.sending(channel) as send:
        send(part("Hello"))
    (check,) = connector.validate(channel)
    assert not check.ok
