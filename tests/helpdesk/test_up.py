from __future__ import annotations

import os
import shutil
import signal
import time
import urllib.error
from collections.abc import Iterator

import pytest

from tests.engines import DATA_DIR
from tests.helpdesk.running import Copy, eventually, manage

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="needs /proc to find every process")

ADA = ("--username", "ada", "--email", "ada@example.org")


@pytest.fixture
def copy() -> Iterator[Copy]:
    copy = Copy(DATA_DIR / "up")
    copy.start()
    yield copy
    copy.kill()
    shutil.rmtree(copy.data_dir)


def test_up_runs_restarts_recovers_and_stops(copy: Copy) -> None:
    """One story, because every start costs seconds."""
    copy.wait_until_it_says("Janice runs at http://localhost:")
    link = copy.wait_until_it_says("/setup/").split()[-1]
    assert "Set up Janice" in copy.get(link.removeprefix(f"http://localhost:{copy.port}"))

    # a second copy on the same data, or on the same port, is refused in one line
    same_data = manage("up", settings={**copy.settings, "PORT": str(copy.port + 1)})
    assert same_data.returncode == 1
    assert "is in use by process" in same_data.stdout
    same_port = manage("up", settings={**copy.settings, "DATA_DIR": str(copy.data_dir / "other")})
    assert same_port.returncode == 1
    assert f"cannot listen on 127.0.0.1:{copy.port}" in same_port.stderr

    # whatever dies is started again, with the pool children of a killed worker gone
    eventually(lambda: len(copy.pids("--queues delivery")) >= 2, within=20, what="the sender has its pool")
    (database,) = copy.pids("postgres -D")
    sender = copy.pids("--queues delivery")
    (main,) = (pid for pid in sender if copy.parent(pid) == copy.process.pid)
    os.kill(main, signal.SIGKILL)
    os.kill(database, signal.SIGKILL)
    copy.wait_until_it_says("postgres runs again", within=20)
    copy.wait_until_it_says("sender ended (killed by SIGKILL)", within=20)
    eventually(lambda: bool(copy.pids("--queues delivery")), within=20, what="a new sender")
    assert not set(sender) & set(copy.pids("--queues delivery"))

    # kill -9 of the supervisor leaves nothing, and the next start finds all data
    made = manage("createadmin", *ADA, "--password-stdin", settings=copy.settings, typed="correct horse battery\n")
    assert made.stdout == "ada can sign in as an admin.\n", made.stderr
    os.kill(copy.process.pid, signal.SIGKILL)
    copy.process.wait()
    eventually(
        lambda: not copy.processes(), within=15, what=lambda: f"these outlive the supervisor: {copy.processes()}"
    )
    copy.start()
    copy.wait_until_it_says("Janice runs at")
    eventually(lambda: '"ready": true' in _readiness(copy), within=30, what=lambda: _readiness(copy))

    assert not copy.said("Nobody can sign in yet")

    # SIGTERM stops in order
    before = time.monotonic()
    copy.process.send_signal(signal.SIGTERM)
    assert copy.process.wait(20) == 0
    assert time.monotonic() - before < 15
    assert copy.said("stopped")
    assert not copy.processes()
    assert not (copy.data_dir / "pg" / "postmaster.pid").exists()
    # Celery may print one when it is stopped while it starts
    assert not any("Traceback" in line for line in copy.lines if not line.startswith(("worker", "sender")))


def _readiness(copy: Copy) -> str:
    try:
        return copy.get("/readyz")
    except urllib.error.HTTPError as error:
        return error.read().decode()
