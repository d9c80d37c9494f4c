"""A breach is never erased; it can be excused, with a name and a reason, and the excuse can be taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import events
from inbox.errors import InboxError
from inbox.models import Clock, Ticket, User

LONGEST, MOST = 300, 10_000
EXAMPLES = 10
BY = {
    "calendar_id": "calendar_version__calendar_id",
    "policy_id": "policy_version__policy_id",
    "channel_id": "ticket__channel_id",
}


def excuse(clock: Clock, *, actor: User, reason: str) -> Clock:
    """Locks the ticket, then changes the clock."""
    reason = _checked(reason)
    with transaction.atomic():
        fresh = _locked(clock)
        if fresh.breached_at is None:
            raise InboxError("not_breached", _("This promise is not broken: there is nothing to excuse."), 409)
        _excuse(fresh, actor, reason)
    return fresh


def take_back(clock: Clock, *, actor: User) -> Clock:
    """The breach counts again. Locks the ticket, then changes the clock."""
    with transaction.atomic():
        fresh = _locked(clock)
        if fresh.excused_at is not None:
            fresh.excused_at, fresh.excused_by, fresh.excuse = None, None, ""
            _save(fresh, actor, reason="")
    return fresh


def found(start: dt.datetime, end: dt.datetime, **where: int) -> QuerySet[Clock]:
    """The breaches of this time that nobody has excused, of one calendar, policy or channel."""
    if len(where) != 1:
        why = _("Name exactly one: a calendar, a policy or a channel.")
        raise InboxError("invalid", why, fields=dict.fromkeys(sorted(where) or sorted(BY), why))
    if end <= start:
        raise InboxError("invalid", _("The end is not after the start."), fields={"end": _("Must be after the start.")})
    ((name, value),) = where.items()
    mine = Clock.objects.filter(breached_at__gte=start, breached_at__lt=end, excused_at=None, **{BY[name]: value})
    return mine.exclude(breach_cause="merged").order_by("ticket_id", "pk")


def preview(start: dt.datetime, end: dt.datetime, **where: int) -> tuple[int, list[Clock]]:
    """How many they are, and the latest of them."""
    rows = found(start, end, **where)
    number = rows.count()
    _not_too_many(number)
    return number, list(rows.select_related("ticket").order_by("-breached_at", "-pk")[:EXAMPLES])


def excuse_all(start: dt.datetime, end: dt.datetime, *, actor: User, reason: str, **where: int) -> int:
    """The same for all of them. Locks each ticket by itself, in order."""
    reason = _checked(reason)
    rows = found(start, end, **where)
    _not_too_many(rows.count())
    ids = list(rows.values_list("pk", flat=True)[:MOST])
    done = 0
    for pk in ids:
        with transaction.atomic():
            clock = _locked(Clock.objects.get(pk=pk))
            if clock.excused_at is None and clock.breached_at is not None:
                _excuse(clock, actor, reason)
                done += 1
    return done


def _excuse(clock: Clock, actor: User, reason: str) -> None:
    clock.excused_at, clock.excused_by, clock.excuse = timezone.now(), actor, reason
    _save(clock, actor, reason=reason)


def _save(clock: Clock, actor: User, *, reason: str) -> None:
    clock.version += 1
    clock.save(update_fields=["excused_at", "excused_by", "excuse", "version"])
    ticket = clock.ticket
    ticket.version += 1
    ticket.save(update_fields=["version"])
    data: dict[str, Any] = {
        "clock_id": clock.pk,
        "metric": clock.metric,
        "reason": reason,
        "taken_back": clock.excused_at is None,
    }
    events.record("sla.excused", ticket=ticket, actor=actor, data=data)


def _locked(clock: Clock) -> Clock:
    ticket = Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=clock.ticket_id)
    fresh = Clock.objects.get(pk=clock.pk)
    fresh.ticket = ticket
    return fresh


def _not_too_many(number: int) -> None:
    if number > MOST:
        why = _("These are {number}, more than {most}; choose a shorter time.").format(
            number=format(number, ","), most=format(MOST, ",")
        )
        raise InboxError("invalid", why, fields={"end": why})


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST:
        why = _("Say why, in at most {most} characters.").format(most=LONGEST)
        raise InboxError("invalid", why, fields={"reason": why})
    return reason
