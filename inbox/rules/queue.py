"""Which events rules have to answer. One of the readers of inbox/reactions.py: it notes jobs, and answers nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils import timezone

from inbox import events
from inbox.conditions.fields import EVENTS
from inbox.models import Event, RuleJob
from inbox.rules import in_force

RUN = "inbox.tasks.run_rules"
# What may make the conditions of a rule by time true or false, beside the events that rules answer.
TELLING = frozenset({*EVENTS, "message.edited", "message.deleted", "ticket.merged", "ticket.split", "rule.due"})


def read(new: Sequence[Event]) -> None:
    """A job for each event that some rule in force answers, in their order."""
    rows = [event for event in new if event.ticket_id is not None and event.user_id is None]
    if not rows or in_force.paused():
        return
    wanted = _wanted()
    rows = [event for event in rows if event.kind in wanted]
    if rows:
        now = timezone.now()
        RuleJob.objects.bulk_create(
            [RuleJob(event=event, ticket_id=event.ticket_id or 0, next_attempt_at=now) for event in rows],
            ignore_conflicts=True,
        )
        events.nudge(RUN, queue="default")


def _wanted() -> Collection[str]:
    found = in_force.rules()
    kinds = {kind for each in found for kind in each.version.trigger.get("on", ())}
    return kinds | TELLING if any(each.after is not None for each in found) else kinds
