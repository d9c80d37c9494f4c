"""A channel that is connected to an account at the test server, and what workers do for it."""

from __future__ import annotations

from typing import Any

from connectors import tasks
from connectors.mastodon import account
from connectors.mastodon.connector import connector
from inbox.envelope import Address, OutboundMessage, OutboundPart
from inbox.models import Channel, Team
from tests import office
from tests.servers.mastodon import Person


def unsaved(person: Person, **more: Any) -> Channel:
    return Channel(
        kind="mastodon",
        name=f"Mastodon {person.name}",
        address=person.acct,
        settings={"server_url": person.server.url},
        credentials={"access_token": person.token},
        **more,
    )


def connected(person: Person, team: Team) -> Channel:
    made = unsaved(person)
    with account.client(made) as server:
        facts = account.facts(server)
    channel = office.channel(
        person.acct, team, kind="mastodon", settings=made.settings, credentials=made.credentials, facts=facts
    )
    channel.capabilities = connector.capabilities(channel.settings, facts)
    channel.save()
    connector.poll(channel)
    return channel


def look(channel: Channel) -> int:
    """What the polling worker and then the ingest worker do; returns how many items were kept."""
    kept = connector.poll(channel)
    tasks.process_raws()
    return kept


def outbound(text: str, **more: Any) -> OutboundMessage:
    values: dict[str, Any] = {
        "message_id": 1,
        "ticket_id": 1,
        "ticket_ref": "1",
        "reply_token": "",
        "idempotency_key": "7a4c8f0e-1111-4222-8333-444455556666",
        "subject": "",
        "body_text": text,
        "body_html": "",
        "sender_name": "Mia",
        "to": (),
    }
    return OutboundMessage(**(values | more))


def part(text: str, *, key: str = "", **more: Any) -> OutboundPart:
    attachments = more.pop("attachments", ())
    message = outbound(text, **more)
    return OutboundPart(
        number=0,
        message=message,
        idempotency_key=key or message.idempotency_key,
        text=text,
        attachments=attachments,
    )


def someone(person: Person) -> Address:
    return Address(network="mastodon", handle=person.acct)
