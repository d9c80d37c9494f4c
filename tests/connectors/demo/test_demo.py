"""The demo is made by the real functions, so what it leaves behind must be as sound as anything else."""

from __future__ import annotations

import datetime as dt
import io
import mailbox
import pathlib
import random

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from connectors import acting, intake, outgoing
from connectors.demo import company
from connectors.demo.history import History
from connectors.demo.live import Crowd
from connectors.demo.stories import load
from inbox import ingest, verify
from inbox.models import Action, ClockEvent, Delivery, Message, Post, RawInbound, Ticket, User
from tests import office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cheap_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def fill(monkeypatch: pytest.MonkeyPatch, *, stories: int) -> int:
    some = load()[:stories]
    monkeypatch.setattr("connectors.demo.history.load", lambda: some)
    return History(company.found(), now=timezone.now(), chance=random.Random(7)).happen()


def test_it_tells_of_ten_days_and_stays_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    began = timezone.now()
    talks = fill(monkeypatch, stories=10)
    assert Ticket.objects.count() == talks
    assert not RawInbound.objects.exclude(state="done").exists()
    assert not Delivery.objects.filter(state__in=("queued", "sending")).exists()
    assert set(Ticket.objects.values_list("status", flat=True)) >= {"open", "solved"}
    oldest = Ticket.objects.earliest("created_at")
    assert began - oldest.created_at > dt.timedelta(days=3)
    assert not Message.objects.filter(sent_at__gt=timezone.now()).exists()
    soon = began + dt.timedelta(hours=1)
    waiting = Ticket.objects.filter(status__in=Ticket.UNSOLVED)
    assert waiting.filter(due_at__gt=began, due_at__lt=soon).exists()
    assert waiting.filter(due_at__lt=began).exists()
    assert ClockEvent.objects.filter(kind="breach").exists()
    assert [found.what for found in verify.check() if found.invariant != "I4"] == []  # no relay runs here
    assert timezone.now() - began < dt.timedelta(minutes=5)  # the traveller is home again


def test_people_speak_below_posts_and_are_answered_in_public_and_in_private(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(monkeypatch, stories=2)
    assert Post.objects.count() == 3
    marcus = Message.objects.get(external_id="kettle-2").ticket
    said = marcus.messages.order_by("sent_at", "id").values_list("author_name", "visibility", "surface")
    assert [(visibility, surface) for _, visibility, surface in said] == [
        ("public", "comment"),
        ("public", "comment"),
        ("public", "comment"),
        ("private", "message"),
        ("private", "message"),
    ]
    assert said[1][0] == "Ruth Ellison"
    assert Action.objects.get().kind == "hide"
    acting.act(marcus.channel_id)
    assert Message.objects.get(external_id="kettle-3").hidden_at is not None


def test_who_was_answered_on_the_square_answers_there(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(monkeypatch, stories=2)
    monkeypatch.setattr("connectors.demo.live.ENOUGH", 0)
    monkeypatch.setattr("connectors.demo.live.ANSWERING", 1.0)
    crowd = Crowd(chance=random.Random(1))
    asked = Message.objects.get(external_id="kettle-4")
    office.answer(asked.ticket, User.objects.get(username="agent"), "Yes, it does.")
    crowd.act(timezone.now())  # it may still be taken back
    Delivery.objects.update(next_attempt_at=timezone.now())
    outgoing.deliver(asked.channel_id)
    later = timezone.now()
    for _ in range(3):
        crowd.act(later)
        later += dt.timedelta(minutes=2)
    for raw in ingest.claim(10):
        intake.work(raw)
    answer = Message.objects.filter(ticket=asked.ticket).latest("id")
    assert (answer.direction, answer.visibility, answer.thread_id) == ("inbound", "public", asked.thread_id)


def test_running_it_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(monkeypatch, stories=2)
    before = (Ticket.objects.count(), Message.objects.count(), User.objects.count())
    fill(monkeypatch, stories=2)
    assert (Ticket.objects.count(), Message.objects.count(), User.objects.count()) == before


def test_the_printed_credentials_open_the_door() -> None:
    company.found()
    said = io.StringIO()
    call_command("demo", "--credentials", stdout=said)
    for name in company.SHOWN:
        assert company.password(name) in said.getvalue()
        assert User.objects.get(username=name).check_password(company.password(name))
    assert "http://testserver/f/contact/" in said.getvalue()
    admin = User.objects.get(username="admin")
    admin.set_password("chosen by somebody")
    admin.save()
    said = io.StringIO()
    call_command("demo", "--credentials", stdout=said)
    assert company.password("admin") not in said.getvalue()


def test_customers_write_by_pipe_and_form_until_enough_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    company.found()
    crowd = Crowd(chance=random.Random(1))
    for _ in range(12):
        crowd.act(timezone.now())
    for raw in ingest.claim(100):
        intake.work(raw)
    assert set(RawInbound.objects.values_list("source", flat=True)) == {"pipe", "form", "hook"}
    assert Ticket.objects.count() == 12
    monkeypatch.setattr("connectors.demo.live.ENOUGH", 12)
    crowd.act(timezone.now())
    assert RawInbound.objects.count() == 12


def test_colleagues_help_when_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    house = company.found()
    ticket = office.ticket(house.mailbox, office.mail(sender="ada@mail.example"))
    monkeypatch.setattr("connectors.demo.live.BUSY", 1)
    monkeypatch.setattr("connectors.demo.live.ENOUGH", 0)
    crowd = Crowd(chance=random.Random(1))
    crowd.act(timezone.now())
    ticket.refresh_from_db()
    assert ticket.status == "waiting_customer"
    assert ticket.assignee is not None
    assert ticket.assignee.username not in company.SHOWN
    for _ in range(20):
        crowd.act(timezone.now())
    ticket.refresh_from_db()
    assert ticket.status == "solved"


def test_whoever_got_an_agents_reply_answers_it_once(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: pathlib.Path
) -> None:
    settings.DATA_DIR = tmp_path
    outbox = mailbox.Maildir(tmp_path / "outbox", create=True)
    house = company.found()
    monkeypatch.setattr("connectors.demo.live.ENOUGH", 0)
    monkeypatch.setattr("connectors.demo.live.ANSWERING", 1.0)
    crowd = Crowd(chance=random.Random(1))
    ticket = office.ticket(house.mailbox, office.mail(sender="ada@mail.example"))
    agent = house.people["agent"]
    office.answer(ticket, agent, "Which model is it?")
    Delivery.objects.update(next_attempt_at=timezone.now())

    def post(submission: object, sender: str, recipients: list[str], content: bytes) -> list[object]:
        outbox.add(f"X-Envelope-To: {', '.join(recipients)}\r\n".encode() + content)
        return []

    monkeypatch.setattr("connectors.email.smtp.Submission.send", post)
    outgoing.deliver(house.mailbox.pk)
    later = timezone.now()
    for _ in range(3):
        crowd.act(later)
        later += dt.timedelta(minutes=2)
    for raw in ingest.claim(10):
        intake.work(raw)
    answers = Message.objects.filter(ticket=ticket, direction="inbound").order_by("id")
    assert answers.count() == 2
    answer = answers[1]
    assert answer.author_identity is not None
    assert answer.author_identity.handle == "ada@mail.example"
    assert "Which model" not in answer.reply_text
