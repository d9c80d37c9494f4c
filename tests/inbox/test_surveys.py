from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import due, merging, opinions, reactions, surveys, tickets
from inbox.errors import InboxError
from inbox.live import relay
from inbox.models import Event, Message, Survey, SurveyAnswer, Ticket, Timer
from tests import office, social
from tests.office import Office

DELAY = 3600
SOON = dt.timedelta(seconds=DELAY)


@pytest.fixture
def survey(shop: Office) -> Survey:
    return surveys.create(name="Usual", question="How was it?", wait=DELAY, active=True)


def react() -> None:
    relay.number()
    reactions.read()


def solve(shop: Office, ticket: Ticket, status: str = "solved") -> None:
    tickets.update(ticket.pk, actor=shop.owner, status=status)
    react()


def asked(shop: Office, ticket: Ticket) -> SurveyAnswer:
    solve(shop, ticket)
    due.run(at=timezone.now() + SOON)
    return SurveyAnswer.objects.get(ticket=ticket)


def reasons() -> list[str]:
    return list(Event.objects.filter(kind="survey.not_sent").values_list("data__reason", flat=True))


def test_who_was_helped_is_asked_after_the_delay_by_mail_with_one_link_per_answer(shop: Office, survey: Survey) -> None:
    ticket = office.ticket(shop.channel)
    solve(shop, ticket)
    due.run(at=timezone.now() + SOON - dt.timedelta(seconds=30))
    assert not SurveyAnswer.objects.exists()

    due.run(at=timezone.now() + SOON)

    question = SurveyAnswer.objects.get()
    assert (question.agent, question.contact_id, question.score) == (shop.owner, ticket.contact_id, None)
    message = Message.objects.filter(ticket=ticket).latest("pk")
    assert message.automated
    assert message.body_text == f"How was it?\n\n{surveys.link(question)}"
    assert all(f"{surveys.link(question)}?score={score}" in message.body_html for score in range(1, 6))
    assert Ticket.objects.get(pk=ticket.pk).status == "solved"


def test_a_ticket_that_opens_again_is_not_asked_about(shop: Office, survey: Survey) -> None:
    ticket = office.ticket(shop.channel)
    solve(shop, ticket)
    solve(shop, ticket, "open")
    assert not Timer.objects.filter(kind="survey").exists()


def test_one_that_opened_again_before_anybody_read_that_is_not_asked_about_either(shop: Office, survey: Survey) -> None:
    ticket = office.ticket(shop.channel)
    solve(shop, ticket)
    tickets.update(ticket.pk, actor=shop.owner, status="open")
    due.run(at=timezone.now() + SOON)
    assert not SurveyAnswer.objects.exists()


def test_nobody_is_asked_again_within_the_days_of_the_survey(shop: Office, survey: Survey) -> None:
    first, second = office.ticket(shop.channel), office.ticket(shop.channel)
    asked(shop, first)
    solve(shop, second)
    due.run(at=timezone.now() + SOON)
    assert not SurveyAnswer.objects.filter(ticket=second).exists()
    assert reasons() == ["they were asked within the last 30 days"]

    SurveyAnswer.objects.update(asked_at=timezone.now() - dt.timedelta(days=30, seconds=1))
    solve(shop, second, "open")
    assert asked(shop, second)


def test_who_asked_not_to_be_asked_is_not(shop: Office, survey: Survey) -> None:
    surveys.decline(asked(shop, office.ticket(shop.channel)).token)
    SurveyAnswer.objects.update(asked_at=timezone.now() - dt.timedelta(days=365))
    solve(shop, office.ticket(shop.channel))
    due.run(at=timezone.now() + SOON)
    assert reasons() == ["they asked not to be asked"]


def test_only_tickets_that_meet_the_conditions_are_asked_about(shop: Office, survey: Survey) -> None:
    surveys.change(survey, conditions={"all": [{"field": "priority", "op": "is", "value": ["high"]}]})
    plain, high = office.ticket(shop.channel), office.ticket(shop.channel, office.mail(sender="bob@customer.example"))
    tickets.update(high.pk, actor=shop.owner, priority="high")
    solve(shop, plain)
    asked(shop, high)
    assert not SurveyAnswer.objects.filter(ticket=plain).exists()
    assert reasons() == []


