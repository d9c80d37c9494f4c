"""A stop flag that can be waited for together with a socket."""

from __future__ import annotations

import os
import select


class Stop:
    """Like threading.Event, with a file descriptor that turns readable once it is set."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()
        self._set = False

    def __bool__(self) -> bool:
        return self._set

    def set(self) -> None:
        if not self._set:
            self._set = True
            os.write(self._writer, b"!")

    def wait(self, timeout: float, *, sock: int | None = None) -> bool:
        """Until set, ``sock`` is readable or the time is over. True when ``sock`` has something to say."""
        poller = select.poll()
        poller.register(self._reader, select.POLLIN)
        if sock is not None:
            poller.register(sock, select.POLLIN)
        ready = poller.poll(max(0.0, timeout) * 1000)
        return any(descriptor == sock for descriptor, _ in ready)

    def __del__(self) -> None:
        os.close(self._reader)
        os.close(self._writer)
