from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.line.connector import connector
from inbox.models import Channel
from tests import office
from tests.connectors.line import events
from tests.office import Office
from tests.servers import prism
from tests.servers.fixtures import peer

__all__ = ["peer"]


@pytest.fixture
def channel(shop: Office) -> Channel:
    secrets = {"channel_secret": events.SECRET, "channel_secret_before": "the old one", "access_token": "at"}
    made = office.channel("@shop", shop.support, kind="line", credentials=secrets)
    made.capabilities = connector.capabilities({}, {})
    made.save(update_fields=("capabilities",))
    return made


@pytest.fixture(scope="session")
def line_document() -> Iterator[str]:
    """A mock server made from LINE's own document: it refuses what LINE would refuse."""
    with prism.running("line-messaging-api.yml") as url:
        yield url
