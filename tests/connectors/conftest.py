from __future__ import annotations

import pytest

from tests import office
from tests.office import Office
from tests.servers.fixtures import dovecot, exim, mailbox, peer

__all__ = ["dovecot", "exim", "mailbox", "peer", "shop"]


@pytest.fixture
def shop(db: None) -> Office:
    return office.build()
