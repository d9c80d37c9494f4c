"""When an endpoint is told, how often, and when it is given up."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import reactions, tickets
from inbox.errors import InboxError
from inbox.live import relay
from inbox.models import Endpoint, Event, Notification, WebhookAttempt, WebhookDelivery
from inbox.webhooks import endpoints, payloads, queue
from inbox.webhooks.queue import Answered
from tests import office
from tests.office import Office

HOUR = dt.timedelta(hours=1)
NO, YES = Answered(status=500, detail="It answered 500."), Answered(status=204)


def endpoint(shop: Office, name: str = "Stock", **more: object) -> Endpoint:
    return endpoints.create(actor=shop.admin, name=name, url="https://stock.example/hook", **more)[0]


def read() -> list[WebhookDelivery]:
    relay.number()
    reactions.read()
    return list(WebhookDelivery.objects.order_by("pk"))


def turn(end: Endpoint, answered: Answered, *, passed: dt.timedelta = dt.timedelta(0)) -> WebhookDelivery:
    """One attempt, ``passed`` after the one before: the clock is turned by moving what is written down."""
    Endpoint.objects.update(hold_until=None)
    for row in WebhookDelivery.objects.all():
        row.queued_at -= passed
        row.next_attempt_at = timezone.now()
        row.save()
    end.refresh_from_db()
    if end.failing_since:
        Endpoint.objects.update(failing_since=end.failing_since - passed)
    claimed = queue.claim(end.pk)
    assert claimed is not None
    queue.settle(claimed, answered)
    return WebhookDelivery.objects.get(pk=claimed.pk)


def test_every_endpoint_hears_of_what_it_asked_for(shop: Office) -> None:
    everything, only_changes = endpoint(shop), endpoint(shop, "Changes", kinds=["ticket.changed"])
    endpoint(shop, "Off", active=False)
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, priority="high")
    tickets.mark_read(ticket, shop.owner, ticket.last_message_id or 0)  # of one person only
    told = [(row.endpoint_id, row.kind) for row in read()]
    assert told == [
        (everything.pk, "ticket.created"),
        (everything.pk, "ticket.changed"),
        (only_changes.pk, "ticket.changed"),
    ]


def test_reading_twice_tells_once(shop: Office) -> None:
    endpoint(shop)
    office.ticket(shop.channel)
    rows = read()
    queue.read(list(Event.objects.order_by("pk")))
    assert list(WebhookDelivery.objects.all()) == rows


def test_a_new_endpoint_hears_nothing_of_what_was_before_it(shop: Office) -> None:
    office.ticket(shop.channel)
    endpoint(shop)
    assert read() == []


def test_it_is_tried_for_three_days_with_growing_pauses(shop: Office) -> None:
    end = endpoint(shop, kinds=["ticket.created"])
    office.ticket(shop.channel)
    read()
    waited, pauses = dt.timedelta(0), []
    row = turn(end, NO)
    while row.state == "queued":
        pauses.append((row.next_attempt_at - timezone.now()) / HOUR)
        waited += queue.PAUSES[len(pauses) - 1]
        row = turn(end, NO, passed=queue.PAUSES[len(pauses) - 1])
    expected = [5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24]
    assert pauses == pytest.approx(expected, rel=0.11)
    assert (row.state, waited > dt.timedelta(days=3)) == ("failed", True)
    assert WebhookAttempt.objects.count() == 10


def test_an_endpoint_that_took_nothing_for_three_days_is_switched_off(shop: Office) -> None:
    end = endpoint(shop, kinds=["ticket.created"])
    office.ticket(shop.channel)
    office.ticket(shop.channel)
    read()
    turn(end, NO)
    end.refresh_from_db()
    assert (end.active, end.failing_since is not None) == (True, True)
    turn(end, NO, passed=72 * HOUR)
    end.refresh_from_db()
    assert (end.active, end.disabled_reason[:28]) == (False, "It has taken nothing since " + end.disabled_reason[27])
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"failed"}
    told = Notification.objects.get(kind="endpoint_off")
    assert (told.user, told.text.startswith("The webhook “Stock” was switched off. It has")) == (shop.admin, True)
    office.ticket(shop.channel)
    assert len(read()) == 2, "it hears of nothing more"


def test_one_success_starts_the_three_days_afresh(shop: Office) -> None:
    end = endpoint(shop, kinds=["ticket.created"])
    office.ticket(shop.channel)
    read()
    turn(end, NO)
    turn(end, YES, passed=71 * HOUR)
    office.ticket(shop.channel)
    read()
    turn(end, NO, passed=2 * HOUR)
    end.refresh_from_db()
    assert end.active
    assert end.failing_since is not None
    assert timezone.now() - end.failing_since < HOUR


def test_a_server_that_fails_is_left_alone_ever_longer(shop: Office) -> None:
    end = endpoint(shop, kinds=["ticket.created"])
    for _ in range(3):
        office.ticket(shop.channel)
    read()
    holds = []
    for minutes in (0, 1, 5, 60):
        turn(end, NO, passed=dt.timedelta(minutes=minutes))
        end.refresh_from_db()
        assert end.hold_until is not None
        holds.append((end.hold_until - timezone.now()).total_seconds())
        assert queue.due_endpoints() == []
    assert holds == pytest.approx([5, 60, 360, 900], rel=0.05)


def test_a_wish_to_wait_is_granted(shop: Office) -> None:
    end = endpoint(shop, kinds=["ticket.created"])
    office.ticket(shop.channel)
    read()
    turn(end, Answered(status=429, retry_after=600))
    end.refresh_from_db()
    assert end.hold_until is not None
    assert 590 < (end.hold_until - timezone.now()).total_seconds() <= 600


def test_what_failed_can_be_sent_again_one_or_all_since(shop: Office) -> None:
    end = endpoint(shop, kinds=["ticket.created"])
    for _ in range(3):
        office.ticket(shop.channel)
    rows = read()
    WebhookDelivery.objects.update(state="failed", attempts=10)
    WebhookDelivery.objects.filter(pk=rows[0].pk).update(created_at=timezone.now() - 48 * HOUR)
    assert queue.resend_failed(end.pk, since=timezone.now() - HOUR) == 2
    assert queue.resend(rows[0]).key == rows[0].key
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("queued", 0)}
    with pytest.raises(InboxError) as refused:
        queue.resend(rows[1])
    assert refused.value.code == "queued"
    endpoints.change(end.pk, actor=shop.admin, active=False)
    with pytest.raises(InboxError) as refused:
        queue.resend(rows[0])
    assert refused.value.code == "endpoint_off"


def test_a_rule_calls_an_endpoint_that_listens_to_nothing_else(shop: Office) -> None:
    end = endpoint(shop, kinds=[payloads.BY_RULE])
    ticket = office.ticket(shop.channel)
    event = Event.objects.get(kind="ticket.created")
    row = queue.by_rule(ticket, end.pk, rule="Tell stock", event=event)
    assert row is not None
    assert (read(), row.kind) == ([row], "rule.matched")
    assert (row.payload["rule"], row.payload["event_type"]) == ("Tell stock", "ticket.created")
    assert row.payload["ticket"]["reference"] == ticket.reference


def test_the_log_is_kept_for_thirty_days(shop: Office) -> None:
    end = endpoint(shop, kinds=["ticket.created"])
    office.ticket(shop.channel)
    office.ticket(shop.channel)
    old, young = read()
    turn(end, YES)
    WebhookDelivery.objects.filter(pk=old.pk).update(created_at=timezone.now() - dt.timedelta(days=31))
    queue.clean(timezone.now())
    assert list(WebhookDelivery.objects.all()) == [young]
    assert not WebhookAttempt.objects.exists()
