"""Webhooks arrive: proved, kept, answered. The connector here signs with a shared secret and nothing else."""

from __future__ import annotations

import datetime as dt
import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.asgi import ASGIRequest
from django.db import OperationalError, connection
from django.test import Client

from connectors import registry, signatures, views
from connectors.base import Accept, Challenge, HookRequest, Reject, Verdict
from connectors.email.connector import EmailConnector
from inbox import ingest
from inbox.models import Channel, RawInbound
from tests import office
from tests.office import Office

SECRET = "correct horse"


class Doorbell(EmailConnector):
    key = "doorbell"
    retry_status = 503

    def verify(self, request: HookRequest, channel: Channel, *, now: dt.datetime) -> Verdict:
        if request.method == "GET":
            return Challenge(answer=request.query.get("challenge", "").encode())
        signed = signatures.hmac_hex(channel.credentials["secret"], request.url.encode() + request.body)
        if not signatures.same(signed, request.headers.get("x-signature", "")):
            return Reject(reason="The signature does not match.")
        if request.body == b"bug":
            raise KeyError("a mistake of ours")
        accounts = tuple(request.headers.get("x-accounts", "").split())
        return Accept(external_id=request.headers.get("x-id", ""), accounts=accounts, answer=b"ok")


connector = Doorbell()


@pytest.fixture
def doorbell(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doorbell]:
    monkeypatch.setitem(registry.MODULES, "doorbell", __name__)
    monkeypatch.setattr(connector, "retry_status", 503)
    registry.modules.cache_clear()
    registry.get.cache_clear()
    yield connector
    registry.modules.cache_clear()
    registry.get.cache_clear()


@pytest.fixture
def bell(shop: Office, doorbell: Doorbell) -> Channel:
    return office.channel("front", shop.support, kind="doorbell", credentials={"secret": SECRET})


def ring(channel: Channel, body: bytes = b"ding", *, secret: str = SECRET, **headers: str) -> Any:
    where = views.url(channel)
    signed = signatures.hmac_hex(secret, where.encode() + body)
    return Client(enforce_csrf_checks=True).post(
        where.removeprefix("http://testserver"),
        body,
        content_type="text/strange; boundary=x",
        headers={"X-Signature": signed, **{name.replace("_", "-"): value for name, value in headers.items()}},
    )


def kept() -> list[tuple[str, bytes]]:
    return [
        (raw.channel.address, bytes(raw.body)) for raw in RawInbound.objects.select_related("channel").order_by("id")
    ]


def test_a_proved_call_is_kept_byte_for_byte_and_then_answered(bell: Channel) -> None:
    body = b'{"text": "\\u00e9 \xff\x00"}  '
    answer = ring(bell, body)
    assert (answer.status_code, answer.content) == (200, b"ok")
    raw = RawInbound.objects.get()
    assert (bytes(raw.body), raw.source, raw.headers) == (body, "hook", {"content-type": "text/strange; boundary=x"})
    assert not answer.cookies


