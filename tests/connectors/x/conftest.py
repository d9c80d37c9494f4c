from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.x.connector import connector
from inbox.models import Channel
from tests import office
from tests.connectors.x import payloads
from tests.office import Office
from tests.servers import prism
from tests.servers.answers import Answers, Reply
from tests.servers.fixtures import peer

__all__ = ["peer"]


@pytest.fixture
def channel(shop: Office) -> Channel:
    secrets = {"consumer_secret": payloads.SECRET, "bearer_token": "app", "client_secret": "cs", "refresh_token": "r0"}
    settings = {"client_id": "ci", "poll_minutes": 2, "check_deleted": True}
    facts = {"user_id": payloads.OWN}
    made = office.channel("@exampleshop", shop.support, kind="x", credentials=secrets, settings=settings, facts=facts)
    made.capabilities = connector.capabilities({}, {})
    made.save(update_fields=("capabilities",))
    return made


@pytest.fixture
def x(peer: Answers, monkeypatch: pytest.MonkeyPatch) -> Answers:
    monkeypatch.setattr(connector, "api", peer.url)
    token = {"token_type": "bearer", "expires_in": 7200}
    peer.on(
        "POST",
        "/2/oauth2/token",
        Reply(json=token | {"access_token": "a1", "refresh_token": "r1"}),
        Reply(json=token | {"access_token": "a2", "refresh_token": "r2"}),
        Reply(status=400, json={"error": "invalid_request"}),
    )
    return peer


@pytest.fixture(scope="session")
def x_document() -> Iterator[str]:
    """A mock server made from X's own document: it refuses what X would refuse."""
    with prism.running("x-openapi.json") as url:
        yield url
