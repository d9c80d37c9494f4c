"""Fetch what is new. The notifications are the truth, the stream only a wake-up.

Three looks, each with its cursor: notifications (others to us), our own statuses (said in another client), and the
customers' recent statuses again, for Mastodon tells nobody when a status is edited or deleted that only mentions them
(FanOutOnWriteService of Mastodon 4: an edit goes to followers and to who boosted or quoted it; read 2026-11-22).

Source: docs.joinmastodon.org/methods/notifications, /methods/statuses#context, /methods/accounts#statuses.
"""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

from django.utils import timezone

from connectors import looking_again
from connectors.errors import NotFound
from connectors.http import Client
from connectors.looking_again import Seen
from connectors.mastodon.parse import SPEAKING
from inbox import ingest
from inbox.models import Channel, Cursor, RawInbound

SOURCE = "poll"
TYPES = ("mention", "quote", "favourite")
PAGE = 40
PAGES = 25  # in one poll; the next goes on
BATCH = 20  # statuses in one question
AGAIN = 40
BACKLOG = dt.timedelta(days=1)  # before the channel was connected: what was asked yesterday still wants an answer
LAG = 120.0  # seconds: notifications are numbered before they are visible, so a late one may have a lower number

Json = dict[str, Any]


def read(server: Client, channel: Channel) -> int:
    """Everything that is new; returns how many items were kept."""
    kept = _notifications(server, channel)
    kept += _own(server, channel)
    return kept + look_again(server, channel, looking_again.due(channel, AGAIN))


def look_again(server: Client, channel: Channel, seen: list[Seen]) -> int:
    """Keep what was edited or deleted since."""
    kept = 0
    for start in range(0, len(seen), BATCH):
        chunk = seen[start : start + BATCH]
        there = _statuses(server, [one.external_id for one in chunk])
        items: list[tuple[str, bytes]] = []
        for one in chunk:
            status = there.get(one.external_id)
            if status is None:
                items.append((f"deleted/{one.external_id}", _bytes({"deleted": one.external_id})))
            elif (edited := str(status.get("edited_at") or "")) != one.version:
                items.append((f"edited/{one.external_id}/{edited}", _bytes({"edited": status})))
        kept += len(ingest.keep_many(channel, items, source=SOURCE))
    return kept


def _statuses(server: Client, ids: list[str]) -> dict[str, Json]:
    """Those that still stand. Servers before 4.3 cannot be asked for many; and who is left out is asked for alone."""
    found: dict[str, Json] = {}
    if len(ids) > 1:
        try:
            answer = server.call("GET", "/api/v1/statuses", params=[("id[]", one) for one in ids]).json()
            found = {str(status["id"]): status for status in answer}
        except NotFound:
            pass
    for one in ids:
        if one not in found:
            try:
                found[one] = server.call("GET", f"/api/v1/statuses/{one}").json()
            except NotFound:
                continue
    return found


def _notifications(server: Client, channel: Channel) -> int:
    """From ``lag`` on: a position that is at least two minutes old. The first time, those of the last day."""
    value = _cursor(channel, "notifications")
    if value is None:
        recent = _recent(server)
        position = str(recent[-1]["id"]) if recent else "0"
        first = {"lag": str(recent[0]["id"]) if recent else "0", "mark": position, "at": time.time()}
        return _keep(channel, "notifications", _spoken(server, channel, recent), first)
    kept, position = 0, str(value["lag"])
    for _ in range(PAGES):
        page = _page(server, "/api/v1/notifications", position, [("types[]", one) for one in TYPES])
        if not page or str(page[-1]["id"]) == position:
            break
        position = str(page[-1]["id"])
        kept += _keep(channel, "notifications", _spoken(server, channel, page), value)
    now = time.time()
    if now - value["at"] >= LAG:
        _keep(channel, "notifications", [], {"lag": value["mark"], "mark": position, "at": now})
    return kept


def _recent(server: Client) -> list[Json]:
    """The newest notifications, oldest first, as far back as BACKLOG."""
    asked = [*(("types[]", one) for one in TYPES), ("limit", str(PAGE)), ("include_filtered", "true")]
    found = server.call("GET", "/api/v1/notifications", params=asked).json()
    since = timezone.now() - BACKLOG
    return [one for one in _oldest_first(found) if dt.datetime.fromisoformat(one["created_at"]) > since]


def _spoken(server: Client, channel: Channel, page: list[Json]) -> list[tuple[str, bytes]]:
    return [
        (f"notification/{one['id']}", _bytes({"notification": one, "ancestors": _ancestors(server, one.get("status"))}))
        for one in _unknown(channel, page, "notification")
        if one["type"] in SPEAKING or _liked_answer(one)
    ]


def _own(server: Client, channel: Channel) -> int:
    """What we said to others. Posts of our own that address nobody are not conversations (yet)."""
    me = channel.facts.get("account_id") or server.call("GET", "/api/v1/accounts/verify_credentials").json()["id"]
    path = f"/api/v1/accounts/{me}/statuses"
    value = _cursor(channel, "own")
    if value is None:
        newest = server.call("GET", path, params={"limit": "1"}).json()
        _keep(channel, "own", [], {"position": str(newest[0]["id"]) if newest else "0"})
        return 0
    kept, position = 0, str(value["position"])
    for _ in range(PAGES):
        page = _page(server, path, position, [("exclude_reblogs", "true")])
        if not page or str(page[-1]["id"]) == position:
            break
        position = str(page[-1]["id"])
        items = [
            (f"own/{one['id']}", _bytes({"own": one, "ancestors": _ancestors(server, one)}))
            for one in _unknown(channel, page, "own")
            if any(str(other["id"]) != str(me) for other in one.get("mentions") or ())
        ]
        kept += _keep(channel, "own", items, {"position": position})
    return kept


def _page(server: Client, path: str, position: str, more: list[tuple[str, str]]) -> list[Json]:
    """The page just above a position, oldest first. What the server filters for people is kept for the desk as well."""
    asked = [*more, ("min_id", position), ("limit", str(PAGE)), ("include_filtered", "true")]
    return _oldest_first(server.call("GET", path, params=asked).json())


def _oldest_first(page: list[Json]) -> list[Json]:
    return sorted(page, key=lambda one: (len(str(one["id"])), str(one["id"])))


def _unknown(channel: Channel, page: list[Json], kind: str) -> list[Json]:
    names = [f"{kind}/{one['id']}" for one in page]
    known = set(RawInbound.objects.filter(channel=channel, external_id__in=names).values_list("external_id", flat=True))
    return [one for one in page if f"{kind}/{one['id']}" not in known]


def _ancestors(server: Client, status: Json | None) -> list[Json]:
    """What the status answers, the root first, as far as the server knows it."""
    if not status or not status.get("in_reply_to_id"):
        return []
    try:
        return list(server.call("GET", f"/api/v1/statuses/{status['id']}/context").json()["ancestors"])
    except NotFound:  # deleted meanwhile; what we were told of it stays
        return []


def _liked_answer(notification: Json) -> bool:
    """Likes of posts are for the statistics of the network; those of our answers belong to the conversation."""
    return notification["type"] == "favourite" and bool((notification.get("status") or {}).get("in_reply_to_id"))


def _cursor(channel: Channel, stream: str) -> dict[str, Any] | None:
    row = Cursor.objects.filter(channel=channel, stream=stream).first()
    return row.value if row else None


def _keep(channel: Channel, stream: str, items: list[tuple[str, bytes]], value: dict[str, Any]) -> int:
    return len(ingest.keep_many(channel, items, source=SOURCE, cursor=(stream, value)))


def _bytes(item: Json) -> bytes:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()
