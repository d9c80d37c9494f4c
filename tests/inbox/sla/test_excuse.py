from __future__ import annotations

import datetime as dt

import pytest

from inbox.errors import InboxError
from inbox.models import Clock, Event
from inbox.sla import excuse, explain
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import ber, utc

DAY = dt.timedelta(days=1)


@pytest.fixture
def broken(desk: Desk) -> Clock:
    ticket = desk.opens(ber("2026-03-10 10:00"))
    desk.sweeps(ber("2026-03-10 15:00"))
    return desk.clock(ticket)


def test_an_excuse_has_a_name_and_a_reason_and_leaves_the_breach_as_it_is(desk: Desk, broken: Clock) -> None:
    excuse.excuse(broken, actor=desk.agent, reason="  The line was cut ")
    clock = Clock.objects.get(pk=broken.pk)
    assert (clock.excuse, clock.excused_by, clock.breached_at) == ("The line was cut", desk.agent, broken.breached_at)
    event = Event.objects.get(kind="sla.excused")
    assert (event.actor, event.data["reason"], event.data["taken_back"]) == (desk.agent, "The line was cut", False)
    excuse.take_back(clock, actor=desk.agent)
    clock.refresh_from_db()
    assert (clock.excused_at, clock.excused_by, clock.excuse) == (None, None, "")
    assert Event.objects.filter(kind="sla.excused").latest("pk").data["taken_back"] is True


def test_only_what_is_broken_can_be_excused_and_only_with_a_reason(desk: Desk, broken: Clock) -> None:
    with pytest.raises(InboxError) as unsaid:
        excuse.excuse(broken, actor=desk.agent, reason="  ")
    assert list(unsaid.value.fields) == ["reason"]
    with pytest.raises(InboxError) as fine:
        excuse.excuse(desk.clock(broken.ticket, "resolution"), actor=desk.agent, reason="Why not")
    assert fine.value.code == "not_breached"


def test_all_that_broke_in_a_time_can_be_excused_together(desk: Desk, broken: Clock) -> None:
    late = desk.opens(ber("2026-03-12 10:00"))
    desk.sweeps(ber("2026-03-12 18:00"))
    assert broken.breached_at is not None
    start, end = broken.breached_at, broken.breached_at + DAY
    where = {"calendar_id": broken.calendar_version.calendar_id if broken.calendar_version else 0}
    assert list(excuse.found(start, end, **where)) == [broken]
    assert excuse.excuse_all(start, end, actor=desk.agent, reason="A storm", **where) == 1
    assert excuse.excuse_all(start, end, actor=desk.agent, reason="A storm", **where) == 0
    assert desk.clock(late).excused_at is None
    with pytest.raises(InboxError, match="exactly one"):
        excuse.found(start, end)


def test_r24_the_account_is_told_in_words_in_local_time_with_its_terms(desk: Desk, broken: Clock) -> None:
    message = desk.replies(broken.ticket, ber("2026-03-10 15:30"))
    desk.refused(message, ber("2026-03-10 16:00"))
    rows = explain.clocks(broken.ticket, now=ber("2026-03-10 16:30"))
    row = next(row for row in rows if row["metric"] == "first_reply")
    assert (row["calendar"], row["policy"]) == ("Berlin, version 1", "Standard, version 5")
    assert (row["due_at"], row["due_local"]) == (utc("2026-03-10 13:00"), "2026-03-10T14:00:00+01:00")
    assert (row["left"], row["late_business"], row["late_seconds"]) == (0, 9000, 9000)
    assert [entry["words"] for entry in row["explain"]] == [
        "The clock started",
        "Stopped: a person replied",
        "The reply did not count, so it went on: the network refused the reply for good",
    ]
    assert [(entry["before"], entry["after"]) for entry in row["explain"]] == [(0, 0), (0, 19800), (19800, 21600)]
    assert row["explain"][1]["at_local"] == "2026-03-10T15:30:00+01:00"
