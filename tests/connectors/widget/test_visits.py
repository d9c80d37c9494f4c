from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from connectors.widget import hours, tokens
from connectors.widget.models import Line, Visitor
from connectors.widget.settings import read
from inbox.models import Calendar, CalendarVersion, Message, Organisation, RawInbound
from tests.connectors.widget.conftest import SECRET, Panel, signed


def test_opening_the_panel_asks_what_is_set_and_writes_nothing(panel: Panel) -> None:
    told = panel.session()
    assert [question["name"] for question in told["ask"]] == ["name", "email"]
    assert (told["token"], told["lines"], told["open"]) == ("", [], True)
    assert not Visitor.objects.exists()


def test_every_answer_that_is_missing_or_wrong_is_named(panel: Panel) -> None:
    panel.channel.settings |= {
        "ask_name": "required",
        "topics": ["Delivery", "Payment"],
        "questions": ["order | Order number | required"],
        "consent": "I agree.",
    }
    panel.channel.save()
    told = panel.begin(email="nobody", topic="Weather")
    assert panel.last.status_code == 422
    assert told["fields"] == {
        "name": "required",
        "email": "not_an_address",
        "topic": "no_such_option",
        "order": "required",
        "consent": "required",
    }
    panel.begin(name=" Ada ", email="Ada@Customer.example", topic="Payment", order="17", consent=True)
    visitor = panel.visitor
    assert (visitor.name, visitor.email) == ("Ada", "ada@customer.example")
    assert visitor.answers == {"topic": "Payment", "order": "17"}
    assert visitor.consented_at is not None
    panel.say("Where is it?")
    ticket = panel.ticket
    assert ticket.subject == "Payment"
    assert ticket.custom["email"] == "ada@customer.example"
    assert ticket.custom["order"] == "17"
    message = Message.objects.get()
    assert message.body_text == "Where is it?\n\nTopic: Payment\nOrder number: 17\nE-mail: ada@customer.example"
    assert [line["text"] for line in panel.lines()] == ["Where is it?"]


def test_a_message_is_kept_before_it_is_answered_and_becomes_one_ticket_however_often_it_is_sent(panel: Panel) -> None:
    panel.begin(name="Ada")
    message_id = str(uuid.uuid4())
    first, again = panel.say("My kettle leaks.", message_id), panel.say("My kettle leaks.", message_id)
    assert first == again
    assert RawInbound.objects.count() == 1
    ticket = panel.ticket
    assert (ticket.subject, ticket.contact.name) == ("My kettle leaks.", "Ada")
    message = Message.objects.get()
    assert message.external_id == f"{panel.visitor.key}:{message_id}"
    panel.say("And the lid is gone.")
    assert panel.ticket == ticket
    assert [line["text"] for line in panel.lines()] == ["My kettle leaks.", "And the lid is gone."]
    assert [line["seq"] for line in panel.lines()] == [1, 2]


def test_a_token_opens_only_its_own_conversation(panel: Panel) -> None:
    panel.begin(name="Ada")
    panel.say("My secret")
    theirs = panel.token
    panel.token = ""
    panel.begin(name="Eve")
    assert panel.lines() == []
    for forged in ("", f"{panel.visitor.key.hex}.x", theirs[:-2] + "AA", theirs.replace(".", "x"), "x" * 4000):
        panel.token = forged
        panel.get("lines")
        assert panel.last.status_code == 401


def test_only_our_own_page_may_write(panel: Panel) -> None:
    for origin in ("https://shop.example", "null", ""):
        panel.origin = origin
        panel.post("session")
        assert panel.last.status_code == 403


def test_a_visitor_whom_the_site_vouches_for_has_one_conversation_everywhere(panel: Panel) -> None:
    user = signed("42", name="Ada Lovelace", email="ada@customer.example")
    assert panel.session(user=user)["ask"] == []
    panel.begin(user=user)
    panel.say("Hello")
    ticket = panel.ticket
    assert ticket.contact.name == "Ada Lovelace"
    identity = Message.objects.get().author_identity
    assert identity is not None
    assert (identity.network, identity.handle) == ("chat", "shop:42")
    panel.token = ""
    assert [line["text"] for line in panel.session(user=user)["lines"]] == ["Hello"]


