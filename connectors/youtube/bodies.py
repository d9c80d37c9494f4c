"""What a look found, as bodies to keep: one for each thread, under a name that changes when the thread does."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from connectors.youtube.read import when

Item = dict[str, Any]


def bodies(threads: Sequence[Item], videos: dict[str, Item], gone: Sequence[str]) -> list[tuple[str, bytes]]:
    """Oldest first, one for each thread, named by what it says: unchanged, it is known already."""
    rows = []
    for thread in sorted(threads, key=published):
        video = videos.get(str(thread["snippet"].get("videoId") or ""))
        body = json.dumps({"items": [thread], "videos": [video] if video else []}).encode()
        rows.append((f"{thread['id']}/{_digest(thread)}", body))
    if gone:
        name = hashlib.sha256(" ".join(gone).encode()).hexdigest()[:32]
        rows.append((f"gone/{name}", json.dumps({"gone": list(gone)}).encode()))
    return rows


def _digest(thread: Item) -> str:
    comments = [thread["snippet"]["topLevelComment"], *((thread.get("replies") or {}).get("comments") or ())]
    said = [
        [
            comment.get("id"),
            *(comment["snippet"].get(name) for name in ("updatedAt", "textDisplay", "moderationStatus")),
        ]
        for comment in comments
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def published(thread: Item) -> dt.datetime:
    """When its first comment was written."""
    return when(str(thread["snippet"]["topLevelComment"]["snippet"]["publishedAt"]))
