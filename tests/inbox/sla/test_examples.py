"""The worked examples, by their numbers, each through the real functions."""

from __future__ import annotations

import pytest

from inbox.models import (
    Event,
    Team,
)
from inbox.sla import calendars
from tests.inbox.sla.conftest import create_calendar
from tests.inbox.sla.desk import Desk, actions, breaches, follow_at
from tests.inbox.sla.weeks import (
    HOUR,
    KOLKATA,
    LORD_HOWE,
    MINUTE,
    NIGHT,
    NY,
    SPLIT,
    Week,
    ber,
    local,
    ny,
    utc,
)
from tests.promises import promise


def test_example_01_the_first_reply_is_due_within_business_hours(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 10:00"))
    assert desk.clock(ticket).due_at == utc("2026-03-10 13:00")
    assert ticket.due_at == utc("2026-03-10 13:00")


def test_example_11_a_reply_at_the_due_time_is_met(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 14:00"))
    desk.replies(ticket, ber("2026-03-10 18:00:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.stop_reason, clock.breached_at) == ("stopped", "reply", None)
    assert clock.consumed == clock.target


def test_example_11_a_reply_one_second_later_breached_at_the_due_time(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 14:00"))
    desk.replies(ticket, ber("2026-03-10 18:00:01"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.breached_at) == ("stopped", utc("2026-03-10 17:00"))
    assert breaches(ticket) == [utc("2026-03-10 17:00")]


def test_example_13_waiting_for_the_customer_pauses_the_resolution(desk: Desk) -> None:
    desk.promise(resolution=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 11:00"))
    desk.status(ticket, "waiting_customer", ber("2026-06-08 11:00"))
    paused = desk.clock(ticket, "resolution")
    assert (paused.state, paused.due_at, paused.target - paused.consumed) == ("paused", None, 6 * HOUR)
    ticket.refresh_from_db()
    assert ticket.due_at is None
    desk.writes(ticket, ber("2026-06-10 15:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.state, clock.due_at) == ("running", utc("2026-06-11 10:00"))
    assert actions(clock) == ["start", "pause", "resume"]


def test_example_14_paused_after_closing_time_and_resumed_on_a_sunday(desk: Desk) -> None:
    desk.promise(resolution=8)
    ticket = desk.opens(ber("2026-06-12 16:00"))
    desk.status(ticket, "waiting_customer", ber("2026-06-12 19:00"))
    desk.writes(ticket, ber("2026-06-14 12:00"))
    assert desk.clock(ticket, "resolution").due_at == utc("2026-06-15 13:00")


def test_example_16_only_the_persons_reply_counts(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-08 10:00"))
    desk.replies(ticket, ber("2026-06-08 10:00:05"), automated=True)
    desk.replies(ticket, ber("2026-06-08 10:02"), author_user=None)
    desk.replies(ticket, ber("2026-06-08 10:03"), direction="internal", visibility="internal")
    assert desk.clock(ticket).state == "running"
    desk.replies(ticket, ber("2026-06-08 14:20"))
    clock = desk.clock(ticket)
    assert clock.breached_at == utc("2026-06-08 12:00")
    assert clock.consumed - clock.target == 20 * MINUTE


def test_example_17_a_higher_priority_keeps_what_was_consumed(desk: Desk) -> None:
    desk.promise("high", resolution=16)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.priority(ticket, "high", ber("2026-06-09 12:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.consumed, clock.due_at) == (12 * HOUR, utc("2026-06-09 14:00"))


def test_example_17_and_leaves_a_quarter_of_an_hour_instead_of_breaching_at_once(desk: Desk) -> None:
    desk.promise("urgent", resolution=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.priority(ticket, "urgent", ber("2026-06-09 12:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.due_at, clock.breached_at) == (utc("2026-06-09 10:15"), None)


def test_example_18_lowering_never_clears_a_breach(desk: Desk) -> None:
    desk.promise("urgent", resolution=8)
    desk.promise("low", resolution=40)
    ticket = desk.opens(ber("2026-06-08 09:00"), priority="urgent")
    desk.priority(ticket, "low", ber("2026-06-09 11:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.state, clock.target, clock.breached_at) == ("running", 40 * HOUR, utc("2026-06-08 15:00"))
    assert clock.due_at == utc("2026-06-08 15:00")


def test_example_19_follow_the_sun(desk: Desk, team: Team) -> None:
    desk.promise(resolution=8)
    calendars.use_calendar(create_calendar("Kolkata", KOLKATA).pk, actor=None, team_id=team.pk)
    west = Team.objects.create(name="West")
    calendars.use_calendar(create_calendar("New York", NY).pk, actor=None, team_id=west.pk)
    ticket = desk.opens(local("Asia/Kolkata", "2026-06-08 16:30"))
    desk.moves(ticket, west, local("Asia/Kolkata", "2026-06-08 19:00"))
    clock = desk.clock(ticket, "resolution")
    assert clock.due_at == ny("2026-06-08 15:30") == utc("2026-06-08 19:30")
    assert clock.consumed == 2 * HOUR


def test_example_20_a_reopened_ticket_goes_on_where_it_stopped(desk: Desk) -> None:
    desk.promise(resolution=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.status(ticket, "solved", ber("2026-06-08 13:00"))
    solved = desk.clock(ticket, "resolution")
    assert (solved.state, solved.stop_reason, solved.stopped_at) == ("stopped", "solved", utc("2026-06-08 11:00"))
    desk.writes(ticket, ber("2026-06-11 17:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.pk, clock.state, clock.due_at) == (solved.pk, "running", utc("2026-06-12 10:00"))
    assert actions(clock) == ["start", "stop", "resume"]


def test_example_21_the_survivor_of_a_merge_takes_the_earlier_due_time(desk: Desk) -> None:
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 11:00"))
    desk.merges(a, b, ber("2026-06-08 12:00"))
    cancelled, kept = desk.clock(a), desk.clock(b)
    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "merged")
    assert (kept.state, kept.due_at) == ("running", utc("2026-06-08 12:00"))
    b.refresh_from_db()
    assert b.due_at == utc("2026-06-08 12:00")


def test_example_22_a_reply_that_was_refused_never_stopped_the_clock(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    reply = desk.replies(ticket, ber("2026-06-09 13:50"))
    desk.refused(reply, ber("2026-06-09 14:30"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.breached_at, clock.breach_cause) == (
        "running",
        utc("2026-06-09 12:00"),
        "delivery_failed",
    )
    assert breaches(ticket) == [utc("2026-06-09 12:00")]
    ticket.refresh_from_db()
    assert ticket.due_at == utc("2026-06-09 12:00")


def test_example_23_a_day_declared_closed_moves_open_clocks(desk: Desk) -> None:
    desk.promise(resolution=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.status(ticket, "waiting_customer", ber("2026-06-08 11:00"))
    desk.writes(ticket, ber("2026-06-10 15:00"))
    calendar = calendars.calendars()[0]
    closed = [*calendars.in_force(calendar).closed, {"date": "2026-06-11", "name": "Works outing"}]
    calendars.change_calendar(calendar.pk, actor=None, closed=closed)
    follow_at(ber("2026-06-10 16:00"))
    clock = desk.clock(ticket, "resolution")
    assert clock.due_at == utc("2026-06-12 10:00")
    assert clock.consumed == 3 * HOUR


@pytest.mark.parametrize(
    ("warn_before", "warned_at"), [(3600, "2026-03-11 09:30"), (0, None), (4 * 3600, "2026-03-11 08:30")]
)
def test_example_25_a_warning_at_one_hour_left_and_never_more_than_half_the_promise(
    desk: Desk, warn_before: int, warned_at: str | None
) -> None:
    promise("normal", warn=[warn_before] if warn_before else [])
    ticket = desk.opens(ber("2026-03-10 16:30"))
    desk.sweeps(ber("2026-03-11 11:30"))
    assert desk.clock(ticket).warned_at == (utc(warned_at) if warned_at else None)
    assert Event.objects.filter(kind="sla.warning").count() == (1 if warned_at else 0)


def office(desk: Desk, week: Week) -> None:
    """Everybody's hours."""
    calendars.use_calendar(create_calendar(week.zone, week).pk, actor=None)


def test_example_02_four_hours_over_night(desk: Desk) -> None:
    assert desk.clock(desk.opens(ber("2026-03-10 16:30"))).due_at == utc("2026-03-11 10:30")


def test_example_03_over_the_weekend_in_which_the_clocks_go_forward(desk: Desk) -> None:
    assert desk.clock(desk.opens(ber("2026-03-27 19:10"))).due_at == utc("2026-03-30 11:00")


def test_example_04_around_the_clock_counts_real_hours(desk: Desk) -> None:
    desk.promise(first_reply=8, business=False)
    due = desk.clock(desk.opens(ber("2026-03-28 20:00"))).due_at
    assert due == ber("2026-03-29 05:00") == utc("2026-03-29 03:00")


def test_example_05_the_short_night_has_seven_hours(desk: Desk) -> None:
    office(desk, NIGHT)
    desk.promise(first_reply=8)
    assert desk.clock(desk.opens(ny("2026-03-07 22:00"))).due_at == utc("2026-03-09 03:00")


def test_example_06_the_long_night_has_nine_hours(desk: Desk) -> None:
    office(desk, NIGHT)
    desk.promise(first_reply=8)
    assert desk.clock(desk.opens(ny("2026-10-31 22:00"))).due_at == utc("2026-11-01 10:00")


def test_example_07_both_half_past_twos_of_the_repeated_hour(desk: Desk) -> None:
    desk.promise(first_reply=2, business=False)
    first = local("Europe/Berlin", "2026-10-25 02:30")
    second = local("Europe/Berlin", "2026-10-25 02:30", second_time=True)
    assert desk.clock(desk.opens(first)).due_at == utc("2026-10-25 02:30")
    assert desk.clock(desk.opens(second)).due_at == utc("2026-10-25 03:30")


def test_example_08_over_a_holiday(desk: Desk) -> None:
    assert desk.clock(desk.opens(ber("2026-04-30 17:00"))).due_at == utc("2026-05-04 10:00")


def test_example_09_over_easter(desk: Desk) -> None:
    assert desk.clock(desk.opens(ber("2026-04-02 16:00")), "resolution").due_at == utc("2026-04-09 11:00")


def test_example_10_over_thanksgiving_and_its_short_friday(desk: Desk) -> None:
    office(desk, NY)
    desk.promise(first_reply=8)
    assert desk.clock(desk.opens(ny("2026-11-25 18:00"))).due_at == utc("2026-11-28 16:00")


def test_example_12_a_day_with_a_lunch_break(desk: Desk) -> None:
    office(desk, SPLIT)
    assert desk.clock(desk.opens(ber("2026-03-10 10:00"))).due_at == utc("2026-03-10 14:00")


def test_example_15_the_next_reply_is_counted_from_the_oldest_unanswered_message(desk: Desk) -> None:
    desk.promise(next_reply=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 09:30"))
    desk.writes(ticket, ber("2026-06-08 15:00"))
    desk.writes(ticket, ber("2026-06-09 09:30"))
    assert desk.clock(ticket, "next_reply").due_at == utc("2026-06-09 12:00")
    desk.replies(ticket, ber("2026-06-09 13:55"))
    met = desk.clock(ticket, "next_reply")
    assert (met.state, met.stop_reason, met.breached_at) == ("stopped", "reply", None)
    desk.writes(ticket, ber("2026-06-09 17:00"))
    following = desk.clock(ticket, "next_reply")
    assert (following.cycle, following.state, following.due_at) == (2, "running", utc("2026-06-10 14:00"))


def test_example_24_the_next_update_is_due_on_the_next_day(desk: Desk) -> None:
    desk.promise(update=8)
    ticket = desk.opens(ber("2026-06-08 10:00"))
    assert desk.metrics(ticket) == {"first_reply", "resolution"}
    desk.replies(ticket, ber("2026-06-08 16:00"))
    assert desk.clock(ticket, "update").due_at == utc("2026-06-09 13:00")


def test_example_26_half_an_hour_of_summer_time_on_lord_howe(desk: Desk) -> None:
    office(desk, LORD_HOWE)
    desk.promise(first_reply=8)
    ticket = desk.opens(local("Australia/Lord_Howe", "2026-04-05 00:00"))
    assert desk.clock(ticket).due_at == local("Australia/Lord_Howe", "2026-04-05 07:30") == utc("2026-04-04 21:00")
