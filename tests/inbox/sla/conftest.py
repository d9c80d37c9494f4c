"""A deployment with one channel, and the promises of the worked examples: fixed targets, Berlin hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from inbox.models import Calendar, Channel, Team, Ticket, User
from inbox.sla import policies, terms
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import BER, Week


def create_calendar(name: str, week: Week) -> Calendar:
    return policies.create_calendar(
        actor=None, name=name, zone=week.zone, windows=week.windows, closed=week.closed, special=week.special
    )


@pytest.fixture
def fresh_terms() -> Iterator[None]:
    terms.forget()
    yield
    terms.forget()


@pytest.fixture
def team(db: None, fresh_terms: None) -> Team:
    return Team.objects.create(name="Support")


@pytest.fixture
def channel(team: Team) -> Channel:
    channel = Channel.objects.create(kind="email", name="Support", address="support@example.com", team=team)
    channel.teams.add(team)
    return channel


@pytest.fixture
def desk(channel: Channel) -> Desk:
    policies.ensure_defaults()
    policies.use_calendar(create_calendar("Berlin", BER).pk, actor=None)
    for priority in Ticket.Priority.values:
        promise(priority, first_reply=4, resolution=24)
    return Desk(channel, agent=User.objects.create(username="ada", name="Ada", email="ada@example.com"))


def promise(priority: str, **changes: Any) -> None:
    """Targets in hours."""
    hours = {key: value * 3600 if value is not None else None for key, value in changes.items() if key in TARGETS}
    policies.change_policy(priority, actor=None, **{**changes, **hours})


TARGETS = ("first_reply", "resolution")
