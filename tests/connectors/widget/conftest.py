from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from connectors import fields, registry, tasks
from connectors.signatures import hmac_hex
from connectors.widget.models import Visitor
from inbox.models import Channel, Ticket
from inbox.sla import policies
from tests import office
from tests.office import Office

SITE = "https://shop.example"
SECRET = "a secret of sixteen and more"


@dataclasses.dataclass
class Panel:
    """A panel in somebody's browser, as far as HTTP goes."""

    client: Client
    channel: Channel
    token: str = ""
    origin: str = "http://testserver"
    last: Any = None

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self._read(
            self.client.post(self._url(path), body or {}, content_type="application/json", headers=self._headers())
        )

    def get(self, path: str) -> Any:
        return self._read(self.client.get(self._url(path), headers=self._headers()))

    def session(self, **said: Any) -> Any:
        told = self.post("session", said)
        self.token = told.get("token", self.token)
        return told

    def begin(self, **given: Any) -> Any:
        told = self.post("begin", given)
        self.token = told.get("token", self.token)
        return told

    def say(self, text: str, message_id: str = "") -> Any:
        return self.post("messages", {"id": message_id or str(uuid.uuid4()), "text": text})

    def lines(self, after: int = 0) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"lines?after={after}")["lines"]
        return found

    @property
    def visitor(self) -> Visitor:
        return Visitor.objects.latest("id")

    @property
    def ticket(self) -> Ticket:
        tasks.process_raws()
        return Ticket.objects.latest("id")

    def _url(self, path: str) -> str:
        return f"/widget/{self.channel.hook_key}/{path}"

    def _headers(self) -> dict[str, str]:
        named = {"origin": self.origin}
        return named | ({"authorization": f"Bearer {self.token}"} if self.token else {})

    def _read(self, response: Any) -> Any:
        self.last = response
        return response.json()


def make(shop: Office, **settings: Any) -> Channel:
    connector = registry.get("widget")
    asked, secrets = fields.clean(
        connector.fields,
        {"origins": [SITE], "hours": "always", **settings},
        credentials={"identity_secret": SECRET},
    )
    channel = Channel.objects.create(
        kind="widget",
        name="Shop chat",
        address=connector.clean("shop", asked, secrets),
        brand="Northwind",
        team=shop.support,
        settings=asked,
        credentials=secrets,
        capabilities=connector.capabilities(asked, {}),
    )
    channel.teams.add(shop.support)
    return channel


def signed(user_id: str, secret: str = SECRET, **more: str) -> dict[str, str]:
    return {"id": user_id, "hash": hmac_hex(secret, user_id), **more}


@pytest.fixture
def shop(db: None) -> Office:
    shop = office.build()
    policies.ensure_defaults(zone="Europe/Berlin")
    return shop


@pytest.fixture
def chat(shop: Office) -> Channel:
    return make(shop)


@pytest.fixture
def panel(chat: Channel, client: Client) -> Iterator[Panel]:
    cache.clear()
    yield Panel(client, chat)
    cache.clear()
