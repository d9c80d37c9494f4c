"""Fetch direct messages: the log of all conversations, from where it was read last.

Source: lexicons chat.bsky.convo.getLog, chat.bsky.convo.getConvo; read 2026-11-21.
"""

from __future__ import annotations

from typing import Any

from connectors.bluesky import positions
from connectors.bluesky.session import Session
from connectors.errors import NotFound
from inbox.models import Channel

PAGES = 20
PEERS = 200

Json = dict[str, Any]


def read(session: Session, channel: Channel) -> int:
    """The log of direct messages. The first look only learns where it ends."""
    value = positions.cursor(channel, "chats")
    if not value:
        answer = session.get("chat.bsky.convo.getLog", chat=True)
        return positions.keep(channel, "chats", [], {"cursor": answer.get("cursor", ""), "peers": {}})
    kept, peers, position = 0, dict(value.get("peers", {})), str(value.get("cursor", ""))
    for _ in range(PAGES):
        answer = session.get("chat.bsky.convo.getLog", chat=True, **({"cursor": position} if position else {}))
        items = []
        for entry in answer["logs"]:
            convo = str(entry.get("convoId") or "")
            if convo and "message" in entry and convo not in peers:
                peers[convo] = _peer(session, convo)
            name = f"chat/{convo}/{entry.get('rev', '')}"
            items.append((name, {"chat": entry, "peer": peers.get(convo, {}), "us": session.did}))
        peers = dict(list(peers.items())[-PEERS:])
        moved = str(answer.get("cursor") or position)
        kept += positions.keep(channel, "chats", items, {"cursor": moved, "peers": peers})
        if not answer["logs"] or moved == position:
            break
        position = moved
    return kept


def _peer(session: Session, convo: str) -> Json:
    """The other person of a conversation."""
    try:
        members = session.get("chat.bsky.convo.getConvo", chat=True, convoId=convo)["convo"]["members"]
    except NotFound:
        return {}
    other: Json = next((one for one in members if one["did"] != session.did), {})
    return {key: other[key] for key in ("did", "handle", "displayName") if key in other}
