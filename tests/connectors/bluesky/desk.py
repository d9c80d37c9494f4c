"""A channel that is connected to an account, and what workers do for it."""

from __future__ import annotations

from typing import Any

from connectors import fields, looking_again, tasks
from connectors.bluesky.connector import connector
from connectors.bluesky.session import Session, facts
from inbox.envelope import OutboundMessage, OutboundPart
from inbox.models import Channel, Cursor, Team
from tests import office
from tests.servers.bluesky import PASSWORD, Person


def unsaved(address: str, server_url: str, password: str = PASSWORD, **settings: Any) -> Channel:
    own, secrets = fields.clean(
        connector.fields, {"server_url": server_url, **settings}, credentials={"app_password": password}
    )
    return Channel(kind="bluesky", name=address, address=address, settings=own, credentials=secrets)


def connected(person: Person, team: Team) -> Channel:
    made = unsaved(person.handle, person.network.pds)
    channel = office.channel(person.handle, team, kind="bluesky", settings=made.settings, credentials=made.credentials)
    with Session(channel) as session:
        channel.facts = facts(session)
    channel.capabilities = connector.capabilities(channel.settings, channel.facts)
    channel.save(update_fields=("facts", "capabilities"))
    connector.poll(channel)
    return channel


def look(channel: Channel) -> int:
    """What the polling worker and then the ingest worker do; returns how many items were kept."""
    kept = connector.poll(channel)
    tasks.process_raws()
    return kept


def two_minutes_later(channel: Channel) -> None:
    """It is time to look at what was said again."""
    Cursor.objects.filter(channel=channel, stream=looking_again.STREAM).delete()


def part(text: str, *, number: int = 0, key: str = "", reply_to: str = "", **more: Any) -> OutboundPart:
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
        "surface": "mention",
    }
    message = OutboundMessage(**(values | more))
    return OutboundPart(
        number=number,
        message=message,
        idempotency_key=key or message.idempotency_key,
        text=text,
        attachments=attachments,
        reply_to=reply_to,
    )
