"""One process waits for many channels: what it costs the database, and who takes over when it loses its locks."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from connectors import locks
from connectors.management.commands.listener import Listener
from inbox.models import Channel
from tests import office
from tests.connectors import pigeon
from tests.servers import eventually
from tests.servers.answers import Answers, Reply

MANY = 15
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lofts(peer: Answers) -> Iterator[list[Channel]]:
    """Channels whose network lets one wait until the test is over."""
    over = threading.Event()
    shop = office.build()
    with pigeon.known(peer, pigeon.Waiting()):
        made = [pigeon.channel(shop.support) for _ in range(MANY)]
        for loft in made:
            peer.on("GET", f"/wait/{loft.pk}", Reply(gate=over))
        Channel.objects.exclude(kind="pigeon").update(active=False)
        yield made
        over.set()


@contextlib.contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener()
    try:
        yield listener
    finally:
        listener._leave()
        for pk in listener.posts:
            locks.release(locks.Work.RECEIVE, pk)


def began(listener: Listener, peer: Answers, calls: int) -> None:
    def look() -> bool:
        listener._look()
        return len(peer.asked) == calls

    eventually(look, within=20, what=f"{calls} calls wait")


def sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_channels_that_wait_cost_the_database_one_session(lofts: list[Channel], peer: Answers) -> None:
    before = sessions()
    with listening() as listener:
        began(listener, peer, MANY)
        assert locks.taken(locks.Work.RECEIVE) == {loft.pk for loft in lofts}
        eventually(lambda: sessions() == before, what="idle threads give their connections back")
        assert all(post.thread.is_alive() for post in listener.posts.values())


def test_a_listener_that_stops_ends_its_waits_at_once(lofts: list[Channel], peer: Answers) -> None:
    with listening() as listener:
        began(listener, peer, MANY)
    assert not any(post.thread.is_alive() for post in listener.posts.values())
    assert not Channel.objects.exclude(health="unknown").exists()


def test_a_listener_that_loses_its_connection_begins_anew(lofts: list[Channel], peer: Answers) -> None:
    with listening() as listener:
        began(listener, peer, MANY)
        first = {pk: post.thread for pk, post in listener.posts.items()}
        connection.close()  # as when PostgreSQL restarts: its locks are gone
        listener.lost()
        began(listener, peer, 2 * MANY)
        assert {pk for pk, post in listener.posts.items() if post.thread is not first[pk]} == set(first)
        assert locks.taken(locks.Work.RECEIVE) == set(first)


def test_what_one_listener_holds_another_leaves_alone(lofts: list[Channel], peer: Answers) -> None:
    with listening() as listener:
        began(listener, peer, MANY)
        other = Listener()

        def look() -> None:
            other._look()
            connection.close()

        looked = threading.Thread(target=look)
        looked.start()
        looked.join()
        assert other.posts == {}
