"""Promises that break while the real processes run: beat, worker, relay, web, and a console that listens."""

from __future__ import annotations

import contextlib
import datetime as dt
import statistics
import threading
import time
from collections.abc import Iterator
from typing import Any

from bench import sla_rows

SECOND = dt.timedelta(seconds=1)
LATE_ONES, STORM = 1500, 10_000
WINDOW = 30  # seconds in which the late ones break, one after the other
PATIENCE = 120.0
TOLD = "sla.breach"


class Ear:
    """A supervisor's console: when which ticket's breach arrived, and how often it had to fetch afresh."""

    def __init__(self, console: Any) -> None:
        self.console, self.arrived, self.fresh, self.seq = console, dict[int, float](), 0, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._over.is_set():
            frame = self.console.read(0.5)
            self.console.frames.clear()
            if frame is None:
                continue
            if frame["type"] == "event" and frame["kind"] == TOLD:
                self.arrived.setdefault(frame["data"]["ticket"]["id"], time.time())
            self.fresh += frame["type"] == "resync"
            self.seq = self.console.seq

    def close(self) -> None:
        self._over.set()
        self._thread.join()


@contextlib.contextmanager
def running(admin: Any) -> Iterator[Ear]:
    from inbox.models import Heartbeat
    from tests.inbox.live import consoles

    with contextlib.ExitStack() as stack:
        for command in (("worker",), ("beat",), ("relay",)):
            stack.enter_context(consoles.running(consoles.Process(*command)))
        server = consoles.Server()
        stack.enter_context(consoles.running(server))
        wait(
            lambda: {"worker", "beat", "relay"} <= set(Heartbeat.objects.values_list("kind", flat=True)), "a heartbeat"
        )
        ear = Ear(stack.enter_context(server.console(admin)))
        stack.callback(ear.close)
        yield ear


def lateness(ear: Ear) -> None:
    """Promises break all the time: how long until it is written down, and until it is on a screen?"""
    start = _whole_second() + 5 * SECOND
    chosen = _running(LATE_ONES)
    for n, pk in enumerate(chosen):
        _due([pk], start + (n * WINDOW // LATE_ONES) * SECOND)
    facts = _breaches(chosen)
    known = sorted((fact.recorded_at - fact.at).total_seconds() for fact in facts)
    wait(lambda: all(fact.clock.ticket_id in ear.arrived for fact in facts) or ear.fresh, "the pushes")
    arrived = [(ear.arrived.get(fact.clock.ticket_id), fact.at.timestamp()) for fact in facts]
    seen = sorted(at - due for at, due in arrived if at is not None)
    print(
        f"{len(chosen)} promises break within {WINDOW} s, real beat and workers; since due, where the first second is"
    )
    print("  the customer's (a reply at due is in time):")
    for what, values in (("written down", known), ("on a screen", seen)):
        if values:
            print(
                f"  {what:14} median {statistics.median(values):5.2f} s   p99 {_at(values, 0.99):5.2f} s"
                f"   max {values[-1]:5.2f} s   ({len(values)})"
            )


def storm(ear: Ear) -> None:
    """Very many break in the same second."""
    from inbox.models import Event

    before, fresh, head = len(ear.arrived), ear.fresh, ear.seq
    chosen = _running(STORM)
    due = _whole_second() + 8 * SECOND
    _due(chosen, due)
    facts = _breaches(chosen)
    written = max(fact.recorded_at for fact in facts) - due
    told = Event.objects.filter(kind=TOLD, seq__gt=head, ticket__clocks__in=chosen)
    wait(lambda: told.values("ticket").distinct().count() >= STORM, "the numbers")
    numbered = time.time() - due.timestamp()
    last = max(told.values_list("seq", flat=True))
    wait(lambda: ear.seq >= last, "the pushes")
    pushed = time.time() - due.timestamp()
    print(f"{STORM} promises break in one second: all written down after {written.total_seconds():.1f} s,")
    print(f"  numbered after {numbered:.1f} s, the console has caught up after {pushed:.1f} s")
    print(f"  ({len(ear.arrived) - before} lines pushed one by one, {ear.fresh - fresh} times told to fetch afresh)")


def _running(count: int) -> list[int]:
    """Clocks of different tickets that run and have not been missed."""
    rows = sla_rows.unbroken().filter(metric="resolution").order_by("pk")
    found = list(rows.values_list("pk", flat=True)[:count])
    if len(found) < count:
        raise SystemExit(f"only {len(found)} running clocks; give a larger size")
    return found


def _due(pks: list[int], at: dt.datetime) -> None:
    from inbox.models import Clock

    Clock.objects.filter(pk__in=pks).update(due_at=at, next_check_at=at + SECOND)


def _breaches(pks: list[int]) -> list[Any]:
    from inbox.models import ClockEvent

    rows = ClockEvent.objects.filter(clock_id__in=pks, kind="breach").select_related("clock")
    wait(lambda: rows.count() == len(pks), "the breaches")
    return list(rows)


def _whole_second() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def _at(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def wait(done: Any, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > until:
            raise SystemExit(f"not within {PATIENCE:.0f} s: {what}")
        time.sleep(0.1)
