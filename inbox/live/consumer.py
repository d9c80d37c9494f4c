"""The WebSocket of one console: hello, then whatever the feed queues; and the few things a console says."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import logging
import time
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import ThreadSensitiveContext
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import Error

from inbox import courtesies
from inbox.errors import InboxError
from inbox.live import feed, frames, presence, reading
from inbox.live.feed import Feed
from inbox.live.presence import Entry
from inbox.live.socket import SIGNED_OUT, Socket

TOO_BIG, TOO_MANY, AGAIN_LATER = 1009, 1008, 1013
log = logging.getLogger(__name__)
LONGEST = 4096  # characters of a client's frame
BURST, PER_SECOND = 40.0, 10.0  # frames a client may send


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Knows no channel layer: the feed of the process listens for all sockets."""

    channel_layer_alias = "none"

    def __init__(self) -> None:
        super().__init__()
        self._feed: Feed
        self._socket: Socket | None = None
        self._writer: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._allowance, self._asked = BURST, time.monotonic()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._end()

    async def connect(self) -> None:
        await self.accept()
        user = self.scope["user"]
        session_key = self.scope["session"].session_key
        if not user.is_authenticated or session_key is None:
            await self.close(code=SIGNED_OUT)
            return
        after, epoch = _resume_point(self.scope["query_string"])
        try:
            async with ThreadSensitiveContext():
                scope = (await database_sync_to_async(reading.scopes)([user.pk])).get(user.pk)
            if scope is None:
                await self.close(code=SIGNED_OUT)
                return
            self._feed = feed.current()  # just before joining: a feed without sockets ends
            self._socket = Socket(scope, session_key, send=self._say, close=self._shut)
            await self._feed.join(self._socket, after=after, epoch=epoch)
        except Error as error:
            log.warning("a console could not join: %s", str(error).strip())
            await self.close(code=AGAIN_LATER)
            return
        self._writer = asyncio.create_task(self._write(self._socket))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._socket is None or self._closing is not None:
            return
        if text_data is None or len(text_data) > LONGEST:
            self._shut(TOO_BIG)
        elif not self._may_ask():
            self._shut(TOO_MANY)
        else:
            try:
                await self._answer(self._socket, _parsed(text_data))
            except InboxError as error:
                text = frames.error(error.code, error.message)
                self._socket.outbox.put("error", lambda: text)

    async def _answer(self, socket: Socket, frame: dict[str, Any]) -> None:
        match frame:
            case {"type": "ping"}:
                self._feed.beat(socket)
            case {"type": "replay", "after": int(after)}:
                await self._feed.replay(socket, after)
            case {"type": "view", "ticket_id": None}:
                await self._leave_ticket(socket)
            case {"type": "view", "ticket_id": int(ticket_id)}:
                await self._view(socket, ticket_id)
            case {"type": "typing", "ticket_id": int(ticket_id), "kind": "reply" | "note" as kind}:
                await self._type(socket, ticket_id, kind=kind)
            case {"type": "wall", "on": False}:
                self._feed.watch_wall(socket, None)
            case {"type": "wall", "on": True}:
                if not socket.scope.everything:
                    raise InboxError("forbidden", "The wall is for supervisors and admins.", 403)
                self._feed.watch_wall(socket, (_id_or_none(frame, "team"), _id_or_none(frame, "channel")))
            case _:
                raise InboxError("bad_frame", f"Not a frame that is understood: {json.dumps(frame)[:200]}")

    async def _view(self, socket: Socket, ticket_id: int) -> Entry:
        """Here, or still here."""
        known = socket.viewing
        if known is None or known.ticket_id != ticket_id:
            channel_id = await self._feed.read(reading.ticket_channel, socket.scope.user_id, ticket_id)
            if channel_id is None:
                raise InboxError("not_found", "There is no such ticket, or you may not see it.", 404)
            await self._leave_ticket(socket)
            socket.viewing = Entry(
                socket=socket.id,
                user_id=socket.scope.user_id,
                name=socket.scope.name,
                ticket_id=ticket_id,
                channel_id=channel_id,
                doing=presence.VIEWING,
            )
        entry = socket.viewing
        if entry is None:
            raise InboxError("not_found", "You may not see this ticket any more.", 404)
        await self._feed.presence.keep(entry, seconds=presence.VIEW_SECONDS, tell=entry is not known)
        return entry

    async def _type(self, socket: Socket, ticket_id: int, *, kind: str) -> None:
        viewing = await self._view(socket, ticket_id)
        before = socket.typing
        socket.typing = dataclasses.replace(viewing, doing=presence.TYPING[kind])
        if before is not None and before != socket.typing:
            await self._feed.presence.drop([before])
        await self._feed.presence.keep(socket.typing, seconds=presence.TYPING_SECONDS, tell=True)
        if kind == "reply":
            await self._feed.read(courtesies.typing, ticket_id)

    async def _leave_ticket(self, socket: Socket) -> None:
        left = socket.entries
        socket.viewing = socket.typing = None
        await self._feed.presence.drop(left)

    def _may_ask(self) -> bool:
        now = time.monotonic()
        self._allowance = min(BURST, self._allowance + (now - self._asked) * PER_SECOND) - 1
        self._asked = now
        return self._allowance >= 0

    async def _write(self, socket: Socket) -> None:
        """Waits while the browser is slow; meanwhile the outbox stays bounded."""
        with contextlib.suppress(OSError):
            while True:
                await socket.outbox.ready.wait()
                socket.outbox.ready.clear()
                while (frame := socket.outbox.next(self._feed.resync)) is not None:
                    await self._say(frame)

    async def _say(self, text: str) -> None:
        await self.send(text_data=text)

    def _shut(self, code: int) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(code))

    async def _close(self, code: int) -> None:
        if self._writer is not None:
            self._writer.cancel()
        with contextlib.suppress(OSError, RuntimeError):  # it may be gone already
            await self.close(code=code)

    async def _end(self) -> None:
        for task in (self._writer, self._closing):
            if task is not None:
                task.cancel()
        if self._socket is not None:
            await self._feed.leave(self._socket)


def _resume_point(query_string: bytes) -> tuple[int | None, str]:
    query = parse_qs(query_string.decode("latin1"))
    after = query.get("after", [""])[0]
    return (int(after) if after.isdecimal() and len(after) < 19 else None), query.get("epoch", [""])[0]


def _parsed(text: str) -> dict[str, Any]:
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        frame = None
    if not isinstance(frame, dict):
        raise InboxError("bad_frame", "A frame is a JSON object.")
    return frame


def _id_or_none(frame: dict[str, Any], key: str) -> int | None:
    value = frame.get(key)
    if value is not None and not isinstance(value, int):
        raise InboxError("bad_frame", f"{key} must be a number.", fields={key: "must be a number"})
    return value
