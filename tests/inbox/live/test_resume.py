"""Whatever was missed is caught up with, or fetched afresh; never guessed."""

from __future__ import annotations

import asyncio
import threading
import uuid

import pytest
from django.db import transaction

from inbox import events
from inbox.live import reading
from inbox.models import Event, Organisation
from tests.inbox.live.consoles import Process, Server, running, until
from tests.inbox.live.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def numbered() -> bool:
    return not Event.objects.filter(seq__isnull=True).exists()


def test_a_console_that_was_away_resumes_where_it_was(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        house.ticket(house.shop)
        olga.event("ticket.created")
    missed = [house.ticket(house.shop).pk, house.ticket(house.help).pk, house.ticket(house.shop).pk]
    until(numbered)
    with server.console(house.olga, query=olga.resume) as again:
        again.seq = olga.seq  # hello names the number that the replay will end with
        hello = again.frames[0]
        again.event("ticket.created")
        last = again.event("ticket.created")
        assert [f["data"]["ticket"]["id"] for f in again.events()] == [missed[0], missed[2]]
        assert hello["head"] == last["seq"]
        house.ticket(house.shop)
        assert again.event("ticket.created")["prev"] == last["seq"]


def test_resuming_with_nothing_missed_but_hidden_events_waits_for_nothing(
    server: Server, relay: Process, house: World
) -> None:
    with server.console(house.olga) as olga:
        house.ticket(house.shop)
        olga.event("ticket.created")
    house.ticket(house.help)
    until(numbered)
    with server.console(house.olga, query=olga.resume) as again:
        assert again.frames[0]["head"] == olga.seq


def test_a_replay_that_is_asked_for_sends_it_again_and_ends_with_a_beat(
    server: Server, relay: Process, house: World
) -> None:
    with server.console(house.olga) as olga:
        start = olga.seq
        house.ticket(house.shop)
        house.ticket(house.shop)
        first, second = olga.event("ticket.created"), olga.event("ticket.created")
        olga.seq = start
        olga.say(type="replay", after=start)
        again = [olga.wait("event"), olga.wait("event")]
        assert [f["seq"] for f in again] == [first["seq"], second["seq"]]
        assert olga.wait("beat")["head"] == second["seq"]
        olga.say(type="replay", after=second["seq"])
        assert olga.wait("beat")["head"] == second["seq"]


def test_duplicates_of_the_doorbell_change_nothing(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        house.ticket(house.shop)
        olga.event("ticket.created")
        for _ in range(20):
            ring(olga.seq)
            ring(olga.seq + 1_000_000)
        house.ticket(house.shop)
        olga.event("ticket.created")
        olga.settle()
        numbers = [frame["seq"] for frame in olga.events()]
        assert numbers == sorted(set(numbers))
        assert len(numbers) == 2


def ring(seq: int) -> None:
    """On a thread of its own: the browser tests leave a loop running on the main one."""
    ringer = threading.Thread(target=lambda: asyncio.run(events.ring(seq)))
    ringer.start()
    ringer.join()


def test_a_new_epoch_makes_everybody_fetch_afresh(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        house.ticket(house.shop)
        olga.event("ticket.created")
        before = olga.resume
        fresh = uuid.uuid4()
        Organisation.objects.update(epoch=fresh)
        resync = olga.wait("resync")
        assert resync["epoch"] == str(fresh)
        house.ticket(house.shop)
        assert olga.event("ticket.created")["prev"] == resync["head"]
    with server.console(house.olga, query=before) as again:
        hello = again.frames[0]
        assert hello["epoch"] == str(fresh)
        assert hello["head"] == olga.seq
        assert again.settle()[-1]["head"] == olga.seq


def test_numbers_from_the_future_are_not_believed(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        pass
    with server.console(house.olga, query=f"after={olga.seq + 1000}&epoch={olga.epoch}") as again:
        assert again.wait("resync")["reason"] == "unknown number"
        house.ticket(house.shop)
        again.event("ticket.created")


@pytest.mark.parametrize("after", ["-1", "1e3", "x", "9" * 40, ""])
def test_a_garbled_resume_point_starts_from_now(server: Server, house: World, after: str) -> None:
    with server.console(house.olga) as olga:
        pass
    with server.console(house.olga, query=f"after={after}&epoch={olga.epoch}") as again:
        assert again.frames[0]["head"] == olga.seq


def test_who_missed_too_much_is_told_to_fetch_afresh(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        pass
    with transaction.atomic():
        for _ in range(reading.REPLAY + 1):
            events.record("channel.changed", channel=house.shop)
    until(numbered)
    with server.console(house.olga, query=olga.resume) as again:
        assert again.wait("resync")["reason"] == "too far behind"
        assert not again.events()
        house.ticket(house.shop)
        again.event("ticket.created")


def test_another_process_takes_over_a_console_where_the_first_left_it(
    server: Server, relay: Process, house: World
) -> None:
    with running(Server()) as second:
        assert isinstance(second, Server)
        with second.console(house.nora), server.console(house.olga) as olga:
            for _ in range(5):
                house.ticket(house.shop)
                seen = olga.event("ticket.created")
                with second.console(house.olga, query=olga.resume) as moved:
                    assert moved.frames[0]["head"] == seen["seq"]
                    assert not [frame for frame in moved.settle() if frame["type"] == "resync"]


def test_programs_catch_up_with_the_same_frames(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        start = olga.seq
        house.say(house.ticket(house.shop))
        house.ticket(house.help)
        olga.event("message.created")
        until(numbered)
        fetched = reading.catch_up(house.olga, start)
        assert fetched["results"] == olga.events()
        assert fetched["epoch"] == olga.epoch
        assert fetched["head"] == events.head()[1]
        assert reading.catch_up(house.olga, start, limit=1)["results"] == olga.events()[:1]
