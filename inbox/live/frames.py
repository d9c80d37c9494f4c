"""What the server says on the socket, as text. ``event`` frames are made in outbox.py, which knows their chain."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone


def now() -> str:
    return timezone.now().isoformat().replace("+00:00", "Z")


def hello(epoch: str, head: int, counts: dict[str, Any]) -> str:
    """First. ``head`` is the newest number this connection will have been told once it is caught up."""
    return json.dumps({"type": "hello", "epoch": epoch, "head": head, "now": now(), "counts": counts})


def counts(data: dict[str, Any]) -> str:
    return json.dumps({"type": "counts", "data": data})


def wall(data: dict[str, Any]) -> str:
    return json.dumps({"type": "wall", "data": data})


def presence(ticket_id: int, users: list[dict[str, Any]]) -> str:
    return json.dumps({"type": "eph", "kind": "presence", "data": {"ticket_id": ticket_id, "users": users}})


def beat(head: int) -> str:
    """``head`` is the newest number this connection was told: who has less lost something and asks for a replay."""
    return json.dumps({"type": "beat", "head": head, "now": now()})


def resync(epoch: str, head: int, reason: str) -> str:
    """Fetch afresh what is on the screen and go on from ``head``."""
    return json.dumps({"type": "resync", "epoch": epoch, "head": head, "reason": reason})


def error(code: str, message: str) -> str:
    """A frame of the client's was refused; the connection goes on."""
    return json.dumps({"type": "error", "code": code, "message": message})
