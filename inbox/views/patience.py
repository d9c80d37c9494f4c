"""How long a count may take."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction

PATIENCE = 250  # milliseconds that counting one view may take; beyond, its number is just "many"


@contextlib.contextmanager
def patience() -> Iterator[None]:
    """What takes longer than PATIENCE is given up, by an OperationalError; the transaction around it goes on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        before = cursor.fetchone()[0]
        limit = "SELECT set_config('statement_timeout', %s, true)"
        cursor.execute(limit, [f"{PATIENCE}ms"])
        yield
        cursor.execute(limit, [before])
