"""A copy of the product run by `manage.py up`, as an operator runs it."""

from __future__ import annotations

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping

from tests.engines import ROOT

NOT_OURS = {
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "FIELD_KEYS",
    "PUBLIC_URL",
    "SMTP_URL",
    "DATA_DIR",
    "PORT",
    "DEMO",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(holds: Callable[[], bool], *, within: float, what: str | Callable[[], str]) -> None:
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what() if callable(what) else what}")
        time.sleep(0.05)


def environment(**settings: str) -> dict[str, str]:
    """The tests' own environment without their settings."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return {**inherited, **settings}


def manage(*arguments: str, settings: Mapping[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        input=typed,
    )


class Copy:
    def __init__(self, data_dir: pathlib.Path, **settings: str) -> None:
        self.data_dir, self.port = data_dir, free_port()
        self.settings = {"DATA_DIR": str(data_dir), "PORT": str(self.port), "DEMO": "0", **settings}
        self.lines: list[str] = []

    def start(self) -> None:
        self.lines.clear()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment(**self.settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self.lines.append(line.rstrip())

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)

    def wait_until_it_says(self, text: str, *, within: float = 60) -> str:
        eventually(lambda: self.said(text) or self.process.poll() is not None, within=within, what=text)
        found = [line for line in self.lines if text in line]
        assert found, "\n".join(self.lines)
        return found[-1]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            return str(answer.read().decode())

    def processes(self) -> dict[int, str]:
        """Every process of this copy, found by its data directory: engines by command line, ours by environment."""
        found = {}
        for folder in pathlib.Path("/proc").iterdir():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                mine = f"DATA_DIR={self.data_dir}\0".encode() in (folder / "environ").read_bytes() + b"\0"
            except (OSError, NotADirectoryError):
                continue
            if line and (mine or str(self.data_dir) in line):
                found[int(folder.name)] = line
        return found

    def pids(self, text: str) -> list[int]:
        return [pid for pid, line in self.processes().items() if text in line]

    def parent(self, pid: int) -> int:
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])

    def kill(self) -> None:
        """Whatever a failed test left."""
        for pid in [self.process.pid, *self.processes()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
