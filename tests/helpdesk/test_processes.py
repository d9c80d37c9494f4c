"""Each process by its own command on servers that are not ours, as compose starts them."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings

from helpdesk.processes import PROCESSES
from tests.engines import ROOT
from tests.helpdesk.running import environment, eventually, free_port, manage

DATABASE = "by_hand"


@dataclasses.dataclass
class Machine:
    settings: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = dataclasses.field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        self.processes[name] = subprocess.Popen(command, cwd=ROOT, env=environment(**self.settings))

    def readiness(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.settings['PORT']}/readyz", timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            return dict(json.load(error))
        except OSError as error:
            return {"ready": False, "reasons": [str(error)]}


@pytest.fixture
def machine() -> Iterator[Machine]:
    server = settings.DATABASE_URL.replace("/janice?", "/postgres?")
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"create database {DATABASE}")
    machine = Machine(
        {
            "DATABASE_URL": settings.DATABASE_URL.replace("/janice?", f"/{DATABASE}?"),
            "REDIS_URL": settings.REDIS_URL.replace("db=0", "db=3"),
            "SECRET_KEY": settings.SECRET_KEY,
            "FIELD_KEYS": ",".join(settings.FIELD_KEYS),
            "PORT": str(free_port()),
            "DATA_DIR": "/nowhere",
        }
    )
    yield machine
    for process in machine.processes.values():
        process.kill()
        process.wait()
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f"drop database {DATABASE} with (force)")


def test_every_process_runs_by_itself_shares_the_work_and_is_replaced(machine: Machine) -> None:
    migrated = manage("migrate", "--no-input", settings=machine.settings)
    assert migrated.returncode == 0, migrated.stderr
    for process in PROCESSES:
        machine.start(process.name, process.command)
    machine.start("beat on standby", [sys.executable, "manage.py", "beat"])
    eventually(lambda: machine.readiness()["ready"], within=60, what=lambda: str(machine.readiness()))
    assert not os.path.exists("/nowhere")

    alive = manage("alive", "worker", settings=machine.settings)
    assert alive.returncode == 0, alive.stderr

    # the beat that leads dies; the other one takes over
    leader = _leading_beat(machine)
    for name in ("beat", "beat on standby"):
        if machine.processes[name].pid == leader:
            machine.processes[name].kill()
    eventually(lambda: _leading_beat(machine) not in {None, leader}, within=20, what="the standby beats")

    # each stops by itself on SIGTERM
    for child in machine.processes.values():
        child.send_signal(signal.SIGTERM)
    for name, child in machine.processes.items():
        assert child.wait(15) is not None, name


def _leading_beat(machine: Machine) -> int | None:
    with psycopg.connect(machine.settings["DATABASE_URL"]) as session:
        row = session.execute("select name from inbox_heartbeat where kind = 'beat' order by at desc").fetchone()
    return int(row[0].rpartition(":")[2]) if row else None
