"""Ten days at Northwind: every story three times, told in the order of time."""

from __future__ import annotations

import datetime as dt
import functools
import heapq
import itertools
import random
from collections.abc import Iterator

from django.db import transaction

from connectors.demo import customers, gatherings
from connectors.demo.acts import Acts
from connectors.demo.company import TERMS, Company
from connectors.demo.customers import Customer
from connectors.demo.gatherings import Step
from connectors.demo.stories import Story, filled, load
from connectors.demo.timetravel import travel
from inbox.models import Message, Ticket
from inbox.sla import sweep

Conversation = Iterator[tuple[dt.datetime, Step]]
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
SOON = (4, 11, 19, 27, 34, 42, 51, 58)  # minutes until their first reply is due
LATE = (6, 24, 70, 150, 310)  # minutes since it was due


class History:
    def __init__(self, company: Company, *, now: dt.datetime, chance: random.Random) -> None:
        self.company, self.now, self.chance = company, now, chance
        self.acts = Acts(company, chance=chance)
        self.drawn: dict[str, int] = {}

    def happen(self) -> int:
        """Let it all happen in the order of time; returns how many conversations there were."""
        lines = list(self._conversations())
        queue: list[tuple[dt.datetime, int, Step, Conversation]] = []
        for number, line in enumerate(lines):
            self._push(queue, number, line)
        swept = self.now - 11 * DAY
        while queue:
            at, number, step, line = heapq.heappop(queue)
            while swept < at:
                swept += 2 * HOUR
                sweep.run(at=min(swept, at))
            with travel(at), transaction.atomic():  # whole, so that no worker takes half a step up
                step(at)
            self._push(queue, number, line)
        sweep.run(at=self.now)
        return len(lines)

    def _push(self, queue: list[tuple[dt.datetime, int, Step, Conversation]], number: int, line: Conversation) -> None:
        following = next(line, None)
        if following is not None and following[0] < self.now:
            heapq.heappush(queue, (following[0], number, following[1], line))

    def _conversations(self) -> Iterator[Conversation]:
        stories = load()
        waiting = [story.second() for story in stories]
        pressing = itertools.chain(SOON, (-minutes for minutes in LATE))
        numbers = itertools.count(1)
        for story in stories:
            if not story.spam:  # long ago, and done
                begins = self.now - self._between(3 * DAY, 9 * DAY)
                yield self._talk(next(numbers), story, begins, ends_solved=True)
        for story in stories:
            yield self._talk(next(numbers), story, self.now - self._between(5 * HOUR, 3 * DAY))
        for story in waiting:
            begins = self.now - self._between(3 * MINUTE, 5 * HOUR)
            target, _, business = TERMS[Ticket.Priority(story.priority)]
            if not business and (minutes := next(pressing, None)) is not None:
                begins = self.now - dt.timedelta(seconds=target) + minutes * MINUTE
            yield self._talk(next(numbers), story, begins)
        for minutes in pressing:  # more matters that cannot wait
            story = self.chance.choice([story for story in waiting if story.lang == "en" and not story.spam])
            target = TERMS[Ticket.Priority.HIGH][0]
            begins = self.now - dt.timedelta(seconds=target) + minutes * MINUTE
            yield self._talk(next(numbers), story, begins, priority="high")
        for tree in gatherings.load(self.now):
            yield gatherings.happen(tree, company=self.company, acts=self.acts, chance=self.chance)

    def _talk(
        self, number: int, story: Story, at: dt.datetime, *, ends_solved: bool = False, priority: str = ""
    ) -> Conversation:
        """One conversation, step by step. What lies in the future does not happen."""
        customer = self._customer(story.lang)
        agents = self.company.members(story.team)
        agent = agents[number % len(agents)]
        words = customers.slots(self.chance, customer, agent.name)
        written: list[Message] = []
        acts = self.acts

        def begin(when: dt.datetime) -> None:
            subject, text = filled(story.subject, words), filled(story.talk[0][1], words)
            written.extend(acts.first(number, story, customer, subject, text, at=when, order=words["order"]))

        yield at, begin
        if not written:
            return  # it is here from an earlier start
        ticket_id = written[0].ticket_id
        at += self._between(MINUTE, 2 * MINUTE)
        yield at, functools.partial(acts.sort, ticket_id, story, agent, priority or story.priority)
        for position, (who, template) in enumerate(story.talk[1:], start=1):
            text = filled(template, words)
            at += self._pause(who, story, first=position == 1)
            later = [follower for follower, _ in story.talk[position + 1 :]]
            if who == "customer":
                yield at, functools.partial(acts.answer, ticket_id, customer, text, f"demo-{number}-{position}")
            elif who == "agent":
                waits = not later or later[0] in ("customer", "wait")
                yield at, functools.partial(acts.reply, ticket_id, agent, text, waits)
            elif who == "snooze":
                until = self.now + self._between(2 * HOUR, 2 * DAY)
                yield at, functools.partial(acts.snooze, ticket_id, agent, until)
            else:
                yield at, functools.partial(acts.act, ticket_id, agent, who, text)
        if ends_solved:
            yield at + self._between(HOUR, 20 * HOUR), functools.partial(acts.act, ticket_id, agent, "solve", "")

    def _customer(self, language: str) -> Customer:
        number = self.drawn.get(language, 0)
        self.drawn[language] = number + 1
        return customers.draw(number, language)

    def _pause(self, who: str, story: Story, *, first: bool) -> dt.timedelta:
        if who == "agent" and first:
            quick = {"urgent": 40 * MINUTE, "high": 2 * HOUR}.get(story.priority, 3 * HOUR)
            return self._between(5 * MINUTE, quick)
        return {
            "customer": self._between(20 * MINUTE, 9 * HOUR),
            "agent": self._between(10 * MINUTE, 3 * HOUR),
            "note": self._between(4 * MINUTE, 25 * MINUTE),
        }.get(who, self._between(MINUTE, 30 * MINUTE))

    def _between(self, shortest: dt.timedelta, longest: dt.timedelta) -> dt.timedelta:
        return dt.timedelta(seconds=self.chance.uniform(shortest.total_seconds(), longest.total_seconds()))
