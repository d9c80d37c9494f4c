"""How long things are kept: what is over for longer than a rule of the organisation says, loses its words for good.

Of a ticket only the row stays (``forgetting.py``); the people who wrote go with the last of their tickets. What carries
the label ``forgetting.HOLD`` is never touched. All of it happens in small transactions; every pass that removed
something leaves a ``Removal``.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from inbox import events, forgetting
from inbox.forgetting import Forget
from inbox.models import AuditEntry, Notification, Organisation, Removal, Ticket, User

RULES = ("spam_days", "closed_days", "raw_days", "notification_days", "audit_days")
TICKETS = ("spam_days", "closed_days")
CHUNK = 25  # tickets per transaction
ROWS = 1000  # of what has no other rows hanging on it
TIME = 20.0  # seconds per pass


def days() -> dict[str, int]:
    ours = Organisation.objects.first() or Organisation()
    return {rule: getattr(ours, rule) for rule in RULES}


def preview(wanted: dict[str, int], *, now: dt.datetime) -> list[dict[str, Any]]:
    """What these rules would remove now: ``[{"rule", "days", "would_remove", "held"}]``; 0 days removes nothing."""
    found = []
    for rule in RULES:
        number = wanted[rule]
        rows = _over(rule, number, now) if number else None
        held = _tickets(rule, number, now).filter(forgetting.held()).count() if number and rule in TICKETS else 0
        found.append(
            {"rule": rule, "days": number, "would_remove": rows.count() if rows is not None else 0, "held": held}
        )
    return found


def change(*, actor: User, **wanted: int) -> None:
    """Days by rule; 0 keeps for ever. Takes effect with the next pass."""
    with transaction.atomic():
        ours = Organisation.objects.select_for_update().get_or_create(pk=1)[0]
        before = {rule: getattr(ours, rule) for rule, value in wanted.items() if getattr(ours, rule) != value}
        for rule in before:
            setattr(ours, rule, wanted[rule])
        if before:
            ours.save(update_fields=sorted(before))
            after = {rule: wanted[rule] for rule in before}
            data = {"fields": sorted(before), "before": before, "after": after}
            events.record("organisation.changed", actor=actor, data=data)


def run(*, also: Forget, now: dt.datetime | None = None) -> None:
    """One pass over all rules, as far as it gets in TIME; the next goes on."""
    now = now or timezone.now()
    end = time.monotonic() + TIME
    forgetting.spent(now)
    for rule, number in days().items():
        if not number:
            continue
        started, removed = timezone.now(), 0
        while time.monotonic() < end and (some := _remove(rule, number, now, also)):
            removed += some
        if removed:
            done = {"removed": removed, "started_at": started, "finished_at": timezone.now()}
            Removal.objects.create(rule=rule, days=number, **done)


def removals() -> QuerySet[Removal]:
    return Removal.objects.order_by("-started_at")


def _remove(rule: str, number: int, now: dt.datetime, also: Forget) -> int:
    """One transaction; how many rows it removed."""
    with transaction.atomic():
        if rule in TICKETS:
            over = _over(rule, number, now).select_for_update(skip_locked=True, of=("self",)).order_by("pk")
            found = list(over.values_list("pk", flat=True)[:CHUNK])
            if found:
                forgetting.people(forgetting.tickets(found, now, also=also), now)
            return len(found)
        rows = _over(rule, number, now)
        ids = list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS])
        if rule == "raw_days":
            return forgetting.empty(ids)
        rows.model._default_manager.filter(pk__in=ids).delete()
        return len(ids)


def _over(rule: str, number: int, now: dt.datetime) -> QuerySet[Any]:
    """What this rule removes."""
    before = now - dt.timedelta(days=number)
    if rule == "notification_days":
        return Notification.objects.filter(at__lt=before)
    if rule == "audit_days":
        return AuditEntry.objects.filter(at__lt=before)
    if rule == "raw_days":
        return forgetting.kept_bytes(before).filter(forgetting.free())
    return _tickets(rule, number, now).exclude(forgetting.held())


def _tickets(rule: str, number: int, now: dt.datetime) -> QuerySet[Ticket]:
    """Over for so long; who was merged goes with the survivor, and a survivor waits for nobody."""
    status = Ticket.Status.SPAM if rule == "spam_days" else Ticket.Status.CLOSED
    old = Ticket.objects.filter(removed_at__isnull=True, last_message_at__lt=now - dt.timedelta(days=number))
    return old.filter(status=status, merged_into__isnull=True)
