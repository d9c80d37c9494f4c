"""The sweep of timers: whatever is due on a ticket is done once, by any number of sweepers.

Each timer is its own transaction: the ticket is locked first (one that somebody else holds is left for the next sweep),
then the timer, which is gone when its handler is done. One that fails comes back later, and holds up no other.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from inbox import later, merging, paging, reminders, surveys, tickets
from inbox.models import Ticket, Timer
from inbox.routing import absence, offers
from inbox.rules import running, timed

log = logging.getLogger(__name__)

Handler = Callable[[Ticket, Timer, dt.datetime], None]
HANDLERS: dict[str, Handler] = {
    "snooze": tickets.wake,
    paging.TIMER: paging.go_on,
    surveys.TIMER: surveys.due,
    "rule": timed.fire,
    "rule_retry": running.retry,
    offers.KIND: offers.expire,
    absence.KIND: absence.release,
    tickets.CLOSE: tickets.close,
    merging.SEND: later.send,
    merging.REMINDER: reminders.due,
}
BATCH = 200
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 3600.0  # seconds


def run(*, at: dt.datetime | None = None) -> int:
    """Do everything that is due; returns how many timers were worked on."""
    done = 0
    while True:
        now = at or timezone.now()
        due = Timer.objects.filter(due_at__lte=now).order_by("due_at", "id")
        waiting = list(due.values_list("pk", "ticket_id")[:BATCH])
        worked = sum(_work(pk, ticket_id, now) for pk, ticket_id in waiting)
        done += worked
        if len(waiting) < BATCH or not worked:
            return done


def _work(pk: int, ticket_id: int, now: dt.datetime) -> bool:
    with transaction.atomic():
        rows = Ticket.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
        ticket = rows.select_related("channel", "contact").filter(pk=ticket_id).first()
        timer = Timer.objects.select_for_update().filter(pk=pk, due_at__lte=now).first() if ticket else None
        if ticket is None or timer is None:
            return False
        try:
            with transaction.atomic():
                Timer.objects.filter(pk=pk).delete()
                if ticket.merged_into_id is None:  # whoever took it over has timers of its own
                    HANDLERS[timer.kind](ticket, timer, now)
        except Exception as error:  # any handler may break in any way, and must not hold up the others
            log.exception("timer %s of ticket %s failed", timer.kind, ticket_id)
            pause = min(FIRST_PAUSE * 2.0**timer.attempts, LONGEST_PAUSE)
            Timer.objects.filter(pk=pk).update(
                attempts=timer.attempts + 1, due_at=now + dt.timedelta(seconds=pause), error=str(error)[:300]
            )
    return True
