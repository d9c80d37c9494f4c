"""The log of decisions: every choice, every rejection, and why something waits. Kept for 30 days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from inbox import events
from inbox.models import Decision, Ticket, User
from inbox.routing.choosing import Considered

KEEP = dt.timedelta(days=30)


def decided(
    ticket: Ticket,
    outcome: str,
    reason: str,
    *,
    at: dt.datetime,
    user_id: int | None = None,
    actor: User | None = None,
    considered: Sequence[Considered] = (),
) -> Decision:
    """Write one down and tell of it; for what still waits, ``waiting`` writes many at once and tells nobody."""
    decision = Decision.objects.create(
        ticket=ticket,
        team_id=ticket.team_id,
        user_id=user_id,
        outcome=outcome,
        reason=reason,
        considered=[each._asdict() for each in considered],
        at=at,
    )
    data = {"decision_id": decision.pk, "outcome": outcome, "reason": reason, "user_id": user_id}
    events.record("ticket.routed", ticket=ticket, actor=actor, data={**data, "team_id": ticket.team_id})
    return decision


def waiting(team_id: int, found: Sequence[tuple[int, str, Sequence[Considered]]], *, at: dt.datetime) -> None:
    """(ticket id, reason, considered) of tickets whose reason to wait has changed."""
    Decision.objects.bulk_create(
        Decision(
            ticket_id=ticket_id,
            team_id=team_id,
            outcome=Decision.Outcome.WAITING,
            reason=reason,
            considered=[each._asdict() for each in considered],
            at=at,
        )
        for ticket_id, reason, considered in found
    )


def forget(now: dt.datetime) -> None:
    Decision.objects.filter(at__lt=now - KEEP).delete()
