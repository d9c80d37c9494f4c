"""The user stream: server-sent events that say when to look.

Source: docs.joinmastodon.org/methods/streaming#events, read 2026-11-21; the stream's bytes by the WHATWG HTML standard,
section 9.2.6.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

WAKING = frozenset({"notification", "conversation", "notifications_merged"})


def events(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(event, data); an empty event for a comment, which servers send to keep the line open."""
    kind, data = "", []
    for line in lines:
        if line.startswith(":"):
            yield "", ""
        elif line.startswith("event:"):
            kind = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and (kind or data):
            yield kind, "\n".join(data)
            kind, data = "", []


def touched(kind: str, data: str) -> str:
    """The id of the status that was edited or deleted, if that is what the event says."""
    if kind == "delete":
        return data.strip()
    if kind == "status.update":
        try:
            return str(json.loads(data)["id"])
        except (ValueError, KeyError, TypeError):
            return ""
    return ""
