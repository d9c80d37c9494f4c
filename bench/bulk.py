"""Work on many tickets, while people work on single ones: ``python -m bench.bulk [TICKETS]`` (default 5,000).

One change to all of them and its undoing, each in one worker; meanwhile somebody changes single tickets out of the same
ones, twenty a second: how long that takes them, beside how long it takes when nothing else goes on.
"""

from __future__ import annotations

import random
import statistics
import sys
import threading
import time
from typing import Any

from bench import ground, shop

TICKETS = 5_000
EACH = 0.05  # seconds between two changes by a person
ALONE = 100
LIMIT = 600.0  # seconds


def main(count: int) -> None:
    with ground.engines():
        made = shop.Shop(count, tickets=count)
        ids = [ticket.pk for ticket in made.tickets]
        print(f"{'one ticket by a person':30}{told([one(made, ids) for _ in range(ALONE)])}")
        from inbox import bulk

        row = bulk.start(actor=made.admin, ticket_ids=ids, changes={"add_labels": ["recalled"]})
        worked(made, ids, row, "a label on")
        worked(made, ids, bulk.undo(row.pk, actor=made.admin), "undone on")


def worked(made: shop.Shop, ids: list[int], row: Any, name: str) -> None:
    """In turns, as a worker has them."""
    from inbox import bulk, tasks

    spent: list[float] = []
    over = threading.Event()
    person = threading.Thread(target=work, args=(made, ids, spent, over))
    person.start()
    start = time.perf_counter()
    while row.state == bulk.State.RUNNING and time.perf_counter() - start < LIMIT:
        tasks.work_bulk()
        row.refresh_from_db()
    took = time.perf_counter() - start
    over.set()
    person.join()
    if row.state != bulk.State.DONE or row.failed:
        raise SystemExit(f"{row.state}, {len(row.failed)} failed: these figures are worthless")
    print(f"{name} {len(ids):,} tickets: {took:.1f} s, {len(ids) / took:.0f} a second")
    print(f"{'  one by a person meanwhile':30}{told(spent)}", flush=True)


def work(made: shop.Shop, ids: list[int], spent: list[float], over: threading.Event) -> None:
    from django.db import connection

    while not over.wait(EACH):
        spent.append(one(made, ids))
    connection.close()


def one(made: shop.Shop, ids: list[int]) -> float:
    """Milliseconds."""
    from inbox import tickets

    start = time.perf_counter()
    tickets.update(random.choice(ids), actor=made.people[0], priority=random.choice(("low", "normal", "high")))
    return 1000 * (time.perf_counter() - start)


def told(spent: list[float]) -> str:
    ordered = sorted(spent)
    return f"median {statistics.median(ordered):6.1f} ms   p95 {ordered[int(0.95 * len(ordered))]:7.1f} ms"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TICKETS)
