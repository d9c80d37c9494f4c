from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from inbox import due, later, merging, tasks, tickets
from inbox.errors import InboxError
from inbox.models import Attachment, Clock, Delivery, Draft, Event, Message, Ticket
from inbox.sla import policies
from tests import office
from tests.office import Office

TO = ["ada@customer.example"]
SOON = dt.timedelta(hours=2)


@pytest.fixture
def asked(shop: Office) -> Message:
    policies.ensure_defaults()
    return office.receive(shop.channel)


def plan(ticket: Ticket, shop: Office, **more: Any) -> int:
    """Written now, to leave in two hours; its number."""
    values: dict[str, Any] = {"body_html": "<p>Good morning</p>", "to": TO, "send_at": timezone.now() + SOON}
    return later.schedule(ticket.pk, author=shop.owner, **{**values, **more}).ref


def events(kind: str) -> list[dict[str, Any]]:
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("data", flat=True))


def test_r01_a_scheduled_reply_counts_when_it_is_sent_and_until_then_nothing_has_been_said(
    shop: Office, asked: Message
) -> None:
    plan(asked.ticket, shop, status_after="waiting_customer")
    assert (Ticket.objects.get().message_count, Delivery.objects.count()) == (1, 0)
    assert Clock.objects.get(metric="first_reply").state == "running"

    assert due.run(at=timezone.now() + SOON) == 1
    said = Message.objects.get(direction="outbound")
    ticket = Ticket.objects.get()
    assert (said.author_user, said.body_text, ticket.status) == (shop.owner, "Good morning", "waiting_customer")
    assert said.delivery.next_attempt_at <= timezone.now()
    assert Clock.objects.get(metric="first_reply").stopped_by == said
    assert later.scheduled(ticket) == []


def test_it_is_not_sent_when_the_customer_wrote_in_the_meantime_and_is_a_draft_again(
    shop: Office, asked: Message
) -> None:
    number = plan(asked.ticket, shop)
    Draft.objects.create(user=shop.owner, ticket=asked.ticket, body="<p>Typed since</p>")
    office.receive(shop.channel, office.follow_up(asked, sender=TO[0]))
    due.run(at=timezone.now() + SOON)
    assert not Message.objects.filter(direction="outbound").exists()
    draft = Draft.objects.get()
    assert draft.body == "<p>Good morning</p><p></p><p>Typed since</p>"
    assert draft.recipients["to"] == [{"handle": TO[0]}]
    why = "The customer wrote in the meantime."
    assert events("reply.held") == [
        {"scheduled_id": number, "author_id": shop.owner.pk, "reason": "answered", "why": why}
    ]


def test_it_is_sent_all_the_same_where_the_agent_wants_that(shop: Office, asked: Message) -> None:
    plan(asked.ticket, shop, cancel_if_answered=False)
    office.receive(shop.channel, office.follow_up(asked, sender=TO[0]))
    due.run(at=timezone.now() + SOON)
    assert Message.objects.filter(direction="outbound").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"send_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "send_at"),
        ({"send_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC)}, "send_at"),
        ({"body_html": "<p></p>"}, "body_html"),
        ({"to": ["nobody"]}, "to"),
    ],
    ids=["past", "far", "empty", "recipient"],
)
def test_what_would_be_refused_is_refused_when_it_is_planned_and_leaves_nothing(
    shop: Office, asked: Message, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InboxError) as refused:
        plan(asked.ticket, shop, **wrong)
    assert field in refused.value.fields
    assert (Message.objects.count(), later.scheduled(asked.ticket)) == (1, [])


def test_taking_it_back_makes_it_a_draft_and_twice_is_a_404(shop: Office, asked: Message) -> None:
    number = plan(asked.ticket, shop)
    assert not Draft.objects.exists()
    later.cancel(asked.ticket_id, number, actor=shop.owner)
    assert Draft.objects.get().body == "<p>Good morning</p>"
    assert due.run(at=timezone.now() + SOON) == 0
    with pytest.raises(InboxError) as gone:
        later.cancel(asked.ticket_id, number, actor=shop.owner)
    assert gone.value.status == 404


