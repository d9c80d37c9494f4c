"""What promises cost: starting clocks, a storm of breaches, an idle sweep, and the numbers at 100,000 tickets.

``python -m bench.sla [TICKETS]`` (default 100,000, a fifth of them unsolved).
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import ground

STORM = 10_000
STARTS = 500
SECOND = dt.timedelta(seconds=1)


def main(count: int) -> None:
    with ground.engines() as postgres:
        from django.db import connection

        channels, teams, people = office()
        fill(count, channels, teams, people)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        print(f"{count} tickets, {len(people)} people")
        started(channels[0])
        numbers(people)
        idle(postgres)
        storm()


def office() -> tuple[list[Any], list[Any], list[Any]]:
    from inbox.models import Channel, Team, User
    from inbox.sla import policies

    policies.ensure_defaults()
    teams = [Team.objects.create(name=f"Team {n}") for n in range(8)]
    channels = [
        Channel.objects.create(kind="email", name=f"Channel {n}", address=f"{n}@shop.example", team=teams[n % 8])
        for n in range(12)
    ]
    people = User.objects.bulk_create(
        User(username=f"agent{n}", email=f"{n}@shop.example", name=f"Agent {n}") for n in range(100)
    )
    return channels, teams, people


def fill(count: int, channels: list[Any], teams: list[Any], people: list[Any]) -> None:
    """Rows as the product leaves them: most tickets solved in time, some waiting, none due before an hour from now."""
    from django.utils import timezone

    from inbox.models import Clock, Contact, Ticket

    chance = random.Random(1)
    now = timezone.now()
    contact = Contact.objects.create(name="Grace")
    for start in range(0, count, 1000):
        tickets = []
        for _ in range(min(1000, count - start)):
            unsolved = chance.random() < 0.2
            at = now - dt.timedelta(minutes=chance.randrange(60 * 24 * 90))
            tickets.append(
                Ticket(
                    subject="Leaking kettle",
                    status="open" if unsolved else "solved",
                    channel=chance.choice(channels),
                    team=chance.choice(teams),
                    contact=contact,
                    assignee=chance.choice(people) if chance.random() < 0.8 else None,
                    last_message_at=at,
                    due_at=now + dt.timedelta(minutes=chance.randrange(61, 10_000)) if unsolved else None,
                )
            )
        Ticket.objects.bulk_create(tickets)
        Clock.objects.bulk_create(
            Clock(
                ticket=ticket,
                metric=metric,
                target=3600,
                consumed=0 if ticket.due_at else 1800,
                state="running" if ticket.due_at else "stopped",
                started_at=ticket.last_message_at,
                resumed_at=ticket.last_message_at if ticket.due_at else None,
                stopped_at=None if ticket.due_at else ticket.last_message_at,
                due_at=ticket.due_at,
                next_check_at=ticket.due_at and ticket.due_at + SECOND,
            )
            for ticket in tickets
            for metric in (("first_reply", "resolution") if ticket.due_at else ("resolution",))
        )


def started(channel: Any) -> None:
    from django.db import transaction
    from django.utils import timezone

    from inbox.models import Contact, Message, Ticket
    from inbox.sla import clocks

    contact = Contact.objects.create(name="Grace")
    spent = 0.0
    for _ in range(STARTS):
        with transaction.atomic():
            ticket = Ticket.objects.create(
                channel=channel, contact=contact, team_id=channel.team_id, last_message_at=timezone.now()
            )
            message = Message(ticket=ticket, direction="inbound", automated=False)
            before = time.perf_counter()
            clocks.start(ticket, message)
            spent += time.perf_counter() - before
    print(f"two clocks for a new ticket      {1000 * spent / STARTS:8.2f} ms")


def numbers(people: list[Any]) -> None:
    from inbox import reports
    from inbox.api.rows import ticket_rows

    everybody: dict[int, set[int] | None] = {user.pk: None for user in people}
    show("the counts of 100 people", lambda: reports.counts_of(everybody))
    show("the wall", lambda: reports.wall(None, rows=ticket_rows))
    show("the wall of one team", lambda: reports.wall(None, rows=ticket_rows, team=1))


def idle(postgres: int) -> None:
    from inbox.sla import sweep

    ours, theirs, rounds = time.process_time(), ground.cpu_seconds(postgres), 100
    for _ in range(rounds):
        sweep.run()
    cpu = time.process_time() - ours + ground.cpu_seconds(postgres) - theirs
    each = 1000 * cpu / rounds
    print(f"a sweep that finds nothing       {each:8.2f} ms of CPU ({each / 20:.2f} % of a core at one every 2 s)")


def storm() -> None:
    """Very many promises break in the same second."""
    from django.utils import timezone

    from inbox.models import Clock, ClockEvent
    from inbox.sla import sweep

    due = (timezone.now() - SECOND).replace(microsecond=0) - SECOND
    hit = list(Clock.objects.filter(state="running").values_list("pk", flat=True)[:STORM])
    Clock.objects.filter(pk__in=hit).update(due_at=due, next_check_at=due + SECOND)
    start = time.perf_counter()
    sweep.run()
    took = time.perf_counter() - start
    if ClockEvent.objects.filter(kind="breach", at=due).count() != len(hit):
        raise SystemExit("not every breach was written down; the figures would be worthless")
    print(f"{len(hit)} breaches at once, one sweeper {took:5.1f} s")


def show(what: str, call: Callable[[], object]) -> None:
    call()
    spent = []
    for _ in range(7):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    print(f"{what:32} {1000 * statistics.median(spent):8.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
