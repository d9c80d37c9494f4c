"""Who hears what, and how fast that ends."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from inbox import events
from inbox.models import Membership, User
from tests.inbox.live.consoles import Console, Process, Server, sign_in
from tests.inbox.live.world import World

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "the merger with Globex"
PROMPT = 2.0  # seconds within which a right that ended has ended on every socket


def test_an_agent_hears_nothing_of_a_channel_of_another_team(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga, server.console(house.sven) as sven, server.console(house.nora) as nora:
        nora.say(type="wall", on=True)
        hidden = house.ticket(house.help, subject=SECRET)
        house.say(hidden, SECRET)
        for console in (sven, nora):
            assert console.event("message.created")["data"]["message"]["body_text"] == SECRET
        sven.say(type="view", ticket_id=hidden.pk)
        sven.say(type="typing", ticket_id=hidden.pk, kind="note")
        sven.wait("eph", lambda frame: frame["data"]["users"] and frame["data"]["users"][0]["doing"] == "typing_note")
        nora.wait("eph")
        open_one = house.ticket(house.shop)
        seen = olga.event("ticket.created")
        assert seen["data"]["ticket"]["id"] == open_one.pk
        olga.settle()
        assert SECRET not in json.dumps(olga.frames)
        assert not any(frame["type"] in {"eph", "wall"} for frame in olga.frames)
        assert str(hidden.pk) not in json.dumps([frame["data"] for frame in olga.events()]).split()


def test_the_chain_of_numbers_has_no_holes_where_events_are_hidden(
    server: Server, relay: Process, house: World
) -> None:
    with server.console(house.olga) as olga:
        start = olga.seq
        for channel in (house.help, house.shop, house.help, house.help, house.shop):
            house.ticket(channel)
        olga.event("ticket.created")
        olga.event("ticket.created")
        chain = [(frame["prev"], frame["seq"]) for frame in olga.events()]
        assert [prev for prev, _ in chain] == [start, chain[0][1]]
        assert olga.settle()[-1]["head"] == chain[-1][1], (
            "a beat names what this connection was told, not what is hidden"
        )


def test_what_is_meant_for_one_person_reaches_only_them(server: Server, relay: Process, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.olga) as olga, server.console(house.nora) as nora:
        with transaction.atomic():
            events.record("read.changed", ticket=ticket, user=house.olga, data={"message_id": 7})
        assert olga.event("read.changed")["data"]["read"] == {"ticket_id": ticket.pk, "message_id": 7}
        house.ticket(house.shop)
        nora.event("ticket.created")
        assert "read.changed" not in {frame["kind"] for frame in nora.events()}


def test_a_membership_that_ends_ends_on_the_open_socket(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        house.ticket(house.shop)
        olga.event("ticket.created")
        Membership.objects.filter(user=house.olga).delete()
        house.ticket(house.shop, subject=SECRET)  # at once, before the socket could notice by itself
        resync = olga.wait("resync", seconds=PROMPT)
        assert resync["reason"] == "rights changed"
        olga.settle()
        assert SECRET not in json.dumps(olga.frames)


def test_a_membership_that_begins_is_heard_of(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        house.olga.teams.add(house.support)
        olga.wait("resync", seconds=PROMPT)
        house.ticket(house.help, subject="now hers")
        assert olga.event("ticket.created")["data"]["ticket"]["subject"] == "now hers"


def test_a_supervisor_made_agent_loses_the_wall_and_the_rest(server: Server, relay: Process, house: World) -> None:
    with server.console(house.nora) as nora:
        nora.say(type="wall", on=True)
        nora.wait("wall")
        User.objects.filter(pk=house.nora.pk).update(role="agent")
        nora.wait("resync", seconds=PROMPT)
        house.ticket(house.shop, subject=SECRET)
        assert not [f for f in quiet(nora) if f["type"] in {"wall", "event"}]


def test_presence_of_somebody_who_lost_the_ticket_is_taken_back(server: Server, relay: Process, house: World) -> None:
    ticket = house.ticket(house.shop)
    with server.console(house.olga) as olga, server.console(house.nora) as nora:
        olga.say(type="view", ticket_id=ticket.pk)
        nora.wait("eph", lambda frame: frame["data"]["users"])
        Membership.objects.filter(user=house.olga).delete()
        nora.wait("eph", lambda frame: frame["data"] == {"ticket_id": ticket.pk, "users": []}, seconds=PROMPT + 1)


def ended_by_signing_out(console: Console, user: User) -> None:
    Session.objects.filter(pk=console.session).delete()


def ended_by_deactivation(console: Console, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def ended_by_a_new_password(console: Console, user: User) -> None:
    user.set_password("another long passphrase")
    user.save(update_fields=["password"])


@pytest.mark.parametrize("end", [ended_by_signing_out, ended_by_deactivation, ended_by_a_new_password])
def test_a_session_that_ends_closes_its_socket(
    server: Server, relay: Process, house: World, end: Callable[[Console, User], None]
) -> None:
    with server.console(house.olga) as olga:
        end(olga, house.olga)
        start = time.monotonic()
        assert olga.close_code(seconds=PROMPT) == 4401
        assert time.monotonic() - start < PROMPT


def test_signing_out_one_browser_leaves_the_other(server: Server, relay: Process, house: World) -> None:
    first, second = sign_in(house.olga), sign_in(house.olga)
    with server.console(house.olga, session=first) as one, server.console(house.olga, session=second) as two:
        Session.objects.filter(pk=first).delete()
        assert one.close_code(seconds=PROMPT) == 4401
        house.ticket(house.shop)
        two.event("ticket.created")


def test_an_agent_asking_for_the_wall_is_refused_and_stays_connected(server: Server, house: World) -> None:
    with server.console(house.olga) as olga:
        olga.say(type="wall", on=True)
        assert olga.wait("error")["code"] == "forbidden"
        olga.settle()


def test_viewing_a_hidden_ticket_is_answered_like_one_that_is_not_there(server: Server, house: World) -> None:
    hidden = house.ticket(house.help)
    with server.console(house.olga) as olga:
        answers = []
        for ticket_id in (hidden.pk, 10**12):
            olga.say(type="view", ticket_id=ticket_id)
            answers.append(olga.wait("error"))
        assert answers[0] == answers[1]
        assert answers[0]["code"] == "not_found"


def quiet(console: Console) -> list[dict[str, object]]:
    """What came in until the next ticket that everybody would hear of had time to come."""
    start = len(console.frames)
    deadline = time.monotonic() + 1.5
    while (left := deadline - time.monotonic()) > 0:
        console.read(left)
    return console.frames[start:]
