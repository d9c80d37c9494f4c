"""Rules by time: a ticket *enters* when the conditions hold, and the rule runs once when they have held long enough.

Conditions are looked at with every event of the ticket (``look``), and once for all existing tickets when a rule is new
or says something else (``scan``). When they end, the ticket leaves, and may enter again another time.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inbox import conditions, events, timers
from inbox.conditions.facts import working_hours
from inbox.models import Evaluation, Rule, RuleEntry, Ticket, Timer
from inbox.rules import in_force, running
from inbox.rules.in_force import InForce

TIMER = "rule"
PLAIN = {"status", "priority", "channel_id", "team_id", "assignee_id", "outcome", "work"}  # columns of the ticket


def look(ticket: Ticket, rules: Sequence[InForce], now: dt.datetime) -> None:
    """Enter and leave as the ticket is now. It is row-locked by the caller."""
    if not rules:
        return
    entries = {entry.rule_id: entry for entry in RuleEntry.objects.filter(ticket=ticket)}
    facts = conditions.facts(ticket, now=now)
    for each in rules:
        entry = entries.get(each.rule.pk)
        if not conditions.meets(each.conditions, facts):
            if entry is not None:
                _leave(entry)
        elif entry is None:
            _wait(ticket, each, RuleEntry.objects.create(rule=each.rule, ticket=ticket, since=now))
        elif entry.fired_at is None:
            _wait(ticket, each, entry)


def fire(ticket: Ticket, timer: Timer, now: dt.datetime) -> None:
    """The time is over (a timer's handler): if the conditions still hold, the rule runs."""
    entry = RuleEntry.objects.filter(rule_id=timer.ref, ticket=ticket, fired_at__isnull=True).first()
    rule = Rule.objects.filter(pk=timer.ref, enabled=True, archived_at__isnull=True).first()
    if entry is None or rule is None:
        return
    each = in_force.rule(timer.ref)
    if each is None or in_force.paused():  # somebody stopped it, and will start it again
        timers.set(ticket, TIMER, now + running.LATER, ref=rule.pk)
        return
    due = _due(ticket, each, entry)
    if each.after is None or not conditions.meets(each.conditions, conditions.facts(ticket, now=now)):
        _leave(entry)
    elif due is None or due > now:  # it says something else since the timer was set
        _wait(ticket, each, entry)
    else:
        begun = time.perf_counter()
        event = events.record("rule.due", ticket=ticket, data={"rule_id": rule.pk, "name": rule.name})
        entry.fired_at = now
        entry.save(update_fields=("fired_at",))
        running.run(ticket, each, event, now)
        spent = round((time.perf_counter() - begun) * 1e6)
        Evaluation.objects.create(event=event, ticket=ticket, duration_us=spent, at=now)


def begin(rule: Rule) -> None:
    """Look at all existing tickets, the newest first. The caller saves the rule."""
    newest = Ticket.objects.order_by("-pk").values_list("pk", flat=True).first()
    rule.scan_from = None if newest is None else newest + 1


def forget(rule: Rule) -> None:
    """Whoever waits for it waits no longer; what it has done stays done."""
    RuleEntry.objects.filter(rule=rule, fired_at__isnull=True).delete()
    Timer.objects.filter(kind=TIMER, ref=rule.pk).delete()


def scan(limit: int = 500) -> int:
    """The next tickets that new or changed rules have not seen; any number of workers. Returns how many."""
    seen = 0
    waiting = Rule.objects.filter(scan_from__isnull=False, enabled=True, archived_at__isnull=True)
    for rule in waiting.order_by("pk"):
        each = in_force.rule(rule.pk)
        if each is None or in_force.paused():
            continue
        rows = Ticket.objects.filter(pk__lt=rule.scan_from, merged_into__isnull=True).filter(_likely(each))
        batch = list(rows.order_by("-pk").values_list("pk", flat=True)[: limit - seen])
        for pk in batch:
            _look_alone(pk, each)
        left = batch[-1] if len(batch) == limit - seen else None
        Rule.objects.filter(pk=rule.pk, scan_from=rule.scan_from).update(scan_from=left)
        seen += len(batch)
        if seen >= limit:
            break
    return seen


def _look_alone(pk: int, each: InForce) -> None:
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(no_key=True, of=("self",)).select_related("channel", "contact")
        ticket = rows.filter(pk=pk, merged_into__isnull=True).first()
        if ticket is not None:
            look(ticket, [each], timezone.now())


def _likely(each: InForce) -> Q:
    """What the database can say beforehand: by plain conditions, beside the tickets that are in already."""
    tree = each.conditions
    plain = [leaf for leaf in tree.get("all", [tree]) if leaf.get("field") in PLAIN and leaf["op"] == "is"]
    if not plain:
        return Q()
    inside = RuleEntry.objects.filter(rule=each.rule, ticket=OuterRef("pk"))
    return Q(*(Q(**{f"{leaf['field']}__in": leaf["value"]}) for leaf in plain)) | Q(Exists(inside))


def _wait(ticket: Ticket, each: InForce, entry: RuleEntry) -> None:
    due = _due(ticket, each, entry)
    if due is not None and not Timer.objects.filter(ticket=ticket, kind=TIMER, ref=each.rule.pk, due_at=due).exists():
        timers.set(ticket, TIMER, due, ref=each.rule.pk)


def _leave(entry: RuleEntry) -> None:
    timers.cancel(entry.ticket, TIMER, ref=entry.rule_id)
    entry.delete()


def _due(ticket: Ticket, each: InForce, entry: RuleEntry) -> dt.datetime | None:
    """When the conditions will have held long enough, in the team's working time where the rule wants that."""
    after = each.after or dt.timedelta()
    if not each.version.trigger.get("business"):
        return entry.since + after
    return working_hours(ticket).add(entry.since, round(after.total_seconds()))
