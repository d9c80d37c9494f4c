from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from inbox import breaches, tickets
from inbox.models import Calendar, CalendarVersion, Clock, Organisation, Ticket
from inbox.sla import policies, terms
from tests.inbox.sla.desk import Desk
from tests.office import Office
from tests.promises import promise

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def desk(shop: Office) -> Desk:
    """Two hours to the first reply, around the clock, in a shop without business hours."""
    terms.forget()
    policies.ensure_defaults()
    promise("normal", first_reply=7200, resolution=86400, business=False, warn=[])
    Organisation.objects.update(calendar=None)
    terms.forget()
    return Desk(shop.channel, agent=shop.owner)


def told(since: dt.datetime | None = None, **within: Any) -> dict[str, Any]:
    now, in_force = terms.now()
    return breaches.today(within, since or now - 30 * HOUR, in_force)


def why(**within: Any) -> dict[str, int]:
    return {entry["cause"]: entry["count"] for entry in told(**within)["causes"]}


def test_a_promise_that_broke_while_nobody_had_the_ticket_was_unassigned_whoever_has_it_now(
    desk: Desk, shop: Office
) -> None:
    ticket = desk.opens(timezone.now() - 3 * HOUR)
    desk.sweeps(timezone.now())
    tickets.update(ticket.pk, actor=shop.supervisor, assignee_id=shop.owner.pk)
    assert why() == {"unassigned": 1}


def test_a_promise_that_somebody_had_is_unanswered_and_then_answered_late(desk: Desk, shop: Office) -> None:
    ticket = desk.opens(timezone.now())
    tickets.update(ticket.pk, actor=shop.owner, assignee_id=shop.owner.pk)
    desk.sweeps(timezone.now() + 3 * HOUR)
    assert why() == {"unanswered": 1}
    desk.replies(ticket, timezone.now() + 4 * HOUR)
    assert why() == {"late_reply": 1}


def test_a_ticket_that_had_an_owner_from_the_start_counts_as_theirs(desk: Desk, shop: Office) -> None:
    ticket = desk.opens(timezone.now() - 3 * HOUR)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=shop.owner)
    desk.sweeps(timezone.now())
    assert why() == {"unanswered": 1}
    tickets.update(ticket.pk, actor=shop.owner, assignee_id=None)  # put back only afterwards
    assert why() == {"unanswered": 1}


def test_an_answer_that_was_refused_for_good_is_the_cause_before_all_others(desk: Desk) -> None:
    ticket = desk.opens(timezone.now() - 3 * HOUR)
    reply = desk.replies(ticket, timezone.now() - 2 * HOUR)
    desk.refused(reply, timezone.now())
    assert why() == {"delivery_failed": 1}


def test_a_promise_around_the_clock_that_broke_while_the_team_was_closed_says_so(desk: Desk, shop: Office) -> None:
    shop.support.calendar = Calendar.objects.create(name="Never")
    shop.support.save()
    CalendarVersion.objects.create(calendar=shop.support.calendar, number=1, zone="UTC")
    terms.forget()
    desk.opens(timezone.now() - 3 * HOUR)
    desk.sweeps(timezone.now())
    assert why() == {"after_hours": 1}
    shop.support.calendar = None
    shop.support.save()
    terms.forget()
    assert why() == {"unassigned": 1}


def test_a_ticket_that_was_not_solved_in_time_says_so(desk: Desk, shop: Office) -> None:
    ticket = desk.opens(timezone.now() - 25 * HOUR)
    desk.replies(ticket, timezone.now() - 24.5 * HOUR)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=shop.owner)
    desk.sweeps(timezone.now())
    assert why() == {"unsolved": 1}


def test_an_excused_breach_is_counted_and_named_apart(desk: Desk, shop: Office) -> None:
    ticket = desk.opens(timezone.now() - 3 * HOUR)
    other = desk.opens(timezone.now() - 3 * HOUR)
    desk.sweeps(timezone.now())
    Clock.objects.filter(ticket=ticket, metric="first_reply").update(
        excused_at=timezone.now(), excused_by=shop.supervisor, excuse="The network was down"
    )
    today = told()
    assert today["causes"] == [{"cause": "unassigned", "count": 1}]
    (cell,) = today["cells"]
    assert (cell["breached"], cell["excused"]) == (1, 1)
    named = {row["ticket_id"]: (row["excused"], row["excuse"]) for row in today["newest"]}
    assert named == {ticket.pk: (True, "The network was down"), other.pk: (False, "")}


def test_what_broke_before_midnight_or_elsewhere_is_left_out(desk: Desk, shop: Office) -> None:
    desk.opens(timezone.now() - 3 * HOUR)
    desk.sweeps(timezone.now())
    assert why(team_id=shop.billing.pk) == {}
    assert told(timezone.now() - HOUR / 2)["newest"] == []
    assert len(told(timezone.now() - 2 * HOUR)["newest"]) == 1


def test_the_newest_come_first_and_a_storm_costs_no_more_queries(desk: Desk, django_assert_num_queries: Any) -> None:
    opened = [desk.opens(timezone.now() - 3 * HOUR - dt.timedelta(minutes=n)) for n in range(25)]
    desk.sweeps(timezone.now())
    now, in_force = terms.now()
    with django_assert_num_queries(3):
        today = breaches.today({}, now - 30 * HOUR, in_force)
    assert [row["ticket_id"] for row in today["newest"]] == [ticket.pk for ticket in opened[: breaches.NEWEST]]
    assert today["causes"] == [{"cause": "unassigned", "count": 25}]
