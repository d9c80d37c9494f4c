from __future__ import annotations

import pytest

from tests import office
from tests.office import Office


@pytest.fixture
def shop(db: None) -> Office:
    return office.build()
