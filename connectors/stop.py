"""A stop flag that can be waited for together with a socket."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable


class Stop:
    """Like threading.Event, with a file descriptor that turns readable once it is set.

    ``resting`` is called before a wait that may be long: what is not needed meanwhile is given back.
    """

    def __init__(self, *, resting: Callable[[], None] | None = None) -> None:
        self._resting = resting
        self._reader, self._writer = os.pipe()
        self._set = False
        self._lock = threading.RLock()  # set() may interrupt then() in the same thread: it is called by signals
        self._then: list[Callable[[], None]] = []

    def __bool__(self) -> bool:
        return self._set

    def set(self) -> None:
        with self._lock:
            if self._set:
                return
            self._set = True
            os.write(self._writer, b"!")
            waiting = list(self._then)
        for action in waiting:
            action()

    def then(self, action: Callable[[], None]) -> None:
        """Call ``action`` once it is set, from whatever thread sets it; at once if it is already."""
        with self._lock:
            self._then.append(action)
            late = self._set
        if late:
            action()

    def forget(self, action: Callable[[], None]) -> None:
        with self._lock:
            self._then = [other for other in self._then if other != action]

    def rest(self) -> None:
        """A wait begins."""
        if self._resting is not None:
            self._resting()

    def wait(self, timeout: float, *, sock: int | None = None) -> bool:
        """Until set, ``sock`` is readable or the time is over. True when ``sock`` has something to say."""
        self.rest()
        poller = select.poll()
        poller.register(self._reader, select.POLLIN)
        if sock is not None:
            poller.register(sock, select.POLLIN)
        ready = poller.poll(max(0.0, timeout) * 1000)
        return any(descriptor == sock for descriptor, _ in ready)

    def __del__(self) -> None:
        os.close(self._reader)
        os.close(self._writer)
