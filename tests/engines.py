"""Real PostgreSQL and Redis for the tests: embedded, in memory where possible, started once, removed at the end.

Imported by conftest.py before Django reads its settings. With DATABASE_URL and REDIS_URL in the environment those
servers are used instead.
"""

from __future__ import annotations

import os
import pathlib
import shutil

from helpdesk.embedded import Engines

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEMORY = pathlib.Path("/dev/shm")
ENOUGH = 1 << 30


def _base() -> pathlib.Path:
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        return MEMORY / f"janice-test-{os.getpid()}"
    return ROOT / f"var-test-{os.getpid()}"


DATA_DIR = _base()
engines: Engines | None = None


def prepare() -> None:
    """Point the settings at the test engines; nothing starts yet."""
    global engines
    os.environ["DATA_DIR"] = str(DATA_DIR)
    os.environ["PUBLIC_URL"] = "http://testserver"
    os.environ["SECRET_KEY"] = "only for the tests, and long enough to be accepted"
    os.environ["FIELD_KEYS"] = "dGVzdHMgZG8gbm90IGtlZXAgc2VjcmV0cywgcmVhbCE="
    if not os.environ.get("DATABASE_URL"):
        engines = Engines(DATA_DIR, fast=True)


def start() -> None:
    if engines is not None and not engines.processes:
        engines.start()


def stop() -> None:
    if engines is not None:
        engines.stop()
        shutil.rmtree(engines.places.run, ignore_errors=True)
        shutil.rmtree(engines.places.pg_root, ignore_errors=True)
    shutil.rmtree(DATA_DIR, ignore_errors=True)
