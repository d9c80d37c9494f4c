"""Real servers that stand in for the outside world: mail by Dovecot and Exim, a proxy that cuts connections."""

from __future__ import annotations

import os
import pathlib
import shutil
import socket
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")


def need(program: str) -> str:
    """Path of a server's program. Where it is missing the test says so; in CI that is a failure."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    reason = "" if found else f"{program} is not installed"
    if found and os.geteuid() != 0:
        reason = f"{program} must be started by root"
    if reason and os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI must test with it")
    if reason:
        pytest.skip(reason)
    return str(found)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(look: Callable[[], T], *, within: float = 10.0, what: str = "") -> T:
    """The first true answer of ``look``; fails when there is none in time."""
    until = time.monotonic() + within
    while True:
        answer = look()
        if answer:
            return answer
        if time.monotonic() > until:
            raise AssertionError(f"not within {within:g} s: {what or look}")
        time.sleep(0.02)


def listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def log_tail(path: pathlib.Path) -> str:
    return path.read_text(errors="replace")[-2000:] if path.exists() else "(no log)"
