from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

from inbox import heartbeat
from tests.inbox.live import world
from tests.inbox.live.consoles import Process, Server, until


class Processes:
    """Shared by all tests of the session, as their start takes a second; one that was killed is started anew."""

    def __init__(self) -> None:
        self._server: Server | None = None
        self._relay: Process | None = None

    def server(self) -> Server:
        if self._server is None or self._server.child.poll() is not None:
            self._server = Server()
        return self._server

    def relay(self) -> Process:
        if self._relay is None or self._relay.child.poll() is not None:
            self._relay = Process("relay")
            until(lambda: "relay" in heartbeat.ages(), seconds=30, what="the relay works")
        return self._relay

    def no_relay(self) -> None:
        if self._relay is not None:
            self._relay.kill()

    def kill(self) -> None:
        for process in (self._server, self._relay):
            if process is not None:
                process.kill()


SHARED = Processes()  # also by modules that import these fixtures, and so get instances of their own


@pytest.fixture(scope="session")
def processes(django_db_setup: None) -> Iterator[Processes]:
    yield SHARED
    SHARED.kill()


@pytest.fixture
def server(transactional_db: None, processes: Processes) -> Server:
    """The web process; it outlives the test, whose tables are emptied under it."""
    return processes.server()


@pytest.fixture
def relay(transactional_db: None, processes: Processes) -> Process:
    return processes.relay()


@pytest.fixture
def no_relay(transactional_db: None, processes: Processes) -> None:
    """The test starts its own."""
    processes.no_relay()


@pytest.fixture
def house(transactional_db: None) -> world.World:
    return world.make()


@pytest.fixture
def engine() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)
