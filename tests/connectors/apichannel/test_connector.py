"""The API channel: mistakes are told in words, and calls are signed as others check them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import standardwebhooks
from django.test import Client
from django.utils import timezone

from connectors import channels, tasks, views
from connectors.apichannel.connector import connector
from inbox.errors import InboxError
from inbox.models import Attachment, Channel, Contact, Delivery, Identity, RawInbound, Ticket
from tests import office
from tests.architecture.rules import ROOT
from tests.connectors.apichannel.conformance import case
from tests.connectors.conformance import cases
from tests.office import Office
from tests.servers import answers
from tests.servers.answers import Answers, Reply


@pytest.fixture
def channel(shop: Office) -> Channel:
    return case.channel(shop.support)


@pytest.fixture
def program(channel: Channel, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """The program behind the channel, which takes what it gets."""
    settings.ALLOW_PRIVATE_HOSTS = "all"
    with answers.running() as peer:
        case.aim(channel, peer, monkeypatch)
        peer.on("POST", "/answers", Reply(status=204))
        yield peer


def post(channel: Channel, body: Any) -> Any:
    return Client().post(
        views.url(channel),
        body if isinstance(body, bytes) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {channel.credentials['token']}"},
    )


def message(**more: Any) -> dict[str, Any]:
    return case.message(Channel(), 1, "My kettle leaks.") | more


MISTAKES = [
    (b"{", "The body must be JSON in UTF-8."),
    (b"[]", "items[0] must be an object."),
    ({"items": []}, "items must be a list of 1 to 100."),
    ({"items": [message()] * 101}, "items must be a list of 1 to 100."),
    ({"type": "postcard"}, "items[0].type 'postcard' is not known; there are: message,"),
    ({"type": "message"}, "items[0].conversation is missing."),
    (message(id=7), "items[0].id must be a text."),
    (message(id=" "), "items[0].id may not be empty."),
    (message(id="x" * 201), "items[0].id may have at most 200 characters"),
    (message(text=""), "items[0].text may be empty only if there are attachments."),
    (message(at="yesterday"), "items[0].at must be a time with its zone, such as 2026-11-22T09:30:00Z."),
    (message(at="2026-11-22T09:30:00"), "items[0].at must be a time with its zone"),
    (message(form="html"), "items[0].form is not known."),
    (message(**{"from": {"id": "1", "email": "Ada"}}), "items[0].from.email must be a mail address."),
    (message(**{"from": {"id": "1", "phone": "030"}}), "items[0].from.phone must be a number such as +4930123456."),
    (message(attachments=[{"content": "?"}]), "items[0].attachments[0].content must be base64."),
    ({"items": [message(), {"type": "receipt", "id": "1", "state": "eaten"}]}, "items[1].state must be one of: sent,"),
    ({"type": "message.edited", "id": "1", "text": "x"}, "items[0].at is missing."),
]


@pytest.mark.parametrize(("body", "words"), MISTAKES)
def test_a_mistake_is_told_in_words_and_nothing_is_kept(channel: Channel, body: Any, words: str) -> None:
    answer = post(channel, body)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not RawInbound.objects.exists()


def test_a_call_that_is_right_is_said_to_be_accepted(channel: Channel) -> None:
    answer = post(channel, message())
    assert (answer.status_code, answer.json()) == (200, {"accepted": True})
    cases.read()
    assert cases.said(channel) == ["My kettle leaks."]


def test_the_program_says_who_somebody_is_elsewhere(channel: Channel, shop: Office) -> None:
    office.receive(shop.channel, office.mail(sender="ada@customer.example"))
    post(channel, message(**{"from": {"id": "7", "name": "Ada", "email": "Ada@customer.example", "phone": "+4930123"}}))
    post(channel, message(**{"id": "2", "from": {"id": "7", "phone": "+4930123456"}}))
    cases.read()
    assert Contact.objects.count() == 1
    networks = set(Identity.objects.values_list("network", "handle"))
    assert (f"api:{channel.address}", "7") in networks
    assert ("phone", "+4930123456") in networks


def test_files_come_along_or_are_fetched_later(channel: Channel) -> None:
    files = [
        {"filename": "note.txt", "content_type": "text/plain", "content": "aGVsbG8="},
        {"url": "https://files.example/photo.jpg", "filename": "photo.jpg"},
    ]
    post(channel, message(text="", attachments=files))
    cases.read()
    there, pending = Attachment.objects.order_by("id")
    assert (there.filename, bytes(there.content)) == ("note.txt", b"hello")
    assert (pending.filename, pending.state) == ("photo.jpg", "pending")


def test_a_standard_webhook_library_believes_our_calls(channel: Channel, program: Answers, shop: Office) -> None:
    """Oracle: standardwebhooks from PyPI, which checks signature and time."""
    cases.arrive(case, channel, message())
    delivery = answer(channel, shop)
    asked = program.to("POST", "/answers")[0]
    checker = standardwebhooks.Webhook(channel.credentials["signing_secret"])
    event = checker.verify(asked.body, dict(asked.headers))
    assert event["type"] == "message"
    assert event["data"] | {"html": ""} == {
        "id": f"msg_{delivery.idempotency_key}",
        "conversation": "chat-0",
        "to": [{"id": "user-0", "name": "Ada"}],
        "text": "We are on it.",
        "html": "",
        "reply_to": "m-1",
        "ticket": delivery.message.ticket.reference,
        "from": "Owner",
        "automated": False,
        "attachments": [],
    }
    assert asked.headers["webhook-id"] == event["data"]["id"]
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        checker.verify(asked.body + b" ", dict(asked.headers))


@pytest.mark.parametrize("status", [302, 400, 404, 408, 500, 503])
def test_whatever_is_no_2xx_is_tried_again_under_the_same_id(
    channel: Channel, program: Answers, shop: Office, status: int
) -> None:
    cases.arrive(case, channel, message())
    program.on("POST", "/answers", Reply(status=status), Reply(status=200))
    delivery = answer(channel, shop)
    assert delivery.state == "queued"
    assert send(delivery).state == "sent"
    assert len({asked.headers["webhook-id"] for asked in program.asked}) == 1


def test_a_program_that_is_away_is_called_for_three_days(channel: Channel, program: Answers, shop: Office) -> None:
    cases.arrive(case, channel, message())
    program.on("POST", "/answers", Reply(status=500))
    delivery = answer(channel, shop)
    for days, state in ((2.9, "queued"), (3.1, "failed")):
        Delivery.objects.filter(pk=delivery.pk).update(created_at=timezone.now() - dt.timedelta(days=days))
        assert send(delivery).state == state


def test_after_a_410_nobody_calls_until_the_address_changes(channel: Channel, program: Answers, shop: Office) -> None:
    cases.arrive(case, channel, message())
    program.on("POST", "/answers", Reply(status=410))
    delivery = answer(channel, shop)
    send(delivery)
    send(delivery)
    channel.refresh_from_db()
    assert (delivery.state, len(program.asked)) == ("queued", 1)
    assert channel.health == "needs_attention"
    program.on("POST", "/new", Reply(status=200))
    channels.change(channel.pk, actor=shop.admin, settings={"url": f"{program.url}/new"})
    assert send(delivery).state == "sent"


def test_test_connection_calls_the_program(channel: Channel, program: Answers) -> None:
    (check,) = connector.validate(channel)
    assert check.ok
    assert program.asked[0].json["type"] == "test"
    program.on("POST", "/answers", Reply(status=403))
    (check,) = connector.validate(channel)
    assert not check.ok
    assert "signing secret" in check.detail


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "Our App"}, "address"),
        ({"credentials": {"token": "short"}}, "credentials.token"),
        ({"credentials": {"token": ""}}, "credentials.token"),
        ({"credentials": {"signing_secret": "whsec_!"}}, "credentials.signing_secret"),
        ({"credentials": {"signing_secret": "whsec_c2hvcnQ="}}, "credentials.signing_secret"),
        ({"credentials": {"signing_secret": ""}}, "credentials.signing_secret"),
        ({"settings": {"url": "ftp://program.example"}}, "settings.url"),
    ],
)
def test_settings_that_cannot_work_are_refused_by_name(
    channel: Channel, shop: Office, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InboxError) as refusal:
        channels.change(channel.pk, actor=shop.admin, **changes)
    assert field in refusal.value.fields


GUIDE = (ROOT / "docs" / "channels" / "apichannel.md").read_text()


def example(language: str) -> str:
    return GUIDE.partition(f"```{language}\n")[2].partition("```")[0]


def test_the_message_of_the_guide_is_taken(channel: Channel) -> None:
    assert post(channel, example("json").encode()).status_code == 200
    cases.read()
    assert cases.said(channel) == ["Where is my parcel?"]


def test_the_program_of_the_guide_takes_our_calls(channel: Channel, program: Answers, shop: Office) -> None:
    code: dict[str, Any] = {"__name__": "guide"}
    exec(compile(example("python"), "apichannel.md", "exec"), code)
    code["SECRET"] = channel.credentials["signing_secret"]
    cases.arrive(case, channel, message())
    answer(channel, shop)
    asked = program.asked[0]
    assert code["answer"](asked.body, asked.headers)["data"]["text"] == "We are on it."


def answer(channel: Channel, shop: Office) -> Delivery:
    return send(office.answer(Ticket.objects.get(channel=channel), shop.owner).delivery)


def send(delivery: Delivery) -> Delivery:
    Delivery.objects.filter(pk=delivery.pk, state="queued").update(next_attempt_at=timezone.now())
    tasks.deliver_due(delivery.channel_id)
    delivery.refresh_from_db()
    return delivery
