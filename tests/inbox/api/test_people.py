"""Users, teams, tokens and me: what admins may do, and that it holds at once."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client
from knox.models import AuthToken

from inbox import tickets
from inbox.models import Event, Team, Ticket, User
from tests import office
from tests.inbox.api.conftest import Desk
from tests.inbox.api.contract import Api
from tests.office import Office


def test_i_see_myself_and_change_what_is_mine(shop: Office, desk: Desk) -> None:
    me = desk.owner.get("me").body
    assert (me["username"], me["role"], me["team_ids"]) == ("owner", "agent", [shop.support.pk])
    mine = {"signature": "Yours\n-- \nO.", "availability": "away", "preferences": {"density": "compact", "keys": [1]}}
    assert {**me, **mine} == desk.owner.patch("me", mine).body
    refused: list[dict[str, object]] = [{"role": "admin"}, {"email": "x@y.example"}, {"team_ids": []}, {"x": 1}]
    for body in refused:
        answer = desk.owner.patch("me", body)
        assert (answer.status, list(answer.fields)) == (400, list(body))
    assert list(desk.owner.patch("me", {"preferences": {"x": "y" * 17000}}).fields) == ["preferences"]


def test_i_choose_a_language_that_the_console_has(shop: Office, desk: Desk) -> None:
    assert desk.owner.patch("me", {"language": "de"}).body["language"] == "de"
    assert list(desk.owner.patch("me", {"language": "tlh"}).fields) == ["language"]
    assert desk.owner.patch("me", {"language": ""}).body["language"] == ""
    assert desk.owner.get("me").body["organisation"]["language"] == "en"


def test_colleagues_hear_of_my_availability_and_not_of_my_signature(shop: Office, desk: Desk) -> None:
    desk.owner.patch("me", {"signature": "x"})
    assert not Event.objects.filter(kind="user.changed").exists()
    desk.owner.patch("me", {"availability": "online"})
    (event,) = Event.objects.filter(kind="user.changed")
    assert event.data == {"user_id": shop.owner.pk, "fields": ["availability"]}


def test_an_admin_takes_somebody_on_who_sets_their_own_password(shop: Office, desk: Desk) -> None:
    body = {"username": "zoe", "name": "Zoe", "email": "zoe@shop.example", "team_ids": [shop.support.pk]}
    made = desk.admin.post("users", body)
    assert (made.status, made.body["role"], made.body["active"]) == (201, "agent", True)
    assert not Client().login(username="zoe", password="")

    link = desk.admin.post(f"users/{made.body['id']}/invitation")
    key = urlsplit(link.body["url"]).path.removeprefix("/reset/")
    assert link.body["url"].startswith("http://testserver/")
    browser, address = Client(), "/_allauth/browser/v1/auth/password/reset"
    chosen = {"key": key, "password": "plums and quinces"}
    assert browser.post(address, chosen, content_type="application/json").status_code in {200, 401}
    assert Client().login(username="zoe", password="plums and quinces")
    again = {"key": key, "password": "another one entirely"}
    assert browser.post(address, again, content_type="application/json").status_code == 400, "works once"


def test_audit_says_who_changed_which_fields_and_no_secret(shop: Office, desk: Desk) -> None:
    desk.admin.patch(f"users/{shop.mate.pk}", {"email": "new@shop.example", "role": "supervisor"})
    desk.admin.post(f"users/{shop.mate.pk}/invitation")
    changed, invited = Event.objects.filter(kind="user.changed").order_by("pk")
    assert (changed.actor, changed.data["fields"]) == (shop.admin, ["email", "role"])
    assert invited.data == {"user_id": shop.mate.pk, "fields": ["invited"]}
    desk.admin.patch(f"users/{shop.mate.pk}", {"role": "supervisor"})
    assert Event.objects.filter(kind="user.changed").count() == 2, "nothing changed, nothing to tell"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"username": "owner"}, "username"),
        ({"email": "owner@shop.example"}, "email"),
        ({"email": "not an address"}, "email"),
        ({"username": "two words"}, "username"),
        ({"role": "root"}, "role"),
        ({"team_ids": [10**9]}, "team_ids"),
        ({"password": "x"}, "password"),
        ({"is_staff": True}, "is_staff"),
    ],
)
def test_a_refused_newcomer_names_what_is_refused(
    shop: Office, desk: Desk, body: dict[str, object], field: str
) -> None:
    good = {"username": "zoe", "name": "Zoe", "email": "zoe@shop.example"}
    answer = desk.admin.post("users", {**good, **body})
    assert (answer.status, list(answer.fields)) == (400, [field])
    assert not User.objects.filter(name="Zoe").exists()


def test_a_membership_that_ends_ends_at_once(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    assert desk.owner.get(f"tickets/{ticket.pk}").status == 200
    desk.admin.patch(f"users/{shop.owner.pk}", {"team_ids": []})
    assert desk.owner.get(f"tickets/{ticket.pk}").status == 404
    desk.admin.patch(f"teams/{shop.support.pk}", {"member_ids": [shop.owner.pk]})
    assert desk.owner.get(f"tickets/{ticket.pk}").status == 200
    assert desk.mate.get(f"tickets/{ticket.pk}").status == 404


def test_who_is_let_go_is_out_at_once_and_their_tickets_go_back(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, assignee_id=shop.owner.pk)
    _, token = AuthToken.objects.create(shop.owner)
    program = Client(headers={"Authorization": f"Bearer {token}"})
    assert program.get("/api/v1/me").status_code == 200

    assert desk.admin.delete(f"users/{shop.owner.pk}").status == 204

    assert program.get("/api/v1/me").status_code == 401
    assert desk.owner.get("me").status == 401
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert User.objects.get(pk=shop.owner.pk).name == "Owner"
    assert desk.admin.post(f"users/{shop.owner.pk}/invitation").code == "inactive"


def test_one_admin_always_stays(shop: Office, desk: Desk) -> None:
    for change in ({"role": "agent"}, {"active": False}):
        answer = desk.admin.patch(f"users/{shop.admin.pk}", change)
        assert (answer.status, answer.code) == (409, "last_admin")
    desk.admin.patch(f"users/{shop.mate.pk}", {"role": "admin"})
    assert desk.admin.patch(f"users/{shop.admin.pk}", {"role": "agent"}).status == 200
    assert desk.admin.get(f"users/{shop.mate.pk}").status == 403, "no longer an admin"


def test_teams_are_made_changed_and_removed(shop: Office, desk: Desk) -> None:
    made = desk.admin.post("teams", {"name": "Night", "member_ids": [shop.mate.pk], "channel_ids": [shop.channel.pk]})
    assert (made.status, made.body["member_ids"]) == (201, [shop.mate.pk])
    taken = desk.admin.post("teams", {"name": "Night"})
    assert (taken.status, list(taken.fields)) == (400, ["name"])
    assert list(desk.admin.patch(f"teams/{made.body['id']}", {"member_ids": [10**9]}).fields) == ["member_ids"]
    assert desk.admin.delete(f"teams/{shop.support.pk}").code == "team_in_use"
    assert desk.admin.delete(f"teams/{made.body['id']}").status == 204
    assert Team.objects.count() == 2


def test_an_agent_is_told_of_no_channel_that_is_hidden(shop: Office, desk: Desk) -> None:
    teams = {team["name"]: team for team in desk.owner.get("teams").body["results"]}
    assert teams["Support"]["channel_ids"] == [shop.channel.pk]
    assert teams["Billing"]["channel_ids"] == []
    assert [channel["id"] for channel in desk.owner.get("channels").body["results"]] == [shop.channel.pk]
    assert len(desk.supervisor.get("channels").body["results"]) == 2


def test_a_printed_token_signs_in_and_is_kept_as_a_hash(shop: Office) -> None:
    out = io.StringIO()
    call_command("token", "owner", stdout=out)
    token = out.getvalue().strip()
    assert not AuthToken.objects.filter(digest__contains=token[:16]).exists()
    program = Client(headers={"Authorization": f"Bearer {token}"})
    assert program.get("/api/v1/me").json()["username"] == "owner"
    assert Client(headers={"Authorization": f"Bearer {token}x"}).get("/api/v1/me").status_code == 401
    call_command("token", "owner", "--revoke", stdout=out)
    assert program.get("/api/v1/me").status_code == 401


def test_no_token_for_nobody_or_for_who_is_gone(shop: Office) -> None:
    User.objects.filter(username="mate").update(is_active=False)
    for username in ("nobody", "mate"):
        with pytest.raises(CommandError, match=username):
            call_command("token", username)


def test_a_contact_is_found_and_described(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    office.ticket(shop.billing_channel, office.mail(sender="bo@customer.example"))
    (found,) = desk.owner.get("contacts?q=ADA@cust").body["results"]
    assert found["id"] == ticket.contact_id
    assert desk.owner.get("contacts?q=bo@").body["results"] == []
    changed = desk.owner.patch(f"contacts/{ticket.contact_id}", {"name": "Ada L.", "notes": "Likes tea"})
    assert (changed.body["name"], changed.body["notes"]) == ("Ada L.", "Likes tea")
    assert [row["id"] for row in changed.body["tickets"]] == [ticket.pk]
    assert changed.body["version"] > found["version"]


def test_a_busy_person_is_told_to_wait(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox.api.throttles.WRITES", 2)
    api = Api(shop.owner)
    answers = [api.patch("me", {"signature": "x"}) for _ in range(4)]
    assert [answer.status for answer in answers][:2] == [200, 200]
    assert 429 in {answer.status for answer in answers}
    refused = next(answer for answer in answers if answer.status == 429)
    assert (refused.code, 1 <= int(refused.headers["Retry-After"]) <= 60) == ("throttled", True)
    assert api.get("me").status == 200, "reading is counted apart"


def test_who_has_lost_their_second_step_is_let_in_by_password_again(shop: Office, desk: Desk) -> None:
    TOTP.activate(shop.owner, "JBSWY3DPEHPK3PXP")
    address = f"users/{shop.owner.pk}"
    assert desk.admin.get(address).body["two_step"] is True
    assert desk.admin.delete(f"{address}/second-step").status == 204
    assert desk.admin.get(address).body["two_step"] is False
    (event,) = Event.objects.filter(kind="user.changed")
    assert event.data == {"user_id": shop.owner.pk, "fields": ["second_step_removed"]}
    assert desk.admin.delete(f"{address}/second-step").status == 204  # nothing left, nothing said
    assert Event.objects.filter(kind="user.changed").count() == 1
