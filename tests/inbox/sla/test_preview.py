from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from inbox.errors import InboxError
from inbox.models import Clock, Event, Policy, PolicyApplication, PolicyVersion, Settlement, Ticket
from inbox.sla import apply, calendars, policies, preview
from tests.inbox.sla.desk import Desk

HOUR = 3600
URGENT = {"field": "priority", "op": "is", "value": ["urgent"]}


def says(seconds: int, *metrics: str, priorities: tuple[str, ...] = ("normal", "urgent")) -> dict[str, Any]:
    target = {"seconds": seconds, "business": False, "warn": []}
    return {priority: dict.fromkeys(metrics or ("first_reply", "resolution"), target) for priority in priorities}


def standard() -> Policy:
    return Policy.objects.get(name="Standard")


def opened(desk: Desk, **values: Any) -> Ticket:
    """Two hours ago, by the database's time."""
    return desk.opens(timezone.now() - dt.timedelta(hours=2), **values)


@pytest.fixture(autouse=True)
def _around_the_clock(desk: Desk) -> None:
    policies.change_policy(
        standard().pk, actor=None, targets=says(8 * HOUR, priorities=("low", "normal", "high", "urgent"))
    )


def test_a_preview_counts_what_moves_and_what_is_used_up_and_writes_nothing(desk: Desk) -> None:
    ticket, solved = opened(desk), opened(desk)
    opened(desk, priority="high")
    desk.status(solved, "solved", solved.last_message_at)
    before = list(Clock.objects.order_by("pk").values())
    found = preview.policy(standard().pk, {"targets": says(HOUR, priorities=("normal",))})
    assert (found.open, found.matched, found.would_breach) == (2, 2, 2)
    assert found.moved == 4  # two shorter, two that would not be promised any more
    assert {move.ticket.pk for move in found.examples if move.late} == {ticket.pk}
    late = next(move for move in found.examples if move.late)
    assert late.left_after == found.grace < late.left_before <= 6 * HOUR
    assert list(Clock.objects.order_by("pk").values()) == before


def test_a_draft_of_a_new_policy_is_asked_before_all_others(desk: Desk) -> None:
    opened(desk)
    urgent = opened(desk, priority="urgent")
    found = preview.policy(None, {"conditions": URGENT, "targets": says(16 * HOUR)})
    assert (found.open, found.matched, found.moved, found.later) == (2, 1, 2, 2)
    assert {move.ticket.pk for move in found.examples} == {urgent.pk}


def test_the_preview_of_an_impossible_draft_says_what_is_wrong(desk: Desk) -> None:
    with pytest.raises(InboxError) as refused:
        preview.policy(None, {"targets": says(5)})
    assert list(refused.value.fields) == ["targets"]


def test_r17_open_tickets_keep_their_promise_until_it_is_applied_and_then_get_the_grace_at_least(desk: Desk) -> None:
    ticket = opened(desk)
    policies.change_policy(standard().pk, actor=None, targets=says(HOUR))
    assert desk.clock(ticket).target == 8 * HOUR
    begun = apply.start(standard().pk, actor=desk.agent)
    apply.run()
    clock = desk.clock(ticket)
    newest = policies.in_force(standard())
    left = clock.target - clock.consumed
    assert (clock.breached_at, clock.policy_version_id, left) == (None, newest.pk, 900)
    assert Settlement.objects.filter(clock=clock).latest("pk").reason == "policy"
    told = list(Event.objects.filter(kind="sla.applied").order_by("pk").values_list("data", flat=True))
    assert [(data["done"], data["total"]) for data in told] == [(0, 1), (1, 1)]
    begun.refresh_from_db()
    assert begun.finished_at is not None


def test_an_application_that_was_interrupted_goes_on_where_it_stood(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets = [opened(desk) for _ in range(3)]
    policies.change_policy(standard().pk, actor=None, targets=says(4 * HOUR))
    monkeypatch.setattr(apply, "BATCH", 2)
    apply.start(standard().pk, actor=None)
    assert apply.work()
    assert [desk.clock(ticket).target for ticket in tickets] == [4 * HOUR, 4 * HOUR, 8 * HOUR]
    apply.run()
    assert desk.clock(tickets[2]).target == 4 * HOUR
    assert not PolicyApplication.objects.filter(finished_at=None).exists()


def test_a_promise_that_is_gone_ends_and_a_new_one_begins_when_it_is_applied(desk: Desk) -> None:
    policies.change_policy(standard().pk, actor=None, targets=says(4 * HOUR, "first_reply"))
    ticket = opened(desk)
    policies.change_policy(standard().pk, actor=None, targets=says(4 * HOUR, "resolution"))
    apply.start(standard().pk, actor=None)
    apply.run()
    assert desk.clock(ticket).cancel_reason == "no_promise"
    assert desk.clock(ticket, "resolution").state == "running"


def test_what_a_new_closure_moves_is_known_before_it_is_saved(desk: Desk) -> None:
    office = calendars.create_calendar(
        actor=None, name="Always", zone="UTC", windows=[[day, "00:00", "24:00"] for day in range(7)]
    )
    calendars.use_calendar(office.pk, actor=None)
    business = {"seconds": 100 * HOUR, "business": True, "warn": []}
    policies.change_policy(standard().pk, actor=None, targets={"normal": {"resolution": business}})
    opened(desk)
    tomorrow = (timezone.now() + dt.timedelta(days=1)).date().isoformat()
    found = preview.hours(office.pk, {"closed": [{"date": tomorrow, "name": "Works outing"}]})
    assert (found.open, found.matched, found.moved, found.later, found.would_breach) == (1, 1, 1, 1, 0)
    (move,) = found.examples
    assert move.due_before is not None
    assert move.due_after is not None
    assert move.due_after - move.due_before == dt.timedelta(days=1)
    assert calendars.in_force(office).number == 1


def test_every_version_keeps_what_it_said_and_an_older_one_can_be_said_again(desk: Desk) -> None:
    first = policies.in_force(standard())
    policies.change_policy(standard().pk, actor=desk.agent, targets=says(HOUR), bot_counts=True)
    policies.revert(standard().pk, first.number, actor=desk.agent)
    newest, changed, *_ = policies.versions(standard())
    assert (newest.targets, newest.bot_counts, newest.created_by) == (first.targets, False, desk.agent)
    assert (changed.bot_counts, newest.number) == (True, first.number + 2)
    assert PolicyVersion.objects.get(pk=first.pk).targets == first.targets


def test_the_last_policy_for_everybody_goes_only_when_somebody_is_sure(desk: Desk) -> None:
    for changes in ({"active": False}, {"conditions": URGENT}):
        with pytest.raises(InboxError, match="no promise at all") as refused:
            policies.change_policy(standard().pk, actor=None, **changes)
        assert (refused.value.code, refused.value.status) == ("last_for_everybody", 409)
    assert standard().active
    policies.change_policy(standard().pk, actor=None, active=False, sure=True)
    assert not desk.opens(opened(desk).last_message_at).clocks.exists()


def test_the_order_decides_which_policy_a_ticket_has(desk: Desk) -> None:
    mine = policies.create_policy(actor=None, name="Gold", targets=says(HOUR))
    assert desk.clock(opened(desk)).target == HOUR
    policies.order([standard().pk, mine.pk], actor=None)
    assert desk.clock(opened(desk)).target == 8 * HOUR
    with pytest.raises(InboxError) as refused:
        policies.order([mine.pk], actor=None)
    assert list(refused.value.fields) == ["ids"]
