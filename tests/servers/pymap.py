"""pymap: an IMAP server from PyPI, for machines where Dovecot is not installed or may not be started."""

from __future__ import annotations

import contextlib
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import imapclient

from tests.servers import eventually, free_port, listening

USER, PASSWORD = "demouser", "demopass"
QUIET = ("--no-service", "admin", "--no-service", "managesieve")


class Pymap:
    """One user, one empty INBOX, in memory."""

    def __init__(self) -> None:
        self.port = free_port()
        program = pathlib.Path(sys.executable).parent / "pymap"
        self.process = subprocess.Popen(
            [program, "--host", "127.0.0.1", "--port", str(self.port), *QUIET, "dict"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(lambda: listening(self.port), within=20, what="pymap answers")

    def deliver(self, content: bytes) -> None:
        with imapclient.IMAPClient("127.0.0.1", self.port, ssl=False) as client:
            client.login(USER, PASSWORD)
            client.append("INBOX", content)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)


@contextlib.contextmanager
def running() -> Iterator[Pymap]:
    server = Pymap()
    try:
        yield server
    finally:
        server.close()
