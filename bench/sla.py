"""What promises cost, and how it grows: ``python -m bench.sla [CLOCKS …]`` (default 10000 100000 300000, 3 minutes).

Three of ten clocks run. For each size: building it, an idle sweep, picking 500 due rows, breaches by one sweeper, two
clocks for a new ticket, the counts and the wall; then, at the largest, the real processes: how late breaches are known,
and a storm of 10,000. The size of the design, 1.5 million running among 5 million, takes about half an hour:
``python -m bench.sla 10000 100000 1000000 5000000``.
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable

from bench import ground, sla_live, sla_rows

SIZES = (10_000, 100_000, 300_000)
DUE, PICKS, MISSED = 500, 60, 400
SECOND = dt.timedelta(seconds=1)
Figure = tuple[float, float, float]  # median, least, most


def main(sizes: list[int]) -> None:
    figures: dict[str, list[Figure]] = {}
    with ground.engines() as postgres:
        rows = sla_rows.Ground()
        for size in sizes:
            took = rows.grow(size)
            note(figures, "building all rows, s", [took])
            note(figures, "idle sweep, ms of CPU", idle(postgres))
            picks, cpu = pick(postgres)
            note(figures, f"pick {DUE} due rows, ms", picks)
            note(figures, f"pick {DUE} due rows, p95, ms", [sorted(picks)[int(0.95 * len(picks))]])
            note(figures, f"pick {DUE} due rows, ms of CPU", [cpu])
            note(figures, f"write {MISSED} breaches, ms", breaches())
            note(figures, "two clocks for a ticket, ms", started(rows))
            note(figures, "counts of 100 people, ms", counts(rows))
            note(figures, "the wall, ms", wall())
        show(sizes, figures)
        deadlines()
        with sla_live.running(rows.admin) as ear:
            sla_live.lateness(ear)
            sla_live.storm(ear)


def note(figures: dict[str, list[Figure]], name: str, spent: list[float]) -> None:
    figures.setdefault(name, []).append((statistics.median(spent), min(spent), max(spent)))


def show(sizes: list[int], figures: dict[str, list[Figure]]) -> None:
    print(f"{'clocks':30}" + "".join(f"{size:>26,}" for size in sizes) + "   growth")
    for name, found in figures.items():
        cells = "".join(f"{median:10.2f} ({least:5.1f} … {most:5.1f})" for median, least, most in found)
        print(f"{name:30}{cells}   ×{found[-1][0] / max(found[0][0], 1e-9):.1f}")
    share = figures["idle sweep, ms of CPU"][-1][0] / 2000
    print(f"an idle sweep every 2 s takes {100 * share:.2f} % of a core at the largest size")


def idle(postgres: int) -> list[float]:
    """Ours and the database's, per sweep, in five rounds."""
    from inbox.sla import sweep

    spent = []
    for _ in range(5):
        before = time.process_time() + ground.cpu_seconds(postgres)
        for _ in range(50):
            sweep.run()
        spent.append(1000 * (time.process_time() + ground.cpu_seconds(postgres) - before) / 50)
    return spent


def pick(postgres: int) -> tuple[list[float], float]:
    """With a backlog of twice as many, locked and let go each time; and what it takes of CPUs that others use too."""
    from django.db import connection, transaction
    from django.utils import timezone

    from inbox.models import Clock
    from inbox.sla import sweep

    chosen = list(sla_rows.unbroken().values_list("pk", flat=True)[: 2 * DUE])
    clocks = Clock.objects.filter(pk__in=chosen)
    before = list(clocks.values_list("pk", "next_check_at"))
    clocks.update(next_check_at=timezone.now())
    spent = []
    used = time.process_time() + ground.cpu_seconds(postgres)
    for _ in range(PICKS):
        with transaction.atomic():
            start = time.perf_counter()
            found = sweep.pick(DUE, timezone.now())
            spent.append(1000 * (time.perf_counter() - start))
            transaction.set_rollback(True)
        assert len(found) == DUE, len(found)
    cpu = 1000 * (time.process_time() + ground.cpu_seconds(postgres) - used) / PICKS
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE inbox_clock SET next_check_at = %s WHERE id = %s", [(at, pk) for pk, at in before])
    return spent, cpu


def breaches() -> list[float]:
    """So many promises broke in one second; one sweeper in this process, three times."""
    from django.utils import timezone

    from inbox.models import Clock, ClockEvent
    from inbox.sla import sweep

    spent = []
    for _ in range(3):
        due = timezone.now().replace(microsecond=0) - 2 * SECOND
        rows = sla_rows.unbroken().filter(metric="first_reply").order_by("-pk")
        hit = list(rows.values_list("pk", flat=True)[:MISSED])
        Clock.objects.filter(pk__in=hit).update(due_at=due, next_check_at=due + SECOND)
        start = time.perf_counter()
        sweep.run()
        spent.append(1000 * (time.perf_counter() - start))
        if ClockEvent.objects.filter(kind="breach", clock_id__in=hit).count() != MISSED:
            raise SystemExit("not every breach was written down; the figures would be worthless")
    return spent


def started(rows: sla_rows.Ground) -> list[float]:
    from django.db import transaction
    from django.utils import timezone

    from inbox.models import Message, Ticket
    from inbox.sla import clocks

    spent = []
    for _ in range(100):
        with transaction.atomic():
            ticket = Ticket.objects.create(
                channel=rows.channel, contact=rows.open.contact, team=rows.teams[0], last_message_at=timezone.now()
            )
            message = Message(ticket=ticket, direction="inbound", automated=False, visibility="private")
            before = time.perf_counter()
            clocks.start(ticket, message)
            spent.append(1000 * (time.perf_counter() - before))
            transaction.set_rollback(True)
    return spent


def counts(rows: sla_rows.Ground) -> list[float]:
    from inbox import reports

    everybody: dict[int, set[int] | None] = {user.pk: None for user in rows.people}
    return timed(lambda: reports.counts_of(everybody))


def wall() -> list[float]:
    from inbox import reports
    from inbox.api.rows import ticket_rows

    return timed(lambda: reports.wall(None, rows=ticket_rows))


def timed(call: Callable[[], object]) -> list[float]:
    call()
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        call()
        spent.append(1000 * (time.perf_counter() - start))
    return spent


def deadlines() -> None:
    """Business time on a calendar with holidays; each call with another start, up to two years away."""
    from inbox.sla import calendar
    from tests.inbox.sla.weeks import BER

    hours = calendar.compile(BER)
    chance = random.Random(1)
    first = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    asked = [
        (first + dt.timedelta(seconds=chance.randrange(2 * 365 * 86400)), chance.randrange(144_000))
        for _ in range(20_000)
    ]
    hours.add(*asked[0])
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        for at, seconds in asked:
            hours.add(at, seconds)
        spent.append(1e6 * (time.perf_counter() - start) / len(asked))
    print(f"a deadline takes {statistics.median(spent):.1f} µs ({min(spent):.1f} … {max(spent):.1f})")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or list(SIZES))
