from __future__ import annotations

import datetime as dt

from django.utils import timezone

from inbox import due
from inbox.models import Event, Message, Notification, OnCall, Page, Rule, Survey, SurveyAnswer, Ticket
from inbox.rules import examples, versions
from inbox.sla import calendars, policies, terms
from tests import office
from tests.inbox.rules.desk import settle
from tests.office import Office

DAY = dt.timedelta(days=1)


def switch_on(name: str) -> None:
    examples.ensure()
    versions.change(Rule.objects.get(name=name).pk, actor=None, enabled=True)


def test_a_new_deployment_finds_them_switched_off_and_once(shop: Office) -> None:
    examples.ensure()
    first = Rule.objects.order_by("position").values_list("name", "enabled", "position")
    assert list(first) == [(example["name"], False, n) for n, example in enumerate(examples.EXAMPLES)]
    assert all(rule.description for rule in Rule.objects.all())
    versions.archive(Rule.objects.earliest("pk").pk, actor=shop.admin)
    examples.ensure()
    assert Rule.objects.count() == len(examples.EXAMPLES)


def test_out_of_hours_the_customer_hears_when_we_will_answer(shop: Office) -> None:
    policies.ensure_defaults()
    closed = [[(timezone.now().weekday() + 3) % 7, "09:00", "17:00"]]
    ours = calendars.create_calendar(actor=None, name="Far", zone="UTC", windows=closed, closed=[], special=[])
    calendars.use_calendar(ours.pk, actor=None)
    terms.forget()
    switch_on("Answer at once when we are closed")
    ticket = office.ticket(shop.channel)
    settle()
    said = Message.objects.get(ticket=ticket, direction="outbound")
    assert said.automated
    assert said.body_text.startswith("Hello Ada,")
    assert "(UTC)." in said.body_text


def test_praise_is_solved_and_a_question_in_it_is_not(shop: Office) -> None:
    switch_on("Solve what is only praise")
    praise = office.ticket(shop.channel, office.mail("Thank you so much, perfect!", sender="a@c.example"))
    asks = office.ticket(shop.channel, office.mail("Thanks. When does it come?", sender="b@c.example"))
    settle()
    assert (Ticket.objects.get(pk=praise.pk).status, Ticket.objects.get(pk=asks.pk).status) == ("solved", "open")


def test_who_does_not_come_back_for_a_week_is_done(shop: Office) -> None:
    switch_on("Solve when the customer does not come back")
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner, status_after="waiting_customer")
    settle()
    due.run(at=timezone.now() + 7 * DAY + dt.timedelta(minutes=5))
    assert Ticket.objects.get(pk=ticket.pk).status == "solved"


def test_the_urgent_and_late_call_whoever_is_on_call(shop: Office) -> None:
    switch_on("Call somebody when a promise was broken")
    OnCall.objects.create(team=None, user=shop.mate)
    ticket = office.ticket(shop.channel)
    Ticket.objects.filter(pk=ticket.pk).update(priority="urgent")
    Event.objects.create(kind="sla.breach", ticket=ticket, channel=shop.channel, at=timezone.now())
    settle()
    assert Page.objects.get().user == shop.mate


def test_a_warning_tells_assignee_and_supervisors(shop: Office) -> None:
    switch_on("Escalate before a promise is broken")
    ticket = office.ticket(shop.channel)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=shop.owner)
    Event.objects.create(kind="sla.warning", ticket=ticket, channel=shop.channel, at=timezone.now())
    settle()
    told = set(Notification.objects.values_list("user__username", flat=True))
    assert told == {"owner", "supervisor", "admin"}
    assert Ticket.objects.get(pk=ticket.pk).labels == ["escalated"]


def test_a_bad_answer_and_a_refused_message_tell_somebody(shop: Office) -> None:
    switch_on("Look after unhappy customers")
    switch_on("Say when an answer did not arrive")
    ticket = office.ticket(shop.channel)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=shop.owner)
    now = timezone.now()
    survey = Survey.objects.create(name="How", question="How was it?")
    SurveyAnswer.objects.create(
        survey=survey, ticket=ticket, contact=ticket.contact, asked_at=now, expires_at=now, answered_at=now, score=1
    )
    Event.objects.create(kind="survey.answered", ticket=ticket, channel=shop.channel, at=now, data={"score": 1})
    for state in ("sent", "failed"):
        Event.objects.create(
            kind="delivery.changed", ticket=ticket, channel=shop.channel, at=now, data={"state": state}
        )
    settle()
    assert Ticket.objects.get(pk=ticket.pk).labels == ["unhappy"]
    texts = Notification.objects.filter(user=shop.owner).values_list("text", flat=True)
    assert set(texts) == {f"An answer in {ticket.reference} did not arrive", "The customer was not content."}
