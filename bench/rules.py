"""What rules cost: one event against 10, 100 and 1,000 rules, as it takes and as CPU of worker and database.

``python -m bench.rules [EVENTS]`` (default 100 for each number of rules). Of every hundred rules one matches.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from typing import Any

from bench import ground

NUMBERS = (10, 100, 1000)
WARM = 5
ONE_IN = 100


def main(count: int) -> None:
    with ground.engines() as postgres:
        channel = office()
        medians: dict[int, float] = {}
        for number in NUMBERS:
            rules(number, channel)
            spent, cpu = answered(channel, count, postgres)
            medians[number] = statistics.median(spent)
            report(number, spent, cpu)
        steps = [f"{a}→{b} rules ×{medians[b] / medians[a]:.1f}" for a, b in itertools.pairwise(NUMBERS)]
        print(f"growth, as medians: {', '.join(steps)}")
        p95 = statistics.quantiles(spent, n=20)[-1]
        print(f"1,000 rules, one event: p95 {1000 * p95:.1f} ms (aim: under 200 ms)")


def office() -> Any:
    from inbox.models import Channel, Team
    from inbox.sla import policies

    policies.ensure_defaults()
    team = Team.objects.create(name="Support")
    channel = Channel.objects.create(kind="email", name="Support", address="support@shop.example", team=team)
    channel.teams.add(team)
    return channel


def rules(number: int, channel: Any) -> None:
    """So many in force, with conditions of every kind; one of a hundred matches, by a label of its own."""
    from inbox.models import Rule, RuleVersion

    Rule.objects.update(enabled=False)
    made = Rule.objects.bulk_create(Rule(name=f"Rule {number}-{n}", position=n, enabled=True) for n in range(number))
    RuleVersion.objects.bulk_create(
        RuleVersion(
            rule=rule,
            number=1,
            trigger={"on": ["ticket.created", "message.created"]},
            conditions=conditions(n, channel),
            actions=[{"do": "label", "add": [f"label {n // ONE_IN}"]}],
        )
        for n, rule in enumerate(made)
    )


def conditions(n: int, channel: Any) -> dict[str, Any]:
    if n % ONE_IN == 0:
        return {"all": [{"field": "subject", "op": "contains", "value": ["kettle"]}]}
    asks: list[dict[str, Any]] = [
        {"field": "message.text", "op": "contains", "value": [f"order {n}", f"invoice {n}"]},
        {"field": "contact.domain", "op": "is", "value": [f"customer{n}.example"]},
        {"field": "labels", "op": "contains", "value": [f"label of {n}"]},
        {"field": "team_id", "op": "is_not", "value": [channel.team_id]},
        {"field": "office_open", "op": "is", "value": [n % 2 == 0]},
    ]
    is_ours = {"field": "channel_id", "op": "is", "value": [channel.pk]}
    return {"all": [is_ours, asks[n % 4], {"any": [asks[(n + 1) % 5], {"none": [asks[(n + 2) % 5]]}]}]}


def answered(channel: Any, count: int, postgres: int) -> tuple[list[float], float]:
    """Seconds of each event, job and commit included; and of CPU for one, the database's too."""
    from django.utils import timezone

    from inbox import events
    from inbox.models import Contact, Event, Identity, Message, RuleJob, RuleRun, Ticket
    from inbox.rules import engine

    contact = Contact.objects.create(name="Grace")
    identity = Identity.objects.create(contact=contact, network="email", handle=f"grace{contact.pk}@home.example")
    spent, cpu = [], 0.0
    runs = RuleRun.objects.count()
    for n in range(WARM + count):
        now = timezone.now()
        ticket = Ticket.objects.create(
            channel=channel, contact=contact, team_id=channel.team_id, subject="Leaking kettle", last_message_at=now
        )
        message = Message.objects.create(
            ticket=ticket,
            channel=channel,
            direction="inbound",
            visibility="private",
            author_identity=identity,
            body_text="My kettle leaks since yesterday. " * 40,
            sent_at=now,
        )
        event = Event.objects.create(kind="ticket.created", ticket=ticket, message=message, channel=channel, at=now)
        RuleJob.objects.create(event=event, ticket=ticket, next_attempt_at=now)
        before = time.process_time() + ground.cpu_seconds(postgres)
        start = time.perf_counter()
        done = engine.run(limit=1)
        if n >= WARM:
            spent.append(time.perf_counter() - start)
            cpu += time.process_time() + ground.cpu_seconds(postgres) - before
        if done != 1:
            raise SystemExit("an event was not answered; the figures would be worthless")
    if RuleRun.objects.count() == runs or events.head() is None:
        raise SystemExit("no rule ran; the figures would be worthless")
    return spent, cpu / count


def report(number: int, spent: list[float], cpu: float) -> None:
    low, high = statistics.quantiles(spent, n=20)[0], statistics.quantiles(spent, n=20)[-1]
    median = statistics.median(spent)
    print(
        f"one event against {number:5} rules   median {1000 * median:7.1f} ms"
        f"   p5 {1000 * low:7.1f}   p95 {1000 * high:7.1f}   CPU {1000 * cpu:6.1f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
