from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inbox import due, merging, tickets
from inbox.errors import InboxError
from inbox.models import Event, Message, ReadMark, Ticket
from tests import office
from tests.office import Office


def test_a_change_is_stored_and_told_once_with_what_was_and_what_is(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    changed = tickets.update(ticket.pk, actor=shop.owner, priority="urgent", labels=[" vip ", "vip", "kettle"])

    assert changed.version == ticket.version + 1
    event = Event.objects.get(kind="ticket.changed")
    assert event.actor == shop.owner
    assert event.data["changes"] == {"priority": ["normal", "urgent"], "labels": [[], ["vip", "kettle"]]}


def test_a_change_to_what_it_is_already_tells_nothing(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    assert tickets.update(ticket.pk, actor=shop.owner, priority="normal").version == ticket.version
    assert not Event.objects.filter(kind="ticket.changed").exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "resolved"),
        ("priority", "huge"),
        ("labels", "vip"),
        ("labels", ["x" * 41]),
        ("subject", "  "),
        ("assignee_id", 999_999),
        ("team_id", 999_999),
        ("snoozed_until", dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
        ("snoozed_until", "tomorrow"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(shop: Office, field: str, value: Any) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError) as refused:
        tickets.update(ticket.pk, actor=shop.owner, **{field: value})
    assert list(refused.value.fields) == [field]


def test_an_unknown_field_is_refused_by_name(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError) as refused:
        tickets.update(ticket.pk, actor=shop.owner, customer_token="mine")
    assert "customer_token" in refused.value.fields


def test_only_somebody_who_sees_the_channel_can_be_assigned(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    assert tickets.update(ticket.pk, actor=shop.owner, assignee_id=shop.mate.pk).assignee_id == shop.mate.pk
    with pytest.raises(InboxError) as refused:
        tickets.update(ticket.pk, actor=shop.owner, assignee_id=shop.outsider.pk)
    assert "assignee_id" in refused.value.fields


def test_only_a_team_that_works_on_the_channel_can_have_it(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError) as refused:
        tickets.update(ticket.pk, actor=shop.owner, team_id=shop.billing.pk)
    assert "team_id" in refused.value.fields


def test_solving_notes_the_time_and_ends_a_snooze(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, snoozed_until=timezone.now() + dt.timedelta(hours=1))
    solved = tickets.update(ticket.pk, actor=shop.owner, status="solved")
    assert solved.solved_at is not None
    assert solved.snoozed_until is None
    assert tickets.update(ticket.pk, actor=shop.owner, status="open").solved_at is None


def test_a_snooze_ends_when_its_time_comes(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    until = timezone.now() + dt.timedelta(hours=1)
    tickets.update(ticket.pk, actor=shop.owner, snoozed_until=until)

    assert due.run(at=until - dt.timedelta(seconds=1)) == 0
    assert due.run(at=until) == 1
    ticket.refresh_from_db()
    assert ticket.snoozed_until is None


def test_a_customer_who_writes_ends_a_snooze(shop: Office) -> None:
    first = office.receive(shop.channel)
    tickets.update(first.ticket.pk, actor=shop.owner, snoozed_until=timezone.now() + dt.timedelta(hours=1))
    assert office.receive(shop.channel, office.follow_up(first)).ticket.snoozed_until is None


def test_a_merge_moves_what_was_said_and_closes_the_source(shop: Office) -> None:
    first, second = office.receive(shop.channel), office.receive(shop.channel)
    tickets.update(first.ticket.pk, actor=shop.owner, labels=["vip"])
    survivor = merging.merge(first.ticket.pk, second.ticket.pk, actor=shop.owner)

    source = Ticket.objects.get(pk=first.ticket.pk)
    assert survivor.message_count == 2
    assert survivor.labels == ["vip"]
    assert set(survivor.messages.values_list("id", flat=True)) == {first.pk, second.pk}
    assert (source.status, source.merged_into, source.message_count) == ("closed", survivor, 0)
    assert Message.objects.get(pk=first.pk).extra["from_tickets"] == [source.pk]
    assert set(Event.objects.filter(kind="ticket.merged").values_list("ticket_id", flat=True)) == {
        source.pk,
        survivor.pk,
    }


def test_a_merged_ticket_refuses_changes_and_names_the_survivor(shop: Office) -> None:
    first, second = office.ticket(shop.channel), office.ticket(shop.channel)
    merging.merge(first.pk, second.pk, actor=shop.owner)
    with pytest.raises(InboxError) as refused:
        tickets.update(first.pk, actor=shop.owner, status="open")
    assert refused.value.data == {"into_id": second.pk}


def test_a_ticket_cannot_be_merged_into_itself(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError, match="itself"):
        merging.merge(ticket.pk, ticket.pk, actor=shop.owner)


def test_a_read_mark_goes_where_its_owner_puts_it_and_is_told_to_them_only(shop: Office) -> None:
    message = office.receive(shop.channel)
    tickets.mark_read(message.ticket, shop.owner, message.pk)
    tickets.mark_read(message.ticket, shop.owner, message.pk)
    assert ReadMark.objects.get().message_id == message.pk
    tickets.mark_read(message.ticket, shop.owner, 0)
    assert ReadMark.objects.get().message_id == 0
    assert list(Event.objects.filter(kind="read.changed").values_list("user_id", flat=True)) == [
        shop.owner.pk,
        shop.owner.pk,
    ]


@pytest.mark.django_db(transaction=True)
def test_changes_of_many_people_at_once_all_count() -> None:
    shop = office.build()
    ticket = office.ticket(shop.channel)
    start = threading.Barrier(8)

    def work(number: int) -> None:
        try:
            start.wait(10)
            tickets.update(ticket.pk, actor=shop.owner, subject=f"Subject {number}")
        finally:
            connection.close()

    people = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)

    assert Ticket.objects.get().version == ticket.version + 8
    assert Event.objects.filter(kind="ticket.changed").count() == 8
