from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from tests.inbox.live.consoles import Console, Process, Server
from tests.inbox.live.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_event_reaches_the_console_with_the_rows_it_is_about(server: Server, relay: Process, house: World) -> None:
    with server.console(house.olga) as olga:
        ticket = house.ticket(house.shop)
        message = house.say(ticket, "Where is my parcel?")
        created = olga.event("ticket.created")
        assert created["data"]["ticket"]["id"] == ticket.pk
        assert created["data"]["ticket"]["contact"]["handle"].startswith("c")
        said = olga.event("message.created")
        assert said["data"]["message"]["id"] == message.pk
        assert said["data"]["message"]["body_text"] == "Where is my parcel?"
        assert said["data"]["entry"]["kind"] == "message.created"
        assert said["prev"] == created["seq"]


def test_nobody_signed_out_gets_in(server: Server) -> None:
    assert Console(server, "").close_code() == 4401


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
def test_a_page_from_elsewhere_cannot_open_the_socket(server: Server, house: World, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        Console(server, "", origin=origin)
