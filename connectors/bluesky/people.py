"""Who said it, and when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from connectors.bluesky.account import NETWORK
from inbox.envelope import Address

Json = dict[str, Any]


def address(profile: Json) -> Address:
    name = str(profile.get("displayName") or "").strip() or (f"@{profile['handle']}" if profile.get("handle") else "")
    return Address(network=NETWORK, handle=str(profile["did"]), name=name)


def moment(said: object, indexed: object) -> dt.datetime:
    """When it was written, by the author's word unless that is unreadable or has no zone."""
    for text in (said, indexed):
        try:
            found = dt.datetime.fromisoformat(str(text))
        except ValueError:
            continue
        if found.tzinfo is not None:
            return found
    raise ValueError("no usable time")
