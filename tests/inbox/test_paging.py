from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from inbox import due, mailing, paging, tickets
from inbox.errors import InboxError
from inbox.models import Event, Notification, Page, Ticket, Timer, User
from tests import office
from tests.office import Office

WAIT = 120


def called(ticket: Ticket) -> Page:
    page = paging.page(tickets.lock(ticket.pk), "The shop is down.", wait=WAIT)
    assert page is not None
    return page


def wait(page: Page) -> Page:
    """Until the next one is called."""
    page.refresh_from_db()
    due.run(at=page.called_at + dt.timedelta(seconds=WAIT))
    page.refresh_from_db()
    return page


def told() -> list[str]:
    return list(Notification.objects.order_by("pk").values_list("user__username", flat=True))


def on_call(shop: Office, *people: User, team: bool = True) -> None:
    paging.set_on_call(shop.support.pk if team else None, [user.pk for user in people], actor=shop.admin)


def test_the_first_is_called_then_the_next_then_everybody(shop: Office) -> None:
    on_call(shop, shop.mate, shop.owner)
    page = called(office.ticket(shop.channel))
    assert told() == ["mate"]

    due.run(at=page.called_at + dt.timedelta(seconds=WAIT - 1))
    assert told() == ["mate"]
    assert wait(page).user == shop.owner
    assert told() == ["mate", "owner"]

    assert wait(page).given_up_at is not None
    assert sorted(told()[2:]) == ["admin", "mate", "owner", "supervisor"]
    assert page.pk in paging.open_pages().values_list("pk", flat=True)
    assert not Timer.objects.filter(kind="page").exists()


def test_whoever_is_called_gets_a_mail(shop: Office) -> None:
    on_call(shop, shop.mate)
    called(office.ticket(shop.channel))
    mailing.run()
    assert [letter.to for letter in mail.outbox] == [[shop.mate.email]]


def test_acknowledging_ends_it_and_stands_on_the_timeline(shop: Office) -> None:
    on_call(shop, shop.mate, shop.owner)
    page = called(office.ticket(shop.channel))

    paging.acknowledge(page.pk, actor=shop.mate)
    again = paging.acknowledge(page.pk, actor=shop.owner)

    assert again.acknowledged_by == shop.mate
    assert not Timer.objects.filter(kind="page").exists()
    assert not paging.open_pages().exists()
    assert due.run(at=timezone.now() + dt.timedelta(days=1)) == 0
    assert told() == ["mate"]
    assert list(Event.objects.filter(kind="page.acknowledged").values_list("actor__username", flat=True)) == ["mate"]


def test_also_a_call_in_vain_can_still_be_taken(shop: Office) -> None:
    on_call(shop, shop.mate)
    page = called(office.ticket(shop.channel))
    assert wait(page).given_up_at is not None
    paging.acknowledge(page.pk, actor=shop.supervisor)
    assert not paging.open_pages().exists()


def test_a_ticket_has_one_call_at_a_time_and_a_new_one_after_one_in_vain(shop: Office) -> None:
    on_call(shop, shop.mate)
    ticket = office.ticket(shop.channel)
    page = called(ticket)
    assert called(ticket) == page
    assert told() == ["mate"]

    wait(page)
    fresh = called(ticket)
    assert fresh != page
    assert list(paging.open_pages()) == [fresh]


def test_who_may_not_see_the_ticket_or_left_is_passed_over(shop: Office) -> None:
    on_call(shop, shop.outsider, shop.mate, shop.owner)
    User.objects.filter(pk=shop.mate.pk).update(is_active=False)
    assert called(office.ticket(shop.channel)).user == shop.owner


def test_without_a_list_of_the_team_the_organisations_and_without_any_the_supervisors(shop: Office) -> None:
    first, second = office.ticket(shop.channel), office.ticket(shop.channel)
    assert called(first).user == shop.supervisor
    on_call(shop, shop.owner, team=False)
    assert called(second).user == shop.owner


def test_a_ticket_that_is_over_calls_nobody_any_more(shop: Office) -> None:
    on_call(shop, shop.mate, shop.owner)
    ticket = office.ticket(shop.channel)
    page = called(ticket)
    tickets.update(ticket.pk, actor=shop.owner, status="solved")
    assert not paging.open_pages().exists()

    wait(page)
    assert told() == ["mate"]
    tickets.update(ticket.pk, actor=shop.owner, status="open")
    assert not paging.open_pages().exists()


def test_the_list_names_nobody_twice_and_nobody_unknown(shop: Office) -> None:
    with pytest.raises(InboxError, match="twice"):
        on_call(shop, shop.mate, shop.mate)
    with pytest.raises(InboxError, match="Unknown"):
        paging.set_on_call(None, [999_999], actor=shop.admin)
    with pytest.raises(InboxError, match="no such team"):
        paging.set_on_call(999_999, [], actor=shop.admin)


def test_the_list_keeps_its_order_and_can_be_emptied(shop: Office) -> None:
    on_call(shop, shop.mate, shop.owner)
    on_call(shop, shop.owner, shop.mate)
    assert paging.on_call(shop.support.pk) == [shop.owner, shop.mate]
    assert paging.on_call(None) == []
    on_call(shop)
    assert paging.on_call(shop.support.pk) == []
