from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import due, merging, tickets, verify
from inbox.errors import InboxError
from inbox.models import Channel, Clock, Event, Message, Organisation, Thread, Ticket
from inbox.sla import policies
from tests import office, social
from tests.office import Office

LATER = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)  # by a clock that is wrong: it counts as now


@pytest.fixture
def promised(shop: Office) -> Office:
    policies.ensure_defaults()
    return shop


@pytest.fixture
def page(promised: Office) -> Channel:
    return social.page(promised.support)


def two(shop: Office) -> tuple[Message, Message]:
    return tuple(office.receive(shop.channel, office.mail(text)) for text in ("Leaks", "Smells"))  # type: ignore[return-value]


def test_unmerging_gives_back_messages_status_labels_and_promises(promised: Office) -> None:
    first, second = two(promised)
    office.answer(second.ticket, promised.owner, "On it")
    tickets.update(first.ticket_id, actor=promised.owner, labels=["warranty"], status="on_hold")
    due = Clock.objects.get(ticket=first.ticket, metric="first_reply").due_at
    merging.merge(first.ticket_id, second.ticket_id, actor=promised.owner)
    note_on_survivor = office.answer(second.ticket, promised.owner, "Both")
    back = merging.unmerge(first.ticket_id, actor=promised.owner)

    assert (back.status, back.merged_into, back.labels) == ("on_hold", None, ["warranty"])
    assert list(back.messages.all()) == [first]
    survivor = Ticket.objects.get(pk=second.ticket_id)
    assert survivor.labels == []
    assert note_on_survivor in survivor.messages.all()
    assert (back.message_count, survivor.message_count) == (1, 3)
    clock = Clock.objects.get(ticket=back, metric="first_reply")
    assert (clock.state, clock.stopped_by) == ("stopped", note_on_survivor)  # it was answered while they were one
    assert clock.due_at == due
    assert Event.objects.filter(kind="ticket.unmerged").count() == 2
    assert verify.check() == []


def test_unmerging_what_was_not_merged_or_was_merged_further_is_refused(promised: Office) -> None:
    first, second = two(promised)
    with pytest.raises(InboxError) as refused:
        merging.unmerge(first.ticket_id, actor=promised.owner)
    assert refused.value.code == "not_merged"
    third = office.receive(promised.channel, office.mail("Third"))
    merging.merge(first.ticket_id, second.ticket_id, actor=promised.owner)
    merging.merge(second.ticket_id, third.ticket_id, actor=promised.owner)
    with pytest.raises(InboxError) as refused:
        merging.unmerge(first.ticket_id, actor=promised.owner)
    assert (refused.value.code, refused.value.data) == ("merged", {"into_id": third.ticket_id})
    merging.unmerge(second.ticket_id, actor=promised.owner)
    merging.unmerge(first.ticket_id, actor=promised.owner)
    assert [message.ticket_id for message in Message.objects.order_by("id")] == [
        first.ticket_id,
        second.ticket_id,
        third.ticket_id,
    ]
    assert verify.check() == []


def test_a_conversation_of_its_own_goes_back_with_what_was_said_in_it_since(promised: Office, page: Channel) -> None:
    first = social.hear(page, social.dm("Leaks"))
    second = social.hear(page, social.dm("Smells", by="Grace"))
    merging.merge(first.ticket_id, second.ticket_id, actor=promised.admin)
    since = social.hear(page, social.dm("Still leaks"))
    assert since.ticket_id == second.ticket_id
    merging.unmerge(first.ticket_id, actor=promised.admin)
    since.refresh_from_db()
    assert since.ticket_id == first.ticket_id
    assert Thread.objects.get(messages=since).ticket_id == first.ticket_id
    assert verify.check() == []


def test_r20_a_split_ticket_is_promised_what_its_first_message_was_worth_from_its_own_time(promised: Office) -> None:
    first = office.receive(promised.channel)
    office.answer(first.ticket, promised.owner)
    asked = office.receive(
        promised.channel, office.follow_up(first, "And my invoice?", subject="Invoice", sent_at=LATER)
    )
    assert asked.ticket == first.ticket

    new = merging.split(first.ticket_id, asked.pk, actor=promised.owner)

    assert (new.subject, new.status, new.contact, new.assignee) == (
        "Invoice",
        "open",
        first.ticket.contact,
        promised.owner,
    )
    assert new.maybe_related_id == first.ticket_id
    assert list(new.messages.all()) == [asked]
    assert (new.message_count, Ticket.objects.get(pk=first.ticket_id).message_count) == (1, 2)
    began = asked.raw.received_at.replace(microsecond=0)  # type: ignore[union-attr]
    clock = Clock.objects.get(ticket=new, metric="first_reply")
    assert (clock.state, clock.started_at) == ("running", began)
    waits = Clock.objects.filter(ticket=first.ticket, metric="next_reply")
    assert [(wait.state, wait.cancel_reason) for wait in waits] in ([], [("cancelled", "split")])
    assert sorted(Event.objects.filter(kind="ticket.split").values_list("ticket_id", flat=True)) == sorted(
        [first.ticket_id, new.pk]
    )
    assert verify.check() == []


def test_a_split_takes_the_answers_along_and_they_count_there(promised: Office) -> None:
    first = office.receive(promised.channel)
    asked = office.receive(promised.channel, office.follow_up(first))
    reply = office.answer(first.ticket, promised.owner)
    new = merging.split(first.ticket_id, asked.pk, actor=promised.owner)
    assert list(new.messages.order_by("sent_at", "id")) == [asked, reply]
    assert Clock.objects.get(ticket=new, metric="first_reply").stopped_by == reply
    assert verify.check() == []


def test_a_split_that_would_leave_nothing_or_move_no_question_is_refused(promised: Office) -> None:
    first = office.receive(promised.channel)
    reply = office.answer(first.ticket, promised.owner)
    for message, code in ((first, "whole_ticket"), (reply, "nothing_asked")):
        with pytest.raises(InboxError) as refused:
            merging.split(first.ticket_id, message.pk, actor=promised.owner)
        assert (refused.value.code, list(refused.value.fields)) == (code, ["message_id"])
    with pytest.raises(InboxError) as refused:
        merging.split(first.ticket_id, 4711, actor=promised.owner)
    assert refused.value.status == 404


def test_no_reply_needed_is_told_and_refused_where_nothing_waits(promised: Office) -> None:
    asked = office.receive(promised.channel)
    tickets.no_reply_needed(asked.ticket_id, actor=promised.owner)
    assert Clock.objects.get(metric="first_reply").stop_reason == "no_reply_needed"
    assert Event.objects.get(kind="ticket.no_reply_needed").actor == promised.owner
    with pytest.raises(InboxError) as refused:
        tickets.no_reply_needed(asked.ticket_id, actor=promised.owner)
    assert refused.value.code == "nothing_waits"


def test_a_solved_ticket_that_is_one_of_its_own_again_closes_by_itself(promised: Office) -> None:
    Organisation.objects.update(auto_close_days=7)
    first, second = two(promised)
    tickets.update(first.ticket_id, actor=promised.owner, status="solved")
    merging.merge(first.ticket_id, second.ticket_id, actor=promised.owner)
    due.run(at=timezone.now() + dt.timedelta(days=8))  # while it is merged its closing comes to nothing
    merging.unmerge(first.ticket_id, actor=promised.owner)
    due.run(at=timezone.now() + dt.timedelta(days=8))
    assert Ticket.objects.get(pk=first.ticket_id).status == "closed"
