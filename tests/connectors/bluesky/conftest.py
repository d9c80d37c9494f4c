from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from inbox.models import Channel
from tests.connectors.bluesky import desk
from tests.office import Office
from tests.servers import bluesky
from tests.servers.bluesky import Bluesky, Person
from tests.servers.fixtures import peer

__all__ = ["peer"]


@pytest.fixture(autouse=True)
def _loopback_is_allowed(settings: Settings) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "all"


@pytest.fixture(scope="session")
def network(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Bluesky]:
    """It keeps its data in a schema of its own, on the tests' PostgreSQL."""
    with bluesky.running() as server:
        yield server


@pytest.fixture
def brand(network: Bluesky) -> Person:
    return network.person("shop")


@pytest.fixture
def ada(network: Bluesky) -> Person:
    return network.person("ada")


@pytest.fixture
def channel(shop: Office, brand: Person) -> Channel:
    """Connected, and looked at once."""
    return desk.connected(brand, shop.support)
