"""Northwind: teams, people, promises, two mailboxes, a form, and an account on the town square."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from connectors import registry
from connectors.demo import customers, furniture
from inbox import organisation
from inbox.models import Channel, Membership, Organisation, Team, Ticket, User
from inbox.rules import examples
from inbox.sla import calendars, holidays, policies

MAILBOX, BILLING_MAILBOX, FORM = "support@northwind.example", "billing@northwind.example", "contact"
SQUARE = "northwind"  # on the town square
HOUR = 3600
HOURS = [*([day, "08:00", "19:00"] for day in range(5)), [5, "09:00", "15:00"]]
TERMS = {  # first reply, resolution, counted in business hours
    Ticket.Priority.URGENT: (HOUR, 8 * HOUR, False),
    Ticket.Priority.HIGH: (4 * HOUR, 24 * HOUR, False),
    Ticket.Priority.NORMAL: (8 * HOUR, 24 * HOUR, True),
    Ticket.Priority.LOW: (16 * HOUR, 48 * HOUR, True),
}
TEAMS = {
    "Support": "Questions, broken things, accounts",
    "Billing": "Invoices, payments, refunds",
    "Logistics": "Parcels, addresses, customs",
}
PEOPLE = (
    # user name, name, role, teams, availability
    ("agent", "Maya Lindqvist", User.Role.AGENT, ("Support", "Logistics"), User.Availability.ONLINE),
    ("priya", "Priya Nair", User.Role.AGENT, ("Support",), User.Availability.ONLINE),
    ("tomas", "Tomás Rivera", User.Role.AGENT, ("Billing", "Support"), User.Availability.ONLINE),
    ("jonas", "Jonas Weber", User.Role.AGENT, ("Logistics", "Support"), User.Availability.AWAY),
    ("sade", "Sade Adeyemi", User.Role.AGENT, ("Billing",), User.Availability.OFFLINE),
    (
        "supervisor",
        "Ingrid Solberg",
        User.Role.SUPERVISOR,
        ("Support", "Billing", "Logistics"),
        User.Availability.ONLINE,
    ),
    ("admin", "Robin Clarke", User.Role.ADMIN, (), User.Availability.OFFLINE),
)
SHOWN = ("agent", "supervisor", "admin")
WORDS: list[str] = customers.DATA["passwords"]


@dataclasses.dataclass(frozen=True)
class Company:
    mailbox: Channel
    billing_mailbox: Channel
    form: Channel
    square: Channel
    teams: dict[str, Team]
    people: dict[str, User]

    def members(self, team: str) -> list[User]:
        """Agents who answer for a team."""
        return [self.people[name] for name, _, role, teams, _ in PEOPLE if team in teams and role == User.Role.AGENT]


def password(username: str) -> str:
    """Of a demo account: made from SECRET_KEY, so that it is another one on each installation and needs no keeping."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"demo password of {username}".encode(), hashlib.sha256)
    first, second = WORDS[digest[0] % len(WORDS)], WORDS[digest[1] % len(WORDS)]
    return f"{first}-{second}-{int.from_bytes(digest[2:5]) % 9000 + 1000}"


def found() -> Company:
    """Make what is not there yet."""
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Northwind", "undo_seconds": 5})
    _promise()
    teams = {
        name: Team.objects.get_or_create(name=name, defaults={"description": about})[0] for name, about in TEAMS.items()
    }
    people = {name: _person(name, full, role, states) for name, full, role, _, states in PEOPLE}
    for name, _, _, member_of, _ in PEOPLE:
        for team in member_of:
            Membership.objects.get_or_create(user=people[name], team=teams[team])
    everybody, piped = tuple(teams.values()), {"receive": "pipe", "send": "default"}
    support = _channel("email", MAILBOX, "Support mailbox", teams["Support"], piped, everybody)
    billing = _channel("email", BILLING_MAILBOX, "Billing mailbox", teams["Billing"], piped, (teams["Billing"],))
    form = _channel(
        "webform",
        FORM,
        "Contact form",
        teams["Support"],
        {
            "title": "How can we help?",
            "intro": "Write to us in your language. A person answers, by e-mail and on your own page.",
            "colour": "#0f766e",
            "reply_channel_id": support.pk,
            "fields": ["order | Order number | help: If it is about an order. It is in our confirmation, as in 48213."],
        },
        everybody,
    )
    furniture.furnish(people["admin"])
    square = _channel("square", SQUARE, "Town square", teams["Support"], {}, everybody)
    return Company(mailbox=support, billing_mailbox=billing, form=form, square=square, teams=teams, people=people)


def _promise() -> None:
    """Hours in Berlin with its holidays, what is promised in them, and rules to switch on."""
    policies.ensure_defaults(zone="Europe/Berlin")
    examples.ensure()
    ours = organisation.current()
    years = (timezone.now().year, timezone.now().year + 1)
    closed = [day for year in years for day in holidays.propose("DE", "BE", year)]
    calendar = ours.calendar
    if calendar is not None and calendar.versions.count() == 1:
        calendars.change_calendar(
            calendar.pk, actor=None, name="Berlin office", zone="Europe/Berlin", windows=HOURS, closed=closed
        )
        (standard,) = policies.policies()
        policies.change_policy(standard.pk, actor=None, targets={name: _targets(*of) for name, of in TERMS.items()})


def _targets(first_reply: int, resolution: int, business: bool) -> dict[str, object]:
    return {
        metric: {"seconds": seconds, "business": business, "warn": [HOUR]}
        for metric, seconds in (("first_reply", first_reply), ("resolution", resolution))
    }


def _person(username: str, name: str, role: str, availability: str) -> User:
    user, _ = User.objects.get_or_create(
        username=username,
        defaults={
            "name": name,
            "email": f"{username}@northwind.example",
            "role": role,
            "availability": availability,
            "password": make_password(password(username) if username in SHOWN else None),
            "signature": f"{name}\nNorthwind",
        },
    )
    return user


def _channel(
    kind: str, address: str, name: str, team: Team, settings: Mapping[str, object], teams: tuple[Team, ...]
) -> Channel:
    connector = registry.get(kind)
    complete = {field.name: settings.get(field.name, field.default) for field in connector.fields if not field.secret}
    channel, made = Channel.objects.get_or_create(
        kind=kind,
        address=address,
        defaults={
            "name": name,
            "brand": "Northwind",
            "team": team,
            "settings": complete,
            "capabilities": connector.capabilities(complete, {}),
            "health": Channel.Health.OK,
        },
    )
    if made:
        channel.teams.set(teams)
    return channel
