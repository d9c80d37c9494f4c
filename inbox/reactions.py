"""What follows from events: one reader goes through the numbered log, in order, and lets each part note its work.

A part only writes rows here (a rule's job, a webhook's delivery); the work itself is done from those rows, by any
number of workers. The rows and the reader's place are one transaction, so every event is answered exactly once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from inbox import audit, events, surveys, tidings
from inbox.models import Event, EventReader
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
            for take in READERS if new else ():
                take(new)
            if new:
                EventReader.objects.filter(name=NAME).update(seq=new[-1].seq)
        total += len(new)
        if len(new) < BATCH:
            return total
