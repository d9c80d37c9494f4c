from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.utils import timezone

from inbox import due, merging, tickets, timers
from inbox.models import Ticket, Timer
from tests import office
from tests.office import Office

LATER = dt.timedelta(hours=1)


@pytest.fixture
def rung() -> Iterator[list[tuple[int, dict[str, object]]]]:
    """A kind of timer of our own, that notes what it was called with."""
    seen: list[tuple[int, dict[str, object]]] = []

    def ring(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
        if timer.data.get("breaks"):
            tickets.apply(ticket, actor=None, at=now, priority="urgent")
            ticket.save()
            raise RuntimeError("the bell is broken")
        seen.append((ticket.pk, timer.data))

    due.HANDLERS["bell"] = ring
    yield seen
    del due.HANDLERS["bell"]


def test_a_timer_is_done_once_at_its_time(shop: Office, rung: list[object]) -> None:
    ticket, at = office.ticket(shop.channel), timezone.now() + LATER
    timers.set(ticket, "bell", at, data={"tone": "A"})

    assert due.run(at=at - dt.timedelta(seconds=1)) == 0
    assert due.run(at=at) == 1
    assert due.run(at=at) == 0
    assert rung == [(ticket.pk, {"tone": "A"})]


def test_a_timer_that_is_set_again_moves_and_one_of_another_ref_stays(shop: Office, rung: list[object]) -> None:
    ticket, at = office.ticket(shop.channel), timezone.now()
    timers.set(ticket, "bell", at, ref=1)
    timers.set(ticket, "bell", at + LATER, ref=1)
    timers.set(ticket, "bell", at, ref=2)

    assert due.run(at=at) == 1
    assert timers.cancel(ticket, "bell")
    assert not timers.cancel(ticket, "bell")


def test_a_timer_that_fails_undoes_its_work_and_comes_back_later(shop: Office, rung: list[object]) -> None:
    ticket, at = office.ticket(shop.channel), timezone.now()
    timers.set(ticket, "bell", at, data={"breaks": True}, ref=1)
    timers.set(ticket, "bell", at, ref=2)

    assert due.run(at=at) == 2  # the other one is not held up

    ticket.refresh_from_db()
    assert ticket.priority == "normal"
    timer = Timer.objects.get()
    assert (timer.attempts, timer.error) == (1, "the bell is broken")
    assert timer.due_at > at
    assert len(rung) == 1


def test_a_merged_ticket_has_nothing_left_to_do(shop: Office, rung: list[object]) -> None:
    ticket, other = office.ticket(shop.channel), office.ticket(shop.channel)
    timers.set(ticket, "bell", timezone.now())
    merging.merge(ticket.pk, other.pk, actor=shop.owner)

    assert due.run() == 1
    assert rung == []


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_holds_is_left_for_the_next_sweep(rung: list[object]) -> None:
    shop = office.build()
    ticket = office.ticket(shop.channel)
    timers.set(ticket, "bell", timezone.now())
    counted: list[int] = []

    def sweep() -> None:
        counted.append(due.run())
        connection.close()

    with transaction.atomic():
        tickets.lock(ticket.pk)
        worker = threading.Thread(target=sweep)
        worker.start()
        worker.join(timeout=10)
    assert counted == [0]
    assert due.run() == 1
