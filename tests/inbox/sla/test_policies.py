from __future__ import annotations

from typing import Any

import pytest

from inbox.errors import InboxError
from inbox.models import Calendar, CalendarVersion, Event, Organisation, Policy, Ticket
from inbox.sla import calendars, edition, policies, terms
from tests.inbox.sla.desk import Desk
from tests.inbox.sla.weeks import BER, ber, utc
from tests.promises import promise

HOURS: dict[str, Any] = {"zone": BER.zone, "windows": BER.windows}


@pytest.fixture
def house(db: None, fresh_terms: None) -> None:
    policies.ensure_defaults(zone="Europe/Berlin")


def test_a_new_deployment_promises_something_at_every_priority_and_asking_twice_changes_nothing(house: None) -> None:
    policies.ensure_defaults()
    assert [policy.name for policy in policies.policies()] == ["Standard"]
    assert set(policies.in_force(Policy.objects.get()).targets) == {"urgent", "high", "normal", "low"}
    assert Organisation.objects.get().calendar == Calendar.objects.get()
    assert CalendarVersion.objects.get().zone == "Europe/Berlin"


def test_a_change_is_seen_at_once_by_whoever_asks_next(house: None) -> None:
    normal = Ticket(priority="normal")

    def target() -> int | None:
        promised = terms.now()[1].promise(normal, "first_reply")
        return promised and promised.target

    assert target() == 8 * 3600
    promise("normal", first_reply=1800)
    assert target() == 1800
    assert policies.in_force(Policy.objects.get()).number == 2
    assert Event.objects.get(kind="organisation.changed").data["fields"] == ["targets"]


def test_other_hours_make_a_new_version_and_leave_the_old_one_as_it_was(house: None) -> None:
    calendar = calendars.calendars()[0]
    old = calendars.in_force(calendar)
    calendars.change_calendar(calendar.pk, actor=None, name="Office", closed=[{"date": "2026-12-24", "name": "Eve"}])
    new = calendars.in_force(calendar)
    assert (new.number, new.closed, new.windows) == (2, [{"date": "2026-12-24", "name": "Eve"}], old.windows)
    assert CalendarVersion.objects.get(pk=old.pk).closed == []
    assert calendars.calendar(calendar.pk).name == "Office"


def test_a_name_alone_makes_no_new_version(house: None) -> None:
    calendar = calendars.calendars()[0]
    calendars.change_calendar(calendar.pk, actor=None, name="Office")
    assert calendars.in_force(calendar).number == 1


