"""Chats are put to one person after the other, and counted once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import due, routing, tickets
from inbox.errors import InboxError
from inbox.models import Event, Offer, Ticket, Timer
from tests.inbox.routing.stage import automatic, decision, holder, online, waiting
from tests.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(shop: Office) -> Ticket:
    automatic(shop.support, offers=True)
    online(shop.owner, shop.mate, capacity=3)
    ticket = waiting(shop.channel, work="chat")
    routing.run()
    return ticket


def offer(ticket: Ticket) -> Offer:
    return Offer.objects.filter(ticket=ticket).order_by("-pk")[0]


def test_a_chat_is_offered_and_a_mail_is_given(shop: Office, chat: Ticket) -> None:
    made = offer(chat)
    assert (made.user, made.state, holder(chat)) == (shop.owner, "open", None)
    assert made.until - made.made_at == dt.timedelta(seconds=30)
    assert decision(chat).outcome == "offered"
    assert Event.objects.get(kind="offer.made").user == shop.owner
    mail = waiting(shop.channel)
    routing.run()
    assert holder(mail) == shop.mate


def test_an_open_offer_takes_room_and_accepting_takes_no_more(shop: Office, chat: Ticket) -> None:
    load = {each.user_id: each.load for each in routing.candidates(chat)}
    assert load[shop.owner.pk] == 300
    routing.accept(offer(chat).pk, user=shop.owner)
    second = waiting(shop.channel)
    load = {each.user_id: each.load for each in routing.candidates(second)}
    assert (holder(chat), load[shop.owner.pk]) == (shop.owner, 300)
    assert not Timer.objects.filter(kind="offer").exists()


def test_nothing_else_happens_to_a_ticket_while_it_is_offered(chat: Ticket) -> None:
    assert routing.run() == 0
    assert Offer.objects.count() == 1


def test_when_nobody_answers_the_next_one_is_asked_and_the_first_not_again(shop: Office, chat: Ticket) -> None:
    due.run(at=timezone.now() + dt.timedelta(seconds=31))
    assert offer(chat).state == "expired"
    routing.run()
    assert offer(chat).user == shop.mate
    routing.decline(offer(chat).pk, user=shop.mate)
    routing.run()
    assert decision(chat).reason == "passed_on"
    Offer.objects.update(answered_at=timezone.now() - dt.timedelta(seconds=61))
    routing.run()
    assert Offer.objects.count() == 3


def test_an_offer_that_is_over_cannot_be_taken(shop: Office, chat: Ticket) -> None:
    Offer.objects.update(until=timezone.now())
    with pytest.raises(InboxError, match="over"):
        routing.accept(offer(chat).pk, user=shop.owner)
    assert holder(chat) is None


def test_a_ticket_that_somebody_takes_by_hand_is_offered_to_nobody_any_more(shop: Office, chat: Ticket) -> None:
    tickets.update(chat.pk, actor=shop.mate, assignee_id=shop.mate.pk)
    assert offer(chat).state == "withdrawn"
    assert Event.objects.get(kind="offer.ended").user == shop.owner
    with pytest.raises(InboxError):
        routing.accept(offer(chat).pk, user=shop.owner)
