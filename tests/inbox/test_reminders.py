from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import due, listing, merging, reminders
from inbox.errors import InboxError
from inbox.models import Event, Membership, Notification, Ticket, Timer
from tests import office
from tests.office import Office

DAY = dt.timedelta(days=1)


@pytest.fixture
def ticket(shop: Office) -> Ticket:
    return office.ticket(shop.channel)


def soon() -> dt.datetime:
    return timezone.now() + DAY


def test_a_reminder_is_told_to_who_asked_for_it_once_with_the_reason(shop: Office, ticket: Ticket) -> None:
    reminders.remind(ticket.pk, user=shop.owner, at=soon(), note="Ask the  warehouse")
    assert due.run() == 0
    Timer.objects.update(due_at=timezone.now())
    assert due.run() == 1
    assert due.run() == 0
    told = Notification.objects.get()
    assert (told.user, told.kind, told.ticket) == (shop.owner, "reminder", ticket)
    assert told.text == f"{ticket.reference} Leaking kettle: Ask the warehouse"
    assert told.reason.startswith("You asked on ")


def test_one_that_lapses_when_the_customer_answers_is_not_told_then(shop: Office, ticket: Ticket) -> None:
    reminders.remind(ticket.pk, user=shop.owner, at=soon(), unless_answered=True)
    reminders.remind(ticket.pk, user=shop.mate, at=soon())
    asked = ticket.messages.get()
    office.receive(shop.channel, office.follow_up(asked, "I am away", automated=True))
    assert len(reminders.mine(ticket, shop.owner)) == 1  # a machine's answer is none
    office.receive(shop.channel, office.follow_up(asked, "Here is the number"))
    assert reminders.mine(ticket, shop.owner) == []
    for user, found in ((shop.owner, []), (shop.mate, [ticket])):  # nor does it stand in the view any longer
        assert list(Ticket.objects.filter(listing.condition("reminders", user=user))) == found
    Timer.objects.update(due_at=timezone.now())
    due.run()
    assert [told.user for told in Notification.objects.all()] == [shop.mate]


def test_another_reminder_replaces_the_first_and_it_can_be_forgotten(shop: Office, ticket: Ticket) -> None:
    reminders.remind(ticket.pk, user=shop.owner, at=soon(), note="First")
    reminders.remind(ticket.pk, user=shop.owner, at=soon() + DAY, note="Second")
    assert [timer.data["note"] for timer in reminders.mine(ticket, shop.owner)] == ["Second"]
    assert reminders.mine(ticket, shop.mate) == []
    reminders.forget(ticket.pk, user=shop.owner)
    assert reminders.mine(ticket, shop.owner) == []
    with pytest.raises(InboxError) as refused:
        reminders.forget(ticket.pk, user=shop.owner)
    assert refused.value.status == 404


def test_what_is_said_of_reminders_is_for_their_owner_alone(shop: Office, ticket: Ticket) -> None:
    reminders.remind(ticket.pk, user=shop.owner, at=soon())
    assert [event.user for event in Event.objects.filter(kind="reminder.changed")] == [shop.owner]
    for user, found in ((shop.owner, [ticket]), (shop.mate, [])):
        assert list(Ticket.objects.filter(listing.condition("reminders", user=user))) == found


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_time_that_is_past_or_too_far_is_refused(shop: Office, ticket: Ticket, days: int) -> None:
    with pytest.raises(InboxError) as refused:
        reminders.remind(ticket.pk, user=shop.owner, at=timezone.now() + days * DAY)
    assert "at" in refused.value.fields


def test_reminders_go_with_a_merge_and_the_earlier_of_two_counts(shop: Office, ticket: Ticket) -> None:
    into = office.ticket(shop.channel)
    early, late = soon(), soon() + DAY
    for person, at_source, at_target in ((shop.owner, early, late), (shop.mate, late, early)):
        reminders.remind(ticket.pk, user=person, at=at_source)
        reminders.remind(into.pk, user=person, at=at_target)
    reminders.remind(ticket.pk, user=shop.supervisor, at=late)
    merging.merge(ticket.pk, into.pk, actor=shop.owner)
    found = dict(Timer.objects.filter(kind="reminder", ticket=into).values_list("ref", "due_at"))
    assert found == {shop.owner.pk: early, shop.mate.pk: early, shop.supervisor.pk: late}
    assert not Timer.objects.filter(kind="reminder", ticket=ticket).exists()


def test_nobody_is_reminded_of_a_ticket_that_they_may_not_see_any_more(shop: Office, ticket: Ticket) -> None:
    reminders.remind(ticket.pk, user=shop.owner, at=soon())
    Membership.objects.filter(user=shop.owner).delete()
    Timer.objects.update(due_at=timezone.now())
    assert due.run() == 1
    assert not Notification.objects.exists()
