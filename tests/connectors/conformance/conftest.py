from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterator

import pytest

from connectors import registry
from tests.connectors.conftest import shop

__all__ = ["shop"]

DISTRIBUTION = {
    "METADATA": "Metadata-Version: 2.1\nName: janice-pigeon\nVersion: 1.0\n",
    "entry_points.txt": "[janice.connectors]\npigeon = tests.connectors.conformance.pigeon.connector\n",
}


@pytest.fixture(scope="package", autouse=True)
def pigeon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pathlib.Path]:
    """Somebody installed a package that brings a connector: what pip leaves on sys.path, and nothing else."""
    place = tmp_path_factory.mktemp("site-packages")
    found = place / "janice_pigeon-1.0.dist-info"
    found.mkdir()
    for name, text in DISTRIBUTION.items():
        (found / name).write_text(text)
    sys.path.append(str(place))
    registry.modules.cache_clear()
    yield found
    sys.path.remove(str(place))
    registry.modules.cache_clear()
    registry.get.cache_clear()
