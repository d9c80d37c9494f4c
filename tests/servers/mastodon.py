"""mastodon_mock: a stateful stand-in for a Mastodon server that others wrote (MIT), in an environment of its own."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.engines import ROOT
from tests.servers import eventually, free_port, listening, log_tail

PROGRAM = ROOT / ".venv-peers" / "bin" / "mastodon_mock"
PEOPLE = 60
_numbers = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Person:
    """An account there, and what its owner does with an app."""

    server: Mastodon
    name: str

    @property
    def acct(self) -> str:
        return f"{self.name}@{self.server.domain}"

    @property
    def token(self) -> str:
        return f"token-canary-{self.name}"

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = httpx.request(method, f"{self.server.url}{path}", headers=headers, timeout=30, **more)
        answer.raise_for_status()
        return answer.json()

    def posts(self, text: str, **more: Any) -> dict[str, Any]:
        status: dict[str, Any] = self.ask("POST", "/api/v1/statuses", json={"status": text, **more})
        return status

    def edits(self, status: dict[str, Any], text: str) -> None:
        self.ask("PUT", f"/api/v1/statuses/{status['id']}", json={"status": text})

    def deletes(self, status: dict[str, Any]) -> None:
        self.ask("DELETE", f"/api/v1/statuses/{status['id']}")

    def sees(self, external_id: str) -> dict[str, Any]:
        status: dict[str, Any] = self.ask("GET", f"/api/v1/statuses/{external_id}")
        return status

    def thread(self, status: dict[str, Any]) -> list[dict[str, Any]]:
        """What hangs under a status."""
        return list(self.ask("GET", f"/api/v1/statuses/{status['id']}/context")["descendants"])


class Mastodon:
    """Its data is in a file, so that it survives a restart."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root, self.port = root, free_port()
        self.domain = f"127.0.0.1:{self.port}"  # it names this host for its stream
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        people = "".join(
            f'[[seed.accounts]]\nusername = "person{number}"\naccess_token = "token-canary-person{number}"\n'
            for number in range(PEOPLE)
        )
        settings = f'media_storage_path = "{self.root}/media"\n[database]\npath = "{self.root}/mastodon.db"\n'
        (self.root / "mock.toml").write_text(settings + "[streaming]\nheartbeat_seconds = 0.5\n" + people)
        log = (self.root / "log").open("ab")
        where = ("--port", str(self.port), "--domain", self.domain, "--log-level", "warning")
        self.process = subprocess.Popen(
            [str(PROGRAM), "serve", "--config", "mock.toml", "--host", "127.0.0.1", *where],
            cwd=self.root,
            stdout=log,
            stderr=log,
        )
        eventually(
            lambda: listening(self.port), within=60, what=f"mastodon_mock answers; {log_tail(self.root / 'log')}"
        )

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:  # it waits for its open streams
            self.process.kill()
            self.process.wait(timeout=10)

    def person(self) -> Person:
        """Somebody whom no other test knows."""
        return Person(self, f"person{next(_numbers)}")

    def fault(self, path: str, **effect: Any) -> None:
        """The next call to the path fails."""
        rule = {"match": {"path": path}, "effect": effect, "count": 1}
        httpx.post(f"{self.url}/api/v1/_mock/faults", json=rule, timeout=30).raise_for_status()


@contextlib.contextmanager
def running() -> Iterator[Mastodon]:
    if not PROGRAM.exists():
        reason = "mastodon_mock is not installed (make peers)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    root = pathlib.Path(tempfile.mkdtemp(prefix="janice-mastodon-"))
    server = Mastodon(root)
    try:
        server.start()
        yield server
    finally:
        with contextlib.suppress(AttributeError):
            server.stop()
        shutil.rmtree(root, ignore_errors=True)
