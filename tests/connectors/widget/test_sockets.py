"""The panel's WebSocket, spoken by another's client to the real web process."""

from __future__ import annotations

import contextlib
import json
import threading
import uuid
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import connection
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from connectors.widget import stream, tokens
from connectors.widget.models import Line, Visitor
from inbox import events
from inbox.models import Channel
from tests import office
from tests.connectors.widget.conftest import make
from tests.inbox.live.conftest import processes, server
from tests.inbox.live.consoles import Server, until

__all__ = ["processes", "server"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def open_chat(transactional_db: None) -> Channel:
    return make(office.build())


@pytest.fixture
def ada(open_chat: Channel) -> Visitor:
    return Visitor.objects.create(channel=open_chat, name="Ada")


def say(visitor: Visitor, text: str) -> Line:
    external_id = f"{visitor.key}:{uuid.uuid4()}"
    return stream.say(visitor, external_id, own=False, text=text, at=timezone.now(), author="Maya")


class Socket:
    def __init__(self, server: Server, channel: Channel, token: str, *, origin: str = "") -> None:
        self.connection: ClientConnection = connect(
            f"{server.origin.replace('http', 'ws', 1)}/ws/widget/{channel.hook_key}/",
            origin=cast(Origin, origin or server.origin),
            subprotocols=[Subprotocol("janice.chat"), *([Subprotocol(token)] if token else [])],
        )

    def send(self, **frame: Any) -> None:
        self.connection.send(json.dumps(frame))

    def until(self, kind: str) -> list[dict[str, Any]]:
        """Every frame up to the first of this type."""
        frames: list[dict[str, Any]] = []
        while not frames or frames[-1]["type"] != kind:
            frames.append(json.loads(self.connection.recv(timeout=10)))
        return frames

    def texts(self, count: int) -> list[str]:
        """The next so many lines."""
        found: list[str] = []
        while len(found) < count:
            found += [line["text"] for frame in self.until("lines") for line in frame.get("lines", [])]
        return found

    def close_code(self) -> int:
        try:
            while True:
                self.connection.recv(timeout=10)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006


@contextlib.contextmanager
def panel(server: Server, visitor: Visitor, *, after: int = 0) -> Iterator[Socket]:
    socket = Socket(server, visitor.channel, tokens.issue(visitor))
    with socket.connection:
        socket.send(type="hello", after=after)
        yield socket


def test_only_a_valid_token_of_this_chat_opens_it(server: Server, ada: Visitor) -> None:
    other = Channel.objects.create(kind="widget", name="Other", address="other", team=ada.channel.team)
    foreign = tokens.issue(Visitor.objects.create(channel=other))
    for token in ("", "x", foreign, tokens.issue(ada)[:-1]):
        socket = Socket(server, ada.channel, token)
        with socket.connection:
            assert socket.close_code() == 4401
    with pytest.raises(InvalidStatus) as refused:
        Socket(server, ada.channel, tokens.issue(ada), origin="https://shop.example")
    assert refused.value.response.status_code == 403


def test_a_panel_that_comes_back_gets_exactly_what_it_missed(server: Server, ada: Visitor) -> None:
    first = say(ada, "One")
    with panel(server, ada) as socket:
        assert socket.texts(1) == ["One"]
        say(ada, "Two")
        assert socket.texts(1) == ["Two"]
    say(ada, "Three")
    stream.edit(ada, first.external_id, text="One, mended")
    with panel(server, ada, after=2) as socket:
        assert socket.texts(2) == ["Three", "One, mended"]


def test_lines_of_many_at_once_all_come_once_and_in_order(server: Server, ada: Visitor) -> None:
    def talk(number: int) -> None:
        for turn in range(10):
            say(ada, f"{number}-{turn}")
        connection.close()

    with panel(server, ada) as socket:
        socket.until("ready")
        threads = [threading.Thread(target=talk, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        found = socket.texts(40)
        for thread in threads:
            thread.join()
    assert sorted(found) == sorted(f"{number}-{turn}" for number in range(4) for turn in range(10))
    assert list(Line.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))
    assert found == list(Line.objects.order_by("seq").values_list("text", flat=True))


def test_a_knock_that_is_lost_costs_seconds_and_no_line(
    server: Server, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with panel(server, ada) as socket:
        socket.until("ready")
        monkeypatch.setattr(events, "knock", lambda door: None)
        say(ada, "Nobody knocked")
        assert socket.texts(1) == ["Nobody knocked"]


def test_nobody_hears_what_is_said_to_another(server: Server, ada: Visitor) -> None:
    eve = Visitor.objects.create(channel=ada.channel, name="Eve")
    with panel(server, ada) as hers, panel(server, eve) as socket:
        hers.until("ready")
        socket.until("ready")
        say(ada, "For Ada")
        assert hers.texts(1) == ["For Ada"]
        socket.send(type="ping")
        assert [frame["type"] for frame in socket.until("beat")] == ["beat"]


def test_what_the_panel_has_seen_is_kept_and_it_counts_as_here(server: Server, ada: Visitor) -> None:
    line = say(ada, "Hello")
    with panel(server, ada) as socket:
        socket.texts(1)
        socket.send(type="seen", delivered=line.seq, read=line.seq)
        until(lambda: Visitor.objects.get(pk=ada.pk).read_seq == line.seq, what="the line is read")
        until(lambda: Visitor.objects.get(pk=ada.pk).seen_at, what="the visitor is here")


def test_a_chat_that_is_switched_off_closes(server: Server, ada: Visitor) -> None:
    with panel(server, ada) as socket:
        socket.until("ready")
        Channel.objects.filter(pk=ada.channel_id).update(active=False)
        assert socket.close_code() == 4401


def test_rubbish_is_passed_over_and_a_flood_ends_the_connection(server: Server, ada: Visitor) -> None:
    with panel(server, ada) as socket:
        for rubbish in ("[]", "no json", '{"type": "hello", "after": -1}', '{"type": "seen", "read": "x"}'):
            socket.connection.send(rubbish)
        socket.send(type="ping")
        assert socket.until("beat")
        with contextlib.suppress(ConnectionClosed):
            for _ in range(60):
                socket.send(type="ping")
        assert socket.close_code() == 1008
