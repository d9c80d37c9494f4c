"""What is secret comes out nowhere: not for an admin, not in an event, not in a kept answer, not in a log."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from inbox.models import Channel, Event, IdempotencyKey, Ticket
from inbox.sla import policies
from tests.inbox.api import world
from tests.inbox.api.cases import CASES
from tests.inbox.api.contract import Api
from tests.office import Office

CANARY = "c4n4ry-in-the-mine"


def test_no_read_shows_a_secret(shop: Office) -> None:
    policies.ensure_defaults()
    Channel.objects.filter(pk=shop.channel.pk).update(credentials={"password": CANARY})
    ids = world.build(shop.channel, shop.owner)
    secrets = {CANARY, shop.admin.password, shop.owner.password}
    for tokens in Ticket.objects.values_list("reply_token", "customer_token"):
        secrets.update(tokens)
    api = Api(shop.admin)
    for route, case in CASES.items():
        if not route.startswith("GET "):
            continue
        path = route.removeprefix("GET ").format(**{name: ids[key] for name, key in case.path.items()})
        query = "&".join(f"{name}={value}" for name, value in case.query.items())
        answer = api.get(f"{path}?{query}" if query else path)
        leaked = {secret for secret in secrets if secret.encode() in answer.content}
        assert not leaked, route


def test_a_secret_that_is_sent_in_is_kept_encrypted_and_repeated_nowhere(
    shop: Office, caplog: pytest.LogCaptureFixture
) -> None:
    api = Api(shop.admin)
    settings = {"imap_host": "127.0.0.1", "imap_port": 1, "smtp_host": "127.0.0.1", "smtp_port": 1}
    body = {
        "kind": "email",
        "address": "new@shop.example",
        "settings": settings,
        "credentials": {"imap_password": CANARY},
    }
    with caplog.at_level(logging.DEBUG):
        api.post("channels/test", body)
        made = api.post("channels", {**body, "name": "New", "team_id": shop.support.pk}, Idempotency_Key="k1")
        refused = api.post("channels", {**body, "credentials": {"x": CANARY}, "name": "N", "team_id": shop.support.pk})
    assert (made.status, made.body["secrets"], refused.status) == (201, ["imap_password"], 400)
    assert CANARY.encode() not in made.content + refused.content
    assert CANARY not in caplog.text
    assert CANARY not in str(list(Event.objects.values_list("data", flat=True)))
    assert CANARY not in str(list(IdempotencyKey.objects.values_list("body", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inbox_channel c WHERE c::text LIKE %s", [f"%{CANARY}%"])
        assert cursor.fetchone() == (0,)
