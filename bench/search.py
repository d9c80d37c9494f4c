"""What finding costs: searches, lists in every order and filter, and deep pages: ``python -m bench.search [MESSAGES]``.

Default 200,000 messages on 30,000 tickets. Every figure is a whole request to the API, of an admin who sees everything
and of an agent with two channels; beside it the bare query by its index alone, which nothing could do without.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from bench import ground, shop

MESSAGES, PER_TICKET = 200_000, 6.7
ROUNDS = 21
BUDGET = 6.0  # seconds for one case
SEARCHES = {
    "a word of one in six": "kettle",
    "a word of every second": "the",
    "two words": "kettle refund",
    "a rare word": shop.RARE,
    "a beginning": "invo",
    "two letters": "re",
    "one letter": "t",
    "a phrase": '"broken box"',
    "a common phrase": '"in the"',
    "no hit": "qqqxyz",
    "an address": "mail.example",
    "a filter and a word": "is:open label:refund kettle",
    "filters alone": "is:unsolved from:bach has:attachment -label:legal",
    "unread": "is:unread kettle",
    "Arabic": "غلاية",
}
LISTS: dict[str, dict[str, Any]] = {
    "all": {},
    "open": {"view": "open"},
    "mine": {"view": "mine"},
    "unassigned": {"view": "unassigned"},
    "breaching": {"view": "breaching"},
    "snoozed": {"view": "snoozed"},
    "solved": {"view": "solved"},
    "spam": {"view": "spam"},
    "reminders": {"view": "reminders"},
    "open, by due": {"view": "open", "order": "due_at"},
    "all, by due": {"order": "due_at"},
    "open, oldest first": {"view": "open", "order": "last_message_at"},
    "all, newest made": {"order": "-created_at"},
    "all, oldest made": {"order": "created_at"},
    "solved, oldest made": {"view": "solved", "order": "created_at"},
    "urgent": {"priority": "urgent"},
    "a status": {"status": "on_hold"},
    "a label": {"label": "press"},
    "no such label": {"label": "nothing"},
    "a label, by due": {"label": "press", "order": "due_at"},
}


def main(messages: int) -> None:
    with ground.engines() as postgres:
        made = shop.Shop(messages, tickets=round(messages / PER_TICKET))
        print(f"{messages:,} messages on {len(made.tickets):,} tickets, made in {made.took:.0f} s")
        measure(postgres, {"everything": signed_in(made.admin), "two channels": signed_in(made.people[0])})
        deep(signed_in(made.admin), len(made.tickets))


def measure(postgres: int, browsers: dict[str, Any]) -> None:
    """Of CPU is what this process and the database took: what others do on this machine is not in it."""
    head = "".join(f"{who:>18}, p50{'p95':>9}{'CPU':>9}" for who in browsers) + f"{'bare, p50':>12}{'CPU':>9}"
    print(f"{'a search, ms':24}{head}")
    for name, q in SEARCHES.items():
        show(name, [*(timed(get(browser, q=q), postgres) for browser in browsers.values()), timed(bare(q), postgres)])
    print(f"{'a list, ms':24}{head}")
    least = timed(newest, postgres)
    for name, asked in LISTS.items():
        show(name, [*(timed(get(browser, **asked), postgres) for browser in browsers.values()), least])


def signed_in(user: Any) -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def get(browser: Any, **asked: Any) -> Callable[[], Any]:
    def ask() -> Any:
        answer = browser.get(f"/api/v1/tickets?{urlencode(asked)}")
        if answer.status_code != 200:
            raise SystemExit(f"{asked}: {answer.status_code} {answer.content[:200]!r}")
        return answer.json()

    return ask


def bare(q: str) -> Callable[[], Any]:
    """The index of messages alone, at most as many as a search takes."""
    from inbox import filters, search
    from inbox.models import Said

    query = search.query_of(filters.read(q, user=None).words) if "unread" not in q else search.query_of("kettle")
    if query is None:
        return newest
    hits = Said.objects.filter(words=query).values_list("ticket_id")[: search.MOST]
    return lambda: list(hits.all())


def newest() -> None:
    from inbox.models import Ticket

    list(Ticket.objects.order_by("-last_message_at", "-pk")[:51])


def deep(browser: Any, tickets: int) -> None:
    """Page after page to the end: the last ones may not cost more than the first."""
    for name, asked in {"all": {}, "by due": {"order": "due_at"}, "open": {"view": "open"}}.items():
        spent: list[float] = []
        seen, cursor = set[int](), ""
        while cursor is not None and len(spent) < 1 + tickets // 100:
            more = {"cursor": cursor} if cursor else {}
            start = time.perf_counter()
            page = get(browser, limit=100, **asked, **more)()
            spent.append(1000 * (time.perf_counter() - start))
            seen.update(row["id"] for row in page["results"])
            cursor = page["next"]
        tenth = max(1, len(spent) // 10)
        first, last = statistics.median(spent[:tenth]), statistics.median(spent[-tenth:])
        print(f"{name:24}{len(seen):>8,} tickets in {len(spent)} pages: first tenth {first:.1f} ms, last {last:.1f} ms")


def timed(call: Callable[[], Any], postgres: int) -> tuple[float, float, float]:
    """Milliseconds, warm, until enough or the budget is spent: median, p95, and of CPU."""
    call()
    spent: list[float] = []
    end = time.perf_counter() + BUDGET
    used = time.process_time() + ground.cpu_seconds(postgres)
    while len(spent) < ROUNDS and (len(spent) < 3 or time.perf_counter() < end):
        start = time.perf_counter()
        call()
        spent.append(1000 * (time.perf_counter() - start))
    cpu = 1000 * (time.process_time() + ground.cpu_seconds(postgres) - used) / len(spent)
    return statistics.median(spent), sorted(spent)[int(0.95 * len(spent))], cpu


def show(name: str, found: list[tuple[float, float, float]]) -> None:
    *asked, (bare_median, _, bare_cpu) = found
    cells = "".join(f"{median:23.1f}{p95:9.1f}{cpu:9.1f}" for median, p95, cpu in asked)
    print(f"{name:24}{cells}{bare_median:12.1f}{bare_cpu:9.1f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES)
