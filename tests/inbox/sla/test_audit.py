from __future__ import annotations

from django.utils import timezone

from inbox import verify
from inbox.models import Clock, Settlement, Ticket
from inbox.sla import audit
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import ber


def broken() -> set[str]:
    return {violation.what for violation in verify.check() if violation.invariant == "I3"}


def test_clocks_that_lived_are_explained_also_when_the_sweep_is_behind(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 10:00"))
    desk.status(ticket, "waiting_customer", ber("2026-03-10 12:00"))
    desk.status(ticket, "open", ber("2026-03-10 15:00"))
    desk.opens(timezone.now())
    assert audit.unexplained() == []


def test_a_clock_that_somebody_changed_by_hand_is_found(desk: Desk) -> None:
    clock = desk.clock(desk.opens(timezone.now()))
    assert not broken()
    Clock.objects.filter(pk=clock.pk).update(consumed=60)
    assert audit.unexplained() == [clock.pk]
    assert broken() == {"clock is not what its settlements say"}


def test_a_clock_without_an_account_is_found(desk: Desk) -> None:
    clock = desk.clock(desk.opens(timezone.now()))
    Settlement.objects.filter(clock=clock).delete()
    assert audit.unexplained() == [clock.pk]


def test_a_ticket_that_is_due_when_no_clock_is_is_found(desk: Desk) -> None:
    ticket = desk.opens(timezone.now())
    Ticket.objects.filter(pk=ticket.pk).update(due_at=None)
    assert broken() == {"ticket is not due when the first of its running clocks is"}
