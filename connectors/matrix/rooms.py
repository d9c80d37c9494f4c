"""What is remembered of the rooms we are in: it rides with the sync token in the same cursor.

``{"public": bool, "peer": somebody else in it, "names": of the last people seen, "told": whether its
encryption was said}`` by room id.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
NAMES = 20


def learned(known: Json, events: list[Json], *, us: str) -> Json:
    """What is known of a room after these events, in their order."""
    room = dict(known)
    for event in events:
        content = event.get("content") or {}
        match event.get("type"):
            case "m.room.join_rules" if "state_key" in event:
                room["public"] = content.get("join_rule") == "public"
            case "m.room.member" if invites(event, us):
                room["peer"] = event["sender"]
            case "m.room.member" if content.get("membership") == "join" and event.get("state_key") != us:
                room.setdefault("peer", event["state_key"])
            case "m.room.message" if event.get("sender") != us:
                room["peer"] = event["sender"]
    room["names"] = dict([*room.get("names", {}).items(), *_names(events)][-NAMES:])
    return room


def _names(events: list[Json]) -> list[tuple[str, str]]:
    """User and display name, from membership events."""
    return [
        (str(event["state_key"]), str(event["content"]["displayname"]))
        for event in events
        if event.get("type") == "m.room.member" and (event.get("content") or {}).get("displayname")
    ]


def invites(event: Json, us: str) -> bool:
    return _membership(event, us) == "invite"


def joins(event: Json, us: str) -> bool:
    """We come in: not a change of our name or picture."""
    before = (event.get("unsigned") or {}).get("prev_content") or {}
    return _membership(event, us) == "join" and before.get("membership") != "join"


def meant_for_us(timeline: list[Json], us: str) -> list[Json]:
    """In a room that we have just joined: what was said since we were invited, or else since we came."""
    for begins in (invites, joins):
        for position in reversed(range(len(timeline))):
            if begins(timeline[position], us):
                return timeline[position:]
    return timeline


def _membership(event: Json, us: str) -> str:
    mine = event.get("type") == "m.room.member" and event.get("state_key") == us
    return str((event.get("content") or {}).get("membership") or "") if mine else ""
