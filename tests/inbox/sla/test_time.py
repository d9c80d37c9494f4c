"""In whose time is counted: R9 to R13, R22 to R24."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from inbox.models import (
    ClockEvent,
    Event,
    Settlement,
)
from inbox.sla import audit, calendars, explain
from tests.inbox.sla.conftest import create_calendar
from tests.inbox.sla.desk import Desk, actions
from tests.inbox.sla.weeks import (
    HOUR,
    KOLKATA,
    NY,
    Week,
    ber,
    closed,
    days,
    local,
    ny,
    utc,
)


def test_r09_lengths_are_real_seconds_and_never_differences_of_wall_time(desk: Desk) -> None:
    desk.promise(first_reply=8, business=False)
    due = desk.clock(desk.opens(ber("2026-03-28 20:00"))).due_at
    assert due == ber("2026-03-29 05:00") == utc("2026-03-29 03:00")


def test_r10_an_edge_in_a_skipped_hour_is_the_moment_of_the_change_and_a_closed_day_cuts_at_midnight(
    desk: Desk,
) -> None:
    week = Week("Europe/Berlin", days(range(7), ("02:30", "04:00")), closed("2026-03-31"))
    calendars.use_calendar(create_calendar("Early", week).pk, actor=None)
    desk.promise(first_reply=1)
    assert desk.clock(desk.opens(ber("2026-03-29 00:00"))).due_at == utc("2026-03-29 02:00")
    night = Week("Europe/Berlin", days(range(7), ("22:00", "06:00")), closed("2026-03-31"))
    calendars.use_calendar(create_calendar("Night", night).pk, actor=None)
    desk.promise(first_reply=3)
    assert desk.clock(desk.opens(ber("2026-03-30 21:00"))).due_at == ber("2026-04-01 23:00")


def test_r11_at_due_is_met_and_a_second_later_is_late(desk: Desk) -> None:
    met, late = desk.opens(ber("2026-03-10 14:00")), desk.opens(ber("2026-03-10 14:00"))
    desk.replies(met, ber("2026-03-10 18:00:00"))
    desk.replies(late, ber("2026-03-10 18:00:01"))
    assert (desk.clock(met).breached_at, desk.clock(late).breached_at) == (None, utc("2026-03-10 17:00"))


def test_r12_several_warnings_come_in_business_time_each_once(desk: Desk) -> None:
    desk.promise(warn=[2 * HOUR, HOUR])
    ticket = desk.opens(ber("2026-03-10 16:30"))
    desk.sweeps(ber("2026-03-11 09:30:00"))
    desk.sweeps(ber("2026-03-11 10:30:00"))
    desk.sweeps(ber("2026-03-11 10:30:02"))
    facts = ClockEvent.objects.filter(clock__ticket=ticket, kind="warning").order_by("at")
    assert list(facts.values_list("left", "at")) == [
        (2 * HOUR, utc("2026-03-11 08:30")),
        (HOUR, utc("2026-03-11 09:30")),
    ]
    told = Event.objects.filter(ticket=ticket, kind="sla.warning").order_by("id").values_list("data__left", flat=True)
    assert list(told) == [2 * HOUR, HOUR]


def test_r13_a_clock_goes_by_the_policys_calendar_else_the_teams_else_the_organisations(desk: Desk) -> None:
    def due() -> dt.datetime | None:
        return desk.clock(desk.opens(utc("2026-06-08 11:00"))).due_at

    assert due() == ber("2026-06-08 17:00")
    calendars.use_calendar(create_calendar("Kolkata", KOLKATA).pk, actor=None, team_id=desk.channel.team_id)
    assert due() == local("Asia/Kolkata", "2026-06-09 11:30")
    desk.promise(calendar_id=create_calendar("New York", NY).pk)
    assert due() == ny("2026-06-08 12:00")


def test_r22_two_clocks_of_one_metric_never_run_on_one_ticket(desk: Desk) -> None:
    clock = desk.clock(desk.opens(ber("2026-03-10 14:00")))
    clock.pk, clock.cycle = None, 2
    with pytest.raises(IntegrityError, match="one_running_clock_per_metric"), transaction.atomic():
        clock.save(force_insert=True)


def test_r24_every_step_says_what_it_found_and_left_and_which_event_it_belongs_to(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.status(ticket, "waiting_customer", ber("2026-06-08 11:00"))
    clock = desk.clock(ticket, "resolution")
    start, pause = Settlement.objects.filter(clock=clock).order_by("id")
    assert (start.before, start.after, pause.before, pause.after) == (0, 0, 0, 2 * HOUR)
    assert pause.calendar_version_id == clock.calendar_version_id
    assert pause.policy_version_id == clock.policy_version_id is not None
    assert pause.event is not None
    assert pause.event.kind == "clock.changed"
    assert audit.unexplained() == []


def test_r23_a_badge_has_what_is_left_in_business_time_and_the_local_date_and_time_and_late_in_both(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 16:30"))
    (badge, _) = explain.clocks(ticket, now=ber("2026-03-10 17:30"))
    assert (badge["left"], badge["due_local"]) == (3 * HOUR, "2026-03-11T11:30:00+01:00")
    (late, _) = explain.clocks(ticket, now=ber("2026-03-12 09:30"))
    assert (late["late_business"], late["late_seconds"]) == (7 * HOUR, 22 * HOUR)


def test_what_happens_in_one_instant_is_settled_then_stopped_then_paused_then_started(desk: Desk) -> None:
    desk.promise(update=8, resolution=8, first_reply=2)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    now = ber("2026-06-08 11:00:00")
    desk.replies(ticket, now)
    desk.status(ticket, "waiting_customer", now)
    desk.writes(ticket, now)
    assert desk.clock(ticket).breached_at is None
    resolution = desk.clock(ticket, "resolution")
    assert actions(resolution) == ["start", "pause", "resume"]
    assert (resolution.consumed, resolution.due_at) == (2 * HOUR, ber("2026-06-08 17:00"))
    settled = Settlement.objects.filter(clock__ticket=ticket, at=now).order_by("id")
    done = list(settled.values_list("clock__metric", "action"))
    assert done.index(("first_reply", "stop")) < done.index(("update", "start")) < done.index(("update", "pause"))
