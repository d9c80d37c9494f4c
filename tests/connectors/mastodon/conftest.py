from __future__ import annotations

import pytest
from pytest_django import Settings

from inbox.models import Channel
from tests.connectors.mastodon import desk
from tests.office import Office
from tests.servers.fixtures import mastodon, peer
from tests.servers.mastodon import Mastodon, Person

__all__ = ["mastodon", "peer"]


@pytest.fixture(autouse=True)
def _loopback_is_allowed(settings: Settings) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "all"


@pytest.fixture
def brand(mastodon: Mastodon) -> Person:
    return mastodon.person()


@pytest.fixture
def ada(mastodon: Mastodon) -> Person:
    return mastodon.person()


@pytest.fixture
def channel(shop: Office, brand: Person) -> Channel:
    """Connected, and looked at once: what is said from now on is new."""
    return desk.connected(brand, shop.support)
