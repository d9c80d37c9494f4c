"""Real processes on the test database, and a console that speaks with them as a browser does."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from inbox.models import User

ROOT = pathlib.Path(__file__).resolve().parents[3]
Frame = dict[str, Any]


def until(condition: Callable[[], Any], *, seconds: float = 10.0, what: str = "") -> Any:
    """The first true answer; a failure when the deadline passes without one."""
    deadline = time.monotonic() + seconds
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or condition}")
        time.sleep(0.02)


def environment(**more: str) -> dict[str, str]:
    """For a child process: the database of this test."""
    database = connection.settings_dict
    quoted = {key: urllib.parse.quote(str(database[key]), safe="") for key in ("USER", "PASSWORD", "NAME", "HOST")}
    login = quoted["USER"] + (f":{quoted['PASSWORD']}" if quoted["PASSWORD"] else "")
    port = f"&port={database['PORT']}" if database["PORT"] else ""
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{login}@/{quoted['NAME']}?host={quoted['HOST']}{port}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
        **more,
    }


class Process:
    """One ``manage.py`` command."""

    def __init__(self, *command: str, **more: str) -> None:
        arguments = [sys.executable, "manage.py", *command]
        self.child = subprocess.Popen(arguments, cwd=ROOT, env=environment(**more), start_new_session=True)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def stop(self) -> int:
        self.child.terminate()
        try:
            return self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("did not stop within 10 s") from None


class Server(Process):
    """The web process, on a port of its own."""

    def __init__(self, **more: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        super().__init__("web", PORT=str(self.port), PUBLIC_URL=self.origin, **more)
        until(self._answers, seconds=30, what="the web process answers")

    def _answers(self) -> bool:
        if self.child.poll() is not None:
            raise AssertionError(f"the web process ended with {self.child.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def console(self, user: User, *, query: str = "", session: str = "") -> Console:
        return Console(self, session or sign_in(user), query=query)

    def cookie(self, session: str) -> str:
        return f"sessionid_{self.port}={session}"

    def get(self, path: str, session: str) -> Any:
        request = urllib.request.Request(self.origin + path, headers={"Cookie": self.cookie(session)})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    @property
    def memory(self) -> int:
        """Resident bytes."""
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024


def sign_in(user: User) -> str:
    """The key of a new session."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Console:
    """Keeps every frame it got; ``seq`` and ``epoch`` are where it would resume."""

    def __init__(self, server: Server, session: str, *, query: str = "", origin: str | None = None) -> None:
        self.session = session
        self.frames: list[Frame] = []
        self.seq, self.epoch = 0, ""
        self._life = contextlib.ExitStack()
        self.socket: ClientConnection = self._life.enter_context(
            connect(
                server.origin.replace("http", "ws", 1) + "/ws/live/" + (f"?{query}" if query else ""),
                origin=cast(Origin, origin or server.origin),
                additional_headers={"Cookie": server.cookie(session)},
                compression=None,
                max_size=None,
            )
        )

    def __enter__(self) -> Console:
        self.wait("hello")
        return self

    def __exit__(self, *exc: object) -> None:
        self._life.close()

    @property
    def resume(self) -> str:
        return urllib.parse.urlencode({"after": self.seq, "epoch": self.epoch})

    def say(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def read(self, timeout: float) -> Frame | None:
        try:
            frame: Frame = json.loads(self.socket.recv(timeout=timeout))
        except TimeoutError:
            return None
        self.frames.append(frame)
        if frame["type"] in {"hello", "resync"}:
            self.seq, self.epoch = frame["head"], frame["epoch"]
        elif frame["type"] == "event":
            assert frame["prev"] <= self.seq < frame["seq"], (self.seq, frame)
            self.seq = frame["seq"]
        return frame

    def wait(self, kind: str, where: Callable[[Frame], Any] = lambda frame: True, *, seconds: float = 5.0) -> Frame:
        """The next frame of this type that fits."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            frame = self.read(left)
            if frame is not None and frame["type"] == kind and where(frame):
                return frame
        raise AssertionError(f"no {kind} within {seconds} s; last frames: {self.frames[-5:]}")

    def event(self, kind: str, *, seconds: float = 5.0) -> Frame:
        return self.wait("event", lambda frame: frame["kind"] == kind, seconds=seconds)

    def settle(self) -> list[Frame]:
        """Everything the server had to say by now: it answers a ping after all that is queued before it."""
        start = len(self.frames)
        self.say(type="ping")
        self.wait("beat")
        return self.frames[start:]

    def events(self) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == "event"]

    def close_code(self, *, seconds: float = 5.0) -> int:
        """Read until the server closes; its code."""
        deadline = time.monotonic() + seconds
        try:
            while (left := deadline - time.monotonic()) > 0:
                self.read(left)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        raise AssertionError(f"still open after {seconds} s")


@contextlib.contextmanager
def running(process: Process) -> Iterator[Process]:
    try:
        yield process
    finally:
        process.kill()
