from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from inbox import tickets
from inbox.errors import InboxError
from inbox.models import Endpoint, Event, Rule, Ticket, WebhookDelivery
from inbox.rules import actions
from inbox.rules.kind import Context
from inbox.webhooks import endpoints
from tests import office
from tests.office import Office


@pytest.fixture
def stock(shop: Office) -> Endpoint:
    return endpoints.create(actor=shop.admin, name="Stock", url="https://stock.example/hook", kinds=["sla.breach"])[0]


def perform(ticket: Ticket, stock: Endpoint, *, dry: bool = False) -> str:
    rule = Rule(name="Tell stock")
    context = Context(at=timezone.now(), event=Event.objects.get(kind="ticket.created"), rule=rule, dry=dry)
    with transaction.atomic():
        done = actions.perform(tickets.lock(ticket.pk), [{"do": "webhook", "endpoint_id": stock.pk}], context)
        transaction.set_rollback(dry)
    return str(done.actions[0]["result"])


def test_a_rule_calls_a_webhook(shop: Office, stock: Endpoint) -> None:
    ticket = office.ticket(shop.channel)
    assert perform(ticket, stock) == "Calls Stock"
    row = WebhookDelivery.objects.get()
    assert (row.endpoint, row.kind, row.payload["rule"]) == (stock, "rule.matched", "Tell stock")
    assert row.payload["ticket"]["id"] == ticket.pk


def test_a_dry_run_calls_nobody(shop: Office, stock: Endpoint) -> None:
    assert perform(office.ticket(shop.channel), stock, dry=True) == "Calls Stock"
    assert not WebhookDelivery.objects.exists()


def test_an_endpoint_that_is_off_stops_no_rule(shop: Office, stock: Endpoint) -> None:
    endpoints.change(stock.pk, actor=shop.admin, active=False)
    assert perform(office.ticket(shop.channel), stock) == "Calls nobody: the endpoint is switched off"
    assert not WebhookDelivery.objects.exists()


def test_an_unknown_endpoint_is_refused_when_the_rule_is_written(shop: Office, stock: Endpoint) -> None:
    assert actions.check([{"do": "webhook", "endpoint_id": stock.pk}])
    with pytest.raises(InboxError, match="choose an endpoint that is switched on"):
        actions.check([{"do": "webhook", "endpoint_id": 999}])
