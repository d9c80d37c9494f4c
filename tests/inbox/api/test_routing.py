"""The queue, decisions, candidates, the simulator and offers, as screens see them."""

from __future__ import annotations

import pytest

from inbox import routing
from inbox.models import Event, Skill, Ticket, UserSkill
from tests import office
from tests.inbox.api import world
from tests.inbox.api.conftest import Desk
from tests.inbox.routing.stage import automatic, holder, online, waiting
from tests.office import Office

pytestmark = pytest.mark.django_db


def test_the_queue_says_what_waits_in_order_and_why(shop: Office, desk: Desk) -> None:
    automatic(shop.support)
    first, urgent = waiting(shop.channel), waiting(shop.channel, priority="urgent")
    rows = desk.owner.get("queue").body["results"]
    assert [(row["ticket_id"], row["why"]) for row in rows] == [
        (urgent.pk, "Has not been looked at yet."),
        (first.pk, "Has not been looked at yet."),
    ]
    routing.run()
    rows = desk.owner.get(f"queue?team={shop.support.pk}").body["results"]
    assert {row["why"] for row in rows} == {"Nobody who could take it is online."}
    assert desk.outsider.get("queue").body["results"] == []


def test_what_was_decided_can_be_read_in_words(shop: Office, desk: Desk) -> None:
    automatic(shop.support)
    online(shop.mate)
    ticket = waiting(shop.channel)
    routing.run()
    (row,) = desk.owner.get(f"tickets/{ticket.pk}/decisions").body["results"]
    assert (row["outcome"], row["user_id"], row["why"]) == ("assigned", shop.mate.pk, "Has the most room.")
    assert [(each["name"], each["verdict"], each["why"]) for each in row["considered"]] == [
        ("Mate", "chosen", "Has the most room."),
        ("Owner", "rejected", "Is offline."),
    ]
    assert (row["considered"][0]["load"], row["considered"][0]["capacity"]) == (0.0, 25)


def test_who_could_take_a_ticket_now_comes_first(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    online(shop.mate)
    rows = desk.owner.get(f"tickets/{ticket.pk}/candidates").body["results"]
    assert [(row["user_id"], row["verdict"]) for row in rows] == [
        (shop.mate.pk, "passed"),
        (shop.owner.pk, "rejected"),
    ]


def test_the_simulator_says_who_would_get_it_and_changes_nothing(shop: Office, desk: Desk) -> None:
    automatic(shop.support)
    online(shop.owner, shop.mate)
    skill = Skill.objects.create(name="Refunds")
    UserSkill.objects.create(user=shop.mate, skill=skill, level=3)
    waiting(shop.channel, priority="urgent")
    before = world.fingerprint()
    body = {"channel_id": shop.channel.pk, "skills": [{"skill_id": skill.pk, "level": 3}], "priority": "high"}
    found = desk.supervisor.post("routing/simulate", body).body
    assert (found["outcome"], found["user_id"], found["ahead"]) == ("assigned", shop.mate.pk, 1)
    assert [(each["user_id"], each["reason"]) for each in found["considered"]] == [
        (shop.mate.pk, "least_loaded"),
        (shop.owner.pk, "skill"),
    ]
    assert world.fingerprint() == before


def test_a_team_that_takes_its_work_by_hand_is_simulated_so(shop: Office, desk: Desk) -> None:
    online(shop.owner)
    found = desk.supervisor.post("routing/simulate", {"channel_id": shop.channel.pk}).body
    assert (found["outcome"], found["user_id"], found["reason"]) == ("waiting", None, "manual")
    wrong = {"channel_id": shop.channel.pk, "team_id": shop.billing.pk}
    assert list(desk.supervisor.post("routing/simulate", wrong).fields) == ["team_id"]


def test_an_offer_is_taken_or_passed_on_by_whom_it_was_made_to(shop: Office, desk: Desk) -> None:
    automatic(shop.support, offers=True)
    online(shop.owner, shop.mate)
    ticket = waiting(shop.channel, work="chat")
    routing.run()
    (offer,) = desk.owner.get("offers").body["results"]
    assert (offer["ticket_id"], offer["state"]) == (ticket.pk, "open")
    assert desk.mate.get("offers").body["results"] == []
    assert desk.mate.post(f"offers/{offer['id']}/accept", {}).status == 404

    assert desk.owner.post(f"offers/{offer['id']}/decline", {}).body["state"] == "declined"
    routing.run()
    (second,) = desk.mate.get("offers").body["results"]
    assert desk.mate.post(f"offers/{second['id']}/accept", {}).body["state"] == "accepted"
    assert holder(ticket) == shop.mate
    assert desk.mate.post(f"offers/{second['id']}/accept", {}).code == "offer_over"
    made = Event.objects.filter(kind="offer.made").order_by("pk").values_list("user_id", flat=True)
    assert list(made) == [shop.owner.pk, shop.mate.pk]


def test_giving_somebody_too_much_is_done_and_said(shop: Office, desk: Desk) -> None:
    online(shop.mate, capacity=0)
    ticket = office.ticket(shop.channel)
    answer = desk.owner.patch(f"tickets/{ticket.pk}", {"assignee_id": shop.mate.pk}).body
    assert (answer["assignee_id"], [each["code"] for each in answer["warnings"]]) == (shop.mate.pk, ["over_capacity"])
    other = Ticket.objects.get(pk=office.ticket(shop.channel).pk)
    calm = desk.owner.patch(f"tickets/{other.pk}", {"assignee_id": shop.owner.pk}).body
    assert [each["code"] for each in calm["warnings"]] == ["not_there"]
