"""Two teams with a channel each, and the three people who decide permissions."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

from django.db import transaction
from django.utils import timezone

from inbox import events
from inbox.models import Channel, Contact, Identity, Message, Organisation, Team, Ticket, User

_numbers = itertools.count(700_000)


@dataclasses.dataclass(frozen=True)
class World:
    sales: Team
    support: Team
    shop: Channel  # of sales
    help: Channel  # of support
    olga: User  # agent of sales
    sven: User  # agent of support
    nora: User  # supervisor

    def ticket(self, channel: Channel, **fields: Any) -> Ticket:
        """A ticket and its event."""
        number = next(_numbers)
        contact = Contact.objects.create(name=f"Customer {number}")
        Identity.objects.create(contact=contact, network="email", handle=f"c{number}@example.org")
        with transaction.atomic():
            now = timezone.now()
            given = {"number": number, "subject": f"Question {number}", "last_message_at": now, "team": channel.team}
            ticket = Ticket.objects.create(channel=channel, contact=contact, **{**given, **fields})
            events.record("ticket.created", ticket=ticket)
        return ticket

    def say(self, ticket: Ticket, text: str = "hello") -> Message:
        """A customer's message and its event."""
        with transaction.atomic():
            message = Message.objects.create(
                ticket=ticket,
                channel=ticket.channel,
                direction="inbound",
                visibility="private",
                author_identity=ticket.contact.identities.get(),
                author_name=ticket.contact.name,
                body_text=text,
                sent_at=timezone.now(),
            )
            events.record("message.created", ticket=ticket, message=message)
        return message


def make() -> World:
    Organisation.objects.get_or_create(id=1)
    sales, support = Team.objects.create(name="Sales"), Team.objects.create(name="Support")
    people = {
        # online already: a console that brings them online would add an event to those that are counted
        name: User.objects.create_user(
            name, f"{name}@example.org", name=name.title(), role=role, availability=User.Availability.ONLINE
        )
        for name, role in (("olga", "agent"), ("sven", "agent"), ("nora", "supervisor"))
    }
    people["olga"].teams.add(sales)
    people["sven"].teams.add(support)
    return World(sales=sales, support=support, shop=_channel("shop", sales), help=_channel("help", support), **people)


def _channel(name: str, team: Team) -> Channel:
    channel = Channel.objects.create(kind="email", name=name, address=f"{name}@example.org", team=team)
    channel.teams.add(team)
    return channel
