from __future__ import annotations

from tests.servers.fixtures import peer

__all__ = ["peer"]
