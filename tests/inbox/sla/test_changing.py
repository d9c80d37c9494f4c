"""What changes under a clock: R14 to R18."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inbox import profiles
from inbox.models import (
    Clock,
    Organisation,
    Team,
)
from inbox.sla import calendars, policies, terms
from tests.inbox.sla.conftest import create_calendar, only_for
from tests.inbox.sla.desk import Desk, actions, follow_at
from tests.inbox.sla.weeks import (
    HOUR,
    NY,
    ber,
    ny,
    utc,
)
from tests.promises import promise


def test_a_new_priority_that_pauses_elsewhere_pauses_at_once(desk: Desk) -> None:
    policies.create_policy(
        actor=None,
        name="High",
        conditions={"field": "priority", "op": "is", "value": "high"},
        targets=policies.in_force(policies.policies()[0]).targets,
        pause_on=["waiting_customer", "on_hold"],
    )
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.status(ticket, "on_hold", ber("2026-06-08 10:00"))
    assert desk.clock(ticket, "resolution").state == "running"
    desk.priority(ticket, "high", ber("2026-06-08 11:00"))
    assert desk.clock(ticket, "resolution").state == "paused"
    desk.priority(ticket, "normal", ber("2026-06-08 12:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.state, clock.consumed) == ("running", 2 * HOUR)


def test_a_pause_of_no_length_changes_nothing(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-08 10:00"))
    due = desk.clock(ticket, "resolution").due_at
    for status in ("waiting_customer", "open", "waiting_customer", "open"):
        desk.status(ticket, status, ber("2026-06-08 16:59:59"))
    assert desk.clock(ticket, "resolution").due_at == due


def test_r15_a_priority_changed_while_solved_counts_when_it_reopens(desk: Desk) -> None:
    desk.promise("high", resolution=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 10:00"))
    desk.status(ticket, "solved", ber("2026-06-08 13:00"))
    desk.priority(ticket, "high", ber("2026-06-09 09:00"))
    desk.status(ticket, "open", ber("2026-06-10 09:00"))
    assert desk.clock(ticket, "resolution").due_at == utc("2026-06-10 11:00")


def test_r15_a_priority_that_promises_more_starts_what_was_missing(desk: Desk) -> None:
    promise("low", first_reply=None, resolution=None)
    ticket = desk.opens(ber("2026-06-09 10:00"), priority="low")
    assert not Clock.objects.filter(ticket=ticket).exists()
    desk.priority(ticket, "normal", ber("2026-06-09 12:00"))
    assert desk.clock(ticket).due_at == utc("2026-06-09 14:00")
    answered = desk.opens(ber("2026-06-09 10:00"), priority="low")
    desk.replies(answered, ber("2026-06-09 11:00"))
    desk.priority(answered, "normal", ber("2026-06-09 12:00"))
    assert [clock.metric for clock in answered.clocks.all()] == ["resolution"]


def test_r15_a_priority_without_a_promise_ends_it_and_one_with_it_brings_it_back(desk: Desk) -> None:
    promise("low", resolution=None)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.priority(ticket, "low", ber("2026-06-09 11:00"))
    assert desk.clock(ticket, "resolution").cancel_reason == "no_promise"
    desk.priority(ticket, "normal", ber("2026-06-09 12:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.state, clock.consumed, clock.cancel_reason) == ("running", HOUR, "")


def test_r15_the_grace_never_exceeds_the_promise_itself_and_can_be_switched_off(desk: Desk) -> None:
    desk.promise("urgent", resolution=0.1)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.priority(ticket, "urgent", ber("2026-06-09 12:00"))
    assert desk.clock(ticket, "resolution").due_at == utc("2026-06-09 10:06")
    other = desk.opens(ber("2026-06-09 10:00"))
    Organisation.objects.update(retarget_grace=0)
    terms.forget()
    desk.priority(other, "urgent", ber("2026-06-09 12:00"))
    assert desk.clock(other, "resolution").due_at == utc("2026-06-09 10:00")


def test_r16_around_the_clock_is_no_matter_of_teams(desk: Desk) -> None:
    promise("normal", business=False)
    ticket = desk.opens(ber("2026-03-28 20:00"))
    west = Team.objects.create(name="West")
    calendars.use_calendar(create_calendar("New York", NY).pk, actor=None, team_id=west.pk)
    desk.moves(ticket, west, ber("2026-03-28 21:00"))
    clock = desk.clock(ticket)
    assert (clock.calendar_version_id, clock.due_at) == (None, utc("2026-03-28 23:00"))
    assert actions(clock) == ["start"]


def test_r17_open_tickets_keep_the_target_they_were_promised(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-08 10:00"))
    desk.promise(first_reply=1)
    later = desk.opens(ber("2026-06-08 10:00"))
    assert desk.clock(ticket).due_at == utc("2026-06-08 12:00")
    assert desk.clock(later).due_at == utc("2026-06-08 09:00")


def test_r14_a_paused_clock_shows_what_is_left_and_no_due_time(desk: Desk) -> None:
    desk.promise(resolution=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.status(ticket, "waiting_customer", ber("2026-06-08 11:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.state, clock.due_at, clock.target - clock.consumed) == ("paused", None, 6 * HOUR)


@pytest.mark.parametrize(("while_waiting", "state"), [(False, "paused"), (True, "running")])
def test_r14_the_update_waits_with_the_customer_unless_the_policy_says_otherwise(
    desk: Desk, while_waiting: bool, state: str
) -> None:
    desk.promise(update=8, update_while_waiting=while_waiting)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 10:00"))
    desk.status(ticket, "on_hold", ber("2026-06-08 10:30"))
    assert desk.clock(ticket, "update").state == "running"
    desk.status(ticket, "waiting_customer", ber("2026-06-08 11:00"))
    assert desk.clock(ticket, "update").state == state
    desk.replies(ticket, ber("2026-06-08 12:00"))
    assert (desk.clock(ticket, "update").cycle, desk.clock(ticket, "update").state) == (2, state)


def test_r15_a_label_moves_a_ticket_to_the_policy_that_asks_for_it_at_once(desk: Desk) -> None:
    only_for("Gold", {"field": "labels", "op": "contains", "value": ["gold"]}, first_reply=2 * HOUR)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.change(ticket, ber("2026-06-08 10:00"), labels=["gold"])
    assert desk.clock(ticket).due_at == utc("2026-06-08 09:00")
    assert desk.clock(ticket, "resolution").cancel_reason == "no_promise"
    desk.change(ticket, ber("2026-06-08 10:30"), labels=[])
    assert desk.clock(ticket).due_at == utc("2026-06-08 11:00")
    assert desk.metrics(ticket) == {"first_reply", "resolution"}


def test_r15_a_change_within_the_same_policy_and_target_writes_nothing(desk: Desk) -> None:
    only_for("Gold", {"field": "labels", "op": "contains", "value": ["gold"]}, first_reply=2 * HOUR)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.change(ticket, ber("2026-06-08 10:00"), labels=["silver"])
    assert actions(desk.clock(ticket)) == ["start"]
    same = desk.clock(ticket).target
    desk.promise("high", first_reply=same // HOUR)
    desk.change(ticket, ber("2026-06-08 10:00"), priority="high")
    assert actions(desk.clock(ticket)) == ["start"]


def test_r15_a_vip_is_promised_what_vips_are(desk: Desk) -> None:
    only_for("VIP", {"field": "contact.vip", "op": "is", "value": [True]}, first_reply=HOUR)
    ticket = desk.opens(timezone.now())
    profiles.describe(ticket.contact_id, actor=desk.agent, vip=True)
    assert (desk.clock(ticket).target, desk.clock(ticket).state) == (HOUR, "running")
    profiles.describe(ticket.contact_id, actor=desk.agent, vip=False)
    assert desk.clock(ticket).target == 4 * HOUR


def test_r16_the_old_hours_until_the_change_and_the_new_ones_from_then_on(desk: Desk) -> None:
    west = Team.objects.create(name="West")
    calendars.use_calendar(create_calendar("New York", NY).pk, actor=None, team_id=west.pk)
    ticket = desk.opens(ber("2026-06-08 16:00"))
    desk.moves(ticket, west, ber("2026-06-08 19:00"))
    clock = desk.clock(ticket)
    assert (clock.consumed, clock.due_at) == (2 * HOUR, ny("2026-06-08 15:00"))


def test_r17_an_open_ticket_stays_with_the_version_it_came_under_whatever_starts_on_it(desk: Desk) -> None:
    desk.promise(next_reply=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.promise(next_reply=1)
    desk.replies(ticket, ber("2026-06-08 10:00"))
    desk.writes(ticket, ber("2026-06-08 11:00"))
    assert desk.clock(ticket, "next_reply").target == 8 * HOUR


def test_r18_a_day_declared_closed_moves_open_clocks_and_leaves_what_was_consumed(desk: Desk) -> None:
    desk.promise(resolution=8)
    ticket = desk.opens(ber("2026-06-08 16:00"))
    calendars.close_days(calendars.calendars()[0].pk, [{"date": "2026-06-09", "name": "Outing"}], actor=None)
    follow_at(ber("2026-06-08 17:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.consumed, clock.due_at) == (HOUR, ber("2026-06-10 15:00"))
