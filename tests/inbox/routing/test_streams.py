"""Random streams of what happens, with sixteen workers at once, and what must hold whatever happened.

Each stream is an office of its own: three people with little room and eight tickets. Its steps are taken by whichever
workers are free, each of which drains the team's queue after its step, so that the same queue is drained by several at
once. ``JANICE_ROUTING_STREAMS=1000`` makes it as many; the usual number keeps ``make test`` short.
"""

from __future__ import annotations

import os
import queue as queues
import random
import threading
from collections import defaultdict

import pytest
from django.db import connection, transaction
from django.utils import timezone

from inbox import routing, tickets, verify
from inbox.models import (
    Channel,
    Contact,
    Decision,
    Membership,
    Organisation,
    QueueEntry,
    Team,
    Ticket,
    User,
)
from inbox.routing import draining, loads, words
from inbox.routing.choosing import choose
from inbox.routing.roster import Roster

STREAMS = int(os.environ.get("JANICE_ROUTING_STREAMS", "120"))
WORKERS, STEPS, TICKETS = 16, 6, 8
MARK = "now_"  # a decision that a test writes down: this person is online, or away, from here on


class Stream:
    """One office, made from a seed."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(seed)
        name = f"stream {seed}"
        strategy = chance.choice(["least_loaded", "round_robin"])
        self.team = Team.objects.create(name=name, strategy=strategy, ramp=0, sticky_days=0)
        self.channel = Channel.objects.create(kind="email", name=name, address=f"{seed}@shop.example", team=self.team)
        self.channel.teams.add(self.team)
        self.people = User.objects.bulk_create(
            User(
                username=f"{seed}-{n}",
                email=f"{seed}-{n}@shop.example",
                name=f"{seed}-{n}",
                capacity=chance.randint(1, 3),
                availability=chance.choice(["online", "online", "away"]),
            )
            for n in range(3)
        )
        Membership.objects.bulk_create(Membership(user=user, team=self.team) for user in self.people)
        contact = Contact.objects.create(name=name)
        self.tickets = Ticket.objects.bulk_create(
            Ticket(
                channel=self.channel,
                team=self.team,
                contact=contact,
                work=chance.choice(["mail", "mail", "comment"]),
                last_message_at=timezone.now(),
            )
            for _ in range(TICKETS)
        )
        self.first = {user.pk: user.availability for user in self.people}
        QueueEntry.objects.bulk_create(
            QueueEntry(ticket=ticket, team=self.team, since=timezone.now(), order_at=timezone.now())
            for ticket in self.tickets
        )

    def step(self, chance: random.Random) -> None:
        """Something happens, and whoever saw it drains the queue. Nothing is given by hand and nothing reopens."""
        ticket, user = chance.choice(self.tickets), chance.choice(self.people)
        match chance.randrange(4):
            case 0:
                tickets.update(ticket.pk, actor=None, status="solved")
            case 1:
                tickets.update(ticket.pk, actor=None, assignee_id=None)
            case _:
                self.turn(user, chance.choice(["online", "away"]), ticket)
        draining.drain(self.team, 100)
        assert not self.overfull()

    def turn(self, user: User, availability: str, ticket: Ticket) -> None:
        """Written down under the person's lock, so that it stands between the right decisions."""
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(availability=availability)
            Decision.objects.create(
                ticket=ticket, user=user, outcome="waiting", reason=f"{MARK}{availability}", at=timezone.now()
            )

    def overfull(self) -> dict[int, int]:
        """Who has more than there is room for, at one moment."""
        held = loads.of([user.pk for user in self.people], loads.weights(), now=timezone.now())
        room = {user.pk: user.capacity * 100 for user in self.people}
        return {pk: load for pk, load in held.items() if load > room[pk]}

    def wrong(self) -> list[str]:
        """What does not hold at the end, in words."""
        found = [f"{pk} holds {load}" for pk, load in self.overfull().items()]
        decisions = list(Decision.objects.filter(ticket__in=self.tickets).order_by("pk"))
        there = dict(self.first)
        given: defaultdict[int, list[int | None]] = defaultdict(list)
        for each in decisions:
            if each.reason.startswith(MARK):
                there[each.user_id or 0] = each.reason.removeprefix(MARK)
                continue
            if {line["user_id"] for line in each.considered} != set(there):
                found.append(f"decision {each.pk} says nothing of somebody")
            found += [f"{line} is not explained" for line in each.considered if line["reason"] not in words.WHY]
            if each.outcome == Decision.Outcome.ASSIGNED:
                given[each.ticket_id].append(each.user_id)
                if there[each.user_id or 0] != "online":
                    found.append(f"decision {each.pk} gave something to somebody who was {there[each.user_id or 0]}")
        waiting = QueueEntry.objects.filter(team=self.team).select_related("ticket__contact", "ticket__channel")
        way = draining.Pass(self.team, Roster(self.team, timezone.now()), timezone.now())
        for entry in waiting:
            if choose(self.team, way.roster.people.values(), draining.wish_of(entry, way)).order:
                found.append(f"ticket {entry.ticket_id} waits although somebody has room")
            newest = [each for each in decisions if each.ticket_id == entry.ticket_id and MARK not in each.reason]
            if not newest or newest[-1].reason != entry.reason:
                found.append(f"that ticket {entry.ticket_id} waits for {entry.reason!r} is not in the log")
        queued = {entry.ticket_id for entry in waiting}
        for ticket in Ticket.objects.filter(team=self.team, status="open"):
            if (ticket.assignee_id is None) != (ticket.pk in queued):
                found.append(f"ticket {ticket.pk} of {ticket.assignee_id} is in the wrong place")
            if ticket.assignee_id is not None and given[ticket.pk][-1:] != [ticket.assignee_id]:
                found.append(f"that {ticket.assignee_id} has ticket {ticket.pk} is not in the log")
        return found


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_and_however_many_workers_route_everybody_gets_what_they_have_room_for() -> None:
    Organisation.objects.get_or_create(id=1)
    streams = [Stream(seed) for seed in range(STREAMS)]
    steps: queues.SimpleQueue[tuple[int, int]] = queues.SimpleQueue()
    for seed in range(STREAMS):
        for number in range(STEPS):
            steps.put((seed, number))
    failed: list[BaseException] = []

    def work() -> None:
        try:
            while not failed:
                seed, number = steps.get_nowait()
                streams[seed].step(random.Random(seed * STEPS + number))
        except queues.Empty:
            pass
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(900)
    assert not failed, failed[0]

    for seed, stream in enumerate(streams):
        draining.drain(stream.team, 100)
        assert not stream.wrong(), f"stream {seed}"
    assert [each for each in verify.check() if each.invariant == "I9"] == []
    assert routing.run() == 0
