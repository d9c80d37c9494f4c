from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox.models import Clock, ClockEvent, Event, Organisation, RawInbound, Team, Ticket
from inbox.sla import calendars, clocks, follow, policies, terms
from tests.inbox.sla.conftest import create_calendar
from tests.inbox.sla.desk import Desk, actions
from tests.inbox.sla.weeks import HOUR, KOLKATA, MINUTE, NY, ber, local, ny, utc
from tests.promises import promise


def breaches(ticket: Ticket) -> list[dt.datetime]:
    events = ClockEvent.objects.filter(clock__ticket=ticket, kind="breach").order_by("id")
    return list(events.values_list("at", flat=True))


def test_example_1_the_first_reply_is_due_within_business_hours(desk: Desk) -> None:
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


def follow_at(at: dt.datetime) -> None:
    """The change of the calendar happened at ``at``."""
    Organisation.objects.update(sla_changed_at=at)
    follow.calendars()


def test_r4_another_reply_after_the_refused_one_still_counts(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    refused = desk.replies(ticket, ber("2026-06-09 13:00"))
    again = desk.replies(ticket, ber("2026-06-09 13:50"))
    desk.refused(refused, ber("2026-06-09 14:30"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.stopped_by_id, clock.breached_at) == ("stopped", again.pk, None)
    assert clock.stopped_at == utc("2026-06-09 11:50")


def test_r4_a_refusal_before_the_due_time_leaves_the_rest_of_it(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.refused(desk.replies(ticket, ber("2026-06-09 11:00")), ber("2026-06-09 12:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.due_at, clock.breached_at) == ("running", utc("2026-06-09 12:00"), None)


def test_r4_on_a_solved_ticket_the_wait_ends_with_the_solving(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    reply = desk.replies(ticket, ber("2026-06-09 11:00"))
    desk.status(ticket, "solved", ber("2026-06-09 11:30"))
    desk.refused(reply, ber("2026-06-09 16:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.stop_reason, clock.breached_at) == ("stopped", "solved_without_reply", None)


def test_r1_a_reply_taken_back_never_stopped_the_clock(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.undone(desk.replies(ticket, ber("2026-06-09 11:00")), ber("2026-06-09 11:00:04"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.due_at, clock.breached_at) == ("running", utc("2026-06-09 12:00"), None)


def test_r5_automated_mail_starts_nothing_and_the_first_person_does(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"), automated=True)
    desk.writes(ticket, ber("2026-06-09 10:30"), automated=True)
    assert not Clock.objects.filter(ticket=ticket).exists()
    desk.writes(ticket, ber("2026-06-09 11:00"))
    assert desk.clock(ticket).due_at == utc("2026-06-09 13:00")


def test_r6_more_messages_reset_nothing(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.writes(ticket, ber("2026-06-09 11:00"))
    assert desk.clock(ticket).due_at == utc("2026-06-09 12:00")
    assert actions(desk.clock(ticket)) == ["start"]


def test_r7_solving_without_a_reply_is_said_so_and_reopening_goes_on_waiting(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.status(ticket, "solved", ber("2026-06-09 11:00"))
    assert desk.clock(ticket).stop_reason == "solved_without_reply"
    ticket.refresh_from_db()
    assert ticket.due_at is None
    desk.writes(ticket, ber("2026-06-10 10:00"))
    clock = desk.clock(ticket)
    assert (clock.state, clock.due_at) == ("running", utc("2026-06-10 11:00"))


def test_r19_reopening_with_nearly_nothing_left_leaves_the_grace(desk: Desk) -> None:
    desk.promise(resolution=4)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.replies(ticket, ber("2026-06-09 10:30"))
    desk.status(ticket, "solved", ber("2026-06-09 13:59"))
    desk.writes(ticket, ber("2026-06-10 10:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.due_at, clock.breached_at) == (utc("2026-06-10 08:15"), None)
    assert desk.clock(ticket).state == "stopped"


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


def test_r15_a_priority_without_a_promise_ends_it_and_one_with_it_brings_it_back(desk: Desk) -> None:
    promise("low", resolution=None)
    ticket = desk.opens(ber("2026-06-09 10:00"))
    desk.priority(ticket, "low", ber("2026-06-09 11:00"))
    assert desk.clock(ticket, "resolution").cancel_reason == "no_promise"
    desk.priority(ticket, "normal", ber("2026-06-09 12:00"))
    clock = desk.clock(ticket, "resolution")
    assert (clock.state, clock.consumed, clock.cancel_reason) == ("running", HOUR, "")


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


def test_r15_a_priority_changed_while_solved_counts_when_it_reopens(desk: Desk) -> None:
    desk.promise("high", resolution=8)
    ticket = desk.opens(ber("2026-06-08 09:00"))
    desk.replies(ticket, ber("2026-06-08 10:00"))
    desk.status(ticket, "solved", ber("2026-06-08 13:00"))
    desk.priority(ticket, "high", ber("2026-06-09 09:00"))
    desk.status(ticket, "open", ber("2026-06-10 09:00"))
    assert desk.clock(ticket, "resolution").due_at == utc("2026-06-10 11:00")


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


def test_r20_a_breach_of_the_source_counts_once_on_the_survivor(desk: Desk) -> None:
    a, b = desk.opens(ber("2026-06-08 10:00")), desk.opens(ber("2026-06-08 12:00"))
    desk.sweeps(ber("2026-06-08 14:00:01"))
    desk.merges(a, b, ber("2026-06-08 15:00"))
    desk.sweeps(ber("2026-06-08 17:00"))
    kept = desk.clock(b)
    assert (kept.breached_at, kept.breach_cause, kept.state) == (utc("2026-06-08 12:00"), "merged", "running")
    assert breaches(b) == [utc("2026-06-08 12:00")]
    assert Event.objects.filter(kind="clock.breached", data__metric="first_reply").count() == 1


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


def test_a_pause_of_no_length_changes_nothing(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-06-08 10:00"))
    due = desk.clock(ticket, "resolution").due_at
    for status in ("waiting_customer", "open", "waiting_customer", "open"):
        desk.status(ticket, status, ber("2026-06-08 16:59:59"))
    assert desk.clock(ticket, "resolution").due_at == due


def test_a_wait_begins_when_the_mail_was_kept_not_when_a_worker_came_to_it(desk: Desk) -> None:
    received = timezone.now().replace(microsecond=700_000) - dt.timedelta(hours=2)
    raw = RawInbound.objects.create(
        channel=desk.channel, external_id="1", source="imap", body=b"", size=0, sha256="", received_at=received
    )
    ticket = Ticket.objects.create(
        channel=desk.channel, contact_id=desk.opens(received).contact_id, last_message_at=received
    )
    message = desk.writes(ticket, received, automated=True)
    message.automated, message.raw = False, raw
    clocks.start(ticket, message)
    assert desk.clock(ticket).started_at == received.replace(microsecond=0)


def test_starting_two_clocks_takes_two_statements(desk: Desk, django_assert_num_queries: object) -> None:
    desk.opens(ber("2026-06-08 10:00"))
    ticket = desk.opens(ber("2026-06-08 10:00"), automated=True)
    message = ticket.messages.get()
    message.automated = False
    with django_assert_num_queries(2):  # type: ignore[operator]
        clocks.start(ticket, message, at=ber("2026-06-08 10:00"))
    with django_assert_num_queries(0):  # type: ignore[operator]
        clocks.customer_wrote(ticket, message, at=ber("2026-06-08 10:00"))


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
    assert Event.objects.filter(kind="clock.warning").count() == (1 if warned_at else 0)
