"""Only the network is believed, byte for byte; and whatever it repeats is one message."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from inbox import ingest
from inbox.models import Channel, RawInbound
from tests.connectors.conformance import cases
from tests.connectors.conformance.case import Case
from tests.connectors.conformance.cases import every
from tests.office import Office

UNICODE = 'é ✓ "quoted" \\ / & \u05e2\u05d1\u05e8\u05d9\u05ea 日本語 \U0001f469\u200d\U0001f469\u200d\U0001f467'


@pytest.fixture
def channel(case: Case, shop: Office) -> Channel:
    case.need("hook")
    return case.channel(shop.support)


def genuine(case: Case, channel: Channel, *, number: int = 1, **how: Any) -> Any:
    return case.calls(channel, [case.message(channel, number, UNICODE)], **how)[0]


def refused(answer: Any) -> bool:
    return answer.status_code in range(400, 500) and not RawInbound.objects.exists()


@every
def test_a_genuine_call_is_kept_byte_for_byte(case: Case, channel: Channel) -> None:
    made = genuine(case, channel)
    answer = cases.call(channel, made)
    assert 200 <= answer.status_code < 300, answer.content
    assert bytes(RawInbound.objects.get().body) == made.body
    cases.read()
    assert cases.said(channel) == [UNICODE]


@every
def test_a_call_without_its_proof_is_refused(case: Case, channel: Channel) -> None:
    made = genuine(case, channel)
    bare = case.unsigned(made)
    assert bare != made, "the case does not say where the proof is"
    assert refused(cases.call(channel, bare))


@every
def test_a_call_signed_with_another_secret_is_refused(case: Case, channel: Channel) -> None:
    assert refused(cases.call(channel, genuine(case, channel, secret="a secret that somebody guessed")))


@every
def test_a_call_with_a_changed_space_is_refused(case: Case, channel: Channel) -> None:
    case.need("raw_body")
    made = genuine(case, channel)
    for changed in (made.body + b" ", b" " + made.body):
        assert refused(cases.call(channel, made, body=changed))


@every
def test_a_call_signed_long_ago_is_refused(case: Case, channel: Channel) -> None:
    case.need("stale")
    old = timezone.now() - case.old_after
    assert refused(cases.call(channel, genuine(case, channel, at=old)))
    young = timezone.now() + case.old_after
    assert refused(cases.call(channel, genuine(case, channel, at=young)))


@every
def test_a_channel_without_its_secret_believes_nobody(case: Case, channel: Channel) -> None:
    assert case.secret, "the case does not say which credential signs"
    made = genuine(case, channel)
    rest = {name: value for name, value in channel.credentials.items() if not name.startswith(case.secret)}
    Channel.objects.filter(pk=channel.pk).update(credentials=rest)
    assert refused(cases.call(channel, made))


@every
def test_while_the_secret_changes_both_are_believed(case: Case, channel: Channel) -> None:
    case.need("rotation")
    before, now = "the secret of last year, long and odd", channel.credentials[case.secret]
    both = {**channel.credentials, f"{case.secret}_before": before}
    Channel.objects.filter(pk=channel.pk).update(credentials=both)
    for number, secret in enumerate((before, now)):
        assert cases.call(channel, genuine(case, channel, number=number, secret=secret)).status_code < 300
    assert RawInbound.objects.count() == 2


@every
def test_the_same_call_five_times_is_one_message(case: Case, channel: Channel) -> None:
    made = genuine(case, channel)
    for _ in range(5):
        assert cases.call(channel, made).status_code < 300
    cases.read()
    assert cases.said(channel) == [UNICODE]


@every
def test_the_same_message_in_calls_that_differ_is_one_message(case: Case, channel: Channel) -> None:
    """A network that tries again may sign anew, and wrap the same item in another envelope."""
    item = case.message(channel, 1, "Once.")
    for _ in range(2):
        for made in case.calls(channel, [item]):
            cases.call(channel, made)
        cases.read()
    if "batch" not in case.lacks:
        cases.arrive(case, channel, item, case.message(channel, 2, "Twice."), item)
    assert cases.said(channel) == (["Once."] if "batch" in case.lacks else ["Once.", "Twice."])


@every
@pytest.mark.django_db(transaction=True)
def test_the_same_call_five_times_at_once_is_one_message(case: Case, channel: Channel) -> None:
    made = genuine(case, channel)
    answers: list[int] = []

    def once() -> None:
        try:
            answers.append(cases.call(channel, made).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status // 100 for status in answers] == [2] * 5
    cases.read()
    assert cases.said(channel) == [UNICODE]


@every
def test_without_a_database_the_network_is_asked_to_try_again(
    case: Case, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: Any, **more: Any) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(ingest, "keep", away)
    status = cases.call(channel, genuine(case, channel)).status_code
    assert status == case.connector.retry_status  # type: ignore[attr-defined]
    assert status >= 400
    monkeypatch.undo()
    assert cases.call(channel, genuine(case, channel)).status_code < 300
    cases.read()
    assert cases.said(channel) == [UNICODE]
