"""What happened on the page since the last look: the same notifications that the webhook brings, kept for 60 days.

Source: learn.microsoft.com/linkedin, "Organization Social Action Notifications", pull workflow (2026-11).
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from connectors.bearer import Bearer
from connectors.linkedin.calls import encoded
from connectors.linkedin.read import TALK, TYPE
from inbox import ingest
from inbox.models import Channel, Cursor

STREAM = "notifications"
OVERLAP = dt.timedelta(minutes=10)
LONGEST = dt.timedelta(days=60)
PAGE, MOST_PAGES = 100, 20


def look(api: Bearer, channel: Channel) -> int:
    row = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    now = timezone.now()
    last = dt.datetime.fromtimestamp(row.value["until"], dt.UTC) if row else channel.created_at
    since = max(last - OVERLAP, now - LONGEST)
    found: list[dict[str, Any]] = []
    for number in range(MOST_PAGES):
        elements = api.call("GET", _path(channel.address, since, now, number * PAGE)).json().get("elements") or []
        found += elements
        if len(elements) < PAGE:
            break
    bodies = [
        (
            f"pull/{item.get('notificationId')}/{item.get('lastModifiedAt')}",
            json.dumps({"type": TYPE, "notifications": [item]}).encode(),
        )
        for item in sorted(found, key=lambda item: int(item.get("lastModifiedAt") or 0))
    ]
    return len(ingest.keep_many(channel, bodies, source="poll", cursor=(STREAM, {"until": now.timestamp()})))


def _path(page: str, since: dt.datetime, until: dt.datetime, start: int) -> str:
    start_ms, end_ms = (int(at.timestamp() * 1000) for at in (since, until))
    return (
        f"/rest/organizationalEntityNotifications?q=criteria&actions=List({','.join(TALK)})"
        f"&organizationalEntity={encoded(page)}&timeRange=(start:{start_ms},end:{end_ms})&start={start}&count={PAGE}"
    )
