"""What routing costs: tickets that wait, given to people by 16 workers at once, and how that grows.

``python -m bench.routing [TICKETS]`` (default 5,000, onto 200 people; a fifth of it first, three runs each). Every run
is checked: nobody over capacity, nothing given twice, and nothing left waiting while somebody has room.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from collections import Counter
from typing import Any

from bench import ground

PEOPLE = 200
WORKERS = 16
RUNS = 3


def main(count: int) -> None:
    with ground.engines():
        team, channel, contact = office(count)
        for tickets in (count // 5, count):
            show(tickets, [run(tickets, team, channel, contact) for _ in range(RUNS)])
        full_house(count, team, channel, contact)


def office(count: int) -> tuple[Any, Any, Any]:
    from inbox.models import Channel, Contact, Membership, Organisation, Team, User

    Organisation.objects.get_or_create(id=1)
    team = Team.objects.create(name="Support", strategy="least_loaded", ramp=0)
    channel = Channel.objects.create(kind="email", name="Mail", address="m@shop.example", team=team)
    channel.teams.add(team)
    people = User.objects.bulk_create(
        User(
            username=f"agent{n}",
            email=f"{n}@shop.example",
            name=f"Agent {n}",
            availability="online",
            capacity=-(-count // PEOPLE),
        )
        for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(Membership(user=user, team=team) for user in people)
    return team, channel, Contact.objects.create(name="Grace")


def run(count: int, team: Any, channel: Any, contact: Any) -> tuple[float, int, int]:
    """Seconds, and the smallest and the greatest load."""
    from django.db import connection, connections

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE inbox_ticket CASCADE")
    fill(count, team, channel, contact)
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    gate = fork.Barrier(WORKERS + 1)
    workers = [fork.Process(target=work, args=(gate,)) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    gate.wait(60)
    start = time.perf_counter()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - start
    return took, *checked(count)


def fill(count: int, team: Any, channel: Any, contact: Any) -> None:
    from django.utils import timezone

    from inbox.models import QueueEntry, Ticket

    now = timezone.now()
    tickets = [
        Ticket(subject="Leaking kettle", channel=channel, team=team, contact=contact, last_message_at=now)
        for _ in range(count)
    ]
    Ticket.objects.bulk_create(tickets, batch_size=1000)
    entries = [QueueEntry(ticket=ticket, team=team, since=now, order_at=now) for ticket in tickets]
    QueueEntry.objects.bulk_create(entries, batch_size=1000)


def work(gate: Any) -> None:
    from django.db import connections

    from inbox import routing
    from inbox.models import QueueEntry

    gate.wait(60)
    while routing.run(limit=100_000) or QueueEntry.objects.filter(reason="").exists():
        pass
    connections.close_all()


def checked(count: int) -> tuple[int, int]:
    from inbox.models import Decision, Ticket, User

    loads = Counter(Ticket.objects.filter(assignee__isnull=False).values_list("assignee_id", flat=True))
    capacity = User.objects.values_list("capacity", flat=True)[0]
    given = Decision.objects.filter(outcome="assigned").values_list("ticket_id", flat=True)
    once = len(given) == len(set(given)) == sum(loads.values()) == count
    if max(loads.values()) > capacity or not once:
        raise SystemExit("somebody is over capacity, or tickets were lost or given twice: these figures are worthless")
    return min(loads.values()), max(loads.values())


def full_house(count: int, team: Any, channel: Any, contact: Any) -> None:
    """What a look costs when nobody has room, however long the queue is."""
    from inbox import routing

    fill(count, team, channel, contact)
    routing.run()
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        routing.run()
        spent.append(time.perf_counter() - start)
    print(f"a look at {count} waiting, all full    {1000 * statistics.median(spent):8.1f} ms")


def show(count: int, runs: list[tuple[float, int, int]]) -> None:
    rates = sorted(count / took for took, _, _ in runs)
    least, most = min(low for _, low, _ in runs), max(high for _, _, high in runs)
    print(
        f"{count:6} tickets onto {PEOPLE} people, {WORKERS} workers: {statistics.median(rates):6.0f} tickets/s"
        f" ({rates[0]:.0f} to {rates[-1]:.0f}), {least} to {most} each, nobody over capacity"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
