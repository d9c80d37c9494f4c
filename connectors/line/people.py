"""Who people are, and who has blocked the account: LINE takes messages to them and delivers none, so we remember."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from connectors.base import Profile
from connectors.errors import NotFound
from connectors.http import Client
from connectors.line.read import when
from inbox.envelope import Address
from inbox.models import Channel, Cursor, RawInbound, Thread


def who(client: Client, channel: Channel, address: Address) -> Profile:
    """Friends are known by themselves, others by a group in which they spoke."""
    for path in (f"/v2/bot/profile/{address.handle}", *_memberships(channel, address)):
        with contextlib.suppress(NotFound):
            return Profile(name=str(client.call("GET", path).json()["displayName"]))
    raise NotFound("LINE tells nothing of this person.")


def remember(raw: RawInbound) -> None:
    """Keep what this call says of people who blocked the account, or took it back. An older word changes nothing."""
    for item in _follows(bytes(raw.body)):
        row, _ = Cursor.objects.get_or_create(channel=raw.channel, stream=_stream(item["source"]["userId"]))
        at = when(item).timestamp()
        if at >= row.value.get("at", 0.0):
            row.value = {"at": at, "blocked": item["type"] == "unfollow"}
            row.save(update_fields=("value", "updated_at"))


def _follows(body: bytes) -> list[dict[str, Any]]:
    """None in what cannot be read: parsing says why."""
    try:
        items = json.loads(body)["events"]
        return [item for item in items if isinstance(item, dict) and item.get("type") in ("follow", "unfollow")]
    except (ValueError, KeyError, TypeError):
        return []


def blocked(channel: Channel, user: str) -> bool:
    return Cursor.objects.filter(channel=channel, stream=_stream(user), value__blocked=True).exists()


def _stream(user: str) -> str:
    return f"follows/{user}"


def _memberships(channel: Channel, address: Address) -> list[str]:
    rooms = Thread.objects.filter(
        channel=channel,
        surface="room",
        messages__author_identity__network=address.network,
        messages__author_identity__handle=address.handle,
    )
    kinds = {"C": "group", "R": "room"}  # how ids of groups and of rooms begin
    keys = rooms.values_list("key", flat=True).distinct()[:3]
    return [f"/v2/bot/{kinds[key[0]]}/{key}/member/{address.handle}" for key in keys if key[:1] in kinds]
