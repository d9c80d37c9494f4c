"""Policies, calendars, holidays, the wall: what admins promise and what supervisors watch."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from inbox.models import Clock, Ticket
from inbox.sla import policies, sweep, terms
from tests import office
from tests.inbox.api.conftest import Desk
from tests.office import Office

HOUR = dt.timedelta(hours=1)
NIGHT = [{"weekday": 0, "start": "22:00", "end": "06:00"}]


@pytest.fixture
def promising(shop: Office) -> Office:
    terms.forget()
    policies.ensure_defaults()
    return shop


def test_a_changed_policy_holds_for_the_next_ticket(promising: Office, desk: Desk) -> None:
    (standard,) = desk.owner.get("policies").body["results"]
    assert (standard["name"], standard["version"], standard["conditions"]) == ("Standard", 1, {})
    target = {"priority": "normal", "metric": "first_reply", "seconds": 1800, "business": False, "warn": [60, 600]}
    answer = desk.admin.patch(f"policies/{standard['id']}", {"targets": [target]})
    assert (answer.status, answer.body["version"]) == (200, 2)
    assert answer.body["targets"] == [{**target, "public_seconds": None, "warn": [600, 60]}]
    ticket = office.ticket(promising.channel)
    clocks = {clock["metric"]: clock for clock in desk.owner.get(f"tickets/{ticket.pk}").body["clocks"]}
    assert (clocks["first_reply"]["target"], clocks["first_reply"]["calendar_version_id"]) == (1800, None)
    assert desk.owner.get("tickets?view=breaching").body["results"][0]["id"] == ticket.pk
    assert desk.owner.get("tickets/counts").body["breaching"] == 1


def test_a_night_shift_can_be_entered_and_comes_back_as_it_was(promising: Office, desk: Desk) -> None:
    made = desk.admin.post("calendars", {"name": "Night", "zone": "Europe/Berlin", "windows": NIGHT})
    assert (made.status, made.body["windows"], made.body["version"]) == (201, NIGHT, 1)
    changed = desk.admin.patch(f"calendars/{made.body['id']}", {"closed": [{"date": "2026-12-24", "name": "Eve"}]})
    assert (changed.body["version"], changed.body["windows"]) == (2, NIGHT)


def test_hours_that_make_no_sense_are_refused_by_name(promising: Office, desk: Desk) -> None:
    body = {"name": "Odd", "zone": "Europe/Berlin", "windows": [{"weekday": 0, "start": "09:00", "end": "09:00"}]}
    assert desk.admin.post("calendars", body).status == 400
    body = {"name": "Odd", "zone": "Europe/Atlantis", "windows": NIGHT}
    assert list(desk.admin.post("calendars", body).fields) == ["zone"]


def test_proposed_holidays_change_nothing_until_they_are_saved(promising: Office, desk: Desk) -> None:
    (calendar,) = desk.admin.get("calendars").body["results"]
    proposed = desk.admin.get(f"calendars/{calendar['id']}/holiday-proposals?country=DE&region=BY&year=2027").body
    assert {"date": "2027-01-06", "name": "Heilige Drei Könige"} in proposed["results"]
    assert desk.admin.get(f"calendars/{calendar['id']}").body["closed"] == []
    desk.admin.patch(f"calendars/{calendar['id']}", {"closed": proposed["results"]})
    assert desk.admin.get(f"calendars/{calendar['id']}").body["closed"] == proposed["results"]


def test_a_calendar_goes_back_to_hours_that_it_had(promising: Office, desk: Desk) -> None:
    (made,) = desk.owner.get("calendars").body["results"]
    path = f"calendars/{made['id']}"
    desk.admin.patch(path, {"windows": NIGHT, "closed": [{"date": "2026-12-24", "name": "Eve"}]})
    reverted = desk.admin.post(f"{path}/revert", {"number": 1}).body
    assert reverted == made | {"version": 3}
    found = desk.admin.get(f"{path}/versions").body["results"]
    assert [(each["version"], each["windows"] == NIGHT) for each in found] == [(3, False), (2, True), (1, False)]
    assert found[1]["closed"] == [{"date": "2026-12-24", "name": "Eve"}]
    assert desk.admin.post(f"{path}/revert", {"number": 9}).status == 404


def test_another_calendar_for_everybody_reaches_open_tickets(promising: Office, desk: Desk) -> None:
    ticket = office.ticket(promising.channel)
    made = desk.admin.post("calendars", {"name": "Night", "zone": "Europe/Berlin", "windows": NIGHT}).body
    assert desk.admin.patch("organisation", {"calendar_id": made["id"]}).status == 200
    sweep.run()
    calendars = Clock.objects.filter(ticket=ticket).values_list("calendar_version__calendar_id", flat=True)
    assert set(calendars) == {made["id"]}


def test_the_wall_is_for_supervisors_and_says_what_the_tickets_say(promising: Office, desk: Desk) -> None:
    ticket = office.ticket(promising.channel)
    wall = desk.supervisor.get("wall")
    assert (wall.status, wall.body["kpis"]["open"]) == (200, 1)
    assert [row["id"] for row in wall.body["next"]] == [ticket.pk]
    assert desk.supervisor.get(f"wall?channel={promising.billing_channel.pk}").body["kpis"]["open"] == 0
    assert desk.owner.get("wall").status == 403
    assert Ticket.objects.get().due_at is not None


def test_a_supervisor_sees_which_promises_would_be_excused_before_they_are(promising: Office, desk: Desk) -> None:
    tickets = [office.ticket(promising.channel) for _ in range(2)]
    at = timezone.now()
    Clock.objects.filter(ticket=tickets[0], metric="first_reply").update(breached_at=at)
    Clock.objects.filter(ticket=tickets[1], metric="resolution").update(breached_at=at - HOUR)
    body: dict[str, Any] = {"start": (at - 2 * HOUR).isoformat(), "end": (at + HOUR).isoformat(), "reason": "Power cut"}
    body["channel_id"] = promising.channel.pk
    seen = desk.supervisor.post("clocks/excuse", {**body, "dry_run": True}).body
    assert (seen["count"], seen["dry_run"]) == (2, True)
    assert [(one["ticket_id"], one["metric"]) for one in seen["examples"]] == [
        (tickets[0].pk, "first_reply"),
        (tickets[1].pk, "resolution"),
    ]
    assert not Clock.objects.filter(excused_at__isnull=False).exists()
    assert desk.supervisor.post("clocks/excuse", body).body == {"count": 2, "dry_run": False, "examples": []}
    assert Clock.objects.filter(excuse="Power cut", excused_by=promising.supervisor).count() == 2
    backwards = {**body, "start": body["end"], "end": body["start"]}
    assert list(desk.supervisor.post("clocks/excuse", backwards).fields) == ["end"]
