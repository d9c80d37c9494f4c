"""The npm package ``emulate``: Twilio and Slack as somebody else built them, stateful, on loopback."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator

from tests.servers import free_port
from tests.servers.npm_programs import program, started


@contextlib.contextmanager
def running(service: str, seed: str) -> Iterator[str]:
    """One service of ``emulate`` with its seed (YAML); yields its base URL."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(seed)
        file.flush()
        command = [*program("emulate"), "start", "--service", service, "--port", str(port), "--seed", file.name]
        with started(command, port, within=30):
            yield f"http://127.0.0.1:{port}"
