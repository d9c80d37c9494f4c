"""Beat that may run any number of times: only the holder of a PostgreSQL advisory lock ticks.

When the leader dies its session closes, the lock is free at once, and another beat takes over.
"""

from __future__ import annotations

from typing import Any

import psycopg
from celery.beat import Scheduler
from django.conf import settings

LOCK = 0x1A71CE_BEA7


class LeaderScheduler(Scheduler):
    """The schedule is in the code, so nothing is written to disk: a new leader starts every entry as due."""

    _connection: psycopg.Connection[Any] | None = None
    _leading = False

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if not self._lead():
            return 1.0
        return float(super().tick(*args, **kwargs))

    def close(self) -> None:
        super().close()
        if self._connection is not None:
            self._connection.close()

    def _lead(self) -> bool:
        try:
            if self._connection is None or self._connection.closed:
                self._leading = False
                self._connection = psycopg.connect(settings.DATABASE_URL, autocommit=True, connect_timeout=3)
            if self._leading:
                self._connection.execute("select 1")
            else:
                row = self._connection.execute("select pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
                self._leading = bool(row and row[0])
        except psycopg.Error:
            self._connection, self._leading = None, False
        return self._leading
