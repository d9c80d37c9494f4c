"""Who is given what waits: filters, strategies, ties, and what the log says of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import routing, tickets
from inbox.models import Contact, Decision, Event, Organisation, QueueEntry, Skill, Ticket, User, UserSkill
from tests import office
from tests.inbox.routing.stage import automatic, decision, holder, online, person, verdicts, waiting
from tests.office import Office

pytestmark = pytest.mark.django_db


def test_a_new_ticket_of_a_team_that_takes_its_work_by_hand_waits_for_nobody(shop: Office) -> None:
    online(shop.owner)
    ticket = waiting(shop.channel)
    assert routing.run() == 0
    assert (ticket.team, holder(ticket)) == (shop.support, None)
    assert not QueueEntry.objects.exists()


def test_the_least_loaded_person_who_is_there_gets_it(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, shop.mate)
    tickets.update(office.ticket(shop.channel).pk, actor=None, assignee_id=shop.owner.pk)
    ticket = waiting(shop.channel)

    assert routing.run() == 1
    assert holder(ticket) == shop.mate
    found = decision(ticket)
    assert (found.outcome, found.reason, found.user) == ("assigned", "least_loaded", shop.mate)
    assert verdicts(found) == {
        shop.mate.pk: ("chosen", "least_loaded"),
        shop.owner.pk: ("passed", "another_first"),
    }
    assert Event.objects.filter(ticket=ticket, kind="ticket.changed", actor=None).exists()
    assert Event.objects.get(ticket=ticket, kind="ticket.routed").data["user_id"] == shop.mate.pk
    assert not QueueEntry.objects.exists()


def test_least_loaded_is_by_share_of_ones_capacity_and_then_by_who_has_been_without_the_longest(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, capacity=2)
    online(shop.mate, capacity=4)
    got = []
    for _ in range(6):
        ticket = waiting(shop.channel)
        routing.run()
        got.append(holder(ticket))
    owner, mate = shop.owner, shop.mate
    assert got == [owner, mate, mate, owner, mate, mate]


def test_round_robin_goes_on_where_it_was_whoever_joins_or_leaves(shop: Office) -> None:
    automatic(shop.support, strategy="round_robin")
    online(shop.owner, shop.mate)
    first = [waiting(shop.channel) for _ in range(3)]
    routing.run()
    assert [holder(ticket) for ticket in first] == [shop.owner, shop.mate, shop.owner]
    new = person("newcomer", shop.support)
    second = [waiting(shop.channel) for _ in range(3)]
    routing.run()
    assert [holder(ticket) for ticket in second] == [new, shop.mate, shop.owner]


def test_nobody_who_is_away_outside_the_team_or_full_gets_anything(shop: Office) -> None:
    automatic(shop.support)
    online(shop.outsider)
    User.objects.filter(pk=shop.mate.pk).update(availability="away")
    online(shop.owner, capacity=1)
    first, second = waiting(shop.channel), waiting(shop.channel)

    assert routing.run() == 1
    assert (holder(first), holder(second)) == (shop.owner, None)
    found = decision(second)
    assert (found.outcome, found.reason) == ("waiting", "no_room")
    assert verdicts(found) == {shop.owner.pk: ("rejected", "no_room"), shop.mate.pk: ("rejected", "away")}


def test_whoever_left_the_channel_gets_none_of_its_tickets(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner)
    ticket = waiting(shop.channel)
    shop.channel.teams.set([shop.billing])
    routing.run()
    assert verdicts(decision(ticket))[shop.owner.pk] == ("rejected", "no_access")


def test_why_a_ticket_waits_is_written_down_once_and_again_when_it_changes(shop: Office) -> None:
    automatic(shop.support)
    ticket = waiting(shop.channel)
    for _ in range(3):
        routing.run()
    online(shop.owner, capacity=0)
    for _ in range(3):
        routing.run()
    found = list(Decision.objects.filter(ticket=ticket).order_by("pk").values_list("outcome", "reason"))
    assert found == [("waiting", "nobody_there"), ("waiting", "no_room")]
    assert ticket.queued.reason == ""  # as it was when it came
    assert QueueEntry.objects.get(ticket=ticket).reason == "no_room"


def test_what_waits_is_given_when_there_is_room_again(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, capacity=1)
    first, second = waiting(shop.channel), waiting(shop.channel)
    routing.run()
    tickets.update(first.pk, actor=shop.owner, status="solved")
    assert routing.run() == 1
    assert holder(second) == shop.owner


def test_a_ticket_takes_as_much_of_a_person_as_its_work_weighs(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, capacity=3)
    chat = waiting(shop.channel, work="chat", last_customer_at=timezone.now())
    routing.run()
    comment = waiting(shop.channel, work="comment")
    routing.run()
    assert (holder(chat), holder(comment)) == (shop.owner, None)
    Organisation.objects.update(work_weights={"chat": 200, "mail": 100, "comment": 33})
    routing.run()
    assert holder(comment) == shop.owner


def test_a_silent_chat_weighs_a_third_and_may_wake_beyond_what_there_is_room_for(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, capacity=3)
    chat = waiting(shop.channel, work="chat")
    routing.run()
    Ticket.objects.filter(pk=chat.pk).update(last_customer_at=timezone.now() - dt.timedelta(minutes=11))
    mails = [waiting(shop.channel) for _ in range(3)]
    routing.run()
    assert [holder(mail) for mail in mails] == [shop.owner, shop.owner, None]
    Ticket.objects.filter(pk=chat.pk).update(last_customer_at=timezone.now())
    routing.run()
    assert holder(mails[2]) is None
    assert {each.load for each in routing.candidates(mails[2]) if each.user_id == shop.owner.pk} == {500}


def test_a_snoozed_ticket_takes_nothing_until_it_wakes(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, capacity=1)
    first, second = waiting(shop.channel), waiting(shop.channel)
    routing.run()
    tickets.update(first.pk, actor=shop.owner, snoozed_until=timezone.now() + dt.timedelta(days=1))
    routing.run()
    assert holder(second) == shop.owner


def test_the_ramp_spares_the_first_to_sign_in(shop: Office) -> None:
    automatic(shop.support, ramp=2)
    online(shop.owner)
    waited = [waiting(shop.channel) for _ in range(3)]
    routing.run()
    assert [holder(ticket) for ticket in waited] == [shop.owner, shop.owner, None]
    assert decision(waited[2]).reason == "ramp"
    Decision.objects.update(at=timezone.now() - dt.timedelta(seconds=61))
    routing.run()
    assert holder(waited[2]) == shop.owner


def test_some_room_is_kept_for_vips(shop: Office) -> None:
    automatic(shop.support, vip_reserve=1)
    online(shop.owner, capacity=2)
    ordinary = [waiting(shop.channel) for _ in range(2)]
    routing.run()
    assert [holder(ticket) for ticket in ordinary] == [shop.owner, None]
    assert verdicts(decision(ordinary[1]))[shop.owner.pk] == ("rejected", "kept_for_vips")
    important = office.ticket(shop.channel, office.mail(sender="queen@customer.example"))
    Contact.objects.filter(pk=important.contact_id).update(vip=True)
    routing.enqueue(Ticket.objects.get(pk=important.pk))
    routing.run()
    assert holder(important) == shop.owner


def test_a_skill_is_asked_for_with_its_level_and_after_a_time_only_wished_for(shop: Office) -> None:
    automatic(shop.support, relax_after=600)
    skill = Skill.objects.create(name="Refunds")
    UserSkill.objects.create(user=shop.mate, skill=skill, level=2)
    online(shop.owner, shop.mate)
    easy = waiting(shop.channel, needs={str(skill.pk): 2})
    hard = waiting(shop.channel, needs={str(skill.pk): 3})
    routing.run()
    assert (holder(easy), holder(hard)) == (shop.mate, None)
    assert decision(hard).reason == "skill"
    QueueEntry.objects.update(since=timezone.now() - dt.timedelta(seconds=601))
    routing.run()
    assert holder(hard) == shop.owner
    assert decision(hard).reason == "skills_relaxed"


def test_a_language_is_a_skill_and_a_skill_that_is_no_more_is_asked_of_nobody(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, shop.mate)
    italian = Skill.objects.create(name="Italian", language="it")
    UserSkill.objects.create(user=shop.mate, skill=italian, level=1)
    ticket = waiting(shop.channel, language="it-CH")
    other = waiting(shop.channel, language="fr", needs={str(italian.pk + 1): 5})
    routing.run()
    assert holder(ticket) == shop.mate
    assert holder(other) == shop.owner


def test_a_customer_comes_back_to_whoever_answered_them(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, shop.mate)
    before = office.ticket(shop.channel)
    tickets.update(before.pk, actor=None, assignee_id=shop.mate.pk)
    office.answer(before, shop.mate)
    ticket = waiting(shop.channel)
    routing.run()
    assert (holder(ticket), decision(ticket).reason) == (shop.mate, "sticky")


def test_it_waits_a_little_for_whoever_is_at_work_and_not_for_whoever_is_not(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner, shop.mate)
    before = office.ticket(shop.channel)
    office.answer(before, shop.mate)
    User.objects.filter(pk=shop.mate.pk).update(availability="away")
    ticket = waiting(shop.channel)
    routing.run()
    assert (holder(ticket), decision(ticket).reason) == (None, "waits_for_sticky")
    QueueEntry.objects.update(sticky_until=timezone.now())
    routing.run()
    assert holder(ticket) == shop.owner

    User.objects.filter(pk=shop.mate.pk).update(availability="offline")
    second = waiting(shop.channel)
    routing.run()
    assert holder(second) == shop.owner


def test_the_most_urgent_turn_comes_first_but_nothing_waits_for_ever(shop: Office) -> None:
    automatic(shop.support)
    hour = dt.timedelta(hours=1)
    low, high, normal = (
        waiting(shop.channel, priority=priority, last_customer_at=timezone.now() - age)
        for priority, age in (("low", 9 * hour), ("high", hour / 2), ("normal", 2 * hour))
    )
    waits = QueueEntry.objects.order_by("order_at").values_list("ticket_id", flat=True)
    assert list(waits) == [low.pk, high.pk, normal.pk]  # there are no business hours: around the clock
    tickets.update(normal.pk, actor=None, priority="urgent")
    assert list(waits.all()) == [normal.pk, low.pk, high.pk]


def test_giving_somebody_more_than_they_have_room_for_by_hand_is_allowed_and_logged(shop: Office) -> None:
    online(shop.owner, capacity=0)
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.supervisor, assignee_id=shop.owner.pk)
    found = decision(ticket)
    assert (found.outcome, found.reason, found.user) == ("assigned", "over_capacity", shop.owner)
    assert found.considered[0]["load"] == 100
