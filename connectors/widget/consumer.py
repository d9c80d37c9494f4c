"""The WebSocket of one panel: lines as they change, who is typing, and how far the visitor has got.

The token comes as a subprotocol beside ``janice.chat``: a URL would end in logs. What a visitor says goes by POST,
which answers when it is kept; a socket that breaks in between then loses nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error

from connectors.widget import hub, receive, tokens
from connectors.widget.hub import Seat
from connectors.widget.models import Visitor
from connectors.widget.pages import channel_of

PROTOCOL = "janice.chat"
NOT_KNOWN, TOO_MUCH, AGAIN_LATER = 4401, 1008, 1013
LONGEST = 1024  # characters of a frame
BURST, PER_SECOND = 20.0, 5.0  # frames a panel may send


class VisitorConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    channel_layer_alias = "none"

    def __init__(self) -> None:
        super().__init__()
        self._seat: Seat | None = None
        self._visitor: Visitor | None = None
        self._writer: asyncio.Task[None] | None = None
        self._allowance, self._asked = BURST, time.monotonic()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._writer is not None:
                self._writer.cancel()
            if self._seat is not None:
                await hub.current().leave(self._seat)

    async def connect(self) -> None:
        offered = self.scope.get("subprotocols", [])
        if PROTOCOL not in offered:
            await self.close()
            return
        await self.accept(subprotocol=PROTOCOL)
        token = next((word for word in offered if word != PROTOCOL), "")
        try:
            self._visitor = await hub.read(_known, self.scope["url_route"]["kwargs"]["key"], token)
        except Error:
            await self.close(code=AGAIN_LATER)
            return
        if self._visitor is None:
            await self.close(code=NOT_KNOWN)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._visitor is None:
            return
        if text_data is None or len(text_data) > LONGEST or not self._may_ask():
            await self.close(code=TOO_MUCH)
            return
        try:
            await self._answer(self._visitor, _parsed(text_data))
        except Error:
            await self.close(code=AGAIN_LATER)

    async def _answer(self, visitor: Visitor, frame: dict[str, Any]) -> None:
        match frame:
            case {"type": "hello", "after": int(after)} if self._seat is None and 0 <= after < 2**31:
                self._seat = Seat(visitor, after)
                self._writer = asyncio.create_task(self._write(self._seat))
                if not await hub.current().join(self._seat):
                    await self.close(code=AGAIN_LATER)
            case {"type": "seen", "delivered": int(delivered), "read": int(read)}:
                await hub.read(receive.got, visitor, delivered=max(0, delivered), read=max(0, read))
            case {"type": "typing", "on": bool(on)} if self._seat is not None:
                await hub.current().types(self._seat, on)
            case {"type": "ping"} if self._seat is not None:
                self._seat.say({"type": "beat"})
            case _:
                pass  # a newer panel may say more than we know

    def _may_ask(self) -> bool:
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._asked) * PER_SECOND) - 1
        self._asked = now
        return self._allowance >= 0

    async def _write(self, seat: Seat) -> None:
        with contextlib.suppress(OSError):
            while True:
                frame = await seat.next()
                if frame["type"] == "gone":
                    await self.close(code=NOT_KNOWN)
                    return
                await self.send(text_data=json.dumps(frame))


def _known(key: uuid.UUID, token: str) -> Visitor | None:
    channel = channel_of(key)
    visitor = tokens.read(token, channel) if channel is not None else None
    if visitor is not None and channel is not None:
        visitor.channel = channel
    return visitor


def _parsed(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    return frame if isinstance(frame, dict) else {}
