from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from inbox import composing, outbox, replies
from inbox.envelope import (
    AmbiguousFailure,
    DeliveryReceipt,
    PermanentFailure,
    ReceiptState,
    SendError,
    SendResult,
    TemporaryFailure,
)
from inbox.errors import InboxError
from inbox.models import Attempt, Channel, Delivery, Event, Message, Ticket
from tests import office
from tests.office import Office

SENT = SendResult(external_id="t1.m1.mac@shop.example")


@pytest.fixture
def queued(shop: Office) -> Delivery:
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner, status_after="waiting_customer")
    return Delivery.objects.get()


def claim() -> Delivery:
    (delivery,) = outbox.claim(10)
    return delivery


def receipt(state: ReceiptState, own_id: str = SENT.external_id, **more: Any) -> DeliveryReceipt:
    return DeliveryReceipt(own_id=own_id, state=state, at=timezone.now(), **more)


def test_a_claim_is_committed_as_sending_with_its_attempt_before_the_call(queued: Delivery) -> None:
    delivery = claim()
    queued.refresh_from_db()
    assert (queued.state, queued.attempt) == ("sending", 1)
    assert outbox.claim(10) == []
    assert delivery.attempt == 1


def test_nothing_is_claimed_before_the_undo_window_ends(queued: Delivery) -> None:
    Delivery.objects.update(next_attempt_at=timezone.now() + dt.timedelta(seconds=30))
    assert outbox.claim(10) == []


def test_what_is_composed_is_what_was_frozen(shop: Office, queued: Delivery) -> None:
    first = Message.objects.order_by("id").first()
    assert first is not None
    composed = composing.compose(claim())
    assert [address.handle for address in composed.to] == ["ada@customer.example"]
    assert composed.in_reply_to == first.external_id
    assert composed.references == (first.external_id,)
    assert composed.reply_token == first.ticket.reply_token
    assert composed.history == ""


def test_the_quoted_history_is_the_customers_last_words_where_the_channel_wants_it(
    shop: Office, queued: Delivery
) -> None:
    Channel.objects.update(capabilities={**shop.channel.capabilities, "quote_history": True})
    assert "> My kettle leaks." in composing.compose(claim()).history


def test_a_note_never_gets_into_what_is_sent(shop: Office) -> None:
    Channel.objects.update(capabilities={**shop.channel.capabilities, "quote_history": True})
    ticket = office.ticket(shop.channel)
    replies.note(ticket.pk, author=shop.owner, body_html="<p>secret</p>")
    office.answer(ticket, shop.owner)
    composed = composing.compose(claim())
    assert "secret" not in composed.history + composed.body_text + composed.body_html


def test_success_is_settled_with_the_id_it_has_outside(queued: Delivery) -> None:
    assert outbox.settle(claim(), SENT)
    queued.refresh_from_db()
    assert queued.state == "sent"
    assert queued.message.external_id == SENT.external_id


def test_a_temporary_failure_is_tried_again_later_and_a_provider_that_names_a_time_is_obeyed(queued: Delivery) -> None:
    outbox.settle(claim(), TemporaryFailure("451", "busy", retry_after=600))
    queued.refresh_from_db()
    assert queued.state == "queued"
    assert dt.timedelta(seconds=590) < queued.next_attempt_at - timezone.now() <= dt.timedelta(seconds=600)
    assert outbox.claim(10) == []


def test_a_day_of_temporary_failures_is_a_failure(queued: Delivery) -> None:
    Delivery.objects.update(created_at=timezone.now() - dt.timedelta(hours=25))
    outbox.settle(claim(), TemporaryFailure("451", "busy"))
    queued.refresh_from_db()
    assert queued.state == "failed"


def test_a_refusal_is_final_shown_and_opens_the_ticket(queued: Delivery) -> None:
    outbox.settle(claim(), PermanentFailure("550", "no such user"))
    queued.refresh_from_db()
    assert (queued.state, queued.error_code, queued.error) == ("failed", "550", "no such user")
    assert Ticket.objects.get().status == "open"


def test_a_failed_delivery_can_be_retried_by_a_person(shop: Office, queued: Delivery) -> None:
    outbox.settle(claim(), PermanentFailure("550", "no such user"))
    replies.retry(queued.pk, actor=shop.owner)
    assert outbox.settle(claim(), SENT)
    queued.refresh_from_db()
    assert (queued.state, queued.attempt) == ("sent", 2)


@pytest.mark.parametrize("outcome", ["sent", "resend"])
def test_in_doubt_a_person_decides_and_nothing_is_sent_without_their_word(
    shop: Office, queued: Delivery, outcome: str
) -> None:
    outbox.settle(claim(), AmbiguousFailure("timeout", "no answer after the last byte"))
    queued.refresh_from_db()
    assert queued.state == "unknown"
    assert outbox.claim(10) == []

    replies.decide(queued.pk, actor=shop.owner, outcome=outcome)
    queued.refresh_from_db()
    assert queued.state == ("sent" if outcome == "sent" else "queued")
    with pytest.raises(InboxError, match="in doubt"):
        replies.decide(queued.pk, actor=shop.owner, outcome=outcome)


