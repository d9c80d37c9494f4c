"""Beat that may run any number of times: only the holder of a PostgreSQL advisory lock ticks.

When the leader dies its session closes, the lock is free at once, and another beat takes over.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from celery.beat import Scheduler
from django.conf import settings
from django.db import DatabaseError, connection

from inbox.heartbeat import beat

LOCK = 0x1A71CE_BEA7
HEARTBEAT_EVERY = 10.0
STANDBY_LOOK = 1.0  # seconds between two tries to become the leader


class LeaderScheduler(Scheduler):
    """The schedule is in the code and holds only sweeps, which may run once too often: nothing is kept on disk."""

    _session: psycopg.Connection[Any] | None = None
    _leading = False
    _next_heartbeat = 0.0

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if not self._lead():
            return STANDBY_LOOK
        self._heartbeat()
        return float(super().tick(*args, **kwargs))

    def close(self) -> None:
        super().close()
        if self._session is not None:
            self._session.close()

    def _lead(self) -> bool:
        try:
            if self._session is None or self._session.closed:
                self._leading = False
                self._session = psycopg.connect(settings.DATABASE_URL, autocommit=True, connect_timeout=3)
            if self._leading:
                self._session.execute("select 1")
            else:
                row = self._session.execute("select pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
                self._leading = bool(row and row[0])
        except psycopg.Error:
            self._session, self._leading = None, False
        return self._leading

    def _heartbeat(self) -> None:
        if time.monotonic() < self._next_heartbeat:
            return
        self._next_heartbeat = time.monotonic() + HEARTBEAT_EVERY
        try:
            beat("beat")
        except DatabaseError:
            self._leading = False
        finally:
            connection.close()
