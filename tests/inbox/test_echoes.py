from __future__ import annotations

from typing import Any

import pytest

from inbox import early, outbox
from inbox.envelope import AmbiguousFailure, InboundMessage, SendResult
from inbox.models import Channel, Clock, Delivery, Message, Thread, Ticket
from inbox.sla import policies
from tests import office, social
from tests.office import Office


@pytest.fixture
def page(shop: Office) -> Channel:
    policies.ensure_defaults()
    return social.page(shop.support)


@pytest.fixture
def sending(shop: Office, page: Channel) -> Delivery:
    """A reply to Ada whose call is under way."""
    asked = social.hear(page, social.dm())
    message = office.answer(asked.ticket, shop.owner, "We are on it.", visibility="private")
    Message.objects.filter(pk=message.pk).update(thread=asked.thread)
    (delivery,) = outbox.claim(1)
    return delivery


def echo(text: str = "We are on it.", **more: Any) -> InboundMessage:
    return social.dm(text, own=True, external_id="m1", **more)  # sender: Ada, to whom it was said


def outbound() -> list[tuple[str | None, str]]:
    found = Message.objects.filter(direction="outbound").order_by("id")
    return [(m.external_id, m.delivery.state if hasattr(m, "delivery") else "none") for m in found]


@pytest.mark.parametrize("known_by", ["key", "words"])
def test_an_echo_before_the_answer_confirms_the_reply(page: Channel, sending: Delivery, known_by: str) -> None:
    key: dict[str, Any] = {"echo_of": str(sending.idempotency_key)} if known_by == "key" else {}
    assert social.tell(page, echo(**key)) == []
    outbox.settle(sending, SendResult(external_id="m1"))
    assert outbound() == [("m1", "sent")]


def test_an_echo_after_the_answer_changes_nothing(page: Channel, sending: Delivery) -> None:
    outbox.settle(sending, SendResult(external_id="m1"))
    assert social.tell(page, echo()) == []
    assert outbound() == [("m1", "sent")]


def test_an_echo_answers_whether_a_lost_call_arrived(page: Channel, sending: Delivery) -> None:
    outbox.settle(sending, AmbiguousFailure("lost", "No answer."))
    assert outbound() == [(None, "unknown")]
    assert social.tell(page, echo()) == []
    assert outbound() == [("m1", "sent")]


def test_what_was_typed_in_the_networks_own_app_is_an_answer(shop: Office, page: Channel) -> None:
    asked = social.hear(page, social.dm())
    said = social.hear(page, echo("Try turning it."))
    ticket = Ticket.objects.get()
    assert said.ticket == asked.ticket == ticket
    assert (said.direction, said.author_name, said.author_identity) == ("outbound", "Shop", None)
    assert Clock.objects.get(metric="first_reply").state == "stopped"
    assert ticket.last_message_id == said.pk
    assert ticket.last_inbound_id == asked.pk
    assert ticket.status == "open"


def test_a_conversation_that_we_began_in_the_app_waits_and_promises_when_the_customer_writes(page: Channel) -> None:
    said = social.hear(page, echo("Your kettle is ready."))
    assert said.ticket.status == "waiting_customer"
    assert said.ticket.contact.name == "Ada"
    assert list(Clock.objects.values_list("metric", "state")) == [("resolution", "paused")]
    answer = social.hear(page, social.dm("Thanks, but it leaks"))
    assert answer.ticket == said.ticket
    assert Ticket.objects.get().status == "open"
    assert list(Clock.objects.values_list("metric", "state")) == [("resolution", "running")]
    assert Thread.objects.get().last_customer_at == answer.sent_at


def test_an_automatic_word_of_the_app_answers_nobody(page: Channel) -> None:
    social.hear(page, social.dm())
    social.hear(page, echo("We are closed.", automated=True))
    assert Clock.objects.get(metric="first_reply").state == "running"


def test_an_echo_whose_words_the_network_changed_gives_way_when_the_answer_names_it(
    page: Channel, sending: Delivery
) -> None:
    (twin,) = social.tell(page, echo("We are on it: t.example/1"))
    outbox.settle(sending, SendResult(external_id="m1"))
    early.apply(sending.message, "m1")
    assert outbound() == [("m1", "sent"), (None, "none")]
    twin.refresh_from_db()
    assert twin.deleted_at is not None
    assert Ticket.objects.get().message_count == 2
    assert social.tell(page, echo("We are on it: t.example/1")) == []
