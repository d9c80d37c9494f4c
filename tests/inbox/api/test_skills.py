"""Skills, and the settings of a team that routing follows."""

from __future__ import annotations

import pytest

from inbox.models import Event
from tests.inbox.api.conftest import Desk
from tests.office import Office

pytestmark = pytest.mark.django_db


def test_a_skill_is_made_given_and_taken_away(shop: Office, desk: Desk) -> None:
    made = desk.supervisor.post("skills", {"name": "Italian", "language": "IT"})
    assert (made.status, made.body["language"], made.body["people"]) == (201, "it", [])
    assert list(desk.supervisor.post("skills", {"name": "Italian"}).fields) == ["name"]
    assert list(desk.supervisor.post("skills", {"name": "Italiano", "language": "it"}).fields) == ["language"]

    wanted = {"skills": [{"skill_id": made.body["id"], "level": 4}]}
    given = desk.supervisor.put(f"users/{shop.mate.pk}/skills", wanted)
    assert given.body["results"][0]["people"] == [{"user_id": shop.mate.pk, "level": 4}]
    events = Event.objects.filter(kind="user.changed", data__fields=["skills"])
    assert events.count() == 1
    desk.supervisor.put(f"users/{shop.mate.pk}/skills", wanted)
    assert events.count() == 1

    assert desk.supervisor.delete(f"skills/{made.body['id']}").status == 204
    assert desk.owner.get("skills").body["results"] == []


def test_a_level_out_of_range_and_an_unknown_skill_are_refused_by_name(shop: Office, desk: Desk) -> None:
    path = f"users/{shop.mate.pk}/skills"
    assert desk.supervisor.put(path, {"skills": [{"skill_id": 10**9, "level": 3}]}).fields.keys() == {"skills"}
    assert desk.supervisor.put(path, {"skills": [{"skill_id": 1, "level": 6}]}).fields.keys() == {"skills.0.level"}


def test_a_team_says_how_it_is_given_work(shop: Office, desk: Desk) -> None:
    path = f"teams/{shop.support.pk}"
    wanted = {
        "strategy": "round_robin",
        "sticky_days": 7,
        "ramp": 3,
        "offers": True,
        "after_hours": "hand_over",
        "hand_over_to_id": shop.billing.pk,
        "take_back": "keep",
    }
    answer = desk.admin.patch(path, wanted)
    assert {name: answer.body[name] for name in wanted} == wanted
    event = Event.objects.get(kind="team.changed")
    assert (event.data["team_id"], event.data["fields"]) == (shop.support.pk, sorted(wanted))
    assert event.data["after"] == wanted
    assert event.data["before"]["strategy"] == "manual"


def test_a_team_hands_over_to_another_one_that_exists(shop: Office, desk: Desk) -> None:
    path = f"teams/{shop.support.pk}"
    for team_id in (None, shop.support.pk, 10**9):
        refused = desk.admin.patch(path, {"after_hours": "hand_over", "hand_over_to_id": team_id})
        assert (refused.status, list(refused.fields)) == (400, ["hand_over_to_id"])


def test_a_team_may_have_hours_of_its_own(shop: Office, desk: Desk) -> None:
    hours = {"name": "Nights", "zone": "UTC", "windows": [{"weekday": 0, "start": "22:00", "end": "06:00"}]}
    calendar = desk.admin.post("calendars", hours).body["id"]
    assert desk.admin.patch(f"teams/{shop.support.pk}", {"calendar_id": calendar}).body["calendar_id"] == calendar
    assert desk.admin.patch(f"teams/{shop.support.pk}", {"calendar_id": None}).body["calendar_id"] is None
