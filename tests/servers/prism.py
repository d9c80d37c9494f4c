"""Prism on a vendor's own OpenAPI document: a request that the vendor would not take is refused with the reason (422).

The documents lie beside the repository (``../shared/specs``) and are not part of it; where one is missing, the tests
that need it are skipped by its name.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator

import pytest

from tests.engines import ROOT
from tests.servers import eventually, free_port, listening, log_tail

SPECS = ROOT.parent / "shared" / "specs"
PRISM = ROOT / "tests" / "servers" / "npm" / "node_modules" / ".bin" / "prism"
PATIENCE = 90.0  # the large documents take long on a busy machine


def document(name: str) -> pathlib.Path:
    """A vendor's document; the test that needs it is skipped where it is not there."""
    if not (SPECS / name).exists():
        pytest.skip(f"the vendor's document {name} is not in ../shared/specs")
    return SPECS / name


def program() -> list[str]:
    """How to run Prism. Where it is missing the test says so; in CI that is a failure."""
    beside = ROOT / ".venv" / "bin" / "node"
    node = str(beside) if beside.exists() else shutil.which("node")
    if node and PRISM.exists():
        return [node, str(PRISM.resolve())]
    reason = "Prism is not installed (npm ci in tests/servers/npm)"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI must test with it")
    pytest.skip(reason)


@contextlib.contextmanager
def running(name: str) -> Iterator[str]:
    """A mock server for the document ``name``; yields its base URL. What it answers are the document's examples."""
    source, command, port = document(name), program(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "mock", "-h", "127.0.0.1", "-p", str(port), str(source)],
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            eventually(
                lambda: process.poll() is not None or listening(port), within=PATIENCE, what=f"Prism for {name} listens"
            )
            assert process.poll() is None, log_tail(log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=10)
