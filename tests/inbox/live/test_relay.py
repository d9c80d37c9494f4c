"""Numbers after commit: none skipped, none twice, whoever dies."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import threading
import time

import pytest
import redis
from django.db import connection, transaction
from django.utils import timezone

from inbox import events, heartbeat
from inbox.live import relay as relays
from inbox.models import Event
from tests.inbox.live.consoles import Process, Server, running, until
from tests.inbox.live.world import World

pytestmark = pytest.mark.django_db(transaction=True)

TAKEOVER = 2.0


def record(kind: str = "user.changed") -> int:
    with transaction.atomic():
        return events.record(kind).pk


def all_numbered() -> bool:
    return not Event.objects.filter(seq__isnull=True).exists()


def assert_complete() -> None:
    numbers = list(Event.objects.order_by("seq").values_list("seq", flat=True))
    assert None not in numbers
    assert numbers == list(range(1, len(numbers) + 1))


def write(count: int, *, seed: int) -> None:
    """Transactions of different lengths, so that ids become visible out of order."""
    dice = random.Random(seed)
    try:
        for _ in range(count):
            with transaction.atomic():
                events.record("user.changed", data={"writer": seed})
                if dice.random() < 0.3:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_sleep(%s)", [dice.random() / 100])
    finally:
        connection.close()


def writers(each: int) -> list[threading.Thread]:
    threads = [threading.Thread(target=write, args=(each,), kwargs={"seed": seed}) for seed in range(16)]
    for thread in threads:
        thread.start()
    return threads


def test_sixteen_writers_and_a_reader_that_follows_the_numbers_misses_nothing(
    server: Server, relay: Process, house: World
) -> None:
    with server.console(house.nora) as nora:
        threads = writers(30)
        for thread in threads:
            thread.join()
        until(all_numbered)
        newest = events.head()[1]
        while nora.seq < newest:
            nora.wait("event")
        assert len({frame["seq"] for frame in nora.events()}) == 16 * 30
        assert not [frame for frame in nora.frames if frame["type"] == "resync"]
    assert_complete()


def test_an_event_that_commits_late_gets_a_later_number_and_is_not_skipped(relay: Process, house: World) -> None:
    held, release = threading.Event(), threading.Event()
    ids: list[int] = []

    def slow() -> None:
        try:
            with transaction.atomic():
                ids.append(events.record("user.changed").pk)
                held.set()
                release.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    held.wait(10)
    early = record()
    until(lambda: Event.objects.filter(pk=early, seq__isnull=False).exists())
    release.set()
    thread.join()
    late = until(lambda: Event.objects.filter(pk=ids[0]).values_list("seq", flat=True).get())
    assert ids[0] < early
    assert late > Event.objects.values_list("seq", flat=True).get(pk=early)
    assert_complete()


def test_two_relays_and_the_leader_killed_the_other_takes_over(no_relay: None, house: World) -> None:
    with running(Process("relay")) as first:
        record()
        until(all_numbered, seconds=20, what="the first relay works")
        with running(Process("relay")):
            until(lambda: heartbeat.ages()["relay"]["count"] == 2, seconds=20, what="the second stands by")
            threads = writers(10)
            first.kill()
            start = time.monotonic()
            record()
            until(all_numbered, seconds=20)
            assert time.monotonic() - start < TAKEOVER
            for thread in threads:
                thread.join()
            until(all_numbered)
    assert_complete()


def test_the_relay_survives_losing_its_database_session(relay: Process, house: World) -> None:
    record()
    until(all_numbered, seconds=20)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted "
            "AND (classid::bigint << 32 | objid::bigint) = %s",
            [relays.LOCK],
        )
        assert cursor.fetchone() == (1,)
    record()
    until(all_numbered, seconds=5)
    assert_complete()


def test_flushing_redis_costs_at_most_a_second(
    server: Server, relay: Process, house: World, engine: redis.Redis
) -> None:
    with server.console(house.olga) as olga:
        engine.flushall()
        house.ticket(house.shop)
        olga.event("ticket.created", seconds=3)


def test_only_the_leader_numbers(no_relay: None, house: World) -> None:
    assert relays.try_lock()
    try:
        with running(Process("relay")):
            until(lambda: "relay" in heartbeat.ages(), seconds=20)
            record()
            assert not all_numbered()
            assert relays.number() == [1]
            assert_complete()
    finally:
        connection.close()


def test_a_relay_asked_to_stop_stops_and_gives_the_lock_back(no_relay: None, house: World) -> None:
    with running(Process("relay")) as one:
        record()
        until(all_numbered, seconds=20)
        assert one.stop() == 0
    assert relays.try_lock()
    connection.close()


def test_a_leader_that_is_frozen_loses_the_lock_and_cannot_number_when_it_wakes(no_relay: None, house: World) -> None:
    with running(Process("relay")) as frozen:
        record()
        until(all_numbered, seconds=20)
        os.kill(frozen.child.pid, signal.SIGSTOP)
        with running(Process("relay")):
            record()
            Event.objects.filter(seq__isnull=True).update(at=timezone.now() - dt.timedelta(seconds=relays.STUCK + 1))
            until(all_numbered, seconds=20, what="the other takes over")
            os.kill(frozen.child.pid, signal.SIGCONT)
            for thread in writers(5):
                thread.join()
            until(all_numbered)
    assert_complete()