@pytest.mark.parametrize(
    "said",
    [
        {"id": "42", "hash": ""},
        {"id": "42"},
        {"id": "42", "hash": signed("43")["hash"]},
        {"id": "42", "hash": signed("42", "another secret of ours")["hash"]},
        {"id": 42, "hash": ["x"]},
        {"id": "4\n2", "hash": signed("4\n2")["hash"]},
    ],
)
def test_a_forged_identity_is_refused(panel: Panel, said: dict[str, object]) -> None:
    panel.post("session", {"user": said})
    assert panel.last.status_code == 403
    panel.post("begin", {"user": said})
    assert panel.last.status_code == 403
    assert not Visitor.objects.exists()


def test_no_identity_counts_without_a_secret_and_the_one_before_counts_during_a_change(panel: Panel) -> None:
    panel.channel.credentials = {"identity_secret": "the new one, long enough", "identity_secret_before": SECRET}
    panel.channel.save()
    panel.post("session", {"user": signed("42")})
    assert panel.last.status_code == 200
    panel.channel.credentials = {}
    panel.channel.save()
    for secret in (SECRET, "x"):
        panel.post("session", {"user": signed("42", secret)})
        assert panel.last.status_code == 403


def test_whoever_signed_out_of_the_site_is_shown_nothing_of_their_chat(panel: Panel) -> None:
    user = signed("42")
    panel.begin(user=user)
    panel.say("My order of pills")
    told = panel.session()
    assert (told["token"], told["lines"]) == ("", [])


def test_the_token_of_somebody_known_runs_out(panel: Panel, monkeypatch: pytest.MonkeyPatch) -> None:
    panel.begin(user=signed("42"))
    assert panel.lines() == []
    later = timezone.now() + tokens.KNOWN_FOR + dt.timedelta(seconds=9)
    monkeypatch.setattr("django.core.signing.time.time", later.timestamp)
    panel.get("lines")
    assert panel.last.status_code == 401


def test_outside_business_hours_an_address_is_needed_and_the_hours_are_told(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel.channel.settings |= {"hours": "calendar", "ask_email": "no"}
    panel.channel.save()
    monday = timezone.now() + dt.timedelta(days=1)
    away = hours.Presence(open=False, opens_at=monday, answer_by=None)
    monkeypatch.setattr(hours, "now", lambda *_: away)
    told = panel.session()
    assert told["open"] is False
    assert told["opens_at"] == monday.isoformat().replace("+00:00", "Z")
    assert [(q["name"], q["required"]) for q in told["ask"]] == [("name", False), ("email", True)]
    assert panel.begin(name="Ada")["fields"] == {"email": "required"}
    panel.begin(email="ada@customer.example")
    panel.say("Call me back")
    assert panel.ticket.custom["email"] == "ada@customer.example"


def test_the_business_hours_are_the_organisations(panel: Panel) -> None:
    panel.channel.settings |= {"hours": "calendar"}
    calendar = Calendar.objects.create(name="Never")
    day = timezone.now().astimezone(dt.UTC) + dt.timedelta(days=2)
    CalendarVersion.objects.create(calendar=calendar, number=1, zone="UTC", windows=[[day.weekday(), "00:00", "24:00"]])
    Organisation.objects.update(calendar=calendar, sla_version=99)
    found = hours.now(panel.channel, read(panel.channel))
    assert found.open is False
    assert found.opens_at == day.replace(hour=0, minute=0, second=0, microsecond=0)


def test_floods_are_slowed_down(panel: Panel) -> None:
    panel.begin(name="Ada")
    answers = [panel.say(f"{number}") and panel.last.status_code for number in range(32)]
    assert answers[:30] == [200] * 30
    assert answers[30:] == [429, 429]
    assert int(panel.last["Retry-After"]) > 0
    assert Line.objects.count() == 30


def test_a_switched_off_chat_is_gone(panel: Panel) -> None:
    panel.channel.active = False
    panel.channel.save()
    panel.post("session")
    assert panel.last.status_code == 404
