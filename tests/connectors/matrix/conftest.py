from __future__ import annotations

import pytest
from pytest_django import Settings

from inbox.models import Channel
from tests.connectors.matrix import desk
from tests.office import Office
from tests.servers.fixtures import peer, synapse
from tests.servers.synapse import Person, Synapse

__all__ = ["peer", "synapse"]


@pytest.fixture(autouse=True)
def _loopback_is_allowed(settings: Settings) -> None:
    settings.ALLOW_PRIVATE_HOSTS = "all"


@pytest.fixture
def bot(synapse: Synapse) -> Person:
    return synapse.person("shop")


@pytest.fixture
def ada(synapse: Synapse) -> Person:
    return synapse.person("ada")


@pytest.fixture
def channel(shop: Office, bot: Person) -> Channel:
    """Connected, and looked at once."""
    return desk.connected(bot, shop.support)


@pytest.fixture
def room(channel: Channel, bot: Person, ada: Person) -> str:
    """A chat of Ada with us: she invited us, and we came."""
    made = ada.opens(bot)
    desk.look(channel)
    desk.look(channel)
    return made
