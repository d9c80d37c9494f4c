"""Kept bytes that will not be read: one bad item ends in quarantine, and never harms another."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from connectors import intake, registry, tasks
from connectors.email.connector import EmailConnector
from inbox import ingest
from inbox.envelope import InboundEvent
from inbox.models import Message, RawInbound
from tests.office import Office
from tests.servers.letters import letter

Bad = Callable[[RawInbound], list[InboundEvent]]


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Bad], None]]:
    """Makes the parser do something terrible with mail that says POISON."""

    def install(terrible: Bad) -> None:
        real = EmailConnector.parse

        def parse(self: Any, raw: RawInbound) -> list[InboundEvent]:
            return terrible(raw) if b"POISON" in bytes(raw.body) else real(self, raw)

        monkeypatch.setattr(EmailConnector, "parse", parse)

    yield install
    registry.get.cache_clear()


def keep(shop: Office, *subjects: str) -> None:
    for subject in subjects:
        ingest.keep(shop.channel, subject, letter(subject), source="pipe")


def all_tries() -> None:
    """Run the worker as often as the row may be tried, as if the pauses between had passed."""
    for _ in range(ingest.TRIES + 1):
        tasks.process_raws()
        RawInbound.objects.update(next_attempt_at=None)


def test_a_mail_that_raises_is_tried_again_and_then_quarantined_while_others_pass(
    shop: Office, poison: Callable[[Bad], None]
) -> None:
    tries = 0

    def raises(raw: RawInbound) -> list[InboundEvent]:
        nonlocal tries
        tries += 1
        raise ValueError("cannot read this")

    poison(raises)
    keep(shop, "before", "POISON", "after")
    all_tries()
    bad = RawInbound.objects.get(external_id="POISON")
    assert (bad.state, tries) == ("quarantined", ingest.TRIES)
    assert "cannot read this" in bad.error
    assert set(Message.objects.values_list("subject", flat=True)) == {"before", "after"}


def test_a_mail_that_takes_too_long_is_interrupted(
    shop: Office, poison: Callable[[Bad], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "PARSE_LIMIT", 0.2)

    def spin(raw: RawInbound) -> list[InboundEvent]:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            pass
        return []

    poison(spin)
    keep(shop, "POISON", "after")
    started = time.monotonic()
    tasks.process_raws()
    assert time.monotonic() - started < 5
    assert "took more than 0.2 s" in RawInbound.objects.get(external_id="POISON").error
    assert Message.objects.get().subject == "after"


def test_a_mail_that_kills_its_worker_takes_no_other_with_it(shop: Office, poison: Callable[[Bad], None]) -> None:
    """The first time it dies with its batch; from then on it is tried alone. A SystemExit stands for the kill."""

    def die(raw: RawInbound) -> list[InboundEvent]:
        raise SystemExit(os.EX_SOFTWARE)

    poison(die)
    keep(shop, *(f"innocent {number}" for number in range(4)), "POISON", *(f"late {number}" for number in range(4)))
    for _ in range(ingest.TRIES + 6):
        try:
            tasks.process_raws()
        except SystemExit:
            RawInbound.objects.exclude(lease_until=None).update(lease_until=timezone.now() - ingest.LEASE)
    states = dict(RawInbound.objects.values_list("external_id", "state"))
    assert states.pop("POISON") == "quarantined"
    assert set(states.values()) == {"done"}
    assert Message.objects.count() == 8
