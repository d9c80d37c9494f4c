"""What the numbers beside the views cost: ``python -m bench.counts [MESSAGES]`` (default 60,000 on 20,000 tickets).

Nine built-in views and eleven saved ones, most of them with conditions that no index helps. Each by itself, all of them
for fifty people, and then live: a web process with fifty consoles while ten tickets change every second for half a
minute, against the same changes with no console.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench import ground, shop

MESSAGES, PER_TICKET = 60_000, 3.0
CONSOLES, PER_SECOND, SECONDS = 50, 10, 30
ROUNDS = 7
Q = dict[str, Any]


def field(name: str, op: str, *value: Any) -> Q:
    return {"field": name, "op": op} | ({"value": list(value)} if value else {})


UNSOLVED = field("status", "is", "open", "waiting_customer", "on_hold")
SAVED: dict[str, Q] = {
    "urgent": {"all": [UNSOLVED, field("priority", "is", "urgent")]},
    "a label": {"all": [UNSOLVED, field("labels", "contains", "refund")]},
    "words of a subject": {"all": [field("subject", "contains", "kettle", "kessel", "bouilloire")]},
    "two fields or": {"any": [field("custom.order", "is", "A-400"), field("subject", "contains", "invoice")]},
    "VIPs": {"all": [UNSOLVED, field("contact.vip", "is", True)]},
    "a customer's domain": {"all": [field("contact.domain", "is", "mail.example")]},
    "a customer's name": {"all": [field("contact.name", "contains", "bach", "stein")]},
    "with files": {"all": [field("attachments", "is", True)]},
    "silent for two days": {"all": [UNSOLVED, field("hours_since_agent", "at_least", 48)]},
    "ever silent": {"all": [field("hours_since_agent", "at_least", 48)]},
    "everything but": {"none": [field("labels", "contains", "legal"), field("subject", "contains", "spam")]},
}


def main(messages: int) -> None:
    with ground.engines() as postgres:
        made = shop.Shop(messages, tickets=round(messages / PER_TICKET))
        print(f"{messages:,} messages on {len(made.tickets):,} tickets, made in {made.took:.0f} s")
        for name, tree in SAVED.items():
            keep(name, tree)
        each(made)
        together(made)
        live(made, postgres)


def keep(name: str, tree: Q) -> None:
    from inbox import conditions
    from inbox.models import CustomField, View

    CustomField.objects.get_or_create(key="order", target="ticket", defaults={"label": "Order", "kind": "text"})
    View.objects.create(name=name, conditions=conditions.check(tree, fields=conditions.ASKED))


def each(made: shop.Shop) -> None:
    """What one count of one view takes, beside that of all open tickets, which nothing could do without."""
    from inbox import access, conditions, listing
    from inbox.models import Ticket, View

    least = timed(lambda: Ticket.objects.filter(listing.UNSOLVED).count())
    print(f"{'one view, ms':24}{'':10}open tickets alone {least:.1f}")
    for view in View.objects.order_by("pk"):
        rows = access.tickets(made.admin).filter(conditions.filtering(view.conditions))
        print(f"{view.name:24}{timed(rows.count):10.1f}{rows.count():>10,} tickets", flush=True)


def together(made: shop.Shop) -> None:
    from inbox import access, reports

    people = {user.pk: access.channel_ids(user) for user in made.people}
    now, kept = timed(lambda: reports.counts_of(people, live=False)), timed(lambda: reports.counts_of(people))
    print(f"all numbers of {len(people)} people: counted now {now:.1f} ms, live, where some may be kept, {kept:.1f} ms")


def live(made: shop.Shop, postgres: int) -> None:
    """Of CPU, per second: of the web process that serves the consoles, and of the database."""
    from tests.inbox.live import consoles

    with contextlib.ExitStack() as stack:
        stack.enter_context(consoles.running(consoles.Process("relay")))
        server = consoles.Server()
        stack.enter_context(consoles.running(server))
        for number in (0, CONSOLES):
            with opened(server, made.people[:number]) as heard:
                heard.clear()
                web, base, start = ground.cpu_seconds(server.child.pid), ground.cpu_seconds(postgres), time.monotonic()
                done = changed(made)
                took = time.monotonic() - start
                ours = 100 * (ground.cpu_seconds(server.child.pid) - web) / took
                theirs = 100 * (ground.cpu_seconds(postgres) - base) / took
            counted = f", {heard['counts'] / max(1, number) / took:.2f} counts a second each" if number else ""
            print(
                f"{number:3} consoles, {done / took:4.1f} changes a second: web {ours:5.1f} %,"
                f" database {theirs:5.1f} % of a core{counted}",
                flush=True,
            )


def changed(made: shop.Shop) -> int:
    """At most so many a second, for so long."""
    from inbox import tickets
    from inbox.models import Ticket

    rows = Ticket.objects.filter(status="open").order_by("pk").values_list("pk", flat=True)
    turns = itertools.cycle(list(rows[:200]))
    start = time.monotonic()
    for number in itertools.count():
        due = start + number / PER_SECOND
        if due > start + SECONDS or time.monotonic() > start + 2 * SECONDS:
            return number
        time.sleep(max(0.0, due - time.monotonic()))
        tickets.update(next(turns), actor=made.admin, priority=made.chance.choice(Ticket.Priority.values))
    return 0


@contextlib.contextmanager
def opened(server: Any, people: list[Any]) -> Iterator[Counter[str]]:
    """Consoles that listen, in a thread of their own; what they hear, by kind."""
    from tests.inbox.live import consoles

    heard: Counter[str] = Counter()
    sessions = [consoles.sign_in(user) for user in people]
    over = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_listen(server, sessions, heard, over)))
    thread.start()
    try:
        consoles.until(lambda: heard["hello"] == len(sessions), seconds=120, what="all consoles are greeted")
        yield heard
    finally:
        over.set()
        thread.join()


async def _listen(server: Any, sessions: list[str], heard: Counter[str], over: threading.Event) -> None:
    from websockets.asyncio.client import connect

    async def console(session: str) -> None:
        where = server.origin.replace("http", "ws", 1) + "/ws/live/"
        headers = {"Cookie": server.cookie(session)}
        async with connect(where, origin=server.origin, additional_headers=headers, max_size=None) as socket:
            async for text in socket:
                heard[json.loads(text)["type"]] += 1

    tasks = [asyncio.create_task(console(session)) for session in sessions]
    while not over.is_set():
        await asyncio.sleep(0.2)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def timed(call: Any) -> float:
    """Milliseconds, the median of a few."""
    call()
    spent = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        spent.append(1000 * (time.perf_counter() - start))
    return statistics.median(spent)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES)