def test_in_public_nobody_is_asked_and_in_private_by_a_short_text(shop: Office, survey: Survey) -> None:
    page = social.page(shop.support)
    solve(shop, social.hear(page, social.comment()).ticket)
    due.run(at=timezone.now() + SOON)
    assert "in public" in reasons()[0]
    question = asked(shop, social.hear(page, social.dm(by="Bob")).ticket)
    assert question.ticket.messages.latest("pk").body_text.endswith(question.token)


def test_an_answer_comes_back_to_the_ticket_as_an_event(shop: Office, survey: Survey) -> None:
    question = asked(shop, office.ticket(shop.channel))
    surveys.answer(question.token, score=5, comment="  Thank you! ")
    (event,) = Event.objects.filter(kind="survey.answered", ticket=question.ticket)
    assert event.data["score"] == 5
    assert event.data["comment"] == "Thank you!"


def test_a_changed_mind_replaces_the_answer_for_a_day(shop: Office, survey: Survey) -> None:
    token = asked(shop, office.ticket(shop.channel)).token
    surveys.answer(token, score=5)
    surveys.answer(token, score=1, comment="It broke again.")
    surveys.answer(token, score=1, comment="It broke again.")
    assert SurveyAnswer.objects.get().score == 1
    assert list(Event.objects.filter(kind="survey.answered").order_by("pk").values_list("data__before", flat=True)) == [
        None,
        5,
    ]

    SurveyAnswer.objects.update(answered_at=timezone.now() - dt.timedelta(days=1, seconds=1))
    with pytest.raises(InboxError, match="no longer"):
        surveys.answer(token, score=5)
    assert SurveyAnswer.objects.get().score == 1


def test_an_old_question_cannot_be_answered(shop: Office, survey: Survey) -> None:
    token = asked(shop, office.ticket(shop.channel)).token
    SurveyAnswer.objects.update(expires_at=timezone.now())
    with pytest.raises(InboxError, match="no longer"):
        surveys.answer(token, score=5)


@pytest.mark.parametrize(("scale", "score"), [("thumbs", 3), ("faces", 0), ("stars", 6)])
def test_an_answer_outside_the_scale_is_refused(shop: Office, survey: Survey, scale: str, score: int) -> None:
    token = asked(shop, office.ticket(shop.channel)).token
    surveys.change(survey, scale=scale)
    with pytest.raises(InboxError, match="scale"):
        surveys.answer(token, score=score)


def test_the_answer_of_a_merged_ticket_reaches_the_one_that_went_on(shop: Office, survey: Survey) -> None:
    question = asked(shop, office.ticket(shop.channel))
    into = office.ticket(shop.channel)
    merging.merge(question.ticket_id, into.pk, actor=shop.owner)
    surveys.answer(question.token, score=2)
    assert Event.objects.filter(kind="survey.answered", ticket=into).exists()


def test_figures_say_how_many_answered_and_by_whom(shop: Office, survey: Survey) -> None:
    for name, score in (("ada", 5), ("bob", 4), ("eve", 1), ("tom", None)):
        question = asked(shop, office.ticket(shop.channel, office.mail(sender=f"{name}@customer.example")))
        if score:
            surveys.answer(question.token, score=score)
    found = opinions.figures(SurveyAnswer.objects.all())
    assert {name: found[name] for name in ("asked", "answered", "good", "average")} == {
        "asked": 4,
        "answered": 3,
        "good": 2,
        "average": 3.33,
    }
    assert [(group["name"], group["answered"]) for group in found["agents"]] == [("Owner", 3)]
    assert [(group["name"], group["good"]) for group in found["teams"]] == [("Support", 2)]
    assert opinions.by_survey([survey.pk])[survey.pk] == {"asked": 4, "answered": 3, "good": 2}


def test_two_surveys_of_one_name_are_refused_and_so_are_conditions_of_an_unknown_field(survey: Survey) -> None:
    with pytest.raises(InboxError) as refused:
        surveys.create(name="Usual", question="?")
    assert "name" in refused.value.fields
    with pytest.raises(InboxError):
        surveys.change(survey, conditions={"all": [{"field": "moon", "op": "is", "value": ["full"]}]})
