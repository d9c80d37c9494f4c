"""People who change their number or user id go on in their conversation, on their ticket."""

from __future__ import annotations

from typing import Any

import pytest

from connectors import tasks
from inbox import ingest
from inbox.models import Channel, Contact, Message, Thread
from tests.connectors.whatsapp.conformance import PEOPLE, case
from tests.connectors.whatsapp.payloads import call, system, value
from tests.office import Office


@pytest.fixture
def channel(shop: Office) -> Channel:
    return case.channel(shop.support)


def arrive(channel: Channel, name: str, body: bytes) -> None:
    ingest.keep(channel, name, body, source="hook")
    tasks.process_raws()


def told(channel: Channel, *messages: dict[str, Any], contacts: Any = ()) -> bytes:
    return call(value(channel.address, messages=list(messages), contacts=list(contacts)))


def words(number: int, user: str, phone: str) -> dict[str, Any]:
    row = {"id": f"wamid.{number}", "from": phone, "from_user_id": user, "timestamp": str(1763800000 + number)}
    return row | {"type": "text", "text": {"body": f"Number {number}."}}


@pytest.mark.parametrize(
    "changed",
    [
        {"type": "user_changed_number", "wa_id": "12195555358", "user_id": "US.2"},
        {"type": "user_changed_user_id", "user_id": "US.2", "previous_user_id": PEOPLE[0][1]},
    ],
    ids=lambda changed: changed["type"],
)
def test_a_conversation_goes_on_under_the_new_id(channel: Channel, changed: dict[str, Any]) -> None:
    phone, user, _ = PEOPLE[0]
    arrive(channel, "1", told(channel, words(1, user, phone)))
    news = system(changed["type"], **{name: text for name, text in changed.items() if name != "type"})
    arrive(channel, "2", told(channel, news | {"from": phone}))
    arrive(channel, "3", told(channel, words(3, "US.2", changed.get("wa_id", phone))))
    assert Message.objects.values("ticket_id").distinct().count() == 1
    assert [thread.key for thread in Thread.objects.filter(channel=channel)] == ["US.2"]
    contact = Contact.objects.get(tickets__messages__external_id="wamid.3", merged_into=None)
    assert {user, "US.2", f"+{phone}"} <= set(contact.identities.values_list("handle", flat=True))


def test_of_two_conversations_neither_is_taken_for_the_other(channel: Channel) -> None:
    """Two people on one number: the network does not say whose user id changed, so nothing is renamed."""
    phone = PEOPLE[0][0]
    arrive(channel, "1", told(channel, words(1, "US.1", phone), words(2, "US.9", phone)))
    arrive(
        channel,
        "2",
        told(channel, system("user_changed_number", wa_id="12195555358", user_id="US.2") | {"from": phone}),
    )
    assert {thread.key for thread in Thread.objects.filter(channel=channel)} == {"US.1", "US.9"}
