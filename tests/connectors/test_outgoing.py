"""Sending, part by part: what a crash, a lost answer and each kind of failure come to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors import outgoing
from inbox import outbox, parts, receiving, replies
from inbox.envelope import DeliveryReceipt, ReceiptState
from inbox.models import Channel, Delivery, Message, Part, Thread, Ticket
from tests import office
from tests.connectors import pigeon
from tests.office import Office
from tests.servers.answers import Answers, Reply

LONG = "One two. Three. Four five."  # three letters of at most ten characters


@pytest.fixture
def loft(shop: Office, peer: Answers) -> Iterator[Channel]:
    with pigeon.known(peer):
        yield pigeon.channel(shop.support)


@pytest.fixture
def forgetful(shop: Office, peer: Answers) -> Iterator[Channel]:
    with pigeon.known(peer, pigeon.Forgetful()):
        yield pigeon.channel(shop.support)


def answered(loft: Channel, shop: Office, text: str = "Coo!") -> Delivery:
    message = office.answer(pigeon.said(loft).ticket, shop.owner, text)
    return Delivery.objects.get(message=message)


def taken(*ids: str) -> list[Reply]:
    return [Reply(json={"id": each}) for each in ids]


def sent(peer: Answers) -> list[str]:
    return [asked.json["text"] for asked in peer.to("POST", "/letters")]


def again(delivery: Delivery) -> Delivery:
    Delivery.objects.filter(state="queued").update(next_attempt_at=timezone.now())
    outgoing.deliver(delivery.channel_id)
    return Delivery.objects.get(pk=delivery.pk)


def test_a_long_answer_leaves_in_parts_that_hang_under_each_other(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", *taken("l1", "l2", "l3"))
    delivery = again(answered(loft, shop, LONG))
    assert (delivery.state, delivery.message.external_id) == ("sent", "l1")
    assert sent(peer) == ["One two.", "Three.", "Four five."]
    assert [asked.json["after"] for asked in peer.asked] == ["", "l1", "l2"]
    assert [asked.json["key"] for asked in peer.asked] == [
        parts.key(str(delivery.idempotency_key), number) for number in range(3)
    ]
    assert parts.taken(delivery) == {0: "l1", 1: "l2", 2: "l3"}


def test_a_short_answer_is_one_call_and_needs_no_rows(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", *taken("l1"))
    delivery = again(answered(loft, shop))
    assert (delivery.state, delivery.message.external_id, Part.objects.count()) == ("sent", "l1", 0)
    (asked,) = peer.asked
    assert (asked.json["conversation"], asked.json["surface"], asked.json["to"]) == ("chat-1", "dm", ["Ada-7"])


def test_what_failed_between_two_parts_goes_on_where_it_was(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", *taken("l1"), Reply(status=429, headers={"Retry-After": "5"}), *taken("l2", "l3"))
    delivery = again(answered(loft, shop, LONG))
    assert (delivery.state, delivery.error_code) == ("queued", "rate_limited")
    delivery = again(delivery)
    assert delivery.state == "sent"
    assert sent(peer) == ["One two.", "Three.", "Three.", "Four five."]


def test_a_process_that_died_between_two_parts_is_taken_over_without_sending_one_twice(
    loft: Channel, shop: Office, peer: Answers
) -> None:
    delivery = answered(loft, shop, LONG)
    (claimed,) = outbox.claim(1, channel_id=loft.pk)
    outbox.announce(claimed, external_id="", calls=3)
    assert outbox.part_taken(claimed, 0, "l1")
    Delivery.objects.update(lease_until=timezone.now())
    assert outbox.sweep(timezone.now()) == 1
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    replies.decide(delivery.pk, actor=shop.owner, outcome="resend")
    peer.on("POST", "/letters", *taken("l2", "l3"))
    delivery = again(delivery)
    assert (delivery.state, sent(peer)) == ("sent", ["Three.", "Four five."])
    assert not outbox.part_taken(claimed, 1, "l2")


def test_an_echo_that_comes_before_the_answer_is_not_the_end_of_the_other_parts(
    loft: Channel, shop: Office, peer: Answers
) -> None:
    delivery = answered(loft, shop, LONG)
    (claimed,) = outbox.claim(1, channel_id=loft.pk)
    outbox.announce(claimed, external_id="", calls=3)
    key = parts.key(str(delivery.idempotency_key), 0)
    mail = office.mail("One two.", external_id="l1")
    own = dataclasses.replace(mail, surface="dm", conversation="chat-1", own=True, echo_of=key)
    raw = office.kept(loft)
    receiving.settle(raw, [own])
    delivery.refresh_from_db()
    assert (delivery.state, parts.taken(delivery)) == ("sending", {0: "l1"})
    assert Message.objects.filter(direction="outbound").count() == 1


def test_a_refusal_of_one_part_says_which(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", *taken("l1"), Reply(status=409))
    delivery = again(answered(loft, shop, LONG))
    assert (delivery.state, delivery.error_code) == ("failed", "window_closed")
    assert delivery.error == "Part 2 of 3: Too late."
    peer.on("POST", "/letters", *taken("l2", "l3"))
    replies.retry(delivery.pk, actor=shop.owner)
    delivery = again(delivery)
    assert (delivery.state, sent(peer)[2:]) == ("sent", ["Three.", "Four five."])


@pytest.mark.parametrize(
    ("reply", "state", "code", "health"),
    [
        (Reply(status=429), "queued", "rate_limited", "degraded"),
        (Reply(status=503, headers={"Retry-After": "1"}), "queued", "transient", "degraded"),
        (Reply(status=401), "queued", "auth_expired", "needs_attention"),
        (Reply(status=403), "queued", "permission_missing", "needs_attention"),
        (Reply(status=418), "queued", "contract_changed", "needs_attention"),
        (Reply(status=400), "failed", "invalid_content", "unknown"),
        (Reply(status=404), "failed", "not_found", "unknown"),
        (Reply(status=409), "failed", "window_closed", "unknown"),
    ],
)
def test_every_kind_of_failure_comes_to_what_it_means(
    loft: Channel, shop: Office, peer: Answers, reply: Reply, state: str, code: str, health: str
) -> None:
    peer.on("POST", "/letters", reply)
    delivery = again(answered(loft, shop))
    loft.refresh_from_db()
    assert (delivery.state, delivery.error_code, loft.health) == (state, code, health)
    assert "canary" not in delivery.error + loft.health_detail


def test_trouble_with_the_server_spares_it_the_messages_behind(loft: Channel, shop: Office, peer: Answers) -> None:
    first, second = answered(loft, shop), answered(loft, shop)
    peer.on("POST", "/letters", Reply(status=429, headers={"Retry-After": "300"}))
    again(first)
    second.refresh_from_db()
    assert len(peer.asked) == 1
    assert (second.next_attempt_at - timezone.now()).total_seconds() > 200


def test_a_lost_answer_that_can_be_looked_up_is(loft: Channel, shop: Office, peer: Answers) -> None:
    delivery = answered(loft, shop)
    peer.on("POST", "/letters", Reply(hang_up=True))
    peer.on("GET", f"/letters/{delivery.idempotency_key}", Reply(json={"id": "l1"}))
    delivery = again(delivery)
    assert (delivery.state, delivery.message.external_id) == ("sent", "l1")
    assert len(sent(peer)) == 1


def test_what_was_not_found_is_looked_up_once_more_before_it_is_sent_again(
    loft: Channel, shop: Office, peer: Answers
) -> None:
    delivery = answered(loft, shop)
    path = f"/letters/{delivery.idempotency_key}"
    peer.on("POST", "/letters", Reply(hang_up=True), *taken("l2"))
    peer.on("GET", path, Reply(json={}), Reply(status=503), Reply(json={}))
    delivery = again(delivery)
    assert (delivery.state, delivery.error_code) == ("queued", outbox.LOOK_UP)
    delivery = again(delivery)  # it cannot be asked now, so nothing is sent
    assert (delivery.state, len(sent(peer))) == ("queued", 1)
    delivery = again(delivery)
    assert (delivery.state, len(sent(peer)), len(peer.to("GET", path))) == ("sent", 2, 3)


def test_a_dead_process_is_looked_up_where_the_network_can_be_asked(loft: Channel, shop: Office, peer: Answers) -> None:
    Channel.objects.update(capabilities={**loft.capabilities, "delivery_class": "lookup"})
    delivery = answered(loft, shop)
    outbox.claim(1, channel_id=loft.pk)
    Delivery.objects.update(lease_until=timezone.now())
    outbox.sweep(timezone.now())
    peer.on("GET", f"/letters/{delivery.idempotency_key}", Reply(json={"id": "l1"}))
    delivery = again(delivery)
    assert (delivery.state, delivery.message.external_id, sent(peer)) == ("sent", "l1", [])


def test_where_the_network_honours_our_key_a_lost_answer_is_sent_again(
    forgetful: Channel, shop: Office, peer: Answers
) -> None:
    loft = forgetful
    delivery = answered(loft, shop)
    peer.on("POST", "/letters", Reply(hang_up=True), *taken("l1"))
    Channel.objects.update(capabilities={**loft.capabilities, "delivery_class": "idempotent"})
    assert again(delivery).state == "queued"
    assert again(delivery).state == "sent"
    keys = {asked.json["key"] for asked in peer.to("POST", "/letters")}
    assert keys == {str(delivery.idempotency_key)}


def test_where_nothing_can_be_known_a_person_is_asked(forgetful: Channel, shop: Office, peer: Answers) -> None:
    loft = forgetful
    peer.on("POST", "/letters", Reply(hang_up=True))
    assert again(answered(loft, shop)).state == "unknown"


def news(channel: Channel, state: ReceiptState, own_id: str, **more: Any) -> bool:
    return outbox.apply_receipt(channel, DeliveryReceipt(own_id=own_id, state=state, at=timezone.now(), **more))


def test_a_delivery_is_what_all_of_its_parts_are(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", *taken("l1", "l2", "l3"))
    delivery = again(answered(loft, shop, LONG))
    states = []
    for state, own_id in (
        (ReceiptState.DELIVERED, "l1"),
        (ReceiptState.READ, "l2"),
        (ReceiptState.DELIVERED, "l3"),
        (ReceiptState.READ, "l1"),
        (ReceiptState.READ, "l3"),
        (ReceiptState.DELIVERED, "l3"),
    ):
        assert news(loft, state, own_id)
        delivery.refresh_from_db()
        states.append(delivery.state)
    assert states == ["sent", "sent", "delivered", "delivered", "read", "read"]


def test_one_part_that_failed_is_a_failure_and_alone_is_sent_again(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", *taken("l1", "l2", "l3"))
    delivery = again(answered(loft, shop, LONG))
    news(loft, ReceiptState.FAILED, "l2", code="lost", detail="The pigeon was eaten.")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("failed", "lost")
    replies.retry(delivery.pk, actor=shop.owner)
    peer.on("POST", "/letters", *taken("l4"))
    assert again(delivery).state == "sent"
    assert sent(peer)[3:] == ["Three."]


def test_an_id_counts_only_on_its_own_channel_unless_we_minted_it(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", *taken("l1"))
    delivery = again(answered(loft, shop))
    other = pigeon.channel(shop.billing)
    assert not news(other, ReceiptState.FAILED, "l1")
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert news(other, ReceiptState.FAILED, "l1", minted=True)


def test_a_conversation_that_a_message_opened_belongs_to_its_ticket(loft: Channel, shop: Office, peer: Answers) -> None:
    peer.on("POST", "/letters", Reply(json={"id": "l1", "conversation": "chat-9"}))
    delivery = again(answered(loft, shop))
    thread = Thread.objects.get(key="chat-9")
    assert (thread.ticket_id, thread.surface) == (delivery.message.ticket_id, "dm")
    assert Ticket.objects.count() == 1
