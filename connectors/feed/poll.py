"""Which entries are new or changed. A feed is a window: what leaves it is not deleted, only old.

``Cursor.value`` of stream ``entries``: ``etag`` and ``modified`` of the last answer, and ``known``:
{id: [digest, changes seen]} of what the feed showed last, and what it showed before, up to MANY.
"""

from __future__ import annotations

import email.utils
import hashlib
import json
import urllib.parse
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from connectors.errors import ContractChanged, NotFound
from connectors.feed import entries
from connectors.http import Answer, Client
from inbox import ingest
from inbox.models import Channel, Cursor

STREAM = "entries"
MANY = 2000
SETTLED_AFTER = 2.0  # seconds
DAY = 24 * 3600
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


def look(channel: Channel) -> int:
    """Keep what is new together with the cursor; on the first look only what is not too old."""
    row = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    before: dict[str, Any] = row.value if row else {}
    answer = fetch(channel.address, before)
    if answer is None:
        return 0
    _, found = entries.read(answer.body, channel.address)
    known: dict[str, list[Any]] = dict(before.get("known", {}))
    items: list[tuple[str, bytes]] = []
    since = timezone.now().timestamp() - DAY * int(channel.settings.get("backlog_days", 0))
    for entry in reversed(found):  # feeds show the newest first
        body = json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()
        digest = hashlib.sha256(body).hexdigest()[:32]
        name = hashlib.sha256(entry["id"].encode()).hexdigest()[:40]
        seen = known.pop(name, None)
        known[name] = [digest, 0 if seen is None else seen[1] + (seen[0] != digest)]  # last in, last to be forgotten
        if (row is None and _old(entry, since)) or (seen is not None and seen[0] == digest):
            continue
        kept = json.dumps({"entry": entry, "change": known[name][1]}, ensure_ascii=False)
        items.append((f"entry/{name}/{known[name][1]}", kept.encode()))
    settled = _settled(answer)
    value: dict[str, object] = {
        "etag": answer.headers.get("etag", "") if settled else "",
        "modified": answer.headers.get("last-modified", "") if settled else "",
        "known": dict(list(known.items())[-MANY:]),
    }
    return len(ingest.keep_many(channel, items, source="poll", cursor=(STREAM, value)))


def fetch(address: str, before: Mapping[str, Any]) -> Answer | None:
    """The feed, or None when it is what it was. Follows one move to another place on the same host."""
    parts = urllib.parse.urlsplit(address)
    headers = {"Accept": ACCEPT}
    if before.get("etag"):
        headers["If-None-Match"] = before["etag"]
    if before.get("modified"):
        headers["If-Modified-Since"] = before["modified"]
    path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    with Client(f"{parts.scheme}://{parts.netloc}", headers=headers) as client:
        answer = client.call("GET", path)
        moved = urllib.parse.urlsplit(answer.headers.get("location", ""))
        if answer.status in (301, 302, 303, 307, 308) and moved.netloc in ("", parts.netloc):
            answer = client.call("GET", urllib.parse.urlunsplit(("", "", moved.path or "/", moved.query, "")))
    if answer.status == 304:
        return None
    if answer.status >= 300:
        raise NotFound(
            f"The feed has moved to {answer.headers.get('location', 'nowhere')[:300]}. Enter its new address."
        )
    if not answer.body.strip():
        raise ContractChanged("The answer is empty.")
    return answer


def _old(entry: Mapping[str, Any], since: float) -> bool:
    """What has no date may have stood there for years."""
    return entry["at"] is None or entry["at"] < since


def _settled(answer: Answer) -> bool:
    """Whether "not modified" may be believed next time.

    Times of HTTP are whole seconds, and WordPress makes its ETag of one: what is added in the second of the last change
    would stay unseen until something else is added.
    """
    said, changed = answer.headers.get("date", ""), answer.headers.get("last-modified", "")
    if not changed:
        return True
    try:
        age = email.utils.parsedate_to_datetime(said) - email.utils.parsedate_to_datetime(changed)
    except (TypeError, ValueError):
        return False
    return age.total_seconds() >= SETTLED_AFTER
