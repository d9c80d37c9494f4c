"""A solution that the community gave ends the ticket.

source: plugins/discourse-solved: web_hook_extension.rb (the call), post serializer (accepted_answer), 2026-11-22.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.utils import timezone

from connectors import tasks
from inbox import ingest
from inbox.models import Channel, Ticket
from tests.connectors.discourse import posts
from tests.connectors.discourse.conformance import DiscourseCase
from tests.office import Office

AT = timezone.now().replace(microsecond=0) - dt.timedelta(minutes=5)


@pytest.fixture
def forum(shop: Office) -> Channel:
    return DiscourseCase().channel(shop.support)


def keep(forum: Channel, name: str, number: int, **more: Any) -> None:
    post = posts.post(40, number, "Tighten the lid.", at=AT, **more)
    body = json.dumps({name: post}).encode()
    ingest.keep(forum, f"{name}-{number}-{len(more)}-{more.get('accepted_answer')}", body, source="hook")
    tasks.process_raws()


def outcome() -> tuple[str, str]:
    ticket = Ticket.objects.get()
    return ticket.status, ticket.outcome


@pytest.mark.parametrize("name", ["solved", "post"])
def test_an_accepted_answer_of_another_member_solves_the_ticket(forum: Channel, name: str) -> None:
    keep(forum, "post", 1)
    keep(forum, "post", 2, username="bob", user=8)
    keep(forum, name, 2, username="bob", user=8, accepted_answer=False)
    assert outcome() == ("open", "")
    keep(forum, name, 2, username="bob", user=8, accepted_answer=True, version=2)
    assert outcome() == ("solved", "community")


def test_our_own_answer_is_ours_to_solve_by_and_an_unknown_topic_is_nothing(forum: Channel) -> None:
    keep(forum, "solved", 2, username="bob", user=8, accepted_answer=True)
    assert not Ticket.objects.exists()
    keep(forum, "post", 1)
    keep(forum, "solved", 2, username="support", user=1, accepted_answer=True)
    assert outcome() == ("open", "")
