from __future__ import annotations

import time
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import transaction

from inbox import events
from inbox.models import Event
from tests import office


def listen() -> Any:
    pubsub: Any = redis.Redis.from_url(settings.REDIS_URL).pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    pubsub.subscribe(events.RELAY_WAKE)
    pubsub.get_message(timeout=5)
    return pubsub


def heard(pubsub: Any) -> int:
    count, until = 0, time.monotonic() + 0.3
    while time.monotonic() < until:
        count += pubsub.get_message(timeout=0.05) is not None
    return count


@pytest.mark.django_db(transaction=True)
def test_the_relay_is_woken_once_per_transaction_and_only_after_its_commit() -> None:
    shop = office.build()
    ticket = office.ticket(shop.channel)
    pubsub = listen()
    with transaction.atomic():
        events.record("a", ticket=ticket)
        events.record("b", ticket=ticket)
        assert heard(pubsub) == 0
    assert heard(pubsub) == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_leaves_no_event_and_wakes_nobody() -> None:
    shop = office.build()
    pubsub = listen()

    def fail() -> None:
        with transaction.atomic():
            events.record("a", channel=shop.channel)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Event.objects.filter(kind="a").exists()
    assert heard(pubsub) == 0


@pytest.mark.django_db(transaction=True)
def test_without_redis_everything_is_written_and_nobody_is_kept_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = office.build()
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(events, "_broken_until", 0.0)
    events._redis.cache_clear()
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    ticket = office.ticket(shop.channel)
    office.answer(ticket, shop.owner)
    assert Event.objects.filter(kind="message.created").exists()
    assert events._broken_until > 0
    events._redis.cache_clear()


def test_anything_later_than_a_minute_must_be_a_row() -> None:
    with pytest.raises(ValueError, match="due time"):
        events.nudge("connectors.tasks.deliver_due", queue="delivery", countdown=61)
