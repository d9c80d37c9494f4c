"""The whole of Janice, as `manage.py up` starts it, with a mail server of the tests' own to send to.

Everything here goes through the front doors: commands, the REST API, the form, the pipe. Nothing reaches into its
database, except to give people their passwords and for a promise that is shorter than anybody may set.
"""

from __future__ import annotations

import contextlib
import dataclasses
import email
import email.policy
import json
import os
import pathlib
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any, TypeVar

from aiosmtpd.controller import Controller

from tests.engines import ROOT

PASSWORD = "correct horse battery staple"
PATIENCE = 30.0
T = TypeVar("T")


class Sink:
    """Takes every mail, as the customers' mail server would."""

    def __init__(self) -> None:
        self.mails: queue.Queue[EmailMessage] = queue.Queue()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.put(mail)
        return "250 taken"


@dataclasses.dataclass
class Stack:
    url: str
    environment: dict[str, str]
    sink: Sink
    token: str = ""

    def manage(self, *words: str, stdin: bytes = b"") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def api(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.code} {error.read().decode()}") from None

    def pipe(self, channel: str, mail: EmailMessage) -> None:
        self.manage("inbound", channel, stdin=mail.as_bytes(policy=email.policy.SMTP))

    def ticket_about(self, subject: str) -> dict[str, Any]:
        return until(lambda: next((row for row in self._tickets() if row["subject"] == subject), None))

    def ticket_about_text(self, text: str) -> int:
        """The number of the ticket whose newest words are these."""
        return until(
            lambda: next(
                (int(row["id"]) for row in self._tickets() if text in row["preview"] or text in row["subject"]), None
            )
        )

    def _tickets(self) -> Iterator[dict[str, Any]]:
        """All of them, the newest first: other tests of the session have made theirs, and some are dated back."""
        page = {"next": ""}
        while page["next"] is not None:
            page = self.api("GET", f"tickets?view=all&limit=100&cursor={page['next']}".removesuffix("&cursor="))
            yield from page["results"]


def until(look: Callable[[], T | None], *, patience: float = PATIENCE) -> T:
    """What ``look`` finds, as soon as it finds something."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing after {patience:.0f} s")


@contextlib.contextmanager
def running(*, demo: bool = False) -> Iterator[Stack]:
    """Start it on free ports in a folder of its own, with one admin or with the demo; stop it as an operator would."""
    with tempfile.TemporaryDirectory(prefix="janice-browser-", ignore_cleanup_errors=True) as folder:
        pathlib.Path(folder).chmod(0o755)
        port = free_port()
        sink = Sink()
        smtp = Controller(sink, hostname="127.0.0.1", port=free_port())
        smtp.start()
        taken = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "PROCESS_ROLE")
        environment = {name: value for name, value in os.environ.items() if name not in taken} | {
            "PORT": str(port),
            "DATA_DIR": folder,
            "DEMO": str(int(demo)),
            "PUBLIC_URL": f"http://localhost:{port}",
            "SMTP_URL": f"smtp://127.0.0.1:{smtp.port}",
            "ALLOW_PRIVATE_HOSTS": "all",  # what tests stand for others is on this machine
        }
        log = pathlib.Path(folder, "up.log")
        with log.open("wb") as output:
            up = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        stack = Stack(url=f"http://localhost:{port}", environment=environment, sink=sink)
        try:
            until(lambda: _ready(stack, up, log), patience=180)
            if not demo:
                name = ("--username", "admin", "--email", "admin@shop.example", "--name", "Ada Admin")
                stack.manage("createadmin", *name, "--password-stdin", stdin=PASSWORD.encode())
            stack.token = stack.manage("token", "admin").split()[-1]
            yield stack
        finally:
            up.send_signal(signal.SIGTERM)
            try:
                up.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(up.pid, signal.SIGKILL)
            smtp.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _ready(stack: Stack, up: subprocess.Popen[bytes], log: pathlib.Path) -> bool:
    if up.poll() is not None:
        raise AssertionError(f"up ended with {up.returncode}:\n{log.read_text()}")
    try:
        with urllib.request.urlopen(f"{stack.url}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
