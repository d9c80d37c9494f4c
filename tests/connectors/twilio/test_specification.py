"""Every call we make of Twilio's REST API obeys Twilio's own OpenAPI (prism refuses one that does not)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from connectors.errors import InvalidContent
from connectors.http import Client
from connectors.twilio import rest, subscription, texts
from inbox.models import Channel
from tests.connectors.sms.test_emulator import part
from tests.connectors.twilio.accounts import ACCOUNT, NUMBER, TOKEN
from tests.servers import prism


@pytest.fixture(scope="module")
def twilio() -> Iterator[str]:
    with prism.running("twilio-api-v2010.json") as url:
        yield url


@pytest.fixture
def channel(settings: Settings) -> Channel:
    settings.ALLOW_PRIVATE_HOSTS = "all"
    return Channel(kind="sms", address=NUMBER, settings={"account_sid": ACCOUNT}, credentials={"auth_token": TOKEN})


@pytest.fixture
def http(twilio: str, channel: Channel) -> Iterator[Client]:
    with rest.client(channel, twilio) as client:
        yield client


def test_sending_obeys_the_specification(http: Client, channel: Channel) -> None:
    texts.send(http, channel, part("Hello"), status_url="https://help.example.org/hooks/sms/1")


def test_looking_at_account_and_number_obeys_the_specification(http: Client, channel: Channel) -> None:
    rest.account_check(http, channel)
    rest.number(http, channel)


def test_the_messages_to_one_number_are_asked_for_as_specified(http: Client, channel: Channel) -> None:
    asked: dict[str, Any] = {"To": "+15557654321", "PageSize": texts.LOOK_AT, "DateSent>": "2026-11-22T09:00:00Z"}
    http.call("GET", rest.account_path(channel, "/Messages"), params=asked)


def test_setting_the_webhooks_of_a_number_obeys_the_specification(
    http: Client, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "number", lambda http, channel: {"sid": "PN" + "0" * 32})
    subscription.point(http, channel, {"SmsUrl": "https://help.example.org/hooks/sms/1", "SmsMethod": "POST"})
    subscription.point(http, channel, {"VoiceUrl": "https://help.example.org/x", "StatusCallback": "https://h.example"})


def test_prism_refuses_a_call_that_breaks_the_specification(http: Client, channel: Channel) -> None:
    with pytest.raises(InvalidContent):
        http.call("POST", rest.account_path(channel, "/Messages"), form={"Body": "nobody to send it to"})
