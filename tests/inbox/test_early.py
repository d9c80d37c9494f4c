from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import early, outbox
from inbox.envelope import DeliveryReceipt, MessageEdited, ReadUpTo, ReceiptState, SendResult
from inbox.models import Channel, EarlyEvent, Message, RawInbound
from tests import office, social
from tests.office import Office


@pytest.fixture
def page(shop: Office) -> Channel:
    return social.page(shop.support)


def test_a_status_that_overtook_the_answer_to_the_call_is_applied_when_the_id_is_known(
    shop: Office, page: Channel
) -> None:
    asked = social.hear(page, social.dm())
    message = office.answer(asked.ticket, shop.owner, visibility="private")
    (delivery,) = outbox.claim(1)
    receipt = DeliveryReceipt(own_id="m1", state=ReceiptState.DELIVERED, at=timezone.now())
    social.tell(page, receipt)
    outbox.settle(delivery, SendResult(external_id="m1"))
    message.refresh_from_db()
    early.apply(message, "m1")
    delivery.refresh_from_db()
    assert delivery.state == "delivered"
    assert not EarlyEvent.objects.exists()


def test_a_reply_that_was_read_before_the_answer_to_its_call_counts_as_read(shop: Office, page: Channel) -> None:
    asked = social.hear(page, social.dm())
    message = office.answer(asked.ticket, shop.owner, visibility="private")
    (delivery,) = outbox.claim(1)
    social.tell(page, ReadUpTo(conversation="ada", at=timezone.now()))
    outbox.settle(delivery, SendResult(external_id="m1"))
    message.refresh_from_db()
    assert message.thread is not None
    early.apply(message, "m1")
    delivery.refresh_from_db()
    assert delivery.state == "read"


def test_whoever_died_before_applying_it_is_replaced_by_the_sweep(page: Channel) -> None:
    social.tell(page, MessageEdited(external_id="d1", at=timezone.now(), body_text="edited"))
    (row,) = EarlyEvent.objects.all()
    EarlyEvent.objects.all().delete()
    social.tell(page, social.dm("original", external_id="d1"))
    row.save(force_insert=True)
    early.sweep(timezone.now())
    assert Message.objects.get().body_text == "edited"
    assert not EarlyEvent.objects.exists()


def test_news_of_nothing_is_dropped_after_a_week_with_the_words_it_held(page: Channel) -> None:
    social.tell(page, MessageEdited(external_id="never", at=timezone.now(), body_text="secret"), body=b"secret")
    early.sweep(timezone.now())
    assert EarlyEvent.objects.count() == 1
    early.sweep(timezone.now() + early.KEEP + dt.timedelta(seconds=1))
    assert EarlyEvent.objects.count() == 0
    assert bytes(RawInbound.objects.get().body) == b""


def test_news_of_another_channel_is_not_taken(shop: Office, page: Channel) -> None:
    social.tell(page, MessageEdited(external_id="d1", at=timezone.now(), body_text="edited"))
    social.tell(social.page(shop.support), social.dm("original", external_id="d1"))
    assert Message.objects.get().body_text == "original"
