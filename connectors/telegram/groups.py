"""What in a group is said to us.

source: https://core.telegram.org/bots/features#privacy-mode, read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]


def is_for_us(message: Json, bot: str, taken: str) -> bool:
    """In a group: only what is said to us, unless everything there is for us."""
    if message["chat"]["type"] == "private" or taken == "all":
        return True
    if str(message.get("reply_to_message", {}).get("from", {}).get("username", "")).lower() == bot:
        return True
    text = message.get("text", message.get("caption", "")).encode("utf-16-le")
    marks = message.get("entities", message.get("caption_entities", []))
    said = [text[mark["offset"] * 2 : (mark["offset"] + mark["length"]) * 2].decode("utf-16-le") for mark in marks]
    names = [word.lower().rpartition("@")[2] for word, mark in zip(said, marks, strict=True) if _addresses(word, mark)]
    return bot in names


def _addresses(word: str, mark: Json) -> bool:
    return mark["type"] == "mention" or (mark["type"] == "bot_command" and "@" in word)