def test_r13_the_policys_calendar_comes_before_the_teams_and_that_before_the_organisations(desk: Desk) -> None:
    mine, theirs = (calendars.create_calendar(actor=None, name=name, **HOURS) for name in ("Mine", "Theirs"))

    def used() -> str:
        version = desk.clock(desk.opens(ber("2026-03-10 10:00"))).calendar_version
        return version.calendar.name if version else "around the clock"

    assert used() == "Berlin"
    calendars.use_calendar(theirs.pk, actor=None, team_id=desk.channel.team_id)
    assert used() == "Theirs"
    promise("normal", calendar_id=mine.pk)
    assert used() == "Mine"
    promise("normal", business=False)
    assert used() == "around the clock"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"targets": {"normal": {"first_reply": {"seconds": 59}}}}, "targets"),
        ({"targets": {"normal": {"resolution": {"seconds": 10**9}}}}, "targets"),
        ({"targets": {"normal": {"resolution": {"seconds": True}}}}, "targets"),
        ({"targets": {"normal": {"update": {"seconds": 60, "public_seconds": 59}}}}, "targets"),
        ({"targets": {"normal": {"update": {"seconds": 60, "business": 1}}}}, "targets"),
        ({"targets": {"normal": {"update": {"seconds": 60, "warn": [-1]}}}}, "targets"),
        ({"targets": {"normal": {"update": {"seconds": 60, "warn": [1, 2, 3, 4, 5, 6]}}}}, "targets"),
        ({"targets": {"normal": {"update": {}}, "soon": {}}}, "targets"),
        ({"targets": {"normal": {"coffee": {"seconds": 60}}}}, "targets"),
        ({"conditions": {"field": "message.text", "op": "contains", "value": "now"}}, "conditions"),
        ({"conditions": {"field": "priority", "op": "changed"}}, "conditions"),
        ({"bot_counts": "yes"}, "bot_counts"),
        ({"pause_on": ["open"]}, "pause_on"),
        ({"calendar_id": 4711}, "calendar_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_name(house: None, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InboxError) as refused:
        policies.change_policy(Policy.objects.get().pk, actor=None, **changes)
    assert list(refused.value.fields) == [field]
    assert policies.in_force(Policy.objects.get()).number == 1


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"windows": []}, "windows"),
        ({"windows": [[7, "09:00", "17:00"]]}, "windows"),
        ({"windows": [[0, "09:00"]]}, "windows"),
        ({"windows": [[0, "9", "17:00"]]}, "windows"),
        ({"closed": [{"date": "2026-02-30"}]}, "closed"),
        ({"closed": [{"date": "2026-02-03"}, {"date": "2026-02-03"}]}, "closed"),
        ({"closed": [{"date": "2026-02-03", "colour": "red"}]}, "closed"),
        ({"closed": ["2026-02-03"]}, "closed"),
        ({"special": [{"date": "2026-02-03", "windows": [["17:00", "17:00"]]}]}, "special"),
        ({"special": [{"date": "2026-02-03"}]}, "special"),
        ({"closed": [{"date": "2026-02-03"}], "special": [{"date": "2026-02-03", "windows": []}]}, "special"),
        ({"weekends": True}, "weekends"),
    ],
)
def test_hours_that_make_no_sense_are_refused_by_name(house: None, hours: dict[str, Any], field: str) -> None:
    with pytest.raises(InboxError) as refused:
        calendars.create_calendar(actor=None, name="New", **{**HOURS, **hours})
    assert list(refused.value.fields) == [field]
    assert not Calendar.objects.filter(name="New").exists()


def test_hours_without_a_zone_and_a_name_that_is_taken_are_refused(house: None) -> None:
    with pytest.raises(InboxError, match="needs these") as missing:
        calendars.create_calendar(actor=None, name="New", windows=BER.windows)
    assert list(missing.value.fields) == ["zone"]
    with pytest.raises(InboxError, match="Another calendar"):
        calendars.create_calendar(actor=None, name="Business hours", **HOURS)


def test_what_does_not_exist_is_a_404(house: None) -> None:
    for call in (
        lambda: calendars.calendar(4711),
        lambda: calendars.use_calendar(None, actor=None, team_id=4711),
        lambda: policies.change_policy(4711, actor=None),
    ):
        with pytest.raises(InboxError) as refused:
            call()
        assert refused.value.status == 404


def test_without_any_policy_nothing_is_promised(desk: Desk) -> None:
    Policy.objects.all().delete()
    edition.announce(Organisation.objects.get())
    ticket = desk.opens(ber("2026-03-10 10:00"))
    assert not ticket.clocks.exists()
    assert ticket.due_at is None


def test_a_promise_beyond_the_calendars_last_day_is_never_due(desk: Desk) -> None:
    special = [{"date": "2026-03-11", "windows": [["09:00", "10:00"]]}]
    calendar = calendars.create_calendar(
        actor=None, name="Fair", zone="UTC", windows=[[0, "09:00", "09:01"]], special=special
    )
    CalendarVersion.objects.filter(calendar=calendar).update(windows=[])
    calendars.use_calendar(calendar.pk, actor=None)
    ticket = desk.opens(utc("2026-03-10 10:00"))
    assert (desk.clock(ticket).due_at, ticket.due_at) == (None, None)
    desk.replies(ticket, utc("2026-03-12 10:00"))
    assert desk.clock(ticket).consumed == 3600
