"""A real HTTP server on loopback that answers what a test scripted, and records what it was asked.

    with answers.running() as peer:
        peer.on("POST", "/v1/messages", Reply(status=429, headers={"Retry-After": "7"}), Reply(json={"id": "m1"}))
        …
        assert peer.asked[0].json == {"text": "hello"}

Replies to one method and path are given in order; the last one again and again. What nobody scripted is a 404, and
stands in ``asked`` like everything else. It says nothing of how a network behaves: for that a test needs a peer that
somebody else wrote.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclasses.dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came; ``headers`` have lower-case names, ``query`` and ``form`` the last value of each name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reply:
    """``hang_up`` reads the request and closes without a word: the answer is lost. ``gate`` is waited for before
    answering. ``chunks`` are sent one by one, then the connection ends (a stream); ``cut`` promises more than it sends.
    """

    status: int = 200
    json: Any = None
    body: bytes = b""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    hang_up: bool = False
    cut: bool = False
    gate: threading.Event | None = None
    chunks: Sequence[bytes] | None = None

    def payload(self) -> bytes:
        return json.dumps(self.json).encode() if self.json is not None else self.body


class Answers:
    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._scripts: dict[tuple[str, str], list[Reply]] = {}
        self._lock = threading.Lock()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def on(self, method: str, path: str, *replies: Reply) -> None:
        """Script (anew) what ``method`` on ``path`` (without its query) is answered; a ``*`` at its end is any end."""
        with self._lock:
            self._scripts[method, path] = list(replies)

    def to(self, method: str, path: str) -> list[Asked]:
        """What was asked there, in order."""
        return [asked for asked in self.asked if asked.method == method and _same(path, asked.path)]

    def reply(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            known = [own for own in self._scripts if own[0] == asked.method and _same(own[1], asked.path)]
            script = self._scripts[max(known, key=lambda own: len(own[1]))] if known else None
            if not script:
                return Reply(status=404, json={"error": f"nobody scripted {asked.method} {asked.path}"})
            return script.pop(0) if len(script) > 1 else script[0]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextlib.contextmanager
def running() -> Iterator[Answers]:
    peer = Answers()
    try:
        yield peer
    finally:
        peer.close()


def _same(scripted: str, path: str) -> bool:
    return path.startswith(scripted[:-1]) if scripted.endswith("*") else path == scripted


def _handler(peer: Answers) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(
                method=self.command,
                path=parts.path,
                query={name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()},
                headers={name.lower(): value for name, value in self.headers.items()},
                body=body,
            )
            reply = peer.reply(asked)
            if reply.gate is not None:
                reply.gate.wait(20)
            if reply.hang_up:
                self.close_connection = True
                return
            self._write(reply)

        def _write(self, reply: Reply) -> None:
            payload = reply.payload()
            self.send_response(reply.status)
            if reply.json is not None:
                self.send_header("Content-Type", "application/json")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.chunks is None:
                self.send_header("Content-Length", str(len(payload) + (1 if reply.cut else 0)))
            else:
                self.send_header("Connection", "close")
            self.end_headers()
            with contextlib.suppress(OSError):  # the client may have gone
                for chunk in reply.chunks if reply.chunks is not None else [payload]:
                    if self.command != "HEAD":
                        self.wfile.write(chunk)
                        self.wfile.flush()
            if reply.cut or reply.chunks is not None:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _answer

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
