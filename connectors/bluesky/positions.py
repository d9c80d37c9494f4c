"""How far each list was read; moved together with what it brought."""

from __future__ import annotations

import json
from typing import Any

from inbox import ingest
from inbox.models import Channel, Cursor

Json = dict[str, Any]
SOURCE = "poll"


def cursor(channel: Channel, stream: str) -> Json:
    row = Cursor.objects.filter(channel=channel, stream=stream).first()
    return dict(row.value) if row else {}


def keep(channel: Channel, stream: str, items: list[tuple[str, Json]], value: Json) -> int:
    rows = [(name, as_bytes(item)) for name, item in items]
    return len(ingest.keep_many(channel, rows, source=SOURCE, cursor=(stream, value)))


def as_bytes(item: Json) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()
