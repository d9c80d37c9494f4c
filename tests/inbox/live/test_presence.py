from __future__ import annotations

import json
import time
from typing import Any

import pytest
import redis

from inbox.live import presence
from tests.inbox.live.consoles import Console, Process, Server, running, until
from tests.inbox.live.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def who(console: Console, ticket_id: int, *expected: tuple[str, str], seconds: float = 5.0) -> None:
    def fits(frame: dict[str, object]) -> bool:
        data = frame["data"]
        assert isinstance(data, dict)
        return data["ticket_id"] == ticket_id and [(u["name"], u["doing"]) for u in data["users"]] == list(expected)

    console.wait("eph", fits, seconds=seconds)


def test_viewing_typing_and_leaving_are_seen_by_colleagues(server: Server, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.nora) as nora:
        with server.console(house.olga) as olga:
            olga.say(type="view", ticket_id=ticket.pk)
            who(nora, ticket.pk, ("Olga", "viewing"))
            olga.say(type="typing", ticket_id=ticket.pk, kind="note")
            who(nora, ticket.pk, ("Olga", "typing_note"))
            olga.say(type="typing", ticket_id=ticket.pk, kind="reply")
            who(nora, ticket.pk, ("Olga", "typing_reply"))
            assert presence.viewing() == {house.olga.pk: ticket.pk}
            olga.say(type="view", ticket_id=None)
            who(nora, ticket.pk)
            olga.say(type="view", ticket_id=ticket.pk)
            who(nora, ticket.pk, ("Olga", "viewing"))
        who(nora, ticket.pk, seconds=2)
        assert presence.viewing() == {}


def test_who_comes_later_is_told_who_is_there(server: Server, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.olga) as olga:
        olga.say(type="view", ticket_id=ticket.pk)
        who(olga, ticket.pk, ("Olga", "viewing"))
        with server.console(house.nora) as nora:
            who(nora, ticket.pk, ("Olga", "viewing"))


def test_typing_ends_by_itself_and_viewing_goes_on(server: Server, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.nora) as nora, server.console(house.olga) as olga:
        olga.say(type="typing", ticket_id=ticket.pk, kind="reply")
        who(nora, ticket.pk, ("Olga", "typing_reply"))
        who(nora, ticket.pk, ("Olga", "viewing"), seconds=presence.TYPING_SECONDS + 2)


def test_two_tabs_of_one_person_are_one_viewer_until_both_leave(server: Server, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.nora) as nora, server.console(house.olga) as one:
        one.say(type="view", ticket_id=ticket.pk)
        who(nora, ticket.pk, ("Olga", "viewing"))
        with server.console(house.olga) as two:
            two.say(type="typing", ticket_id=ticket.pk, kind="note")
            who(nora, ticket.pk, ("Olga", "typing_note"))
        who(nora, ticket.pk, ("Olga", "viewing"))
        one.say(type="view", ticket_id=None)
        who(nora, ticket.pk)


def test_a_killed_process_leaves_nobody_behind(server: Server, house: World, engine: redis.Redis) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.nora) as nora, running(Server()) as second:
        assert isinstance(second, Server)
        with second.console(house.olga) as olga:
            olga.say(type="view", ticket_id=ticket.pk)
            who(nora, ticket.pk, ("Olga", "viewing"))
            second.kill()
        # Only time tells: bring the end of its entry forward instead of waiting for it.
        entries: Any = engine.zrange(presence.KEY, 0, -1, withscores=True)
        member, end = entries[0]
        assert end - time.time() <= presence.VIEW_SECONDS
        engine.zadd(presence.KEY, {member: time.time() + 0.5})
        who(nora, ticket.pk, seconds=presence.VIEW_SECONDS + 3)


def test_presence_lost_with_redis_comes_back_with_the_next_heartbeat(
    server: Server, house: World, engine: redis.Redis
) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.nora) as nora, server.console(house.olga) as olga:
        olga.say(type="view", ticket_id=ticket.pk)
        who(nora, ticket.pk, ("Olga", "viewing"))
        engine.flushall()
        assert presence.viewing() == {}
        olga.say(type="view", ticket_id=ticket.pk)
        until(lambda: presence.viewing() == {house.olga.pk: ticket.pk})


def test_the_wall_shows_who_looks_at_what(server: Server, relay: Process, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.nora) as nora, server.console(house.olga) as olga:
        nora.say(type="wall", on=True)
        nora.wait("wall")
        olga.say(type="view", ticket_id=ticket.pk)

        def shows(frame: dict[str, object]) -> bool:
            return f'"viewing_ticket_id": {ticket.pk}' in json.dumps(frame)

        nora.wait("wall", shows)
        nora.say(type="wall", on=False)
        nora.settle()
        house.ticket(house.shop)
        nora.event("ticket.created")


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "view"},
        {"type": "view", "ticket_id": "1"},
        {"type": "typing", "ticket_id": 1, "kind": "shouting"},
        {"type": "wall"},
        {"type": "wall", "on": True, "team": "x"},
        {"type": "replay", "after": None},
        {"type": "hello"},
        {"kind": "view"},
    ],
)
def test_a_frame_that_is_not_understood_is_refused_and_the_socket_goes_on(
    server: Server, house: World, frame: dict[str, object]
) -> None:
    with server.console(house.nora) as nora:
        nora.say(**frame)
        assert nora.wait("error")["code"] == "bad_frame"
        nora.settle()


@pytest.mark.parametrize("text", ["", "[]", "7", "{", '"view"', "null", "[" * 2000])
def test_what_is_not_an_object_is_refused(server: Server, house: World, text: str) -> None:
    with server.console(house.nora) as nora:
        nora.socket.send(text)
        assert nora.wait("error")["code"] == "bad_frame"
        nora.settle()


def test_a_flood_of_frames_ends_the_connection(server: Server, house: World) -> None:
    with server.console(house.olga) as olga:
        for _ in range(100):
            olga.say(type="ping")
        assert olga.close_code() == 1008


def test_a_huge_frame_ends_the_connection(server: Server, house: World) -> None:
    with server.console(house.olga) as olga:
        olga.say(type="x" * 10_000)
        assert olga.close_code() == 1009
