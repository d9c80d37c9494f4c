"""Redis away, the database away, a browser that does not read, a crowd."""

from __future__ import annotations

import contextlib
import pathlib
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator

import pytest
import redis
from django.db import connection

from helpdesk.binaries import redis_binary
from inbox.live import feed
from inbox.models import User
from tests.inbox.live.consoles import Console, Process, Server, running, until
from tests.inbox.live.world import World

pytestmark = pytest.mark.django_db(transaction=True)


class OwnRedis:
    """A Redis of this test alone, to be killed."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.path = folder / "redis.sock"
        self.url = f"unix://{self.path}?db=0"
        self.start()

    def start(self) -> None:
        self.path.unlink(missing_ok=True)
        options = ["--port", "0", "--unixsocket", str(self.path), "--save", "", "--dir", str(self.path.parent)]
        self.child = subprocess.Popen([str(redis_binary()), *options], stdout=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.url) as client:
            return bool(client.ping())
        return False

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()


@pytest.fixture
def own_redis() -> Iterator[OwnRedis]:
    with tempfile.TemporaryDirectory(prefix="janice") as folder:
        own = OwnRedis(pathlib.Path(folder))
        yield own
        own.kill()


def test_without_redis_consoles_join_and_hear_everything_a_little_later_and_presence_returns(
    no_relay: None, house: World, own_redis: OwnRedis
) -> None:
    with running(Server(REDIS_URL=own_redis.url)) as server, running(Process("relay", REDIS_URL=own_redis.url)):
        assert isinstance(server, Server)
        with server.console(house.olga) as olga:
            ticket = house.ticket(house.shop)
            olga.event("ticket.created", seconds=10)
            own_redis.kill()
            house.ticket(house.shop)
            olga.event("ticket.created", seconds=4)
            with server.console(house.nora, query=olga.resume) as late:
                late.say(type="view", ticket_id=ticket.pk)
                house.ticket(house.shop)
                late.event("ticket.created", seconds=4)
                olga.event("ticket.created", seconds=4)
                own_redis.start()
                house.ticket(house.shop)
                olga.event("ticket.created", seconds=4)

                def viewed() -> bool:
                    late.say(type="view", ticket_id=ticket.pk)
                    frame = olga.read(1.0)
                    return frame is not None and frame["type"] == "eph" and bool(frame["data"]["users"])

                until(viewed, seconds=15, what="presence is back")
                # Faster than the look every PRESENCE seconds: the doorbell rings again.
                late.say(type="view", ticket_id=None)
                olga.wait("eph", lambda frame: not frame["data"]["users"], seconds=feed.PRESENCE / 2)
                assert not [f for f in [*olga.frames, *late.frames] if f["type"] == "resync"]


def test_the_database_going_away_for_a_moment_loses_no_event_and_no_socket(
    server: Server, relay: Process, house: World
) -> None:
    with server.console(house.olga) as olga:
        for _ in range(3):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            house.ticket(house.shop)
            olga.event("ticket.created", seconds=8)
        assert not [frame for frame in olga.frames if frame["type"] == "resync"]


def test_a_browser_that_does_not_read_costs_no_memory_and_then_fetches_afresh(
    server: Server, relay: Process, house: World
) -> None:
    ticket = house.ticket(house.shop)
    text = "x" * 200_000
    with server.console(house.olga) as slow, server.console(house.nora) as nora:
        before = server.memory
        for _ in range(120):
            house.say(ticket, text)
            nora.event("message.created", seconds=20)
        grown = server.memory - before
        print(f"memory grew by {grown / 1e6:.1f} MB")
        assert grown < 18_000_000, "24 MB were not read, and at most 4 MB of them wait"
        resync = slow.wait("resync", seconds=20)
        assert resync["reason"] == "too slow"
        assert len(slow.events()) < 120
        house.say(ticket, "after")
        until(lambda: slow.event("message.created")["data"]["message"]["body_text"] == "after")


def test_a_crowd_coming_and_going_leaves_no_database_connection_behind(
    server: Server, relay: Process, house: World
) -> None:
    sessions = [server.console(house.olga) for _ in range(5)]
    for console in sessions:
        console.wait("hello")
    failures: list[BaseException] = []

    def visit() -> None:
        try:
            for _ in range(5):
                with Console(server, sessions[0].session) as console:
                    console.settle()
        except BaseException as failure:  # a thread's own is not seen otherwise
            failures.append(failure)

    threads = [threading.Thread(target=visit) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for console in sessions:
        console.__exit__()
    assert not failures
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        (count,) = cursor.fetchone()
    assert count <= 8 + 1 + 1, "the pool of the web process, the relay, and this one"


def test_a_push_arrives_within_a_second(server: Server, relay: Process, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.olga) as olga:
        house.say(ticket)
        olga.event("message.created")
        waits = []
        for _ in range(20):
            start = time.monotonic()
            house.say(ticket)
            olga.event("message.created")
            waits.append(time.monotonic() - start)
    waits.sort()
    print(f"commit to console: median {waits[10] * 1000:.0f} ms, slowest {waits[-1] * 1000:.0f} ms")
    assert waits[18] < 1.0


def test_a_connected_person_is_here_for_routing(server: Server, house: World) -> None:
    assert house.olga.heartbeat_at is None
    with server.console(house.olga):
        until(lambda: User.objects.get(pk=house.olga.pk).heartbeat_at is not None)
    assert User.objects.get(pk=house.sven.pk).heartbeat_at is None
