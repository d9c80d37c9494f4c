"""Solved and not, one ticket or two, spam: R19 to R21."""

from __future__ import annotations

from inbox.models import (
    Event,
)
from inbox.sla import audit
from tests.inbox.sla.desk import Desk, breaches
from tests.inbox.sla.weeks import (
    ber,
    utc,
)


def test_r19_reopening_with_nearly_nothing_left_leaves_the_grace(desk: Desk) -> None:
    desk.promise(resolution=4)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.replies(ticket, ber("2026-06-09 10:30"))
    desk.status(ticket, "solved", ber("2026-06-09 13:59"))
    desk.writes(ticket, ber("2026-06-10 10:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.due_at, clock.breached_at) == (utc("2026-06-10 08:15"), None)
    assert desk.clock(ticket).state == "stopped"


def test_r20_a_breach_of_the_source_counts_once_on_the_survivor(desk: Desk) -> None:
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 12:00"))
    desk.sweeps(ber("2026-06-08 14:00:01"))
    desk.merges(a, b, ber("2026-06-08 15:00"))
    desk.sweeps(ber("2026-06-08 17:00"))
    kept = desk.clock(b)
    assert (kept.breached_at, kept.breach_cause, kept.state) == (utc("2026-06-08 12:00"), "merged", "running")
    assert breaches(b) == [utc("2026-06-08 12:00")]
    assert Event.objects.filter(kind="sla.breach", data__metric="first_reply").count() == 1


def test_r20_an_unanswered_source_goes_on_waiting_on_an_answered_survivor(desk: Desk) -> None:
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 09:00"))
    desk.replies(b, ber("2026-06-08 09:30"))
    desk.merges(a, b, ber("2026-06-08 12:00"))
    clock = desk.clock(b)
    assert (clock.cycle, clock.state, clock.due_at) == (2, "running", utc("2026-06-08 12:00"))


def test_r21_spam_is_left_out_and_comes_back_when_it_was_none(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-08 10:00"))
    desk.status(ticket, "spam", ber("2026-06-08 11:00"))
    assert {clock.state for clock in ticket.clocks.all()} == {"cancelled"}
    desk.status(ticket, "open", ber("2026-06-09 10:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.due_at) == ("running", utc("2026-06-09 11:00"))


def test_r19_a_wait_for_the_next_reply_goes_on_when_an_agent_reopens(desk: Desk) -> None:
    desk.promise(next_reply=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 09:30"))
    desk.writes(ticket, ber("2026-06-08 10:00"))
    desk.status(ticket, "solved", ber("2026-06-08 11:00"))
    desk.status(ticket, "open", ber("2026-06-08 12:00"))
    clock = desk.clock(ticket, "next_reply")
    assert (clock.cycle, clock.state, clock.due_at) == (1, "running", utc("2026-06-09 08:00"))


def test_r19_an_update_is_due_again_only_after_the_next_reply(desk: Desk) -> None:
    desk.promise(update=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 09:30"))
    desk.status(ticket, "solved", ber("2026-06-08 10:00"))
    desk.status(ticket, "open", ber("2026-06-08 12:00"))
    assert desk.metrics(ticket) == {"resolution"}


def test_r20_unmerging_restores_both_promises_as_if_nothing_had_been(desk: Desk) -> None:
    desk.promise(next_reply=8)
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 11:00"))
    desk.merges(a, b, ber("2026-06-08 12:00"))
    assert desk.clock(b).due_at == utc("2026-06-08 12:00")
    desk.unmerges(a, b, ber("2026-06-08 12:30"), since=ber("2026-06-08 12:00"))
    assert (desk.clock(a).due_at, desk.clock(b).due_at) == (utc("2026-06-08 12:00"), utc("2026-06-08 13:00"))
    assert desk.metrics(a) == desk.metrics(b) == {"first_reply", "resolution"}
    a.refresh_from_db()
    assert a.due_at == utc("2026-06-08 12:00")
    assert audit.unexplained() == []


def test_r20_a_breach_goes_back_with_the_ticket_that_it_happened_to(desk: Desk) -> None:
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 13:00"))
    desk.sweeps(ber("2026-06-08 14:00:01"))
    desk.merges(a, b, ber("2026-06-08 15:00"))
    desk.unmerges(a, b, ber("2026-06-08 15:30"), since=ber("2026-06-08 15:00"))
    assert (breaches(a), breaches(b)) == ([utc("2026-06-08 12:00")], [])
    assert (desk.clock(b).breached_at, desk.clock(b).due_at) == (None, utc("2026-06-08 15:00"))
    desk.sweeps(ber("2026-06-08 17:00:01"))
    assert breaches(b) == [utc("2026-06-08 15:00")]
    assert audit.unexplained() == []


def test_r20_what_was_answered_while_they_were_one_stays_answered(desk: Desk) -> None:
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 11:00"))
    desk.merges(a, b, ber("2026-06-08 12:00"))
    reply = desk.replies(b, ber("2026-06-08 12:10"))
    desk.unmerges(a, b, ber("2026-06-08 13:00"), since=ber("2026-06-08 12:00"))
    answered = desk.clock(a)
    assert (answered.state, answered.stopped_by_id, answered.stopped_at) == (
        "stopped",
        reply.pk,
        utc("2026-06-08 10:10"),
    )


def test_r20_a_wait_that_the_merge_brought_goes_with_it(desk: Desk) -> None:
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 09:00"))
    desk.replies(b, ber("2026-06-08 09:30"))
    desk.merges(a, b, ber("2026-06-08 12:00"))
    desk.unmerges(a, b, ber("2026-06-08 12:30"), since=ber("2026-06-08 12:00"))
    assert (desk.clock(b).cancel_reason, desk.clock(a).due_at) == ("unmerged", utc("2026-06-08 12:00"))
    assert desk.metrics(b) == {"resolution"}
