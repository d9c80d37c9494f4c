"""A row for each event and endpoint: written by the reader of the event log, told by connectors/telling.py, kept for
30 days. A row keeps its id (``key``) through all attempts, so that the other side can tell a repetition.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from inbox import events
from inbox.errors import InboxError
from inbox.models import Endpoint, Event, Message, Ticket, WebhookAttempt, WebhookDelivery
from inbox.webhooks import endpoints, payloads
from inbox.webhooks.payloads import BY_RULE, KINDS, TEST

State = WebhookDelivery.State
SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
PAUSES = (5 * SECOND, 5 * MINUTE, 30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24)))  # 75 hours
LEASE = 90 * SECOND  # more than a call may take
LONGEST_HOLD = 15 * MINUTE
KEEP = dt.timedelta(days=30)
ONLY_THIS = frozenset({400, 404, 405, 409, 413, 415, 422})  # refuses this one event; others may be taken
AT_ONCE = 5000


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What came of one call. ``status`` None: no answer. ``retry_after``: seconds that they want us to wait."""

    status: int | None
    detail: str = ""
    duration_ms: int = 0
    retry_after: float = 0.0

    @property
    def taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def read(found: Sequence[Event]) -> None:
    """A reader of the event log: rows for every endpoint that is switched on and wants to hear of them."""
    told = [event for event in found if event.kind in KINDS and event.user_id is None]
    ends = list(Endpoint.objects.filter(active=True).order_by("pk")) if told else []
    if not ends:
        return
    tickets = Ticket.objects.in_bulk({event.ticket_id for event in told if event.ticket_id})
    messages = Message.objects.in_bulk({event.message_id for event in told if event.message_id})
    now = timezone.now()
    rows = []
    for event in told:
        message = messages.get(event.message_id or 0)
        note = message is not None and message.visibility == "internal"
        wanting = [end for end in ends if _wants(end, event) and (end.with_notes or not note)]
        if wanting:
            thin = payloads.thin(event, tickets.get(event.ticket_id or 0), message)
            rows += [
                WebhookDelivery(endpoint=end, event=event, kind=event.kind, payload=thin, next_attempt_at=now)
                for end in wanting
            ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    _nudge({row.endpoint_id for row in rows})


def _wants(end: Endpoint, event: Event) -> bool:
    """Nothing from before it was made: a log that is read late is no news."""
    return event.at >= end.created_at and (event.kind in end.kinds or not end.kinds)


def by_rule(ticket: Ticket, endpoint_id: int, *, rule: str, event: Event | None) -> WebhookDelivery | None:
    """A rule calls an endpoint about a ticket, whatever kinds that one listens to. In the caller's transaction.

    None while the endpoint is off or gone: that is no reason for the rule's other actions to fail.
    """
    about = {"event_id": event.pk if event else None, "event_type": event.kind if event else None, "rule": rule}
    end = Endpoint.objects.filter(pk=endpoint_id, active=True).first()
    if end is None:
        return None
    return _queue(end, BY_RULE, about | {"ticket": payloads.of_ticket(ticket)})


def test(endpoint_id: int) -> WebhookDelivery:
    """One call to try an endpoint out, made once, also while it is switched off."""
    with transaction.atomic():
        return _queue(endpoints.one(endpoint_id), TEST, {"text": "A test call. Nothing has happened."})


def _queue(end: Endpoint, kind: str, payload: dict[str, Any]) -> WebhookDelivery:
    row = WebhookDelivery.objects.create(endpoint=end, kind=kind, payload=payload, next_attempt_at=timezone.now())
    _nudge({end.pk})
    return row


def _nudge(endpoint_ids: Iterable[int]) -> None:
    for pk in sorted(endpoint_ids):
        events.nudge("connectors.tasks.tell_endpoints", queue="polling", args=(pk,))


def due_endpoints() -> list[int]:
    """Endpoints with something to tell now, so that each gets its own turn."""
    return list(_due(timezone.now()).order_by().values_list("endpoint_id", flat=True).distinct())


def claim(endpoint_id: int) -> WebhookDelivery | None:
    """Take the oldest that is due for one attempt; whoever dies with it loses it after the lease."""
    now = timezone.now()
    with transaction.atomic():
        rows = _due(now).filter(endpoint_id=endpoint_id).select_related("endpoint", "event")
        row = rows.select_for_update(skip_locked=True, of=("self",)).order_by("id").first()
        if row is not None:
            row.attempts += 1
            row.lease_until = now + LEASE
            row.save(update_fields=("attempts", "lease_until"))
        return row


def _due(now: dt.datetime) -> QuerySet[WebhookDelivery]:
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    listening = Q(endpoint__active=True) & (Q(endpoint__hold_until=None) | Q(endpoint__hold_until__lte=now))
    rows = WebhookDelivery.objects.filter(state=State.QUEUED, next_attempt_at__lte=now)
    return rows.filter(free, listening | Q(kind=TEST))


def settle(row: WebhookDelivery, answered: Answered) -> None:
    """Write down what came of a claimed one. Locks the endpoint, then the row. One that was taken over meanwhile keeps
    what the other made of it."""
    now = timezone.now()
    with transaction.atomic():
        end = Endpoint.objects.select_for_update(no_key=True).filter(pk=row.endpoint_id).first()
        held = WebhookDelivery.objects.select_for_update().filter(pk=row.pk, lease_until=row.lease_until).first()
        if end is None or held is None:
            return
        WebhookAttempt.objects.create(
            delivery=held,
            at=now,
            status=answered.status,
            detail=answered.detail[:500],
            duration_ms=answered.duration_ms,
        )
        held.lease_until = None
        if answered.taken:
            held.state = State.DELIVERED
        elif held.kind == TEST or now - held.queued_at >= endpoints.GIVE_UP:
            held.state = State.FAILED
        else:
            held.next_attempt_at = now + PAUSES[min(held.attempts, len(PAUSES)) - 1] * random.uniform(0.9, 1.1)
        held.save(update_fields=("lease_until", "state", "next_attempt_at"))
        if held.kind == TEST:
            return
        if answered.taken:
            endpoints.well(end, now=now)
        else:
            endpoints.failed(end, hold=_hold(end, answered, now), gone=answered.status == 410, now=now)


def _hold(end: Endpoint, answered: Answered, now: dt.datetime) -> dt.timedelta | None:
    """How long nothing else is tried there: as long as it has been failing, so a dead server costs ever less."""
    if answered.status in ONLY_THIS:
        return None
    failing = now - end.failing_since if end.failing_since else SECOND
    wish = answered.retry_after * SECOND
    return max(min(max(failing, 5 * SECOND), LONGEST_HOLD), min(wish, HOUR))


def resend(row: WebhookDelivery) -> WebhookDelivery:
    """Tell it once more from the start, under the same id. Locks the row."""
    with transaction.atomic():
        endpoints.switched_on(row.endpoint_id)
        row = WebhookDelivery.objects.select_for_update().get(pk=row.pk)
        if row.state == State.QUEUED:
            raise InboxError("queued", "It is still on its way: it will be tried again by itself.", 409)
        row.state, row.attempts = State.QUEUED, 0
        row.queued_at = row.next_attempt_at = timezone.now()
        row.save(update_fields=("state", "attempts", "queued_at", "next_attempt_at"))
        _nudge({row.endpoint_id})
        return row


def resend_failed(endpoint_id: int, *, since: dt.datetime) -> int:
    """The same for all that failed and were made since then; how many."""
    with transaction.atomic():
        end = endpoints.switched_on(endpoint_id)
        rows = WebhookDelivery.objects.filter(endpoint=end, state=State.FAILED, created_at__gte=since)
        now = timezone.now()
        queued = rows.exclude(kind=TEST).update(state=State.QUEUED, attempts=0, queued_at=now, next_attempt_at=now)
        if queued:
            _nudge({end.pk})
        return queued


def counts(endpoint_ids: Iterable[int]) -> Counter[tuple[int, str]]:
    """By endpoint and state: how many wait, how many were given up. What was told is not counted."""
    rows = WebhookDelivery.objects.filter(endpoint_id__in=endpoint_ids).exclude(state=State.DELIVERED)
    found = rows.values_list("endpoint_id", "state").annotate(number=Count("pk")).order_by()
    return Counter({(pk, state): number for pk, state, number in found})


def clean(now: dt.datetime) -> None:
    """Drop what is older than 30 days, with its log."""
    old = WebhookDelivery.objects.filter(created_at__lt=now - KEEP).order_by("pk")
    while pks := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        WebhookDelivery.objects.filter(pk__in=pks).delete()
