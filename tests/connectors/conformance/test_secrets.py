"""No secret in a log, an event, an error, an answer, or anywhere an agent may look."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors import channels, registry, tasks
from connectors.errors import ConnectorError
from inbox.models import Attempt, Channel, Delivery, Event, RawInbound, Ticket
from tests import office
from tests.connectors.conformance import cases
from tests.connectors.conformance.case import Case
from tests.connectors.conformance.cases import every
from tests.office import Office
from tests.servers import answers
from tests.servers.answers import Answers, Reply


@pytest.fixture
def peer(settings: Any) -> Iterator[Answers]:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    with answers.running() as server:
        yield server


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Collects what people might see; everything is logged that can be."""
    caplog.set_level(logging.DEBUG)
    return []


def secrets(channel: Channel) -> set[str]:
    channel.refresh_from_db()
    values = {value for value in channel.credentials.values() if isinstance(value, str) and len(value) >= 8}
    fields = registry.get(channel.kind).fields
    declared = any(field.secret and field.required and field.applies(channel.settings) for field in fields)
    assert values or not declared, "the case has no secrets"
    return values


def nothing_told(channel: Channel, told: list[str], caplog: pytest.LogCaptureFixture) -> None:
    told += [record.getMessage() + str(record.exc_text or "") for record in caplog.records]
    told += [json.dumps(event.data) for event in Event.objects.all()]
    told += [f"{row.error_code} {row.error}" for row in Delivery.objects.all()]
    told += [f"{row.outcome} {row.code} {row.detail}" for row in Attempt.objects.all()]
    told += [row.error + json.dumps(row.headers) for row in RawInbound.objects.all()]
    told += [channel.health_detail, json.dumps(channel.facts), json.dumps(channels.shown(channel))]
    everything = "\n".join(told)
    assert [secret for secret in secrets(channel) if secret in everything] == []


@every
def test_no_secret_is_told_when_calls_are_taken_and_refused(
    case: Case, shop: Office, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    channel = case.channel(shop.support)
    if "hook" in case.lacks:
        cases.arrive(case, channel, case.message(channel, 1, "Hello."))
    else:
        genuine = case.calls(channel, [case.message(channel, 1, "Hello.")])[0]
        forged = case.calls(channel, [case.message(channel, 2, "Hello.")], secret="a secret that somebody guessed")[0]
        told += [str(cases.call(channel, made).content) for made in (forged, genuine)]
        told += [str(cases.call(channel, genuine, body=b"{", headers=genuine.headers).content)]
    cases.read()
    nothing_told(channel, told, caplog)


@every
@pytest.mark.parametrize("how", ["taken", "refused", "echoed", "lost", "strange"])
def test_no_secret_is_told_when_an_answer_is_sent(
    case: Case,
    shop: Office,
    peer: Answers,
    monkeypatch: pytest.MonkeyPatch,
    told: list[str],
    caplog: pytest.LogCaptureFixture,
    how: str,
) -> None:
    case.need("reply", "http")
    channel = case.channel(shop.support)
    case.aim(channel, peer, monkeypatch)
    if "token" not in case.lacks:
        case.renews(channel, peer, "token-one-c2f9e6d8")
    cases.arrive(case, channel, case.message(channel, 1, "My kettle leaks."))
    everything = " ".join(secrets(channel))
    replies = {
        "taken": case.accepted(channel, 1),
        "refused": case.refused(),
        "echoed": Reply(status=400, json={"error": everything, "message": everything, "description": everything}),
        "lost": Reply(hang_up=True),
        "strange": Reply(body=f"<html>{everything}".encode()),
    }
    peer.on(*case.sends, replies[how])
    delivery = office.answer(Ticket.objects.get(channel=channel), shop.owner).delivery
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=timezone.now())
    tasks.deliver_due(channel.pk)
    nothing_told(channel, told, caplog)


@every
def test_no_secret_is_told_when_the_connection_is_tried(
    case: Case,
    shop: Office,
    peer: Answers,
    monkeypatch: pytest.MonkeyPatch,
    told: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing is scripted, so that every call is refused in a way nobody documented."""
    case.need("http")
    channel = case.channel(shop.support)
    case.aim(channel, peer, monkeypatch)
    try:
        checks = case.connector.validate(channel)
    except ConnectorError as error:
        pytest.fail(f"validate says what is wrong as a Check, and does not raise {error!r}")
    assert checks
    assert not all(check.ok for check in checks)
    told += [f"{check.name} {check.detail}" for check in checks]
    nothing_told(channel, told, caplog)


@every
def test_whatever_looks_like_a_secret_is_declared_as_one(case: Case) -> None:
    words = ("secret", "token", "password", "private_key", "api_key")
    for field in case.connector.fields:
        if field.name.endswith(words):
            assert field.secret or field.kind != "string" or field.choices, field.name
