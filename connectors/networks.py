"""Names of networks whose handles mean something in one place only: ``discourse:community.example``."""

from __future__ import annotations

import hashlib

LONGEST = 40  # what an identity's network may have


def scoped(kind: str, place: str) -> str:
    """``kind:place``; a place that is too long is told apart by a hash."""
    whole = f"{kind}:{place.lower()}"
    return whole if len(whole) <= LONGEST else f"{kind}:{hashlib.sha256(place.lower().encode()).hexdigest()[:20]}"