def test_its_time_and_its_condition_can_be_changed_and_what_came_before_that_is_known(
    shop: Office, asked: Message
) -> None:
    number = plan(asked.ticket, shop, cancel_if_answered=False)
    office.receive(shop.channel, office.follow_up(asked, sender=TO[0]))
    later_on = timezone.now() + 2 * SOON
    changed = later.change(asked.ticket_id, number, actor=shop.mate, send_at=later_on, cancel_if_answered=True)
    assert (changed.due_at, changed.data["cancel_if_answered"]) == (later_on, True)
    assert [event["send_at"] for event in events("reply.scheduled")][1:] == [later_on.isoformat()]
    due.run(at=timezone.now() + SOON)
    assert not Message.objects.filter(direction="outbound").exists()
    due.run(at=later_on)
    assert Message.objects.filter(direction="outbound").count() == 1, "the mail before the change is no reason to hold"
    with pytest.raises(InboxError):
        later.change(asked.ticket_id, number, actor=shop.owner, cancel_if_answered=False)


def test_it_can_be_sent_now_as_its_authors_by_a_colleague_too(shop: Office, asked: Message) -> None:
    number = plan(asked.ticket, shop)
    office.receive(shop.channel, office.follow_up(asked, sender=TO[0]))
    message = later.send_now(asked.ticket_id, number, actor=shop.mate)
    assert (message.author_user, message.body_text) == (shop.owner, "Good morning")
    assert Event.objects.get(kind="reply.sent_now").actor == shop.mate
    assert later.scheduled(asked.ticket) == []
    assert due.run(at=timezone.now() + SOON) == 0


def test_what_cannot_be_sent_now_goes_on_waiting(shop: Office, asked: Message) -> None:
    number = plan(asked.ticket, shop)
    shop.owner.is_active = False
    shop.owner.save()
    with pytest.raises(InboxError) as refused:
        later.send_now(asked.ticket_id, number, actor=shop.mate)
    assert refused.value.code == "author_gone"
    assert [timer.ref for timer in later.scheduled(asked.ticket)] == [number]


def test_one_whose_author_has_gone_or_whose_channel_is_off_is_held_with_the_reason(
    shop: Office, asked: Message
) -> None:
    plan(asked.ticket, shop)
    shop.owner.is_active = False
    shop.owner.save()
    due.run(at=timezone.now() + SOON)
    assert [held["reason"] for held in events("reply.held")] == ["author_gone"]
    assert not Message.objects.filter(direction="outbound").exists()


def test_its_files_are_kept_while_it_waits_and_go_with_it(shop: Office, asked: Message) -> None:
    from inbox import attachments

    file = attachments.upload(asked.ticket, shop.owner, "plan.txt", b"steps")
    plan(asked.ticket, shop, attachment_ids=[file.pk])
    Attachment.objects.update(created_at=timezone.now() - dt.timedelta(days=30))
    tasks.clean()
    due.run(at=timezone.now() + SOON)
    assert Attachment.objects.get(pk=file.pk).message == Message.objects.get(direction="outbound")


def test_it_goes_along_when_its_ticket_is_merged(shop: Office, asked: Message) -> None:
    plan(asked.ticket, shop, cancel_if_answered=False)
    other = office.ticket(shop.channel, office.mail("Other", sender=TO[0]))
    merging.merge(asked.ticket_id, other.pk, actor=shop.owner)
    due.run(at=timezone.now() + SOON)
    assert Message.objects.get(direction="outbound").ticket == other


def test_a_solved_ticket_closes_after_the_days_that_the_organisation_gives_it(shop: Office, asked: Message) -> None:
    from inbox import organisation

    old = office.ticket(shop.channel)
    tickets.update(old.pk, actor=shop.owner, status="solved")
    organisation.change(actor=shop.admin, auto_close_days=3)
    tickets.update(asked.ticket_id, actor=shop.owner, status="solved")
    reopened = office.ticket(shop.channel)
    tickets.update(reopened.pk, actor=shop.owner, status="solved")
    tickets.update(reopened.pk, actor=shop.owner, status="open")
    solved_at = Ticket.objects.get(pk=asked.ticket_id).solved_at
    due.run(at=timezone.now() + dt.timedelta(days=2, hours=23))
    assert not Ticket.objects.filter(status="closed").exists()
    due.run(at=timezone.now() + dt.timedelta(days=3))
    assert set(Ticket.objects.filter(status="closed").values_list("pk", flat=True)) == {old.pk, asked.ticket_id}
    assert Ticket.objects.get(pk=asked.ticket_id).solved_at == solved_at
    assert Ticket.objects.get(pk=reopened.pk).status == "open"


def test_no_closing_is_planned_where_the_organisation_wants_none(shop: Office, asked: Message) -> None:
    from inbox import organisation

    organisation.change(actor=shop.admin, auto_close_days=3)
    tickets.update(asked.ticket_id, actor=shop.owner, status="solved")
    organisation.change(actor=shop.admin, auto_close_days=0)
    assert due.run(at=timezone.now() + dt.timedelta(days=9)) == 0
    assert Ticket.objects.get().status == "solved"
