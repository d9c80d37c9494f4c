"""Things that become due on a ticket at a time: one row each, one index, one sweep (``inbox/due.py``)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from inbox.models import Ticket, Timer


def set(  # noqa: A001 - timers.set(…) is what it does
    ticket: Ticket, kind: str, due_at: dt.datetime, *, ref: int = 0, data: dict[str, Any] | None = None
) -> None:
    """Due then; replaces the timer of the same kind and ``ref``. In the caller's transaction, on a locked ticket."""
    Timer.objects.bulk_create(
        [Timer(ticket=ticket, kind=kind, ref=ref, due_at=due_at, data=data or {})],
        update_conflicts=True,
        unique_fields=("ticket", "kind", "ref"),
        update_fields=("due_at", "data", "attempts", "error"),
    )


def cancel(ticket: Ticket, kind: str, *, ref: int | None = None) -> bool:
    """Not any more; without ``ref`` all of the kind. Whether there was one."""
    rows = Timer.objects.filter(ticket=ticket, kind=kind)
    deleted, _ = (rows if ref is None else rows.filter(ref=ref)).delete()
    return deleted > 0
