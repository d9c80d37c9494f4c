from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from inbox import heartbeat
from inbox.models import Clock, ClockEvent, Event, Organisation, Ticket
from inbox.sla import calendars, follow, sweep
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import ber, utc
from tests.promises import promise

SECOND = dt.timedelta(seconds=1)
HOUR = dt.timedelta(hours=1)


def told(ticket: Ticket, kind: str) -> list[dict[str, Any]]:
    events = Event.objects.filter(ticket=ticket, kind=kind).order_by("id")
    return list(events.values_list("data", flat=True))


def at_once(*calls: Callable[[], object]) -> list[BaseException]:
    """Run all calls at the same moment, each on its own connection; returns what went wrong."""
    wrong: list[BaseException] = []
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        try:
            ready.wait(30)
            call()
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return wrong


def around_the_clock(desk: Desk) -> None:
    promise("normal", business=False, first_reply=3600, resolution=None)


def test_never_early_and_then_once(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 10:00"))
    desk.sweeps(ber("2026-03-10 13:30"))
    assert desk.sweeps(utc("2026-03-10 13:00:00")) == 0
    assert desk.clock(ticket).breached_at is None
    assert desk.sweeps(utc("2026-03-10 13:00:01")) == 1
    assert desk.sweeps(utc("2026-03-10 13:00:02")) == 0
    assert desk.clock(ticket).breached_at == utc("2026-03-10 13:00")
    assert [data["metric"] for data in told(ticket, "sla.breach")] == ["first_reply"]
    assert told(ticket, "sla.breach")[0]["due_at"] == "2026-03-10T13:00:00Z"


def test_a_warning_comes_first_and_both_raise_the_tickets_version(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 10:00"))
    assert desk.sweeps(utc("2026-03-10 11:59:59")) == 0
    assert desk.sweeps(utc("2026-03-10 12:00:00")) == 1
    assert desk.clock(ticket).warned_at == utc("2026-03-10 12:00")
    desk.sweeps(utc("2026-03-10 13:00:01"))
    assert (len(told(ticket, "sla.warning")), len(told(ticket, "sla.breach"))) == (1, 1)
    version = ticket.version
    ticket.refresh_from_db()
    assert ticket.version == version + 2
    assert ticket.due_at == utc("2026-03-10 13:00")


def test_after_an_outage_facts_have_their_true_times_and_people_one_word(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 10:00"))
    desk.sweeps(ber("2026-03-10 17:00"))
    facts = ClockEvent.objects.filter(clock=desk.clock(ticket)).order_by("at").values_list("kind", "at")
    assert list(facts) == [("warning", utc("2026-03-10 12:00")), ("breach", utc("2026-03-10 13:00"))]
    assert (len(told(ticket, "sla.warning")), len(told(ticket, "sla.breach"))) == (0, 1)


def test_after_an_outage_what_is_over_an_hour_old_is_told_in_one_digest(desk: Desk) -> None:
    old = [desk.opens(ber("2026-03-10 10:00")) for _ in range(3)]
    fresh = desk.opens(ber("2026-03-10 12:30"))
    desk.sweeps(ber("2026-03-10 17:00"))
    (digest,) = Event.objects.filter(kind="sla.digest").values_list("data", flat=True)
    assert digest == {"breaches": 3, "warnings": 0, "since": "2026-03-10T13:00:00Z"}
    assert [told(ticket, "sla.breach")[0]["digest"] for ticket in (*old, fresh)] == [True, True, True, False]
    desk.sweeps(ber("2026-03-10 17:00:02"))
    assert Event.objects.filter(kind="sla.digest").count() == 1


def test_what_is_told_names_the_clock_the_time_and_what_is_left(desk: Desk) -> None:
    ticket = desk.opens(ber("2026-03-10 10:00"))
    desk.sweeps(utc("2026-03-10 12:00:00"))
    (data,) = told(ticket, "sla.warning")
    assert (data["clock_id"], data["metric"], data["visibility"]) == (desk.clock(ticket).pk, "first_reply", "private")
    assert (data["left"], data["at"], data["digest"]) == (3600, "2026-03-10T12:00:00Z", False)


def test_paused_stopped_and_cancelled_clocks_are_left_alone(desk: Desk) -> None:
    waiting, answered, spam = (desk.opens(ber("2026-03-10 10:00")) for _ in range(3))
    for ticket in (waiting, answered):
        desk.replies(ticket, ber("2026-03-10 10:30"))
    desk.status(waiting, "waiting_customer", ber("2026-03-10 10:30"))
    desk.status(answered, "solved", ber("2026-03-10 10:30"))
    desk.status(spam, "spam", ber("2026-03-10 10:30"))
    assert desk.sweeps(ber("2026-04-10 10:00")) == 0


def test_a_backlog_larger_than_a_batch_is_drained_in_one_run(desk: Desk) -> None:
    for _ in range(7):
        desk.opens(ber("2026-03-10 10:00"))
    assert sweep.run(2, at=ber("2026-03-10 14:00:01")) == 7 * 2
    assert ClockEvent.objects.filter(kind="breach").count() == 7


def test_the_sweep_proves_that_it_ran(desk: Desk) -> None:
    sweep.run()
    assert heartbeat.ages()["sweep"]["count"] == 1


def test_without_a_given_time_the_databases_counts(desk: Desk) -> None:
    around_the_clock(desk)
    due, not_due = desk.opens(timezone.now() - HOUR - 2 * SECOND), desk.opens(timezone.now() - HOUR + 60 * SECOND)
    sweep.run()
    assert desk.clock(due).breached_at is not None
    assert desk.clock(not_due).breached_at is None


@pytest.mark.django_db(transaction=True)
def test_sixteen_sweepers_tell_each_breach_once(desk: Desk) -> None:
    around_the_clock(desk)
    tickets = [desk.opens(timezone.now() - 2 * HOUR) for _ in range(60)]
    assert at_once(*[lambda: sweep.run(7)] * 16) == []
    sweep.run()
    assert ClockEvent.objects.filter(kind="breach").count() == len(tickets)
    assert Event.objects.filter(kind="sla.breach").count() == len(tickets)
    raised = {ticket.pk: ticket.version + 1 for ticket in tickets}
    assert dict(Ticket.objects.values_list("pk", "version")) == raised


@pytest.mark.django_db(transaction=True)
def test_writers_and_sweepers_never_wait_for_each_other_in_a_circle(desk: Desk) -> None:
    around_the_clock(desk)
    tickets = [desk.opens(timezone.now() - 2 * HOUR) for _ in range(24)]

    def write(mine: list[Ticket]) -> None:
        for first, second in zip(mine[::2], mine[1::2], strict=True):
            now = timezone.now()
            desk.replies(first, now)
            desk.priority(second, "high", now)
            desk.status(second, "spam", now)
            desk.merges(second, first, now)

    writers = [lambda mine=tickets[start : start + 6]: write(mine) for start in range(0, 24, 6)]
    assert at_once(*writers, *[lambda: sweep.run(5)] * 8) == []
    assert ClockEvent.objects.filter(kind="breach").count() == len(tickets)
    assert not Clock.objects.filter(metric="first_reply", breached_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_somebody_holds_is_skipped_and_found_by_the_next_sweep(desk: Desk) -> None:
    around_the_clock(desk)
    held, free = desk.opens(timezone.now() - 2 * HOUR), desk.opens(timezone.now() - 2 * HOUR)
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True, of=("self",)).get(pk=held.pk)
        assert at_once(sweep.run) == []
        assert (desk.clock(held).breached_at, desk.clock(free).breached_at is None) == (None, False)
    sweep.run()
    assert desk.clock(held).breached_at is not None


def test_a_change_of_calendar_reaches_open_clocks_with_the_next_sweep(desk: Desk) -> None:
    calendar = calendars.calendars()[0]
    ticket = desk.opens(timezone.now())
    calendars.change_calendar(calendar.pk, actor=None, zone="Asia/Tokyo")
    sweep.run()
    clock = desk.clock(ticket)
    assert clock.calendar_version == calendars.in_force(calendar)
    ticket.refresh_from_db()
    assert ticket.due_at == clock.due_at


def test_once_all_clocks_follow_the_sweep_asks_no_more(desk: Desk, django_assert_num_queries: Any) -> None:
    desk.opens(timezone.now())
    calendars.change_calendar(calendars.calendars()[0].pk, actor=None, zone="Asia/Tokyo")
    assert follow.calendars() == 1
    assert follow.calendars() == 0
    Organisation.objects.update(sla_changed_at=timezone.now() - dt.timedelta(minutes=1))
    follow.calendars()
    with django_assert_num_queries(1):
        follow.calendars()
