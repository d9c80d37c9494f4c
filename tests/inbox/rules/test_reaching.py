from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from inbox import events, paging, surveys, tickets
from inbox.errors import InboxError
from inbox.models import Event, Message, Notification, Page, Rule, SurveyAnswer, Ticket
from inbox.rules import actions
from inbox.rules.kind import Context
from tests import office
from tests.office import Office


def perform(ticket: Ticket, wanted: dict[str, Any], **more: Any) -> str:
    with transaction.atomic():
        done = actions.perform(tickets.lock(ticket.pk), actions.check([wanted]), Context(at=timezone.now(), **more))
    return str(done.actions[0]["result"])


def breach(ticket: Ticket, at: dt.datetime) -> Event:
    with transaction.atomic():
        return events.record("sla.breach", ticket=ticket, data={"at": at.isoformat()})


def test_the_customer_gets_a_message_and_the_log_says_who(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    rule = Rule.objects.create(name="Out of hours")
    assert perform(ticket, {"do": "message", "text": "Hello {{ customer.first_name }}"}, rule=rule) == "Sent to Ada"
    sent = Message.objects.get(ticket=ticket, direction="outbound")
    assert (sent.body_text, sent.automated) == ("Hello Ada", True)
    ticket.refresh_from_db()
    assert (ticket.message_count, ticket.last_message_id) == (2, sent.pk)


def test_a_message_that_is_not_sent_says_why_and_the_rest_goes_on(shop: Office) -> None:
    ticket = office.ticket(shop.channel, office.mail(automated=True))
    assert perform(ticket, {"do": "message", "text": "Hello"}) == "Not sent: no person has written here, only machines"


def test_an_answering_machine_gets_no_answer(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    office.receive(shop.channel, office.follow_up(Message.objects.get(ticket=ticket), "I am away.", automated=True))
    event = Event.objects.filter(kind="message.created", message__automated=True).latest("pk")
    assert "machine" in perform(ticket, {"do": "message", "text": "Hello"}, event=event)


@pytest.mark.parametrize("kind", ["message", "notify", "page"])
def test_words_with_an_unknown_variable_are_refused_when_they_are_written(shop: Office, kind: str) -> None:
    more = {"who": "assignee"} if kind == "notify" else {}
    with pytest.raises(InboxError, match=r"did you mean customer\.name"):
        actions.check([{"do": kind, "text": "{{ custmer.name }}", **more}])


def test_whoever_is_meant_is_told_why(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.admin, assignee_id=shop.mate.pk, team_id=shop.support.pk)
    rule = Rule.objects.create(name="Before it is late")
    said = {"do": "notify", "text": "{{ ticket.reference }} waits."}

    assert perform(ticket, {**said, "who": "assignee"}, rule=rule) == "Told Mate"
    assert perform(ticket, {**said, "who": "team"}, rule=rule) == "Told Owner, Mate"
    assert perform(ticket, {**said, "who": "supervisors"}, actor=shop.mate) == "Told Supervisor, Admin"
    assert perform(ticket, {**said, "who": shop.owner.pk}) == "Told Owner"
    assert perform(ticket, {**said, "who": shop.outsider.pk}) == "Nobody to tell"

    first = Notification.objects.order_by("pk")[0]
    assert first.text == f"{ticket.reference} waits."
    assert first.reason == "You are its assignee. The rule “Before it is late” says so."
    with pytest.raises(InboxError, match="choose whom to tell"):
        actions.check([{**said, "who": "everybody"}])


def test_a_breach_is_told_as_one_and_after_an_outage_in_the_digest(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    said = {"do": "notify", "who": shop.owner.pk, "text": "Late: {{ ticket.subject }} {{ team.name }}"}
    perform(ticket, said, event=breach(ticket, timezone.now()))
    perform(ticket, said, event=breach(ticket, timezone.now() - dt.timedelta(hours=2)))
    assert list(Notification.objects.order_by("pk").values_list("kind", flat=True)) == ["sla_breach", "digest"]


def test_whoever_is_on_call_is_called(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    paging.set_on_call(None, [shop.mate.pk], actor=shop.admin)
    wanted = {"do": "page", "text": "{{ ticket.reference }} is down", "wait": 7}
    assert perform(ticket, wanted) == "Calling Mate"
    page = Page.objects.get()
    assert (page.text, page.wait) == (f"{ticket.reference} is down", 420)
    with pytest.raises(InboxError, match="between 1 and"):
        actions.check([{**wanted, "wait": 0}])


def test_a_rule_can_ask_how_it_was(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    survey = surveys.create(name="Usual", question="How was it?")
    assert perform(ticket, {"do": "survey", "survey_id": survey.pk}) == "Asked “How was it?”"
    assert SurveyAnswer.objects.filter(ticket=ticket).exists()
    assert perform(ticket, {"do": "survey", "survey_id": survey.pk}).startswith("Not asked: they were asked")
    with pytest.raises(InboxError, match="choose a survey"):
        actions.check([{"do": "survey", "survey_id": 999_999}])
