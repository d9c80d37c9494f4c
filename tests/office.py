"""A small office to test in: two teams, two mail channels, and the three people who decide permissions.

``owner`` and ``mate`` work on the support channel, ``outsider`` on billing only; ``supervisor`` and ``admin`` see all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import itertools
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from inbox import addressing, ingest, receiving, replies
from inbox.envelope import Address, InboundMessage, ThreadHint
from inbox.models import Channel, Membership, Message, Organisation, RawInbound, Team, Ticket, User

CAPABILITIES: dict[str, Any] = {
    "network": "email",
    "visibilities": ["private"],
    "delivery_class": "unsafe",
    "recipients": {"editable": True, "cc": True, "bcc": True, "max": 50, "pattern": r"[^\s@<>,;]+@[^\s@<>,;]+"},
    "attachments": {"max_size": 25 * 2**20, "max_total": 25 * 2**20},
    "quote_history": False,
    "actions": {"own": ["edit", "delete"], "theirs": ["hide", "unhide", "delete"]},
}
PASSWORD = "correct horse battery"
_count = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Office:
    support: Team
    billing: Team
    channel: Channel
    billing_channel: Channel
    owner: User
    mate: User
    outsider: User
    supervisor: User
    admin: User


def build() -> Office:
    Organisation.objects.get_or_create(id=1, defaults={"undo_seconds": 0})
    support = Team.objects.create(name="Support")
    billing = Team.objects.create(name="Billing")
    return Office(
        support=support,
        billing=billing,
        channel=channel("support@shop.example", support),
        billing_channel=channel("billing@shop.example", billing),
        owner=person("owner", support),
        mate=person("mate", support),
        outsider=person("outsider", billing),
        supervisor=person("supervisor", role=User.Role.SUPERVISOR),
        admin=person("admin", role=User.Role.ADMIN),
    )


def channel(address: str, team: Team, *, kind: str = "email", **more: Any) -> Channel:
    made = Channel.objects.create(
        kind=kind, name=address, address=address, brand="Shop", team=team, capabilities=CAPABILITIES, **more
    )
    made.teams.add(team)
    return made


def person(username: str, *teams: Team, role: str = User.Role.AGENT) -> User:
    user = User.objects.create(
        username=username,
        email=f"{username}@shop.example",
        name=username.title(),
        role=role,
        password=_hashed(PASSWORD),
    )
    Membership.objects.bulk_create(Membership(user=user, team=team) for team in teams)
    return user


@functools.cache
def _hashed(password: str) -> str:
    """Hashing is slow on purpose; once is enough."""
    return make_password(password)


def mail(text: str = "My kettle leaks.", *, sender: str = "ada@customer.example", **more: Any) -> InboundMessage:
    """What a parser might make of a mail; every call is a new one unless ``external_id`` says otherwise."""
    number = next(_count)
    values: dict[str, Any] = {
        "external_id": f"{number}@customer.example",
        "fingerprint": hashlib.sha256(text.encode()).hexdigest(),
        "sender": Address(network="email", handle=sender, name=sender.split("@")[0].title()),
        "sent_at": timezone.now() - dt.timedelta(seconds=1),
        "subject": "Leaking kettle",
        "body_text": text,
        "reply_text": text,
    }
    return InboundMessage(**(values | more))


def kept(channel: Channel, external_id: str | None = None, body: bytes = b"raw") -> RawInbound:
    raw = ingest.keep(channel, external_id or f"raw-{next(_count)}", body, source="test")
    assert raw is not None
    return raw


def receive(channel: Channel, message: InboundMessage | None = None) -> Message:
    """Through the real functions: kept, claimed, settled."""
    raw = kept(channel)
    (claimed,) = [row for row in ingest.claim(100) if row.pk == raw.pk]
    (received,) = receiving.settle(claimed, [message or mail()])
    return received


def ticket(channel: Channel, message: InboundMessage | None = None) -> Ticket:
    return receive(channel, message).ticket


def answer(ticket: Ticket, author: User, text: str = "We are on it.", **more: Any) -> Message:
    """A reply to whoever wrote last, by somebody who has read everything."""
    newest = Ticket.objects.get(pk=ticket.pk).last_message_id
    values: dict[str, Any] = {
        "to": [entry["handle"] for entry in addressing.recipients(ticket)["to"]],
        "last_seen_message_id": newest,
    }
    return replies.reply(ticket.pk, author=author, body_html=f"<p>{text}</p>", **(values | more))


def follow_up(previous: Message, text: str = "And another thing.", **more: Any) -> InboundMessage:
    """A customer's mail that refers to ``previous``."""
    assert previous.external_id
    return mail(text, **({"thread": ThreadHint(references=(previous.external_id,))} | more))
