"""A channel's health: both directions apart, in words, with growing pauses and without secrets."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import OperationalError
from django.utils import timezone

from connectors import health, tasks
from connectors.errors import RateLimited, Refused, Unreachable
from connectors.health import Side
from inbox.models import Channel, Event
from tests import office
from tests.office import Office


@pytest.fixture
def channel(shop: Office) -> Channel:
    return office.channel(
        "help@shop.example", shop.support, settings={"receive": "imap"}, credentials={"imap_password": "canary-77"}
    )


def shown(channel: Channel) -> tuple[str, str]:
    row = Channel.objects.get(pk=channel.pk)
    return row.health, row.health_detail


def test_receiving_and_sending_fail_and_recover_apart(channel: Channel) -> None:
    health.failed(channel, Side.RECEIVING, Unreachable("no answer"))
    assert shown(channel) == ("degraded", "Receiving: no answer")
    health.failed(channel, Side.SENDING, Refused("wrong password"))
    assert shown(channel) == ("needs_attention", "Receiving: no answer\nSending: wrong password")
    health.ok(channel, Side.RECEIVING)
    assert shown(channel) == ("needs_attention", "Sending: wrong password")
    health.ok(channel, Side.SENDING)
    assert shown(channel) == ("ok", "")
    told = [event.data["health"] for event in Event.objects.filter(kind="channel.changed").order_by("id")]
    assert told == [
        ["unknown", "degraded"],
        ["degraded", "needs_attention"],
        ["needs_attention", "needs_attention"],
        ["needs_attention", "ok"],
    ]


def test_pauses_grow_and_end_with_the_first_success(channel: Channel) -> None:
    pauses = []
    for _ in range(12):
        health.failed(channel, Side.RECEIVING, Unreachable("no answer"))
        channel.refresh_from_db()
        assert channel.next_poll_at is not None
        pauses.append((channel.next_poll_at - timezone.now()).total_seconds())
    assert pauses[0] < 2
    assert pauses[3] > pauses[0]
    assert 180 < pauses[-1] <= 300
    assert channel.health == "needs_attention"
    health.ok(channel, Side.RECEIVING)
    channel.refresh_from_db()
    assert (channel.failures, channel.health) == (0, "ok")


def test_a_failure_to_send_does_not_delay_receiving(channel: Channel) -> None:
    health.failed(channel, Side.SENDING, Unreachable("no answer"))
    channel.refresh_from_db()
    assert (channel.failures, channel.next_poll_at) == (0, None)


def test_secrets_that_a_server_repeats_are_left_out(channel: Channel) -> None:
    health.failed(channel, Side.RECEIVING, Refused("bad password canary-77 given"))
    assert shown(channel)[1] == "Receiving: bad password ••• given"


def test_a_channel_nobody_looks_at_is_reported(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(next_poll_at=timezone.now() - dt.timedelta(minutes=11))
    tasks.check_channels()
    state, detail = shown(channel)
    assert state == "needs_attention"
    assert "Nobody has looked" in detail


def test_a_network_that_wants_a_pause_gets_it_and_nothing_is_wrong(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Busy:
        def poll(self, channel: Channel) -> int:
            raise RateLimited("Later.", retry_after=240)

        def polled(self, channel: Channel) -> bool:
            return True

    assert tasks.poll(channel, Busy()) == 0
    channel.refresh_from_db()
    assert channel.next_poll_at is not None
    assert 230 < (channel.next_poll_at - timezone.now()).total_seconds() <= 240
    assert (channel.failures, channel.health) == (0, "unknown")


def test_a_look_that_went_well_is_noted_and_the_next_one_keeps_the_connectors_pace(channel: Channel) -> None:
    class Slow:
        def poll(self, channel: Channel) -> int:
            return 3

        def polled(self, channel: Channel) -> bool:
            return True

        def pace(self, channel: Channel) -> dt.timedelta:
            return dt.timedelta(minutes=7)

    health.failed(channel, Side.RECEIVING, Unreachable("Away."))
    assert tasks.poll(channel, Slow()) == 3
    channel.refresh_from_db()
    assert channel.next_poll_at is not None
    assert 410 < (channel.next_poll_at - timezone.now()).total_seconds() <= 420
    assert (channel.failures, channel.health, channel.health_detail) == (0, "ok", "")


class Buggy:
    def __init__(self, *bugs: str) -> None:
        self.bugs = bugs

    def polled(self, channel: Channel) -> bool:
        return True

    def poll(self, channel: Channel) -> int:
        if "poll" in self.bugs:
            raise KeyError("items")
        return 1

    def pace(self, channel: Channel) -> dt.timedelta:
        if "pace" in self.bugs:
            raise ZeroDivisionError
        return dt.timedelta(minutes=1)


@pytest.mark.parametrize("bug", ["poll", "pace"])
def test_a_fault_in_a_connector_is_on_the_channel_and_it_is_tried_again(
    channel: Channel, bug: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert tasks.poll(channel, Buggy(bug)) == 0
    channel.refresh_from_db()
    assert (channel.failures, channel.health) == (1, "degraded")
    assert channel.health_detail.startswith("Receiving: Something went wrong on our side")
    assert channel.next_poll_at is not None
    assert channel.next_poll_at > timezone.now()
    assert "Traceback" in caplog.text, "the log has the whole story"


def test_a_database_that_is_gone_is_not_the_channels_fault(channel: Channel) -> None:
    class Lost(Buggy):
        def poll(self, channel: Channel) -> int:
            raise OperationalError("the connection is closed")

    with pytest.raises(OperationalError):
        tasks.poll(channel, Lost())
    channel.refresh_from_db()
    assert channel.failures == 0
