from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from inbox import surveys, tickets
from inbox.models import Channel, Contact, Survey, SurveyAnswer, User
from tests import office


@pytest.fixture
def question(db: None) -> SurveyAnswer:
    shop = office.build()
    survey = surveys.create(name="Usual", question="How was <it>?", thanks="You are kind.", active=True)
    ticket = tickets.lock(office.ticket(shop.channel).pk)
    tickets.apply(ticket, actor=shop.owner, at=timezone.now(), status="solved")
    asked = surveys.ask(ticket, survey, agent_id=shop.owner.pk)
    ticket.save()
    return asked


def place(question: SurveyAnswer) -> str:
    return f"/survey/{question.token}"


def test_opening_the_page_shows_the_choice_and_counts_nothing(question: SurveyAnswer) -> None:
    for _ in range(2):
        page = Client().get(f"{place(question)}?score=4").content.decode()
    assert 'value="4" checked' in page
    assert page.count(" checked") == 1
    assert "How was &lt;it&gt;?" in page
    question.refresh_from_db()
    assert question.answered_at is None


def test_the_button_counts_it_and_the_page_thanks(question: SurveyAnswer) -> None:
    sent = Client().post(place(question), {"score": "4", "comment": "Quick, <b>thanks</b>"}, follow=True)
    page = sent.content.decode()
    assert "You are kind." in page
    assert "Quick, &lt;b&gt;thanks&lt;/b&gt;" in page
    question.refresh_from_db()
    assert (question.score, question.comment) == (4, "Quick, <b>thanks</b>")


def test_no_choice_is_said_beside_the_question_and_the_words_stay(question: SurveyAnswer) -> None:
    answer = Client().post(place(question), {"comment": "Half a story"})
    assert answer.status_code == 422
    assert "Please choose one of the answers." in answer.content.decode()
    assert "Half a story" in answer.content.decode()


@pytest.mark.parametrize("score", ["", "9", "-1", "5.0", "٥", "five", "55"])
def test_what_is_no_answer_is_not_taken(question: SurveyAnswer, score: str) -> None:
    assert Client().post(place(question), {"score": score}).status_code == 422
    assert "checked" not in Client().get(place(question), {"score": score}).content.decode()


def test_a_mind_can_be_changed_for_a_day(question: SurveyAnswer) -> None:
    browser = Client()
    browser.post(place(question), {"score": "4"})
    assert "Change my answer" in browser.get(place(question)).content.decode()
    assert 'value="4" checked' in browser.get(f"{place(question)}?change=1").content.decode()
    assert 'value="1" checked' in browser.get(f"{place(question)}?score=1").content.decode()

    SurveyAnswer.objects.update(answered_at=timezone.now() - dt.timedelta(days=1, seconds=1))
    page = browser.post(place(question), {"score": "1"}).content.decode()
    assert "Change my answer" not in page
    question.refresh_from_db()
    assert question.score == 4


def test_an_old_question_says_so(question: SurveyAnswer) -> None:
    SurveyAnswer.objects.update(expires_at=timezone.now())
    assert Client().get(place(question)).status_code == 410
    assert Client().post(place(question), {"score": "5"}).status_code == 410


@pytest.mark.parametrize("token", ["nothing", "x" * 5000, "%00"])
def test_an_unknown_address_leads_to_a_page_that_says_so(db: None, token: str) -> None:
    answer = Client().get(f"/survey/{token}")
    assert answer.status_code == 404
    assert "leads to no question" in answer.content.decode()


def test_a_colleague_who_is_signed_in_cannot_answer_for_the_customer(question: SurveyAnswer) -> None:
    browser = Client()
    browser.force_login(User.objects.get(username="owner"))
    assert "for the customer" in browser.post(place(question), {"score": "5"}).content.decode()
    question.refresh_from_db()
    assert question.score is None


def test_who_asks_not_to_be_asked_is_remembered(question: SurveyAnswer) -> None:
    assert "All right" in Client().post(place(question), {"decline": "1"}).content.decode()
    assert Contact.objects.get(pk=question.contact_id).no_surveys


def test_the_page_tells_nobody_and_loads_nothing_from_elsewhere(question: SurveyAnswer) -> None:
    answer = Client().get(place(question))
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    assert not answer.cookies


def test_the_page_has_the_colour_of_its_channel_where_it_has_one(question: SurveyAnswer) -> None:
    assert Client().get(f"{place(question)}/brand.css").content == b""
    Channel.objects.filter(pk=question.ticket.channel_id).update(settings={"colour": "#0a7d4f"})
    assert b"#0a7d4f" in Client().get(f"{place(question)}/brand.css").content
    Channel.objects.update(settings={"colour": "red;}body{display:none"})
    assert Client().get(f"{place(question)}/brand.css").content == b""


def test_a_flood_from_one_address_is_told_to_wait(question: SurveyAnswer) -> None:
    browser = Client()
    codes = [browser.get(place(question)).status_code for _ in range(61)]
    assert codes[-1] == 429
    assert codes[0] == 200


@pytest.mark.parametrize("scale", Survey.Scale.values)
def test_every_scale_has_words_for_each_answer(question: SurveyAnswer, scale: str) -> None:
    Survey.objects.update(scale=scale)
    page = Client().get(place(question)).content.decode()
    assert page.count('type="radio"') == len(surveys.SIGNS[scale]) == page.count('class="label"')
