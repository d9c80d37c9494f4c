from __future__ import annotations

import itertools
from typing import Any

import pytest

from connectors import channels
from inbox.models import Channel
from tests.office import Office
from tests.servers.fixtures import wordpress
from tests.servers.wordpress import WordPress

__all__ = ["blog", "wordpress"]

_numbers = itertools.count(1)


@pytest.fixture
def blog(shop: Office, wordpress: WordPress, settings: Any) -> Channel:
    """The blog as a channel that has just been connected."""
    settings.ALLOW_PRIVATE_HOSTS = "all"
    return channels.create(
        "wordpress",
        actor=shop.admin,
        address="blog",
        name=f"Blog {next(_numbers)}",
        team_id=shop.support.pk,
        settings={"server_url": wordpress.url, "username": wordpress.editor, "backlog_days": 0},
        credentials={"password": wordpress.password},
    )