@pytest.mark.parametrize(("delivery_class", "state"), [("unsafe", "unknown"), ("idempotent", "queued")])
def test_a_process_that_dies_while_sending_leaves_what_the_network_allows(
    shop: Office, queued: Delivery, delivery_class: str, state: str
) -> None:
    Channel.objects.update(capabilities={**shop.channel.capabilities, "delivery_class": delivery_class})
    claim()
    assert outbox.sweep(timezone.now()) == 0
    assert outbox.sweep(timezone.now() + outbox.LEASE * 2) == 1
    queued.refresh_from_db()
    assert queued.state == state


def test_whoever_comes_back_after_the_sweep_changes_nothing(queued: Delivery) -> None:
    zombie = claim()
    outbox.sweep(timezone.now() + outbox.LEASE * 2)
    assert not outbox.settle(zombie, SENT)
    queued.refresh_from_db()
    assert queued.state == "unknown"


@pytest.mark.parametrize("result", [SENT, TemporaryFailure("a", "b"), PermanentFailure("a", "b")])
def test_every_attempt_is_written_down(queued: Delivery, result: SendResult | SendError) -> None:
    outbox.settle(claim(), result)
    assert Attempt.objects.get().number == 1


def test_a_bounce_fails_the_delivery_and_opens_the_ticket(shop: Office, queued: Delivery) -> None:
    outbox.settle(claim(), SENT)
    outbox.apply_receipt(
        shop.channel,
        receipt(ReceiptState.FAILED, recipient="ada@customer.example", code="5.1.1", detail="unknown user"),
    )
    queued.refresh_from_db()
    assert (queued.state, queued.error_code) == ("failed", "5.1.1")
    assert Ticket.objects.get().status == "open"
    assert Event.objects.filter(kind="delivery.changed", data__state="failed").count() == 1


def test_a_retry_after_one_of_several_bounced_goes_to_that_one_alone(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner, cc=["bob@customer.example", "eve@customer.example"])
    delivery = claim()
    outbox.settle(delivery, SENT)
    outbox.apply_receipt(
        shop.channel, receipt(ReceiptState.FAILED, recipient="Bob@customer.example", code="5.1.1", detail="unknown")
    )
    replies.retry(delivery.pk, actor=shop.owner)
    again = composing.compose(claim())
    assert [address.handle for address in (*again.to, *again.cc, *again.bcc)] == ["bob@customer.example"]
    assert [address.handle for address in again.to] == ["bob@customer.example"]


def test_a_bounce_that_names_nobody_is_retried_to_all(shop: Office, queued: Delivery) -> None:
    outbox.settle(claim(), SENT)
    outbox.apply_receipt(shop.channel, receipt(ReceiptState.FAILED, code="5.1.1"))
    replies.retry(queued.pk, actor=shop.owner)
    assert [address.handle for address in composing.compose(claim()).to] == ["ada@customer.example"]


def test_a_bounce_finds_a_delivery_whose_answer_got_lost(shop: Office, queued: Delivery) -> None:
    delivery = claim()
    outbox.announce(delivery, external_id=SENT.external_id, calls=1)
    outbox.settle(delivery, AmbiguousFailure("timeout", "?"))
    outbox.apply_receipt(shop.channel, receipt(ReceiptState.FAILED, code="5.1.1"))
    queued.refresh_from_db()
    assert queued.state == "failed"


def test_states_only_move_forward(shop: Office, queued: Delivery) -> None:
    outbox.settle(claim(), SENT)
    for news, state in [
        (ReceiptState.READ, "read"),
        (ReceiptState.DELIVERED, "read"),
        (ReceiptState.SENT, "read"),
        (ReceiptState.FAILED, "read"),
        (ReceiptState.DELAYED, "read"),
    ]:
        outbox.apply_receipt(shop.channel, receipt(news))
        queued.refresh_from_db()
        assert queued.state == state
    assert Attempt.objects.count() == 6


def test_a_receipt_for_nothing_of_ours_is_noted_on_the_channel(shop: Office, queued: Delivery) -> None:
    outbox.apply_receipt(shop.channel, receipt(ReceiptState.FAILED, own_id="somebody@else"))
    assert Event.objects.get(kind="receipt.unmatched").channel == shop.channel


def test_each_channel_gets_its_own_turn(shop: Office, queued: Delivery) -> None:
    office.answer(office.ticket(shop.billing_channel), shop.outsider)
    assert sorted(outbox.due_channels()) == sorted([shop.channel.pk, shop.billing_channel.pk])
    (delivery,) = outbox.claim(10, channel_id=shop.billing_channel.pk)
    assert delivery.channel == shop.billing_channel
