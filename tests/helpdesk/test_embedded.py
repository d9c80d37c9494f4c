from __future__ import annotations

import os
import pathlib
import shutil
import signal
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
import redis
from django.core.cache import cache
from django.db import connection

from helpdesk.binaries import EngineError
from helpdesk.embedded import Engines
from helpdesk.places import Places, can_traverse
from tests.engines import DATA_DIR
from tests.helpdesk.running import eventually


@pytest.fixture
def engines() -> Iterator[Engines]:
    engines = Engines(DATA_DIR / "embedded")
    engines.start()
    yield engines
    engines.stop()
    shutil.rmtree(engines.data_dir)


@pytest.mark.django_db
def test_the_test_database_is_real_postgresql_and_folds_every_alphabet() -> None:
    assert connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("select lower('ÉÅ'), 'É' ilike 'é'")
        assert cursor.fetchone() == ("éå", True)


def test_the_cache_is_a_real_redis() -> None:
    cache.set("greeting", "hello", 5)
    assert cache.get("greeting") == "hello"


def test_committed_rows_survive_kill_9_of_everything(engines: Engines) -> None:
    with psycopg.connect(engines.places.database_url) as session:
        session.execute("create table kept as select generate_series(1, 1000)")
    for process in engines.processes.values():
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert set(engines.dead()) == {"postgres", "redis"}
    engines.restart("redis")
    engines.restart("postgres")
    with psycopg.connect(engines.places.database_url) as session:
        assert session.execute("select count(*) from kept").fetchone() == (1000,)
    assert redis.Redis.from_url(engines.places.redis_url).ping()


def test_engines_left_behind_are_stopped_before_new_ones_start(engines: Engines) -> None:
    left = dict(engines.processes)
    engines.processes.clear()  # as if their supervisor had been killed
    engines.restart("redis")
    engines.restart("postgres")
    eventually(lambda: all(process.poll() is not None for process in left.values()), within=5, what="the old ones end")
    assert redis.Redis.from_url(engines.places.redis_url).ping()
    psycopg.connect(engines.places.database_url).close()


def test_a_pid_file_that_names_a_foreign_process_harms_nobody(engines: Engines) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    postgres = engines.processes["postgres"]
    os.killpg(postgres.pid, signal.SIGKILL)
    postgres.wait()
    pid_file = engines.places.pg_data / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
    engines.restart("postgres")
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_a_data_directory_has_one_owner_and_the_lock_is_never_stale(engines: Engines) -> None:
    with pytest.raises(EngineError, match=f"is in use by process {os.getpid()}"):
        Engines(engines.data_dir).lock()
    engines.stop()
    second = Engines(engines.data_dir)
    second.lock()
    second.stop()


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineError, match=r"cannot write into DATA_DIR .*/file/var: Not a directory"):
        Engines(tmp_path / "file" / "var").lock()


def test_a_long_path_gets_a_short_place_for_its_sockets() -> None:
    deep = Places(pathlib.Path("/srv") / "/".join(["a-rather-long-folder-name"] * 5))
    assert len(str(deep.run / ".s.PGSQL.5432.lock")) < 107
    assert deep.run == Places(deep.data_dir).run


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand PostgreSQL to another account")
def test_as_root_the_database_moves_out_of_a_closed_directory(tmp_path: pathlib.Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    places = Places(closed / "var")
    assert not can_traverse(places.data_dir, 65534)
    assert places.pg_root.parent == pathlib.Path("/var/lib")
    assert closed.stat().st_mode & 0o777 == 0o700
