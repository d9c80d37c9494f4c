"""Messages that no webhook told of: what Twilio's list says of them, in the documented shape.

source: https://www.twilio.com/docs/messaging/api/message-resource and https://www.twilio.com/docs/messaging/api/media-resource,
read 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import Any

import pytest
from django.utils import timezone

from connectors import registry
from connectors.errors import ContractChanged
from connectors.sms.connector import SmsConnector
from connectors.sms.parse import events
from inbox.envelope import InboundMessage
from inbox.models import Channel, RawInbound
from tests.connectors.twilio import accounts
from tests.connectors.twilio.accounts import ACCOUNT, CUSTOMER, NUMBER
from tests.office import Office
from tests.servers.answers import Answers, Reply

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def connector(peer: Answers, monkeypatch: pytest.MonkeyPatch) -> SmsConnector:
    made = registry.get("sms")
    assert isinstance(made, SmsConnector)
    monkeypatch.setattr(made, "api", peer.url)
    return made


@pytest.fixture
def channel(shop: Office) -> Channel:
    return accounts.channel("sms", shop.support)


def row(sid: str, *, minutes_ago: int = 1, **more: Any) -> dict[str, Any]:
    at = email.utils.format_datetime(NOW - dt.timedelta(minutes=minutes_ago))
    found: dict[str, Any] = {
        "sid": sid,
        "from": CUSTOMER,
        "to": NUMBER,
        "body": "Hello",
        "direction": "inbound",
        "num_media": "0",
    }
    found |= {"date_created": at, "date_sent": at, "status": "received", "messaging_service_sid": None}
    return found | {"subresource_uris": {"media": f"{MESSAGES}/{sid}/Media.json"}} | more


def kept(channel: Channel) -> list[InboundMessage]:
    found = []
    for raw in RawInbound.objects.filter(channel=channel).order_by("id"):
        found += events(bytes(raw.body), address=channel.address, received_at=raw.received_at)
    return [event for event in found if isinstance(event, InboundMessage)]


def test_pictures_of_a_missed_message_are_asked_for(connector: SmsConnector, channel: Channel, peer: Answers) -> None:
    peer.on("GET", f"{MESSAGES}.json", Reply(json={"messages": [row("MM1", num_media="1")], "next_page_uri": None}))
    file = {"sid": "ME1", "content_type": "image/jpeg", "uri": f"{MESSAGES}/MM1/Media/ME1.json"}
    peer.on("GET", f"{MESSAGES}/MM1/Media.json", Reply(json={"media_list": [file]}))
    connector.poll(channel)
    (message,) = kept(channel)
    assert [one.ref for one in message.media] == [f"{peer.url}{MESSAGES}/MM1/Media/ME1"]
    assert message.sent_at == NOW - dt.timedelta(minutes=1)


def test_what_we_sent_and_what_is_old_is_left_alone(connector: SmsConnector, channel: Channel, peer: Answers) -> None:
    rows = [row("SM3", direction="outbound-api"), row("SM2"), row("SM1", minutes_ago=60 * 24)]
    peer.on("GET", f"{MESSAGES}.json", Reply(json={"messages": rows, "next_page_uri": f"{MESSAGES}.json?Page=1"}))
    connector.poll(channel)
    assert [message.external_id for message in kept(channel)] == ["SM2"]
    assert peer.asked[0].query["To"] == NUMBER
    assert len(peer.asked) == 1  # the list is newest first: what follows is older still


def test_a_service_takes_what_came_to_any_of_its_numbers(
    connector: SmsConnector, channel: Channel, peer: Answers
) -> None:
    channel.address = "MG" + "c" * 32
    rows = [row("SM2", messaging_service_sid=channel.address, to="+15550001111"), row("SM1")]
    peer.on("GET", f"{MESSAGES}.json", Reply(json={"messages": rows}))
    connector.poll(channel)
    assert [message.external_id for message in kept(channel)] == ["SM2"]
    assert "To" not in peer.asked[0].query


def test_a_list_in_another_shape_is_said_to_be(connector: SmsConnector, channel: Channel, peer: Answers) -> None:
    peer.on("GET", f"{MESSAGES}.json", Reply(json={"messages": [row("SM1") | {"date_created": "yesterday"}]}))
    with pytest.raises(ContractChanged):
        connector.poll(channel)
