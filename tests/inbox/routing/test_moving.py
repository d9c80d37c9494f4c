"""What closed teams and absent people leave behind, and how tickets come into the queue."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import availability, due, merging, people, reactions, routing, tickets
from inbox.models import Calendar, CalendarVersion, Channel, Event, QueueEntry, RuleJob, Team, Ticket, Timer, User
from inbox.routing import absence, handing_over, hours, queue, reading
from inbox.sla import calendars, terms
from tests import office
from tests.inbox.routing.stage import automatic, decision, holder, online, waiting
from tests.office import Office

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(minutes=6)


def hours_of(name: str, *, always: bool) -> Calendar:
    """Open around the clock, or never."""
    made = Calendar.objects.create(name=name)
    windows = [[day, "00:00", "24:00"] for day in range(7)] if always else []
    CalendarVersion.objects.create(calendar=made, number=1, zone="UTC", windows=windows)
    return made


@pytest.fixture
def night(shop: Office) -> Office:
    """Support is closed; billing, which is open, takes over and works on the same channel."""
    closed, opened = hours_of("Never", always=False), hours_of("Always", always=True)
    calendars.use_calendar(closed.pk, actor=None, team_id=shop.support.pk)
    calendars.use_calendar(opened.pk, actor=None, team_id=shop.billing.pk)
    Team.objects.filter(pk=shop.support.pk).update(after_hours="hand_over", hand_over_to=shop.billing)
    shop.channel.teams.add(shop.billing)
    terms.forget()
    return shop


def team_of(ticket: Ticket) -> Team | None:
    return Ticket.objects.select_related("team").get(pk=ticket.pk).team


def number() -> None:
    """What the relay does: give each event its place, so that it can be read."""
    newest = Event.objects.exclude(seq=None).count()
    for place, event in enumerate(Event.objects.filter(seq=None).order_by("pk"), newest + 1):
        Event.objects.filter(pk=event.pk).update(seq=place)


def test_a_closed_team_hands_over_what_it_has_not_answered(night: Office) -> None:
    new, held, answered = (office.ticket(night.channel) for _ in range(3))
    tickets.update(held.pk, actor=None, assignee_id=night.owner.pk)
    office.answer(answered, night.owner)
    routing.run()
    assert [team_of(ticket) for ticket in (new, held, answered)] == [night.billing, night.billing, night.support]
    assert holder(held) is None
    assert (decision(held).outcome, decision(held).reason) == ("handed_over", "after_hours")
    routing.run()
    assert Event.objects.filter(kind="ticket.routed", ticket=held).count() == 1


def test_it_goes_along_the_chain_to_whoever_is_open_and_never_in_circles(night: Office) -> None:
    closed = hours_of("Never either", always=False)
    calendars.use_calendar(closed.pk, actor=None, team_id=night.billing.pk)
    third = Team.objects.create(name="Sydney", calendar=hours_of("All day", always=True))
    night.channel.teams.add(third)
    Team.objects.filter(pk=night.billing.pk).update(after_hours="hand_over", hand_over_to=third)
    terms.forget()
    night.support.refresh_from_db()
    target, passed = hours.open_instead(night.support, night.channel.pk, timezone.now())
    assert (target, passed) == (third, [night.support.pk, night.billing.pk])

    Team.objects.filter(pk=night.billing.pk).update(hand_over_to=night.support)
    night.support.refresh_from_db()
    assert hours.open_instead(night.support, night.channel.pk, timezone.now()) == (None, [])
    ticket = office.ticket(night.channel)
    routing.run()
    assert team_of(ticket) == night.support


def test_a_team_that_does_not_work_on_the_channel_takes_nothing_over(night: Office) -> None:
    night.channel.teams.remove(night.billing)
    ticket = office.ticket(night.channel)
    routing.run()
    assert team_of(ticket) == night.support


def test_what_has_nowhere_to_go_holds_up_nothing_behind_it(night: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "BATCH", 1)
    stays = office.ticket(office.channel("alone@shop.example", night.support))
    goes = office.ticket(night.channel)
    handing_over.sweep(timezone.now())
    assert [team_of(ticket) for ticket in (stays, goes)] == [night.support, night.billing]


def test_the_simulator_hands_over_too(night: Office) -> None:
    found = routing.simulate(Channel.objects.get(pk=night.channel.pk), contact=None, needs={})
    assert (found.team_id, found.handed_over) == (night.billing.pk, [night.support.pk])


def gone(user: User) -> None:
    User.objects.filter(pk=user.pk).update(heartbeat_at=timezone.now() - availability.GRACE - dt.timedelta(seconds=1))
    assert availability.absent() == 1


@pytest.mark.parametrize(("policy", "kept"), [("keep", True), ("release_on_reply", True), ("release", False)])
def test_what_an_absent_person_has_not_answered_is_released_after_a_grace(
    policy: str, kept: bool, shop: Office
) -> None:
    automatic(shop.support, take_back=policy)
    online(shop.owner)
    ticket, answered = waiting(shop.channel), waiting(shop.channel)
    routing.run()
    office.answer(answered, shop.owner)
    gone(shop.owner)
    due.run(at=timezone.now() + absence.GRACE / 2)
    assert holder(ticket) == shop.owner
    due.run(at=timezone.now() + LATER)
    assert (holder(ticket) == shop.owner, holder(answered)) == (kept, shop.owner)
    if not kept:
        assert (decision(ticket).outcome, decision(ticket).reason) == ("released", "absent")
        assert QueueEntry.objects.filter(ticket=ticket).exists()


def test_whoever_comes_back_in_time_keeps_everything(shop: Office) -> None:
    automatic(shop.support)
    online(shop.owner)
    ticket = waiting(shop.channel)
    routing.run()
    people.change_me(shop.owner, availability="offline")
    assert Timer.objects.filter(kind="take_back").count() == 1
    people.change_me(shop.owner, availability="online")
    due.run(at=timezone.now() + LATER)
    assert holder(ticket) == shop.owner


@pytest.mark.parametrize(("policy", "kept"), [("keep", True), ("release_on_reply", False), ("release", False)])
def test_a_customer_who_writes_does_not_wait_for_somebody_who_has_gone(policy: str, kept: bool, shop: Office) -> None:
    automatic(shop.support, take_back=policy)
    online(shop.owner)
    first = office.receive(shop.channel)
    tickets.update(first.ticket_id, actor=None, assignee_id=shop.owner.pk)
    office.answer(first.ticket, shop.owner)
    User.objects.filter(pk=shop.owner.pk).update(availability="offline")
    number()
    reactions.read()
    office.receive(shop.channel, office.follow_up(first))
    number()
    reactions.read()
    due.run(at=timezone.now() + dt.timedelta(seconds=1))
    assert (holder(first.ticket) == shop.owner) is kept


def test_a_team_that_takes_its_work_by_hand_loses_nothing_to_absence(shop: Office) -> None:
    online(shop.owner)
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=None, assignee_id=shop.owner.pk)
    gone(shop.owner)
    due.run(at=timezone.now() + LATER)
    assert holder(ticket) == shop.owner


def test_a_new_ticket_enters_the_queue_by_its_event(shop: Office) -> None:
    automatic(shop.support)
    ticket = office.ticket(shop.channel)
    spam = office.ticket(shop.channel)
    tickets.update(spam.pk, actor=None, status="spam")
    number()
    reactions.read()
    assert list(QueueEntry.objects.values_list("ticket_id", flat=True)) == [ticket.pk]


def test_what_rules_have_yet_to_answer_is_theirs_to_give_away(shop: Office) -> None:
    automatic(shop.support)
    ticket = office.ticket(shop.channel)
    event = Event.objects.get(kind="ticket.created", ticket=ticket)
    RuleJob.objects.create(event=event, ticket=ticket, next_attempt_at=timezone.now())
    number()
    reading.read([event])
    assert not QueueEntry.objects.exists()
    Ticket.objects.update(created_at=timezone.now() - queue.LOST)
    routing.run()  # should they never do
    assert QueueEntry.objects.filter(ticket=ticket).exists()


def test_the_queue_follows_what_happens_to_a_ticket(shop: Office) -> None:
    automatic(shop.support)
    ticket = waiting(shop.channel)
    here = QueueEntry.objects.filter(ticket=ticket)
    for away, back in (
        ({"assignee_id": shop.owner.pk}, {"assignee_id": None}),
        ({"status": "solved"}, {"status": "open"}),
        ({"snoozed_until": timezone.now() + dt.timedelta(hours=1)}, {"snoozed_until": None}),
        ({"team_id": None}, {"team_id": shop.support.pk}),
    ):
        tickets.update(ticket.pk, actor=None, **away)
        assert not here.exists(), away
        tickets.update(ticket.pk, actor=None, **back)
        assert here.exists(), back
    other = office.ticket(shop.channel, office.mail(sender="bob@customer.example"))
    merging.merge(ticket.pk, other.pk, actor=shop.owner)
    assert not here.exists()


def test_a_team_that_goes_over_to_working_by_hand_has_no_queue(shop: Office) -> None:
    automatic(shop.support)
    ticket = waiting(shop.channel)
    automatic(shop.support, strategy="manual")
    routing.run()
    assert not QueueEntry.objects.exists()
    automatic(shop.support)
    Ticket.objects.update(created_at=timezone.now() - queue.LOST)
    routing.run()
    assert QueueEntry.objects.get().ticket_id == ticket.pk
