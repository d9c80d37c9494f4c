"""What follows from events: one reader goes through the numbered log, in order, and lets each part note its work.

A part only writes rows here (a rule's job, a webhook's delivery); the work itself is done from those rows, by any
number of workers. The rows and the reader's place are one transaction, so every event is answered exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from inbox import audit, events, surveys, tidings
from inbox.models import Event, EventReader, Ticket
from inbox.routing import reading
from inbox.rules import queue as rules
from inbox.webhooks import queue as webhooks

NAME = "reactions"
BATCH = 500
READERS: tuple[Callable[[Sequence[Event]], None], ...] = (
    rules.read,
    surveys.take,
    webhooks.read,
    tidings.take,
    audit.read,
    reading.read,  # after the rules: what they have yet to answer is not given away before
)


def read() -> int:
    """Read on until there is nothing new, unless another worker is at it. Returns how many events were read."""
    total = 0
    EventReader.objects.get_or_create(name=NAME)
    while True:
        with transaction.atomic():
            place = EventReader.objects.select_for_update(skip_locked=True).filter(name=NAME).first()
            if place is None:
                return total
            new = list(events.numbered(place.seq)[:BATCH])
            standing = _standing(new)
            for take in READERS if standing else ():
                take(standing)
            if new:
                EventReader.objects.filter(name=NAME).update(seq=new[-1].seq)
        total += len(new)
        if len(new) < BATCH:
            return total


def _standing(new: Sequence[Event]) -> list[Event]:
    """Without those of tickets whose words were removed meanwhile: nothing follows from them."""
    gone = Ticket.objects.filter(pk__in={event.ticket_id for event in new}, removed_at__isnull=False)
    ids = set(gone.values_list("pk", flat=True))
    return [event for event in new if event.ticket_id not in ids]