def test_the_url_is_the_public_one_with_its_query_as_called(bell: Channel, settings: Any) -> None:
    settings.PUBLIC_URL = "https://help.example.org"
    settings.ALLOWED_HOSTS = ["testserver"]
    where = f"https://help.example.org/hooks/doorbell/{bell.hook_key}?b=%2f&a=1"
    signed = signatures.hmac_hex(SECRET, where.encode() + b"ding")
    answer = Client().post(
        where.removeprefix("https://help.example.org"),
        b"ding",
        content_type="text/plain",
        headers={"X-Signature": signed},
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("how", ["missing", "wrong", "another channel's"])
def test_a_call_that_is_not_proved_leaves_no_row(shop: Office, bell: Channel, how: str) -> None:
    if how == "missing":
        answer = Client().post(f"/hooks/doorbell/{bell.hook_key}", b"ding", content_type="text/plain")
    else:
        answer = ring(bell, secret="guessed" if how == "wrong" else "the secret of the back door")
    assert answer.status_code == 403
    assert kept() == []


def test_a_handshake_is_answered_as_plain_text(bell: Channel) -> None:
    answer = Client().get(f"/hooks/doorbell/{bell.hook_key}?challenge=<b>1</b>")
    assert (answer.content, answer["Content-Type"]) == (b"<b>1</b>", "text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_same_call_again_is_answered_and_kept_once(bell: Channel) -> None:
    for _ in range(3):
        assert ring(bell, b"same").status_code == 200
    assert ring(bell, b"one body", x_id="call-1").status_code == 200
    assert ring(bell, b"another body", x_id="call-1").status_code == 200
    assert ring(bell, b"long", x_id="x" * 5000).status_code == 200
    assert [body for _, body in kept()] == [b"same", b"one body", b"long"]


@pytest.mark.django_db(transaction=True)
def test_the_same_call_at_once_is_kept_once(bell: Channel) -> None:
    answers: list[int] = []

    def call() -> None:
        try:
            answers.append(ring(bell, b"same").status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 5
    assert len(kept()) == 1


def test_one_call_for_several_accounts_is_kept_for_those_to_whom_it_is_proved(shop: Office, bell: Channel) -> None:
    office.channel("back", shop.support, kind="doorbell", credentials={"secret": SECRET})
    office.channel("neighbour", shop.billing, kind="doorbell", credentials={"secret": "their own"})
    office.channel("closed", shop.support, kind="doorbell", credentials={"secret": SECRET}, active=False)
    assert ring(bell, x_accounts="front back neighbour closed unknown").status_code == 200
    assert kept() == [("front", b"ding"), ("back", b"ding")]


def test_a_call_about_strangers_is_answered_and_dropped(bell: Channel) -> None:
    assert ring(bell, x_accounts="unknown").status_code == 200
    assert kept() == []


def test_a_channel_that_is_switched_off_asks_to_try_again(bell: Channel) -> None:
    Channel.objects.update(active=False)
    assert ring(bell).status_code == 503
    assert kept() == []


@pytest.mark.parametrize(
    "path", ["/hooks/doorbell/0b4b9c5e-0000-4000-8000-000000000000", "/hooks/email/{key}", "/hooks/pigeon/{key}"]
)
def test_there_is_nothing_at_other_addresses(bell: Channel, path: str) -> None:
    answer = Client().post(path.format(key=bell.hook_key), b"", content_type="text/plain")
    assert (answer.status_code, kept()) == (404, [])


def test_only_get_and_post_are_known(bell: Channel) -> None:
    assert Client().put(f"/hooks/doorbell/{bell.hook_key}").status_code == 405


def test_too_much_is_refused(bell: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MAX_BODY", 100)
    assert ring(bell, b"x" * 100).status_code == 200
    assert ring(bell, b"y" * 101).status_code == 413
    assert len(kept()) == 1


def test_too_much_is_refused_also_when_it_does_not_say_how_much_it_is(
    bell: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MAX_BODY", 100)
    scope = {"type": "http", "method": "POST", "path": f"/hooks/doorbell/{bell.hook_key}", "headers": []}
    request = ASGIRequest(scope, io.BytesIO(b"z" * 101))
    assert views.hook(request, "doorbell", bell.hook_key).status_code == 413


def test_a_body_larger_than_a_form_may_be_is_taken(bell: Channel) -> None:
    assert ring(bell, b"x" * 3_000_000).status_code == 200
    assert len(kept()[0][1]) == 3_000_000


def test_without_a_database_the_provider_is_asked_to_try_again(
    bell: Channel, doorbell: Doorbell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*arguments: Any, **more: Any) -> None:
        raise OperationalError("the server closed the connection")

    doorbell.retry_status = 429
    monkeypatch.setattr(ingest, "keep", away)
    assert ring(bell).status_code == 429
    monkeypatch.setattr(Channel.objects, "filter", away)
    assert ring(bell).status_code == 429


def test_a_mistake_of_ours_asks_to_try_again(bell: Channel) -> None:
    assert ring(bell, b"bug").status_code == 503
    assert kept() == []


def test_refused_calls_are_shown_once_in_a_while_and_a_proved_one_clears_them(bell: Channel) -> None:
    for number in range(5):
        ring(bell, b"%d" % number, secret="guessed")
    bell.refresh_from_db()
    assert bell.health == "degraded"
    assert bell.health_detail == "Webhook: A call was refused, the last because: The signature does not match."
    cache.delete(f"hook-refused:{bell.pk}:shown")
    ring(bell, secret="guessed")
    bell.refresh_from_db()
    assert bell.health_detail.startswith("Webhook: 6 calls were refused")
    ring(bell)
    bell.refresh_from_db()
    assert (bell.health, bell.health_detail) == ("ok", "")
    before = bell.last_ok_at
    ring(bell, b"another")
    bell.refresh_from_db()
    assert bell.last_ok_at == before
