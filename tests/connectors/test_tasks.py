"""The sweeps: a task for each channel, so that one that is slow or broken is nobody else's trouble."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors import tasks
from inbox import actions
from inbox.models import Action, Channel
from tests.connectors import pigeon
from tests.office import Office
from tests.servers.answers import Answers, Reply


class Tended(pigeon.PigeonConnector):
    def __init__(self) -> None:
        super().__init__()
        self.tended: list[str] = []

    def tend(self, channel: Channel) -> None:
        self.tended.append(channel.name)
        if channel.name.endswith("loft-a"):
            raise KeyError("a letter that nobody expected")


class Fetched(pigeon.PigeonConnector):
    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def polled(self, channel: Channel) -> bool:
        if channel.name == "loft-a":
            raise KeyError("facts")
        return True

    def poll(self, channel: Channel) -> int:
        self.fetched.append(channel.name)
        return 0


@pytest.fixture
def tended(shop: Office, peer: Answers) -> Iterator[Tended]:
    connector = Tended()
    with pigeon.known(peer, connector):
        yield connector


@pytest.fixture
def nudged(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    sent: list[tuple[str, tuple[Any, ...]]] = []

    def note(task: str, *, queue: str, args: tuple[Any, ...] = (), countdown: float | None = None) -> None:
        sent.append((task, args))

    monkeypatch.setattr("inbox.events.nudge", note)
    return sent


def test_one_channels_trouble_leaves_no_other_untended(shop: Office, tended: Tended) -> None:
    for name in ("loft-a", "loft-b"):
        Channel.objects.filter(pk=pigeon.channel(shop.support).pk).update(name=name)
    tasks.tend()
    assert tended.tended == ["loft-a", "loft-b"]


def test_a_fault_over_one_channel_leaves_the_others_fetched(shop: Office, peer: Answers) -> None:
    connector = Fetched()
    with pigeon.known(peer, connector):
        for name in ("loft-a", "loft-b"):
            Channel.objects.filter(pk=pigeon.channel(shop.support).pk).update(name=name)
        Channel.objects.exclude(kind="pigeon").update(active=False)
        tasks.poll_due()
    assert connector.fetched == ["loft-b"]
    faulty = Channel.objects.get(name="loft-a")
    assert "went wrong on our side" in faulty.health_detail
    assert faulty.next_poll_at is not None
    assert faulty.next_poll_at > timezone.now()


def test_each_channel_acts_in_a_task_of_its_own(
    shop: Office, tended: Tended, peer: Answers, nudged: list[tuple[str, tuple[Any, ...]]]
) -> None:
    peer.on("POST", "/acts", Reply(json={}))
    lofts = [pigeon.channel(shop.support) for _ in range(3)]
    for loft in lofts:
        key = f"c{loft.pk}"
        comment = pigeon.said(loft, "Rubbish!", surface="comment", key=key, external_id=key)
        actions.request(comment.pk, "hide", actor=shop.owner, reason="Spam")
    Action.objects.update(next_attempt_at=timezone.now())
    nudged.clear()
    tasks.act_due()
    assert len(peer.to("POST", "/acts")) == 1, "the sweep does the first channel's work only"
    others = [args for task, args in nudged if task == "connectors.tasks.act_due"]
    assert len(others) == 2
    for args in others:
        tasks.act_due(*args)
    assert sorted(asked.json["id"] for asked in peer.to("POST", "/acts")) == sorted(f"c{loft.pk}" for loft in lofts)
