from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from django.test import Client

from helpdesk import cache as cache_module
from inbox.models import User

LOGIN = "/_allauth/browser/v1/auth/login"


@pytest.fixture
def redis_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(cache_module, "_broken_until", 0.0)
    usual = caches["default"]
    caches["default"] = cache_module.RedisOrLocalCache("unix:///nowhere/redis.sock", {})
    yield
    caches["default"].clear()
    caches["default"] = usual


def test_limits_are_counted_in_redis_for_all_processes() -> None:
    cache.set("count", 1, 60)
    assert caches.create_connection("default").incr("count") == 2
    assert cache.get("count") == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("redis_away")
def test_people_sign_in_without_redis_and_guessing_stays_slow(client: Client) -> None:
    User.objects.create_user(username="ada", email="ada@example.org", password="correct horse battery")
    body = {"username": "ada", "password": "correct horse battery"}
    assert client.post(LOGIN, body, content_type="application/json").status_code == 200
    client.logout()
    wrong = {"username": "ada", "password": "wrong"}
    for _ in range(12):
        client.post(LOGIN, wrong, content_type="application/json")
    assert client.post(LOGIN, body, content_type="application/json").status_code in {400, 429}
