"""The processes of Janice, as `up`, compose and every other supervisor start them."""

from __future__ import annotations

import dataclasses
import sys


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
DEMO = (
    Process("customers", ("demo", "--live"), stage=1),  # go on writing
    Process("mailsink", ("mailsink",), stage=3),  # gets the answers
)


def processes(*, demo: bool, mailsink: bool) -> list[Process]:
    customers, sink = DEMO
    return [*PROCESSES, *([customers] if demo else []), *([sink] if mailsink else [])]
