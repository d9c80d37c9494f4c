from __future__ import annotations

import threading

import pytest
from django.db import connection

from inbox import routing, tickets
from inbox.models import Event, Team, Ticket, User
from tests import office
from tests.office import Office


@pytest.fixture
def automatic(shop: Office) -> Office:
    Team.objects.update(auto_assign=True)
    return shop


def online(*users: User, capacity: int = 25) -> None:
    User.objects.filter(pk__in=[user.pk for user in users]).update(availability="online", capacity=capacity)


def test_a_new_ticket_belongs_to_its_channels_team_and_to_nobody(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    online(shop.owner)
    assert routing.assign_waiting() == 0
    assert (ticket.team, ticket.assignee) == (shop.support, None)


def test_where_the_team_wants_it_the_least_loaded_person_online_gets_it(automatic: Office) -> None:
    online(automatic.owner, automatic.mate)
    busy = office.ticket(automatic.channel)
    tickets.update(busy.pk, actor=None, assignee_id=automatic.owner.pk)
    ticket = office.ticket(automatic.channel)

    assert routing.assign_waiting() == 1
    ticket.refresh_from_db()
    assert ticket.assignee == automatic.mate
    assert Event.objects.filter(ticket=ticket, kind="ticket.changed", actor=None).exists()


def test_nobody_who_is_away_outside_the_team_or_full_gets_anything(automatic: Office) -> None:
    online(automatic.outsider)
    User.objects.filter(pk=automatic.mate.pk).update(availability="away")
    online(automatic.owner, capacity=1)
    first, second = office.ticket(automatic.channel), office.ticket(automatic.channel)

    assert routing.assign_waiting() == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.assignee == automatic.owner
    assert second.assignee is None


def test_what_waits_is_assigned_when_there_is_room_again(automatic: Office) -> None:
    online(automatic.owner, capacity=1)
    first, second = office.ticket(automatic.channel), office.ticket(automatic.channel)
    routing.assign_waiting()
    tickets.update(first.pk, actor=automatic.owner, status="solved")
    assert routing.assign_waiting() == 1
    second.refresh_from_db()
    assert second.assignee == automatic.owner


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_fill_nobody_above_capacity_and_assign_nothing_twice() -> None:
    shop = office.build()
    Team.objects.update(auto_assign=True)
    people = [shop.owner, shop.mate]
    online(*people, capacity=5)
    for _ in range(16):
        office.ticket(shop.channel)
    start = threading.Barrier(8)

    def work() -> None:
        try:
            start.wait(10)
            routing.assign_waiting()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    routing.assign_waiting()

    loads = [Ticket.objects.filter(assignee=person).count() for person in people]
    assert loads == [5, 5]
    assert Event.objects.filter(kind="ticket.changed", data__changes__has_key="assignee_id").count() == 10
