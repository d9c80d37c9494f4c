"""Rules answer events: this takes the jobs that ``queue.py`` noted, by any number of workers.

A job is one transaction: job and ticket are locked, every rule in force for this kind of event is asked in its order,
what they did and why the others did not is written down, and the job is gone. The events of one ticket are answered
strictly in their order; a worker that dies leaves its job as it was. What a rule did is seen by the conditions of the
later ones, while ``changed`` means what the event itself says.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from inbox import conditions
from inbox.models import Evaluation, Event, RuleJob, Ticket
from inbox.routing import queue as waiting
from inbox.rules import in_force, running, timed
from inbox.rules.in_force import InForce

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 600.0  # seconds before a job that broke as a whole is taken again


def run(limit: int = 500) -> int:
    """Answer what waits, until there is nothing left or ``limit`` events were answered; returns how many."""
    return next((done for done in range(limit) if not _one()), limit)


def _one() -> bool:
    with transaction.atomic():
        job = _next()
        if job is None:
            return False
        try:
            with transaction.atomic():
                answer(job.event, timezone.now())
                job.delete()
        except Exception as error:  # what breaks here is not a rule but the machine: nothing of the event is lost
            log.exception("the rules could not answer event %s", job.event_id)
            pause = min(FIRST_PAUSE * 2.0**job.attempts, LONGEST_PAUSE)
            RuleJob.objects.filter(pk=job.pk).update(
                attempts=job.attempts + 1,
                next_attempt_at=timezone.now() + dt.timedelta(seconds=pause),
                error=running.in_words(error)[:300],
            )
    return True


def _next() -> RuleJob | None:
    """The oldest job that nobody works on and that no older one of its ticket holds up."""
    older = RuleJob.objects.filter(ticket=OuterRef("ticket"), pk__lt=OuterRef("pk"))
    rows = RuleJob.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event__message")
    return rows.filter(~Exists(older), next_attempt_at__lte=timezone.now()).order_by("pk").first()


def answer(event: Event, now: dt.datetime) -> None:
    """All rules in force, on one event; an event that was answered before is left alone. Locks the ticket.

    A new ticket waits for a person from then on: who gets it may depend on what rules made of it.
    """
    rows = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel", "contact")
    ticket = rows.get(events=event)
    answered = Evaluation.objects.filter(event=event).exists()
    if ticket.removed_at is not None:
        return
    if not answered and ticket.merged_into_id is None and not in_force.paused():
        ticket = _look(ticket, event, now)
    if event.kind == "ticket.created":
        waiting.enqueue(ticket)


def _look(ticket: Ticket, event: Event, now: dt.datetime) -> Ticket:
    begun = time.perf_counter()
    rules = in_force.rules()
    facts = conditions.facts(ticket, event=event, now=now)
    had = running.had_their_turn(ticket, event)
    unmatched: list[dict[str, Any]] = []
    for each in rules:
        if not each.answers(event.kind):
            continue
        why = conditions.failing(each.conditions, facts)
        if why is not None:
            unmatched.append(_no(each, why))
            continue
        result = running.run(ticket, each, event, now, had=had)
        done = result is not None and result.outcome in running.DONE
        if result is None:
            unmatched.append(_no(each, "It had its turn for the same first event, and has nothing to add"))
        if not done:
            ticket = running.fresh(ticket)
        facts = facts.after(ticket)
        if each.version.stop and done:
            break
    timed.look(ticket, [each for each in rules if each.after is not None], now)
    Evaluation.objects.create(
        event=event,
        ticket=ticket,
        unmatched=unmatched,
        duration_us=round((time.perf_counter() - begun) * 1e6),
        at=now,
    )
    return ticket


def _no(each: InForce, why: str) -> dict[str, Any]:
    return {"rule_id": each.rule.pk, "version": each.version.number, "failed": why}
