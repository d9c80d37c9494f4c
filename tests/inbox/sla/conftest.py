"""A deployment with one channel, and the promises of the worked examples: fixed targets, Berlin hours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from inbox.models import Calendar, Channel, Policy, Team, Ticket, User
from inbox.sla import calendars, policies, terms
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import BER, Week
from tests.promises import promise


def create_calendar(name: str, week: Week) -> Calendar:
    return calendars.create_calendar(
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
    calendars.use_calendar(create_calendar("Berlin", BER).pk, actor=None)
    for priority in Ticket.Priority.values:
        promise(priority, first_reply=4 * 3600, resolution=24 * 3600)
    return Desk(channel, agent=User.objects.create(username="ada", name="Ada", email="ada@example.com"))


def only_for(name: str, conditions: dict[str, Any], **targets: int) -> Policy:
    """A policy before the standard one; seconds for normal tickets."""
    said: dict[str, Any] = {"public_seconds": None, "business": True, "warn": []}
    kept = {metric: {"seconds": seconds, **said} for metric, seconds in targets.items()}
    made = policies.create_policy(actor=None, name=name, conditions=conditions, targets={"normal": kept}, pause_on=[])
    others = [policy.pk for policy in policies.policies() if policy.pk != made.pk]
    policies.order([made.pk, *others], actor=None)
    return made
