"""One connected console, as the feed sees it."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from inbox.live import frames
from inbox.live.outbox import Line, Outbox
from inbox.live.presence import Entry
from inbox.live.reading import Scope

SIGNED_OUT = 4401


class Socket:
    """``send`` speaks at once; ``close`` ends the connection with a code and may be called more than once."""

    def __init__(
        self, scope: Scope, session_key: str, *, send: Callable[[str], Awaitable[None]], close: Callable[[int], None]
    ) -> None:
        self.id = uuid.uuid4().hex
        self.scope = scope
        self.session_key = session_key
        self.send = send
        self.close = close
        self.outbox = Outbox()
        self.rewinding = asyncio.Lock()
        self.joined = False
        self.viewing: Entry | None = None
        self.typing: Entry | None = None
        self.wall: tuple[int | None, int | None] | None = None  # (team, channel) of the wall it watches
        self.counts = ""  # as last sent
        self.beaten = time.monotonic()

    @property
    def entries(self) -> list[Entry]:
        return [entry for entry in (self.viewing, self.typing) if entry is not None]

    def deliver(self, scope: Scope | None, lines: Iterable[Line], *, signed_in: bool) -> None:
        """The lines that the person may see *now*. Rights that changed end in a fresh fetch, lost ones at the door."""
        if scope is None or not signed_in or scope.session_hash != self.scope.session_hash:
            self.outbox.forget()
            self.close(SIGNED_OUT)
            return
        if (scope.channels, scope.everything) != (self.scope.channels, self.scope.everything):
            self.outbox.forget()
            self.outbox.resync("rights changed")
            self.counts = ""
            if not scope.everything:
                self.wall = None
        self.scope = scope
        self.outbox.add([line for line in lines if line.visible(scope.user_id, scope.channels)])

    def withdraw(self) -> list[Entry]:
        """Presence on tickets that the person may no longer see."""
        hidden = [entry for entry in self.entries if not self.scope.sees(entry.channel_id)]
        if hidden:
            self.viewing = self.typing = None
        return hidden

    def show_presence(self, ticket_id: int, channel_id: int, *, users: list[dict[str, Any]]) -> None:
        if self.scope.sees(channel_id):
            text = frames.presence(ticket_id, users)
            self.outbox.put(f"presence {ticket_id}", lambda: text)

    def show_counts(self, data: dict[str, Any]) -> None:
        text = json.dumps(data)
        if text != self.counts:
            self.counts = text
            self.outbox.put("counts", lambda: frames.counts(data))

    def show_wall(self, data: dict[str, Any]) -> None:
        self.outbox.put("wall", lambda: frames.wall(data))
