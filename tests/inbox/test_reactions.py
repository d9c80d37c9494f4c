from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest

from inbox import events, reactions, tickets
from inbox.live import relay
from inbox.models import Event, EventReader
from tests import office
from tests.office import Office


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    kinds: list[str] = []

    def take(new: Sequence[Event]) -> None:
        kinds.extend(event.kind for event in new)

    monkeypatch.setattr(reactions, "READERS", (take,))
    return kinds


def test_every_event_is_read_once_and_in_order(shop: Office, heard: list[str]) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, priority="high")
    assert reactions.read() == 0  # they have no number yet

    relay.number()
    assert reactions.read() == 2
    assert heard == ["ticket.created", "ticket.changed"]
    assert reactions.read() == 0


def test_a_reader_that_breaks_leaves_its_place_where_it_was(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(new: Sequence[Event]) -> None:
        raise RuntimeError("cannot write")

    office.ticket(shop.channel)
    relay.number()
    before = EventReader.objects.get(name=reactions.NAME).seq
    monkeypatch.setattr(reactions, "READERS", (breaks,))
    with pytest.raises(RuntimeError):
        reactions.read()
    assert EventReader.objects.get(name=reactions.NAME).seq == before


def test_what_is_recorded_because_of_an_event_continues_its_chain(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    first = Event.objects.get(kind="ticket.created")
    with events.because(first):
        tickets.update(ticket.pk, actor=None, priority="high")
    second = Event.objects.get(kind="ticket.changed")
    with events.because(second):
        tickets.update(ticket.pk, actor=None, priority="urgent")
    third = Event.objects.filter(kind="ticket.changed").latest("pk")
    tickets.update(ticket.pk, actor=shop.owner, priority="low")

    assert (first.chain, first.depth) == (None, 0)
    assert (second.cause, second.chain, second.depth) == (first, uuid.UUID(int=first.pk), 1)
    assert (third.cause, third.chain, third.depth) == (second, second.chain, 2)
    assert Event.objects.latest("pk").chain is None
