"""The processes of Janice, as `up`, compose and every other supervisor start them."""

from __future__ import annotations

import dataclasses
import sys

from django.core.management import get_commands


@dataclasses.dataclass(frozen=True)
class Process:
    """``stage`` is when it stops: what lets work in first, what others still need last."""

    name: str
    arguments: tuple[str, ...]
    stage: int

    @property
    def command(self) -> list[str]:
        return [sys.executable, "manage.py", *self.arguments]


PROCESSES = (
    Process("web", ("web",), stage=1),
    Process("listener", ("listener",), stage=1),
    Process("beat", ("beat",), stage=1),
    Process("worker", ("worker", "--queues", "ingest,sla,default"), stage=2),
    Process("sender", ("worker", "--queues", "delivery,polling"), stage=2),
    Process("relay", ("relay",), stage=3),
)
MAILSINK = Process("mailsink", ("mailsink",), stage=3)


def processes(*, mailsink: bool) -> list[Process]:
    wanted = [*PROCESSES, MAILSINK] if mailsink else [*PROCESSES]
    return [process for process in wanted if process.arguments[0] in get_commands()]
