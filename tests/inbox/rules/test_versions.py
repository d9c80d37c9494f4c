from __future__ import annotations

from typing import Any

import pytest

from inbox.errors import InboxError
from inbox.models import Event, Rule, RuleVersion, Ticket
from inbox.rules import versions
from tests import office
from tests.inbox.rules.desk import NEW, leaf, put, rule, settle
from tests.office import Office


def test_what_a_rule_says_is_never_overwritten_and_can_be_said_again(shop: Office) -> None:
    made = rule("Raise", put("priority", "high"))
    versions.change(made.pk, actor=shop.admin, actions=[put("priority", "low")], stop=True)
    versions.change(made.pk, actor=shop.admin, name="Lower", description="Not so fast")
    changed = versions.rule(made.pk)
    assert (changed.name, versions.in_force(changed).number) == ("Lower", 2)

    versions.revert(made.pk, 1, actor=shop.supervisor)
    said = list(RuleVersion.objects.filter(rule=made).values_list("number", "stop", "created_by_id"))
    assert said == [(3, False, shop.supervisor.pk), (2, True, shop.admin.pk), (1, False, None)]
    assert versions.in_force(made).actions == [put("priority", "high")]

    ticket = office.ticket(shop.channel)
    settle()
    assert Ticket.objects.get(pk=ticket.pk).priority == "high"


def test_saying_the_same_again_makes_no_version(shop: Office) -> None:
    made = rule("Raise", put("priority", "high"))
    versions.change(made.pk, actor=shop.admin, trigger=NEW, actions=[put("priority", "high")])
    assert made.versions.count() == 1


def test_every_change_tells_who_made_it(shop: Office) -> None:
    made = rule("Raise", put("priority", "high"))
    versions.change(made.pk, actor=shop.admin, enabled=False)
    event = Event.objects.filter(kind="rule.changed").latest("pk")
    assert (event.actor, event.data["rule_id"], event.data["fields"]) == (shop.admin, made.pk, ["enabled"])


def test_an_order_names_every_rule_once(shop: Office) -> None:
    one, two = rule("One", put("priority", "high")), rule("Two", put("priority", "low"))
    with pytest.raises(InboxError) as refused:
        versions.order([two.pk], actor=shop.admin)
    assert (refused.value.status, list(refused.value.fields)) == (409, ["ids"])
    versions.order([two.pk, one.pk], actor=shop.admin)
    assert [each.name for each in versions.rules()] == ["Two", "One"]


def test_a_rule_that_is_put_away_frees_its_name_and_keeps_its_log(shop: Office) -> None:
    made = rule("Raise", put("priority", "high"))
    office.ticket(shop.channel)
    settle()
    versions.archive(made.pk, actor=shop.admin)
    again = rule("Raise", put("priority", "low"))
    assert [each.pk for each in versions.rules()] == [again.pk]
    assert made.runs.count() == 1
    with pytest.raises(InboxError, match="no such rule"):
        versions.change(made.pk, actor=shop.admin, enabled=True)


def test_the_list_counts_how_often_a_rule_ran(shop: Office) -> None:
    rule("Raise", put("priority", "high"))
    rule("Never", put("priority", "low"), when=leaf("status", "is", "spam"))
    for _ in range(2):
        office.ticket(shop.channel)
    settle()
    raising, never = (vars(each) for each in versions.rules())
    assert (raising["matched"], never["matched"]) == (2, 0)
    assert raising["last_run_at"] is not None
    assert never["last_run_at"] is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "taken"}, "name"),
        ({"name": " "}, "name"),
        ({"conditions": {"field": "colour", "op": "is", "value": "red"}}, "conditions"),
        ({"actions": []}, "actions"),
        ({"actions": [{"do": "fly"}]}, "actions"),
        ({"trigger": {"on": ["user.changed"]}}, "trigger"),
    ],
    ids=str,
)
def test_what_means_nothing_is_refused_by_its_field_and_changes_nothing(
    shop: Office, changes: dict[str, Any], field: str
) -> None:
    made = rule("Raise", put("priority", "high"))
    rule("Taken", put("priority", "low"))
    with pytest.raises(InboxError) as refused:
        versions.change(made.pk, actor=shop.admin, **changes)
    assert field in refused.value.fields
    assert (Rule.objects.get(pk=made.pk).name, made.versions.count()) == ("Raise", 1)
