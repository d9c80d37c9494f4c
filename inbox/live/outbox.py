"""What one socket has yet to send. Bounded: a browser that cannot keep up fetches afresh, and memory stays flat.

Numbered lines keep their order and their chain; of everything else (counts, the wall, presence, beats) only the newest
is worth sending, so each waits in a slot of its own that the next one overwrites.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections import deque
from collections.abc import Callable, Iterable

LINES = 500
CHARACTERS = 4_000_000
SLOTS = 500

Frame = Callable[[], str]


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One numbered event, encoded once for all sockets. ``channels`` and ``user_id`` say who may read it."""

    seq: int
    body: str
    channels: tuple[int, ...]
    user_id: int | None

    def visible(self, user_id: int, allowed: set[int] | None) -> bool:
        if self.user_id is not None and self.user_id != user_id:
            return False
        return allowed is None or all(channel in allowed for channel in self.channels)

    def frame(self, prev: int) -> str:
        return f'{{"type": "event", "seq": {self.seq}, "prev": {prev}, {self.body}}}'


class Outbox:
    """``told`` is the newest number that this connection was sent; the next line names it as ``prev``."""

    def __init__(self) -> None:
        self.told = 0
        self.ready = asyncio.Event()
        self._open = False
        self._lines: deque[Line] = deque()
        self._characters = 0
        self._slots: dict[str, Frame] = {}
        self._resync: str | None = None

    @property
    def newest(self) -> int:
        """The number it will have been told when it has caught up."""
        return self._lines[-1].seq if self._lines else self.told

    def open(self) -> None:
        """Until now nothing left: hello comes first."""
        self._open = True
        self.ready.set()

    def add(self, lines: Iterable[Line]) -> None:
        """Numbered lines that this connection may see, in order."""
        if self._resync is not None:
            return  # it will fetch afresh anyway
        for line in lines:
            self._lines.append(line)
            self._characters += len(line.body)
        if len(self._lines) > LINES or self._characters > CHARACTERS:
            self.resync("too slow")
        self.ready.set()

    def rewind(self, after: int, lines: list[Line]) -> None:
        """Go on from ``after``: ``lines`` are all that came since, whatever was queued or sent before."""
        self._clear()
        self.told = after
        self._lines.extend(lines)
        self._characters = sum(len(line.body) for line in lines)
        self.ready.set()

    def put(self, slot: str, frame: Frame) -> None:
        """Overwrites what waits in the slot; ``frame`` is made when it is sent."""
        self._slots.pop(slot, None)
        if len(self._slots) >= SLOTS:
            self._slots.pop(next(iter(self._slots)))
        self._slots[slot] = frame
        self.ready.set()

    def resync(self, reason: str) -> None:
        """Forget the lines that wait: it is to fetch afresh instead."""
        self._clear()
        self._resync = reason
        self.ready.set()

    def forget(self) -> None:
        """Nothing of what waits may be sent any more."""
        self._clear()
        self._slots.clear()

    def next(self, resync: Callable[[str], tuple[int, str]]) -> str | None:
        """The next frame, None when there is none. ``resync`` makes that frame and says where to go on."""
        if not self._open:
            return None
        if self._resync is not None:
            self.told, frame = resync(self._resync)
            self._resync = None
            return frame
        while self._lines:
            line = self._lines.popleft()
            self._characters -= len(line.body)
            if line.seq > self.told:
                prev, self.told = self.told, line.seq
                return line.frame(prev)
        for slot in self._slots:
            return self._slots.pop(slot)()
        return None

    def _clear(self) -> None:
        self._lines.clear()
        self._characters = 0
        self._resync = None
