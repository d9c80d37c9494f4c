"""Rate buckets: shared windows, corrected by headers, replies before polling, and nothing lost without Redis."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from connectors import rates
from connectors.errors import RateLimited
from connectors.http import Client
from connectors.rates import Bucket
from tests.servers import free_port
from tests.servers.answers import Answers, Reply


def spent(bucket: Bucket, *, priority: bool = False) -> bool:
    try:
        rates.take(bucket, priority=priority)
    except RateLimited as error:
        return error.scope == bucket.name and 0 < error.retry_after <= 60
    return False


def test_polling_leaves_a_fifth_to_replies() -> None:
    bucket = Bucket("network:1", size=10, seconds=60)
    assert [spent(bucket) for _ in range(9)] == [False] * 8 + [True]
    assert [spent(bucket, priority=True) for _ in range(3)] == [False, False, True]
    assert not spent(Bucket("network:2", size=10, seconds=60))


def test_a_call_may_cost_more_than_one() -> None:
    bucket = Bucket("quota", size=100, seconds=60)
    rates.take(bucket, cost=50, priority=True)
    rates.take(bucket, cost=50, priority=True)
    assert spent(bucket, priority=True)


def test_what_the_network_says_is_left_counts_more_than_our_count(peer: Answers) -> None:
    left = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "50"}
    peer.on("GET", "/x", Reply(headers=left))
    with Client(peer.url, bucket="network:1") as client:
        client.call("GET", "/x")
        with pytest.raises(RateLimited) as raised:
            client.call("GET", "/x")
    assert 1 <= raised.value.retry_after <= 50
    with Client(peer.url, bucket="network:1", priority=True) as reply:
        reply.call("GET", "/x")
    assert len(peer.asked) == 2


def test_after_a_429_nobody_asks_before_its_time(peer: Answers) -> None:
    peer.on("GET", "/x", Reply(status=429, headers={"Retry-After": "40"}))
    with Client(peer.url, bucket="network:1", priority=True) as client:
        for _ in range(3):
            with pytest.raises(RateLimited) as raised:
                client.call("GET", "/x")
            assert 30 < raised.value.retry_after <= 40
    assert len(peer.asked) == 1


def test_without_redis_calls_are_made_uncounted(peer: Answers, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    rates._redis.cache_clear()
    peer.on("GET", "/x", Reply())
    try:
        with Client(peer.url, bucket=Bucket("network:1", size=1, seconds=60)) as client:
            for _ in range(3):
                client.call("GET", "/x")
    finally:
        rates._redis.cache_clear()
        rates._broken_until = 0.0
    assert len(peer.asked) == 3
