"""The audit: who changed what, with before and after; nothing secret, nothing of tickets, nothing to change."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox import audit, events, organisation, people, reactions, teams, tickets, tokens
from inbox.live import relay
from inbox.models import AuditEntry, Event, TokenName, View
from tests import office
from tests.inbox.api.contract import Api
from tests.office import Office

pytestmark = pytest.mark.django_db


def read() -> list[AuditEntry]:
    relay.number()
    reactions.read()
    return list(AuditEntry.objects.order_by("pk"))


def test_a_change_of_a_setting_is_kept_with_who_did_it_and_what_it_was(shop: Office) -> None:
    people.change_user(shop.mate.pk, actor=shop.admin, role="supervisor", email="new@shop.example")
    teams.change(shop.support.pk, actor=shop.admin, name="First line")
    organisation.change(actor=shop.admin, undo_seconds=7)
    person, team, ours = read()
    assert (person.actor_name, person.action, person.target_kind) == ("Admin", "user.changed", "user")
    assert (person.target_id, person.target_name) == (shop.mate.pk, "Mate")
    assert person.data["fields"] == ["email", "role"]
    assert (person.data["before"], person.data["after"]) == ({"role": "agent"}, {"role": "supervisor"})
    assert (team.target_name, team.data["before"]) == ("First line", {"name": "Support"})
    assert ours.data["after"] == {"undo_seconds": 7}


def test_what_happens_to_tickets_and_by_itself_is_no_matter_of_the_audit(shop: Office) -> None:
    tickets.update(office.ticket(shop.channel).pk, actor=shop.owner, priority="high")
    people.change_me(shop.owner, availability="online")
    events.record("channel.changed", channel=shop.channel)
    View.objects.create(name="Mine", owner=shop.owner)
    events.record("view.changed", actor=shop.owner, data={"id": 1, "name": "Mine", "owner_id": shop.owner.pk})
    assert read() == []


def test_the_same_event_is_never_kept_twice(shop: Office) -> None:
    teams.change(shop.support.pk, actor=shop.admin, name="First line")
    relay.number()
    reactions.read()
    audit.read(list(Event.objects.filter(kind="team.changed")))
    assert AuditEntry.objects.count() == 1


def test_the_list_is_filtered_and_exported_and_a_name_is_never_a_formula(shop: Office) -> None:
    teams.change(shop.support.pk, actor=shop.admin, name="=cmd()")
    people.change_user(shop.mate.pk, actor=shop.supervisor, capacity=3)
    read()
    api = Api(shop.admin)
    assert [row["action"] for row in api.get("audit").body["results"]] == ["user.changed", "team.changed"]
    assert [row["target_name"] for row in api.get("audit?target_kind=team").body["results"]] == ["=cmd()"]
    assert [row["actor_id"] for row in api.get(f"audit?actor_id={shop.supervisor.pk}").body["results"]] == [
        shop.supervisor.pk
    ]
    assert api.get("audit?text=mate").body["results"][0]["target_name"] == "Mate"
    assert api.get("audit?since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z").body["results"] == []
    text = api.get("audit/export?target_kind=team").content.decode()
    assert text.splitlines()[0].startswith("at,actor_name,action")
    assert ",'=cmd()," in text
    assert Api(shop.supervisor).get("audit").status == 403
    assert (api.post("audit", {}).status, api.patch("audit", {}).status, api.delete("audit").status) == (405, 405, 405)


def test_a_token_is_named_shown_once_counted_and_ended(shop: Office) -> None:
    api = Api(shop.admin)
    made = api.post("tokens", {"name": "Shop system", "role": "agent", "team_ids": [shop.support.pk], "days": 30})
    assert made.status == 201
    listed = api.get("tokens")
    assert made.body["token"].encode() not in listed.content
    (row,) = listed.body["results"]
    assert (row["name"], row["user_name"], row["made_by_name"], row["last_used_at"]) == (
        "Shop system",
        "Shop system",
        "Admin",
        None,
    )
    user = TokenName.objects.get(pk=row["id"]).token.user
    assert (user.has_usable_password(), list(user.teams.all()), user.capacity) == (False, [shop.support], 0)
    assert _me(made.body["token"]) == 200
    assert api.get("tokens").body["results"][0]["last_used_at"] is not None
    assert api.delete(f"tokens/{row['id']}").status == 204
    assert _me(made.body["token"]) == 401
    kept = [entry.data["fields"] for entry in read() if entry.target_kind == "token"]
    assert kept == [["created"], ["revoked"]]
    assert made.body["token"] not in str(list(AuditEntry.objects.values_list("data", flat=True)))


def _me(token: str) -> int:
    return Client().get("/api/v1/me", headers={"authorization": f"Bearer {token}"}).status_code


def test_a_token_is_for_a_person_or_for_a_program(shop: Office) -> None:
    api = Api(shop.admin)
    assert list(api.post("tokens", {"name": "x"}).fields) == ["user_id"]
    both = {"name": "x", "role": "agent", "user_id": shop.owner.pk}
    assert list(api.post("tokens", both).fields) == ["user_id"]
    assert api.post("tokens", {"name": "x", "user_id": shop.owner.pk}).body["user_id"] == shop.owner.pk
    first, _ = tokens.create_for_system(actor=shop.admin, name="Shop", role="agent")
    second, _ = tokens.create_for_system(actor=shop.admin, name="Shop", role="agent")
    assert (first.user.username, second.user.username) == ("shop", "shop-2")
