from __future__ import annotations

import dataclasses

import pytest

from tests.inbox.api.contract import Api
from tests.office import Office


@dataclasses.dataclass(frozen=True)
class Desk:
    """Everybody of the office, each at their own browser."""

    owner: Api
    mate: Api
    outsider: Api
    supervisor: Api
    admin: Api
    nobody: Api


@pytest.fixture
def desk(shop: Office) -> Desk:
    return Desk(
        owner=Api(shop.owner),
        mate=Api(shop.mate),
        outsider=Api(shop.outsider),
        supervisor=Api(shop.supervisor),
        admin=Api(shop.admin),
        nobody=Api(),
    )
