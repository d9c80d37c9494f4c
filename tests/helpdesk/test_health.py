from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from helpdesk.celery import QUEUES
from inbox.heartbeat import beat
from inbox.models import Heartbeat

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything_beats() -> None:
    beat("worker", name="worker@a:1", info={"queues": ["ingest", "sla", "default"]})
    beat("worker", name="worker@a:2", info={"queues": ["delivery", "polling"]})
    for kind in ("beat", "relay", "listener", "sweep"):
        beat(kind)


def test_healthz_answers_whatever_the_host_is_called(client: Client) -> None:
    answer = client.get("/healthz", headers={"host": "10.1.2.3"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.usefixtures("everything_beats")
def test_readyz_is_200_with_the_age_of_every_heartbeat(client: Client) -> None:
    answer = client.get("/readyz", headers={"host": "10.1.2.3"})
    assert answer.status_code == 200, answer.content
    report = answer.json()
    assert report["ready"]
    assert set(report["checks"]) == {"database", "redis", "worker", "beat", "relay", "listener", "sweep"}
    assert all(report["checks"][kind]["age"] < 5 for kind in ("worker", "beat", "relay", "listener"))


@pytest.mark.usefixtures("everything_beats")
def test_a_silent_relay_makes_readyz_503_with_the_reason(client: Client) -> None:
    Heartbeat.objects.filter(kind="relay").update(at=timezone.now() - dt.timedelta(seconds=90))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    (reason,) = answer.json()["reasons"]
    assert re.fullmatch(r"relay: last seen \d+ s ago", reason)


@pytest.mark.usefixtures("everything_beats")
def test_a_queue_that_nobody_serves_makes_readyz_503(client: Client) -> None:
    Heartbeat.objects.filter(name="worker@a:2").delete()
    assert client.get("/readyz").json()["reasons"] == ["worker: no worker serves delivery, polling"]
    assert {"delivery", "polling"} < set(QUEUES)


@pytest.mark.usefixtures("everything_beats")
def test_redis_away_is_a_reason_and_no_error_page(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["checks"]["redis"]["ok"]


@pytest.mark.usefixtures("everything_beats")
def test_the_database_away_is_a_reason_and_shows_no_password(client: Client, settings: Settings) -> None:
    settings.DATABASE_URL = "postgresql://janice:hunter2@127.0.0.1:1/desk"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert not answer.json()["checks"]["worker"]["ok"]
    assert b"hunter2" not in answer.content
