"""A channel that is connected to an account at the homeserver, and what workers do for it."""

from __future__ import annotations

from typing import Any

from connectors import fields, tasks
from connectors.matrix import account
from connectors.matrix.connector import connector
from inbox.envelope import OutboundMessage, OutboundPart
from inbox.models import Channel, Team
from tests import office
from tests.servers.synapse import Person


def connected(person: Person, team: Team, **settings: Any) -> Channel:
    own, secrets = fields.clean(
        connector.fields,
        {"server_url": person.server.url, **settings},
        credentials={"access_token": person.token},
    )
    channel = office.channel(person.id, team, kind="matrix", settings=own, credentials=secrets)
    with account.client(channel) as server:
        channel.facts = account.facts(server)
    channel.capabilities = connector.capabilities(own, channel.facts)
    channel.save()
    connector.poll(channel)
    return channel


def look(channel: Channel) -> int:
    """What the polling worker and then the ingest worker do; returns how many items were kept."""
    kept = connector.poll(channel)
    tasks.process_raws()
    return kept


def part(text: str, room: str, *, number: int = 0, key: str = "", **more: Any) -> OutboundPart:
    attachments = more.pop("attachments", ())
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
        "surface": "chat",
        "conversation": room,
    }
    message = OutboundMessage(**(values | more))
    return OutboundPart(
        number=number,
        message=message,
        idempotency_key=key or message.idempotency_key,
        text=text,
        attachments=attachments,
    )
