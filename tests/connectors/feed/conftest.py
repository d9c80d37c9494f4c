from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors import channels
from inbox.models import Channel
from tests.office import Office
from tests.servers.fixtures import wordpress

__all__ = ["follow", "wordpress"]


@pytest.fixture
def follow(shop: Office, settings: Any) -> Callable[[str], Channel]:
    """A feed's address as a channel that has just been connected."""
    settings.ALLOW_PRIVATE_HOSTS = "all"

    def made(address: str) -> Channel:
        return channels.create(
            "feed",
            actor=shop.admin,
            address=address,
            name="Feed",
            team_id=shop.support.pk,
            settings={"backlog_days": 0},
            credentials={},
        )

    return made
