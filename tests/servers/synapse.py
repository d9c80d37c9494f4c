"""matrix-synapse: the reference homeserver of Matrix, on SQLite, in an environment of its own."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import itertools
import os
import pathlib
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.engines import ROOT
from tests.servers import eventually, free_port, listening, log_tail

PYTHON = ROOT / ".venv-peers" / "bin" / "python"
SECRET = "synapse-registration"
API = "/_matrix/client/v3"
CONFIG = """
server_name: hs.example
pid_file: {root}/synapse.pid
report_stats: false
registration_shared_secret: {secret}
macaroon_secret_key: macaroons
form_secret: forms
signing_key_path: {root}/signing.key
media_store_path: {root}/media
trusted_key_servers: []
federation_domain_whitelist: []
enable_authenticated_media: true
database: {{name: sqlite3, args: {{database: {root}/homeserver.db}}}}
listeners: [{{port: {port}, bind_addresses: [127.0.0.1], type: http, resources: [{{names: [client, media]}}]}}]
rc_message: &free {{per_second: 10000, burst_count: 10000}}
rc_registration: *free
rc_login: {{address: *free, account: *free, failed_attempts: *free}}
rc_invites: {{per_room: *free, per_user: *free, per_issuer: *free}}
rc_joins: {{local: *free, remote: *free}}
rc_room_creation: *free
"""
_numbers = itertools.count(1)


class Person:
    """An account there, and what its owner does with a client."""

    def __init__(self, server: Synapse, name: str) -> None:
        self.server, self.id = server, f"@{name}:hs.example"
        nonce = httpx.get(f"{server.url}/_synapse/admin/v1/register", timeout=30).json()["nonce"]
        proof = "\0".join((nonce, name, "password", "notadmin")).encode()
        asked = {"nonce": nonce, "username": name, "password": "password", "admin": False, "displayname": name.title()}
        asked["mac"] = hmac.new(SECRET.encode(), proof, hashlib.sha1).hexdigest()
        made = httpx.post(f"{server.url}/_synapse/admin/v1/register", json=asked, timeout=30)
        self.token = str(made.raise_for_status().json()["access_token"])

    def ask(self, method: str, path: str, json: Any = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        answer = httpx.request(method, f"{self.server.url}{path}", json=json, headers=headers, timeout=30, **more)
        return answer.raise_for_status().json()

    def opens(self, *invited: Person, **more: Any) -> str:
        """A room, its id."""
        wanted = {"preset": "trusted_private_chat", "invite": [one.id for one in invited], **more}
        return str(self.ask("POST", f"{API}/createRoom", wanted)["room_id"])

    def puts(self, room: str, kind: str, content: dict[str, Any]) -> str:
        path = f"{API}/rooms/{quote(room)}/send/{kind}/{uuid.uuid4()}"
        return str(self.ask("PUT", path, content)["event_id"])

    def says(self, room: str, text: str, **more: Any) -> str:
        return self.puts(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    def edits(self, room: str, event_id: str, text: str) -> None:
        new = {"msgtype": "m.text", "body": text}
        related = {"rel_type": "m.replace", "event_id": event_id}
        self.puts(room, "m.room.message", {**new, "body": f"* {text}", "m.new_content": new, "m.relates_to": related})

    def reacts(self, room: str, event_id: str, emoji: str) -> str:
        related = {"rel_type": "m.annotation", "event_id": event_id, "key": emoji}
        return self.puts(room, "m.reaction", {"m.relates_to": related})

    def redacts(self, room: str, event_id: str) -> None:
        self.ask("PUT", f"{API}/rooms/{quote(room)}/redact/{quote(event_id)}/{uuid.uuid4()}", {})

    def reads(self, room: str, event_id: str) -> None:
        self.ask("POST", f"{API}/rooms/{quote(room)}/receipt/m.read/{quote(event_id)}", {})

    def uploads(self, content: bytes, content_type: str) -> str:
        """An mxc: address."""
        path = "/_matrix/media/v3/upload?filename=kettle.png"
        answer = self.ask("POST", path, content=content, headers={"Content-Type": content_type})
        return str(answer["content_uri"])

    def hears(self, room: str) -> list[dict[str, Any]]:
        """Everything in the room, oldest first."""
        return list(self.ask("GET", f"{API}/rooms/{quote(room)}/messages?dir=f&limit=500")["chunk"])

    def sees(self, room: str, event_id: str) -> dict[str, Any]:
        event: dict[str, Any] = self.ask("GET", f"{API}/rooms/{quote(room)}/event/{quote(event_id)}")
        return event


class Synapse:
    """Its data is in files, so that it survives a restart."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root, self.port = root, free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        config = self.root / "homeserver.yaml"
        config.write_text(CONFIG.format(root=self.root, port=self.port, secret=SECRET))
        command = [str(PYTHON), "-m", "synapse.app.homeserver", "--config-path", str(config)]
        with (self.root / "log").open("ab") as log:
            if not (self.root / "signing.key").exists():
                subprocess.run([*command, "--generate-keys"], cwd=self.root, stdout=log, stderr=log, check=True)
            self.process = subprocess.Popen(command, cwd=self.root, stdout=log, stderr=log)
        eventually(lambda: listening(self.port), within=90, what=f"Synapse answers; {log_tail(self.root / 'log')}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def person(self, name: str = "person") -> Person:
        """Somebody whom no other test knows."""
        return Person(self, f"{name}{next(_numbers)}")


@contextlib.contextmanager
def running() -> Iterator[Synapse]:
    if not (PYTHON.parent / "synapse_homeserver").exists():
        reason = "matrix-synapse is not installed (make peers)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    root = pathlib.Path(tempfile.mkdtemp(prefix="janice-synapse-"))
    server = Synapse(root)
    try:
        server.start()
        yield server
    finally:
        with contextlib.suppress(AttributeError):
            server.stop()
        shutil.rmtree(root, ignore_errors=True)
