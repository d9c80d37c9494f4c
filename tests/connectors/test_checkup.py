"""The hourly question to each network, and what is done about its answer."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from connectors import channels, checkup, health, tasks
from connectors.errors import Refused
from inbox.models import Channel, Event, Message
from tests import office
from tests.connectors import pigeon
from tests.office import Office
from tests.servers.answers import Answers, Reply

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def loft(shop: Office, peer: Answers) -> Iterator[Channel]:
    peer.on("PUT", "/hook", Reply())
    peer.on("DELETE", "/hook", Reply())
    with pigeon.known(peer):
        yield pigeon.channel(shop.support, credentials={"token": "canary"})


def checked(loft: Channel, peer: Answers, **says: Any) -> Channel:
    peer.on("GET", "/me", Reply(json={"subscribed": True, **says}))
    Channel.objects.filter(pk=loft.pk).update(next_check_at=None)
    checkup.check(loft.pk)
    return Channel.objects.get(pk=loft.pk)


def ends(**after: float) -> str:
    return (timezone.now() + dt.timedelta(**after)).isoformat()


def test_what_the_network_says_is_kept_and_makes_the_limits_anew(loft: Channel, peer: Answers) -> None:
    row = checked(loft, peer, facts={"told": "500 a day"})
    assert (row.health, row.facts["told"], row.capabilities["told"]) == ("ok", "500 a day", "500 a day")
    assert row.next_check_at is not None
    assert 0.8 * HOUR < row.next_check_at - timezone.now() < 1.2 * HOUR
    assert Event.objects.filter(kind="channel.changed", data__fields=["capabilities"]).count() == 1
    checked(loft, peer, facts={"told": "500 a day"})
    assert Event.objects.filter(kind="channel.changed", data__fields=["capabilities"]).count() == 1


@pytest.mark.parametrize(
    ("left", "state", "words"),
    [
        ({"days": 15}, "ok", ""),
        ({"days": 13, "hours": 1}, "degraded", "runs out in 13 days"),
        ({"days": 2, "hours": 1}, "needs_attention", "runs out in 2 days"),
        ({"hours": 5}, "needs_attention", "runs out today"),
        ({"hours": -1}, "needs_attention", "has run out"),
    ],
)
def test_a_token_that_ends_is_announced(
    loft: Channel, peer: Answers, left: dict[str, float], state: str, words: str
) -> None:
    row = checked(loft, peer, ends=ends(**left))
    assert row.health == state
    assert words in row.health_detail
    assert row.facts["account"]["token_expires_at"]


def test_a_subscription_is_made_once_and_again_when_it_was_lost(loft: Channel, peer: Answers) -> None:
    row = checked(loft, peer, subscribed=False)
    assert (row.health, row.facts["account"]["subscribed"]) == ("ok", True)
    assert peer.to("PUT", "/hook")[0].json["url"].endswith(f"/hooks/pigeon/{loft.hook_key}")
    checked(loft, peer)
    assert len(peer.to("PUT", "/hook")) == 1
    row = checked(loft, peer, subscribed=False)
    assert (row.health, len(peer.to("PUT", "/hook"))) == ("degraded", 2)
    assert "stopped calling us" in row.health_detail
    assert checked(loft, peer).health == "ok"


def test_where_the_network_cannot_be_asked_a_new_setting_subscribes_anew(
    loft: Channel, shop: Office, peer: Answers
) -> None:
    checked(loft, peer, subscribed=None)
    checked(loft, peer, subscribed=None)
    assert len(peer.to("PUT", "/hook")) == 1
    channels.change(loft.pk, actor=shop.admin, credentials={"token": "another"})
    checked(loft, peer, subscribed=None)
    assert len(peer.to("PUT", "/hook")) == 2


def test_a_channel_that_is_switched_off_is_no_longer_called(loft: Channel, shop: Office, peer: Answers) -> None:
    checked(loft, peer, subscribed=False)
    channels.change(loft.pk, actor=shop.admin, active=False)
    assert loft.pk in checkup.due()
    checkup.check(loft.pk)
    assert len(peer.to("DELETE", "/hook")) == 1
    Channel.objects.update(next_check_at=None)
    assert loft.pk not in checkup.due()


@pytest.mark.parametrize(
    ("reply", "state", "soon"),
    [
        (Reply(status=401), "needs_attention", False),
        (Reply(status=500), "degraded", True),
        (Reply(status=429, headers={"Retry-After": "700"}), "degraded", True),
        (Reply(json={"ok": False, "detail": "The quality of the number fell."}), "needs_attention", False),
    ],
)
def test_a_network_that_is_not_content_is_quoted_and_asked_again(
    loft: Channel, peer: Answers, reply: Reply, state: str, soon: bool
) -> None:
    peer.on("GET", "/me", reply)
    checkup.check(loft.pk)
    row = Channel.objects.get(pk=loft.pk)
    assert (row.health, row.health_detail.startswith("Account: ")) == (state, True)
    assert row.next_check_at is not None
    assert (row.next_check_at - timezone.now() < HOUR / 2) == soon


def test_each_channel_is_asked_in_a_task_of_its_own(
    loft: Channel, shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    monkeypatch.setattr("inbox.events.nudge", lambda task, *, queue, args=(), countdown=None: asked.append(args))
    tasks.check_due()
    assert {pk for (pk,) in asked} == set(Channel.objects.values_list("pk", flat=True))
    assert not Channel.objects.exclude(health="unknown").exists()


def test_a_task_that_comes_late_does_not_ask_again(loft: Channel, peer: Answers) -> None:
    """Sweeps may have sent one for each half minute that the queue was full."""
    checked(loft, peer)
    checkup.check(loft.pk)
    tasks.check_due(loft.pk)
    assert len(peer.to("GET", "/me")) == 1


def wrote(channel: Channel, hours: Sequence[float]) -> None:
    """A message so many hours ago, each."""
    first = office.receive(channel, office.mail("Hello."))
    for _ in hours[1:]:
        office.receive(channel, office.mail("Hello."))
    now = timezone.now()
    rows = Message.objects.filter(channel=channel, direction="inbound", pk__gte=first.pk).order_by("pk")
    for row, ago in zip(rows, hours, strict=True):
        Message.objects.filter(pk=row.pk).update(created_at=now - dt.timedelta(hours=ago))
    Channel.objects.filter(pk=channel.pk).update(last_inbound_at=now - dt.timedelta(hours=min(hours)))


def silent(channel: Channel) -> bool:
    Channel.objects.filter(pk=channel.pk).update(next_check_at=None)
    checkup.check(channel.pk)
    return "Silence:" in Channel.objects.get(pk=channel.pk).health_detail


def test_silence_rings_only_when_it_is_longer_than_ever(shop: Office) -> None:
    busy = [30 + 10 * number for number in range(25)]  # every ten hours, and then nothing for thirty
    wrote(shop.channel, busy)
    assert silent(shop.channel)
    office.receive(shop.channel)
    assert not silent(shop.channel)


@pytest.mark.parametrize(
    "hours",
    [
        [30 + 10 * number for number in range(10)],  # too few to know
        [23 + number for number in range(25)],  # not even a day
        [100 + number for number in range(20)] + [100 + 20 + 62],  # a weekend lies behind it
    ],
)
def test_a_quiet_channel_gives_no_false_alarm(shop: Office, hours: list[float]) -> None:
    wrote(shop.channel, hours)
    assert not silent(shop.channel)


def test_selfcheck_says_everything_in_lines_and_by_its_exit_code(loft: Channel, peer: Answers) -> None:
    out = io.StringIO()
    peer.on("GET", "/me", Reply(json={"ends": ends(days=60), "subscribed": True, "detail": "Hello canary"}))
    call_command("selfcheck", loft.name, stdout=out)
    assert out.getvalue().splitlines()[:2] == ["ok    Loft: The pigeons are at home.", "ok    Account: Hello •••"]
    assert "ok    Subscription: The network calls us." in out.getvalue()
    peer.on("GET", "/me", Reply(status=401))
    with pytest.raises(CommandError, match="1 of the checks failed"):
        call_command("selfcheck", str(loft.pk), stdout=out)
    with pytest.raises(CommandError, match="There is no channel"):
        call_command("selfcheck", "nobody", stdout=out)
    assert "canary" not in out.getvalue()


def test_a_side_that_is_well_again_leaves_the_others_lines(loft: Channel, peer: Answers) -> None:
    health.failed(loft, health.Side.SENDING, Refused("No."))
    assert checked(loft, peer).health_detail == "Sending: No."


def test_a_fault_in_a_connector_is_on_the_channel_and_not_lost(loft: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(channel: Channel) -> None:
        raise KeyError("account")

    monkeypatch.setattr(pigeon.connector, "health", faulty)
    Channel.objects.filter(pk=loft.pk).update(next_check_at=None)
    tasks.check_due(loft.pk)
    row = Channel.objects.get(pk=loft.pk)
    assert row.health_detail.startswith("Account: Something went wrong on our side (KeyError)")
    assert row.next_check_at is not None
    assert row.next_check_at > timezone.now()
