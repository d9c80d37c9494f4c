"""Processes of our own, on the test database: real ones, that can be killed."""

from __future__ import annotations

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from tests.engines import ROOT


def environment(**more: str) -> dict[str, str]:
    """What makes a process work on this test's database and Redis."""
    own = connection.settings_dict
    host = quote(str(own["HOST"]), safe="")
    where = f"@{host}" if "/" not in str(own["HOST"]) else "@"
    port = f":{own['PORT']}" if own["PORT"] and where != "@" else ""
    query = "" if where != "@" else f"?host={host}&port={own['PORT'] or 5432}"
    login = quote(str(own["USER"]), safe="") + (f":{quote(str(own['PASSWORD']), safe='')}" if own["PASSWORD"] else "")
    url = f"postgresql://{login}{where}{port}/{own['NAME']}{query}"
    return {**os.environ, "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL, "DEMO": "0", **more}


def manage(*arguments: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, input=stdin, env=environment(**more), capture_output=True, timeout=60, check=False
    )


class Spawned:
    """A process in the background; what it prints is in ``output``."""

    def __init__(self, *arguments: str, **more: str) -> None:
        self._log = tempfile.NamedTemporaryFile(prefix="janice-test-", suffix=".log")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment(**more),
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def output(self) -> str:
        return pathlib.Path(self._log.name).read_text(errors="replace")

    def signal(self, number: int) -> None:
        """To the process and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def end(self) -> None:
        self.signal(15)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.signal(9)
            self.process.wait(timeout=5)
        self._log.close()


@contextlib.contextmanager
def spawned(*arguments: str, **more: str) -> Iterator[Spawned]:
    process = Spawned(*arguments, **more)
    try:
        yield process
    finally:
        process.end()
