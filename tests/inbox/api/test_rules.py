from __future__ import annotations

from typing import Any

from inbox.models import Rule, Ticket, User
from tests import office
from tests.inbox.api.contract import Api
from tests.inbox.rules.desk import leaf, put, rule, settle
from tests.office import Office

RAISE: dict[str, Any] = {
    "name": "Kettles first",
    "trigger": {"on": ["ticket.created"]},
    "conditions": leaf("subject", "contains", "kettle"),
    "actions": [put("priority", "high")],
}


def test_an_admin_makes_tries_and_switches_on_a_rule_and_the_ticket_tells_of_it(shop: Office) -> None:
    admin = Api(shop.admin)
    made = admin.call("POST", "rules", RAISE).body
    assert (made["enabled"], made["owner_id"], made["version"]["number"]) == (False, shop.admin.pk, 1)
    assert made["version"]["trigger"] == {"on": ["ticket.created"], "after": None, "business": False}

    before = office.ticket(shop.channel)
    draft = {name: RAISE[name] for name in ("trigger", "conditions", "actions")}
    trial = admin.call("POST", "rules/dry-run", {**draft, "rule_id": made["id"]}).body
    assert (trial["events"], trial["matched"], trial["complete"]) == (1, 1, True)
    assert trial["runs"][0]["changes"] == {"priority": ["normal", "high"]}
    assert trial["runs"][0]["reference"] == before.reference
    assert Ticket.objects.get(pk=before.pk).priority == "normal"

    settle()  # what came before is not made up for
    assert admin.call("PATCH", f"rules/{made['id']}", {"enabled": True}).body["enabled"]
    ticket = office.ticket(shop.channel)
    other = office.ticket(shop.channel, office.mail(subject="An invoice"))
    settle()
    (look,) = Api(shop.owner).call("GET", f"tickets/{ticket.pk}/rule-runs").body["results"]
    assert look["event_kind"] == "ticket.created"
    assert [(run["rule"], run["outcome"]) for run in look["runs"]] == [("Kettles first", "done")]
    (look,) = Api(shop.owner).call("GET", f"tickets/{other.pk}/rule-runs").body["results"]
    assert look["unmatched"] == [
        {
            "rule_id": made["id"],
            "rule": "Kettles first",
            "version": 1,
            "failed": "Subject is “An invoice”, and must contain “kettle”",
        }
    ]
    (run,) = admin.call("GET", f"rules/{made['id']}/runs").body["results"]
    assert (run["reference"], run["changes"]) == (ticket.reference, {"priority": ["normal", "high"]})
    assert admin.call("GET", "rules").body["results"][0]["matched"] == 1


def test_why_a_rule_did_not_run_names_no_channel_that_the_agent_may_not_see(shop: Office) -> None:
    shop.billing_channel.name = "Secret takeover"
    shop.billing_channel.save()
    theirs = leaf("channel_id", "is", shop.billing_channel.pk)
    rules = {
        "Alone": theirs,
        "Either": {"any": [leaf("subject", "contains", "tea"), theirs]},
        "Neither": {"none": [leaf("channel_id", "is", shop.channel.pk, shop.billing_channel.pk)]},
        "Before": {"all": [leaf("subject", "contains", "tea"), theirs]},
        "Ours": leaf("channel_id", "is_not", shop.channel.pk),
    }
    for name, tree in rules.items():
        rule(name, put("priority", "high"), when=tree)
    ticket = office.ticket(shop.channel, office.mail(subject="A pot"))
    settle()

    def told(user: User) -> dict[str, str]:
        (look,) = Api(user).call("GET", f"tickets/{ticket.pk}/rule-runs").body["results"]
        return {miss["rule"]: miss["failed"] for miss in look["unmatched"]}

    everything, ours = told(shop.supervisor), told(shop.owner)
    assert [name for name, why in everything.items() if "Secret takeover" in why] == ["Alone", "Either", "Neither"]
    assert not [why for why in ours.values() if "Secret takeover" in why]
    assert ours["Alone"] == "It is for other channels, or its conditions together with them are not met"
    assert {name: ours[name] for name in ("Before", "Ours")} == {name: everything[name] for name in ("Before", "Ours")}
    assert shop.channel.name in ours["Ours"]


def test_versions_are_listed_and_reverted_to(shop: Office) -> None:
    admin = Api(shop.admin)
    pk = admin.call("POST", "rules", RAISE).body["id"]
    admin.call("PATCH", f"rules/{pk}", {"trigger": {"after": 3600, "business": True}})
    reverted = admin.call("POST", f"rules/{pk}/revert", {"number": 1}).body
    assert reverted["version"]["trigger"]["on"] == ["ticket.created"]
    found = admin.call("GET", f"rules/{pk}/versions").body["results"]
    assert [(each["number"], each["trigger"]["after"]) for each in found] == [(3, None), (2, 3600), (1, None)]
    assert admin.call("POST", f"rules/{pk}/revert", {"number": 9}).status == 404


def test_what_is_wrong_with_a_rule_is_said_by_field(shop: Office) -> None:
    answer = Api(shop.admin).call("POST", "rules", RAISE | {"actions": [put("priority", "huge")]})
    assert answer.status == 400
    assert answer.body["fields"]["actions"] == "Action 1: “huge” cannot be chosen there."
    assert not Rule.objects.exists()


def test_the_switch_for_all_rules_is_one_of_the_organisations_settings(shop: Office) -> None:
    admin = Api(shop.admin)
    assert admin.call("PATCH", "organisation", {"rules_paused": True}).body["rules_paused"] is True
    assert admin.call("GET", "organisation").body["rules_paused"] is True


def test_a_screen_learns_what_it_can_ask_and_do(shop: Office) -> None:
    supervisor = Api(shop.supervisor)
    fields = {field["name"]: field for field in supervisor.call("GET", "conditions").body["results"]}
    assert (fields["status"]["lasting"], fields["event.kind"]["lasting"]) == (True, False)
    assert {"value": shop.support.pk, "label": "Support"} in fields["team_id"]["choices"]
    menu = supervisor.call("GET", "rules/actions").body
    assert {"kind": "ticket.created", "label": "A ticket was opened"} in menu["triggers"]
    assert {"set", "message", "page", "webhook"} <= {line["do"] for line in menu["results"]}
