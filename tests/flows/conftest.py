from __future__ import annotations

import pytest

from tests import office
from tests.office import Office
from tests.servers.fixtures import dovecot, exim, mailbox, mastodon, synapse

__all__ = ["committed_shop", "dovecot", "exim", "mailbox", "mastodon", "shop", "synapse"]


@pytest.fixture
def shop(db: None) -> Office:
    return office.build()


@pytest.fixture
def committed_shop(transactional_db: None) -> Office:
    """For other processes and threads to see."""
    return office.build()
