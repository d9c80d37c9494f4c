"""How conversations and messages are named here: a Slack timestamp is only unique inside its channel.

A conversation is ``channel`` (a direct message outside threads) or ``channel:root`` (a thread); a message is
``channel:ts``, a file that we shared ``channel:file:id``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def conversation(event: Mapping[str, Any]) -> str:
    """Raises KeyError for an event that stands nowhere. In a channel, every message may begin a thread."""
    channel, root = str(event["channel"]), event.get("thread_ts")
    if is_direct(event):
        return f"{channel}:{root}" if root else channel
    return f"{channel}:{root or event['ts']}"


def is_direct(event: Mapping[str, Any]) -> bool:
    return event.get("channel_type") == "im" or str(event["channel"]).startswith("D")


def surface(event: Mapping[str, Any]) -> str:
    return "dm" if is_direct(event) else "room"


def message(channel: str, ts: str) -> str:
    return f"{channel}:{ts}"


def file(channel: str, file_id: str) -> str:
    return f"{channel}:file:{file_id}"


def read(key: str) -> tuple[str, str]:
    """Channel and thread, or channel and timestamp; the second is empty where there is none."""
    channel, _, ts = key.partition(":")
    return channel, ts
