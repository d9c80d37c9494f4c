"""Whom we tell, as an admin sets it up over the API."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inbox.models import Endpoint, IdempotencyKey, WebhookDelivery
from inbox.webhooks import endpoints, queue
from tests.inbox.api.contract import Api
from tests.office import Office

NEW = {"name": "Stock", "url": "https://stock.example/hook?shop=7", "kinds": ["ticket.created", "sla.breach"]}


@pytest.fixture
def api(shop: Office) -> Api:
    return Api(shop.admin)


def made(api: Api, **more: Any) -> dict[str, Any]:
    answer = api.post("endpoints", NEW | more)
    assert answer.status == 201, answer.body
    return answer.body  # type: ignore[no-any-return]


def test_a_secret_is_shown_once_and_kept_encrypted(api: Api) -> None:
    answer = api.post("endpoints", NEW, Idempotency_Key="k1")
    secret = answer.body["secret"]
    assert secret.startswith("whsec_")
    assert len(secret) == len("whsec_") + 44
    pk = answer.body["endpoint"]["id"]
    again = api.post(f"endpoints/{pk}/secret", {}, Idempotency_Key="k2").body
    assert again["secret"] != secret
    assert again["endpoint"]["both_secrets_until"] is not None
    seen = b"".join(api.get(path).content for path in ("endpoints", f"endpoints/{pk}", f"endpoints/{pk}/deliveries"))
    assert b"whsec_" not in seen
    assert not IdempotencyKey.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inbox_endpoint e WHERE e::text LIKE '%whsec_%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"url": "http://stock.example"}, "url", "“http://stock.example” is not a web address that starts with https"),
        ({"url": "stock.example/hook"}, "url", "is not a web address"),
        ({"url": "https://me:pw@stock.example/"}, "url", "without user, password"),
        ({"kinds": ["ticket.eaten"]}, "kinds", "Nobody tells of ticket.eaten. There are: ticket.created,"),
        ({"name": ""}, "name", "may not be blank"),
        ({"secret": "x"}, "secret", "Unknown field."),
    ],
)
def test_a_mistake_is_named(api: Api, more: dict[str, Any], field: str, words: str) -> None:
    answer = api.post("endpoints", NEW | more)
    assert answer.status == 400
    assert words in answer.body["fields"][field]


def test_a_name_is_given_once(api: Api) -> None:
    made(api)
    answer = api.post("endpoints", NEW)
    assert (answer.status, answer.body["fields"]) == (409, {"name": "There is already an endpoint called “Stock”."})


def test_switched_off_and_on_again_it_starts_afresh(api: Api) -> None:
    pk = made(api)["endpoint"]["id"]
    long_ago = timezone.now() - dt.timedelta(days=4)
    Endpoint.objects.update(failing_since=long_ago, hold_until=long_ago, disabled_reason="It answered 410.")
    queue.test(pk)
    off = api.patch(f"endpoints/{pk}", {"active": False}).body
    assert (off["active"], off["waiting"], off["failed"]) == (False, 0, 1)
    on = api.patch(f"endpoints/{pk}", {"active": True}).body
    assert (on["active"], on["failing_since"], on["hold_until"], on["disabled_reason"]) == (True, None, None, "")


def test_the_log_is_listed_with_every_attempt(api: Api) -> None:
    pk = made(api)["endpoint"]["id"]
    first, second = (api.post(f"endpoints/{pk}/test", {}).body for _ in range(2))
    row = queue.claim(pk)
    assert row is not None
    queue.settle(row, queue.Answered(status=500, detail="It answered 500: Oops", duration_ms=12))
    listed = api.get(f"endpoints/{pk}/deliveries").body["results"]
    assert [(each["id"], each["state"]) for each in listed] == [(second["id"], "queued"), (first["id"], "failed")]
    (attempt,) = listed[1]["attempts"]
    assert (attempt["status"], attempt["detail"], attempt["duration_ms"]) == (500, "It answered 500: Oops", 12)
    failed = api.get(f"endpoints/{pk}/deliveries?state=failed").body["results"]
    assert [each["id"] for each in failed] == [first["id"]]
    assert api.post(f"webhook-deliveries/{first['id']}/resend", {}).body["state"] == "queued"


def test_all_that_failed_since_a_time_is_sent_again(api: Api) -> None:
    pk = made(api)["endpoint"]["id"]
    now = timezone.now()
    for hours in (1, 5):
        row = WebhookDelivery.objects.create(
            endpoint_id=pk, kind="ticket.created", payload={}, state="failed", next_attempt_at=now
        )
        WebhookDelivery.objects.filter(pk=row.pk).update(created_at=now - dt.timedelta(hours=hours))
    since = (now - dt.timedelta(hours=2)).isoformat()
    assert api.post(f"endpoints/{pk}/resend", {"since": since}).body == {"queued": 1}


def test_a_removed_endpoint_takes_its_log_along(api: Api) -> None:
    pk = made(api)["endpoint"]["id"]
    queue.test(pk)
    assert api.delete(f"endpoints/{pk}").status == 204
    assert not WebhookDelivery.objects.exists()


def test_there_is_an_end_to_how_many(api: Api, shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MOST", 1)
    made(api)
    assert api.post("endpoints", NEW | {"name": "Second"}).body["code"] == "too_many"
