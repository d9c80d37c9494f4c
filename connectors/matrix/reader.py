"""Fetch what is new by ``/sync``, fill the gaps of limited timelines, and accept invitations.

The first sync takes what was said in the last day, as far as it brings it. ``next_batch`` moves in the transaction that
keeps what came before it, so a crash repeats a sync; the unique ids of the rows refuse what is known.

Source: Matrix specification v1.16, Client-Server API, "Syncing"; read 2026-11-21.
"""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

from connectors.errors import NotFound, PermissionMissing, Rejected
from connectors.http import Client
from connectors.matrix import rooms
from connectors.matrix.account import API
from connectors.matrix.parse import MESSAGES, relation
from inbox import ingest
from inbox.models import Channel, Cursor, RawInbound

STREAM = "sync"
SOURCE = "poll"
BACKLOG = 24 * 3600.0  # seconds before the channel was connected
TIMELINE = 50
PAGES, PAGE = 40, 100  # of a gap; older than that stays in the room only
WANTED = (*MESSAGES, "m.reaction", "m.room.redaction", "m.room.member", "m.room.join_rules")
FILTER = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "account_data": {"types": []},
        "ephemeral": {"types": ["m.receipt"]},
        "state": {"types": ["m.room.member", "m.room.join_rules"], "lazy_load_members": True},
        "timeline": {"types": list(WANTED), "limit": TIMELINE},
    },
}

Json = dict[str, Any]


def read(server: Client, channel: Channel, *, wait: float = 0.0) -> int:
    """One sync; ``wait`` seconds for something to happen. Returns how many items were kept."""
    row = Cursor.objects.filter(channel=channel, stream=STREAM).first()
    value: Json = row.value if row else {}
    params = {"filter": json.dumps(FILTER), "timeout": str(int(wait * 1000)), "set_presence": "offline"}
    if value:
        params["since"] = value["since"]
    answer = server.call("GET", f"{API}/sync", params=params, timeout=wait + 30).json()
    known: Json = dict(value.get("rooms", {}))
    here: Json = answer.get("rooms") or {}
    items: list[tuple[str, Json]] = []
    for room_id, told in (here.get("join") or {}).items():
        timeline, state = _events(told.get("timeline")), _events(told.get("state"))
        fresh = any(rooms.joins(event, channel.address) for event in [*state, *timeline])
        if value and (told.get("timeline") or {}).get("limited"):
            upto = "" if fresh else str(value["since"])
            timeline = _gap(server, channel, room_id, told["timeline"]["prev_batch"], upto=upto) + timeline
        known[room_id] = rooms.learned(known.get(room_id, {}), [*state, *timeline], us=channel.address)
        if fresh:
            timeline = rooms.meant_for_us(timeline, channel.address)
        if not value:
            timeline = [event for event in timeline if _recent(event)]
        items += _items(channel, room_id, known[room_id], timeline)
        items += _receipts(channel, room_id, known[room_id], _events(told.get("ephemeral")))
    for room_id in here.get("leave") or {}:
        known.pop(room_id, None)
    rows = [(name, json.dumps(item, ensure_ascii=False).encode()) for name, item in items]
    moved = {"since": answer["next_batch"], "rooms": known}
    kept = len(ingest.keep_many(channel, rows, source=SOURCE, cursor=(STREAM, moved)))
    for room_id, told in (here.get("invite") or {}).items():
        _answer_invitation(server, channel, room_id, _events(told.get("invite_state")))
    return kept


def _recent(event: Json) -> bool:
    said = event.get("origin_server_ts")
    return isinstance(said, int) and said / 1000 > time.time() - BACKLOG


def _events(part: Any) -> list[Json]:
    return [event for event in (part or {}).get("events") or [] if isinstance(event, dict)]


def _items(channel: Channel, room_id: str, room: Json, timeline: list[Json]) -> list[tuple[str, Json]]:
    """The events that say something. Of an encrypted room only the first, so that people learn of it once."""
    about = {"id": room_id, "public": room.get("public", False), "peer": room.get("peer", "")}
    items: list[tuple[str, Json]] = []
    for event in timeline:
        kind = event.get("type")
        if kind not in WANTED or kind in ("m.room.member", "m.room.join_rules") or "event_id" not in event:
            continue
        if kind == "m.room.encrypted":
            if room.get("told") or event.get("sender") == channel.address:
                continue
            room["told"] = True
        item: Json = {"room": about, "event": event, "names": room.get("names", {})}
        if kind == "m.room.redaction" and (reaction := _reaction(channel, event, items)):
            item["redacted"] = reaction
        items.append((str(event["event_id"]), item))
    return items


def _reaction(channel: Channel, redaction: Json, items: list[tuple[str, Json]]) -> Json | None:
    """The reaction that is taken back: what it was, the homeserver does not say any more."""
    target = str(redaction.get("redacts") or (redaction.get("content") or {}).get("redacts") or "")
    for name, item in items:
        if name == target:
            return _if_reaction(item)
    row = RawInbound.objects.filter(channel=channel, external_id=target).first()
    return _if_reaction(json.loads(bytes(row.body) or b"{}")) if row else None


def _if_reaction(item: Json) -> Json | None:
    event: Json = item.get("event") or {}
    return event if event.get("type") == "m.reaction" and relation(event) else None


def _receipts(channel: Channel, room_id: str, room: Json, ephemeral: list[Json]) -> list[tuple[str, Json]]:
    """Who has read how far. Not our own, and nothing of public rooms, where anybody reads."""
    if room.get("public"):
        return []
    about = {"id": room_id, "public": False, "peer": room.get("peer", "")}
    return [
        (f"receipt/{room_id}/{user}/{event_id}"[:300], {"room": about, "receipt": {"user": user, "ts": data["ts"]}})
        for event in ephemeral
        if event.get("type") == "m.receipt"
        for event_id, kinds in event["content"].items()
        for user, data in (kinds.get("m.read") or {}).items()
        if user != channel.address and "ts" in data
    ]


def _gap(server: Client, channel: Channel, room_id: str, start: str, *, upto: str) -> list[Json]:
    """What the timeline left out, oldest first: back to where we were, or in a new room to our invitation."""
    found: list[Json] = []
    path = f"{API}/rooms/{quote(room_id, safe='')}/messages"
    for _ in range(PAGES):
        params = {"dir": "b", "from": start, "limit": str(PAGE), "filter": json.dumps({"types": list(WANTED)})}
        page = server.call("GET", path, params=params | ({"to": upto} if upto else {})).json()
        found += page.get("chunk") or []
        invited = not upto and any(rooms.invites(event, channel.address) for event in page.get("chunk") or [])
        if invited or not page.get("end") or not page.get("chunk"):
            break
        start = page["end"]
    return found[::-1]


def _answer_invitation(server: Client, channel: Channel, room_id: str, state: list[Json]) -> None:
    """Join, or decline where only some servers are listened to. One that fails does not hold up the rest."""
    inviter = next((str(event["sender"]) for event in state if rooms.invites(event, channel.address)), "")
    listed = channel.settings.get("accept") != "listed" or inviter.partition(":")[2] in channel.settings["servers"]
    path = f"{API}/rooms/{quote(room_id, safe='')}/{'join' if listed else 'leave'}"
    try:
        server.call("POST", path, json={}, repeatable=True)
    except (Rejected, NotFound, PermissionMissing):
        return  # withdrawn, or a server that is gone
