"""Networks that are fetched from: the cursor and what it stands for move together, and a rescan doubles nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors import health, tasks
from connectors.base import Polls
from connectors.errors import ConnectorError, Unreachable
from inbox.models import Channel, Cursor
from tests.connectors.conformance import cases
from tests.connectors.conformance.case import Case
from tests.connectors.conformance.cases import every
from tests.office import Office
from tests.servers import answers
from tests.servers.answers import Answers


@pytest.fixture
def peer(case: Case, settings: Any) -> Iterator[Answers]:
    case.need("poll")
    settings.ALLOW_PRIVATE_HOSTS = "all"
    with answers.running() as server:
        yield server


@pytest.fixture
def channel(case: Case, shop: Office, peer: Answers, monkeypatch: pytest.MonkeyPatch) -> Channel:
    made = case.channel(shop.support)
    case.aim(made, peer, monkeypatch)
    if "token" not in case.lacks:
        case.renews(made, peer, "token-one-c2f9e6d8")
    return made


def poll(case: Case, channel: Channel) -> None:
    connector = case.connector
    assert isinstance(connector, Polls)
    connector.poll(Channel.objects.get(pk=channel.pk))
    cases.read()


@every
def test_what_is_new_is_fetched_and_what_is_known_stays_one(case: Case, channel: Channel, peer: Answers) -> None:
    first = [case.message(channel, number, f"Number {number}.") for number in (1, 2)]
    case.feed(channel, first, peer)
    poll(case, channel)
    assert cases.said(channel) == ["Number 1.", "Number 2."]
    poll(case, channel)
    case.feed(channel, [*first, case.message(channel, 3, "Number 3.")], peer)
    poll(case, channel)
    assert cases.said(channel) == ["Number 1.", "Number 2.", "Number 3."]


@every
def test_a_crash_before_the_cursor_is_kept_loses_nothing(
    case: Case, channel: Channel, peer: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.feed(channel, [case.message(channel, number, f"Number {number}.") for number in (1, 2)], peer)

    def die(*arguments: Any, **more: Any) -> None:
        raise SystemExit(1)

    with monkeypatch.context() as patched:
        patched.setattr("inbox.events.nudge", die)  # the last thing in the transaction that keeps
        with pytest.raises(SystemExit):
            poll(case, channel)
    assert (cases.states(channel), Cursor.objects.filter(channel=channel).count()) == (set(), 0)
    poll(case, channel)
    assert cases.said(channel) == ["Number 1.", "Number 2."]


@every
def test_without_its_cursor_it_reads_again_and_doubles_nothing(case: Case, channel: Channel, peer: Answers) -> None:
    case.feed(channel, [case.message(channel, number, f"Number {number}.") for number in (1, 2)], peer)
    poll(case, channel)
    Cursor.objects.all().delete()
    poll(case, channel)
    assert cases.said(channel) == ["Number 1.", "Number 2."]


@every
def test_the_same_message_by_webhook_and_by_fetching_is_one(case: Case, channel: Channel, peer: Answers) -> None:
    case.need("hook")
    item = case.message(channel, 1, "Once.")
    cases.arrive(case, channel, item)
    case.feed(channel, [item], peer)
    poll(case, channel)
    assert cases.said(channel) == ["Once."]


@every
def test_a_look_that_went_well_ends_the_trouble_and_puts_the_next_one_off(
    case: Case, channel: Channel, peer: Answers
) -> None:
    """Else it would be looked at by every sweep, and stay degraded for ever."""
    case.feed(channel, [case.message(channel, 1, "Number 1.")], peer)
    health.failed(channel, health.Side.RECEIVING, Unreachable("It was away."))
    Channel.objects.filter(pk=channel.pk).update(next_poll_at=None)
    tasks.poll_due(channel.pk)
    channel.refresh_from_db()
    assert (channel.failures, channel.health, channel.health_detail) == (0, "ok", "")
    assert channel.next_poll_at is not None
    assert channel.next_poll_at > timezone.now() + dt.timedelta(seconds=30)


@every
def test_a_network_that_is_not_there_is_the_channels_trouble_alone(case: Case, channel: Channel, peer: Answers) -> None:
    peer.close()
    with pytest.raises(ConnectorError):
        poll(case, channel)
    tasks.poll_due(channel.pk)
    channel.refresh_from_db()
    assert channel.failures == 1
    assert channel.next_poll_at is not None
