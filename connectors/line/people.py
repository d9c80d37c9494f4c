"""Who has blocked the account. LINE takes messages to them and delivers none, so we have to remember."""

from __future__ import annotations

import json

from connectors.line.read import when
from inbox.models import Channel, Cursor, RawInbound


def remember(raw: RawInbound) -> None:
    """Keep what this call says of people who blocked the account, or took it back. An older word changes nothing."""
    for item in json.loads(bytes(raw.body))["events"]:
        if isinstance(item, dict) and item.get("type") in ("follow", "unfollow"):
            row, _ = Cursor.objects.get_or_create(channel=raw.channel, stream=_stream(item["source"]["userId"]))
            at = when(item).timestamp()
            if at >= row.value.get("at", 0.0):
                row.value = {"at": at, "blocked": item["type"] == "unfollow"}
                row.save(update_fields=("value", "updated_at"))


def blocked(channel: Channel, user: str) -> bool:
    return Cursor.objects.filter(channel=channel, stream=_stream(user), value__blocked=True).exists()


def _stream(user: str) -> str:
    return f"follows/{user}"
