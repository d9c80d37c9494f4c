from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from connectors import registry
from connectors.webform import tokens
from inbox.models import Channel
from inbox.sla import policies
from tests import office
from tests.office import Office

FIELDS = {"name": "Ada Lovelace", "email": "ada@customer.example", "subject": "Kettle", "message": "It leaks."}


@dataclasses.dataclass
class Customer:
    """Somebody with a browser without scripts: opens a form, fills it in, follows what comes back."""

    client: Client
    slug: str = "contact"
    token: str = ""

    def open(self, query: str = "") -> str:
        page = self.client.get(f"/f/{self.slug}/{query}").content.decode()
        self.token = token_of(page)
        return page

    def send(self, *, follow: bool = True, **fields: Any) -> HttpResponse:
        if not self.token:
            self.open()
        values = {"token": self.token, **FIELDS, **fields}
        sent = self.client.post(f"/f/{self.slug}/", {key: value for key, value in values.items() if value is not None})
        if sent.status_code == 302 and follow:
            return self.client.get(sent["Location"])  # type: ignore[return-value]
        if sent.status_code not in (302, 413):
            self.token = token_of(sent.content.decode())
        return sent  # type: ignore[return-value]


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def private_path(page: str) -> str:
    found = re.search(r'href="http://testserver(/t/[^"]+)"', page)
    assert found, page
    return found[1]


def file(name: str = "photo.png", content: bytes = b"\x89PNG\r\n\x1a\n" + b"x" * 100) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.fixture
def shop(db: None) -> Office:
    shop = office.build()
    policies.ensure_defaults(zone="Europe/Berlin")
    return shop


@pytest.fixture
def form(shop: Office) -> Channel:
    connector = registry.get("webform")
    channel = Channel.objects.create(
        kind="webform",
        name="Contact form",
        address="contact",
        brand="Northwind",
        team=shop.support,
        settings={"reply_channel_id": shop.channel.pk},
        capabilities=connector.capabilities({}, {}),
    )
    channel.teams.add(shop.support)
    return channel


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody waits two seconds here, and every test starts with counters at zero."""
    monkeypatch.setattr(tokens, "TOO_QUICK", dt.timedelta())
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def customer(form: Channel, client: Client) -> Customer:
    return Customer(client)
