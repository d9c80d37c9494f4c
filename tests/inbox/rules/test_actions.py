from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from inbox import tickets
from inbox.errors import InboxError
from inbox.models import Message, Skill, Ticket
from inbox.rules import actions
from inbox.rules.kind import Context
from tests import office
from tests.office import Office


def perform(pk: int, *wanted: dict[str, Any], **more: Any) -> actions.Done:
    with transaction.atomic():
        return actions.perform(tickets.lock(pk), actions.check(list(wanted)), Context(at=timezone.now(), **more))


def test_actions_change_the_ticket_and_say_what_they_did(shop: Office) -> None:
    skill = Skill.objects.create(name="Refunds")
    ticket = office.ticket(shop.channel)
    done = perform(
        ticket.pk,
        {"do": "set", "field": "priority", "value": "high"},
        {"do": "set", "field": "assignee_id", "value": shop.mate.pk},
        {"do": "set", "field": "subject", "value": "A kettle"},
        {"do": "label", "add": ["Money", "money "], "remove": ["old"]},
        {"do": "need", "skill_id": skill.pk, "level": 2},
        {"do": "custom", "name": "order", "value": "48213"},
        {"do": "snooze", "hours": 2},
        {"do": "note", "text": "Call {{ customer.name }} <soon>"},
    )
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.assignee, ticket.subject) == ("high", shop.mate, "A kettle")
    assert ticket.labels == ["Money"]
    assert (ticket.needs, ticket.custom) == ({str(skill.pk): 2}, {"order": "48213"})
    assert ticket.snoozed_until is not None
    assert done.changes["priority"] == ["normal", "high"]
    assert done.changes["assignee_id"] == [None, shop.mate.pk]
    assert [action["result"] for action in done.actions][:2] == ["Set the priority to: High", "Assign it to: Mate"]
    note = Message.objects.get(ticket=ticket, direction="internal")
    assert (note.body_text, note.automated, note.author_user) == ("Call Ada <soon>", True, None)
    assert "&lt;soon&gt;" in note.body_html
    assert ticket.message_count == 2


def test_what_is_so_already_is_no_change(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    done = perform(
        ticket.pk, {"do": "set", "field": "priority", "value": "normal"}, {"do": "label", "remove": ["nowhere"]}
    )
    assert not done.anything
    assert done.changes == {}


def test_when_one_action_is_refused_nothing_of_all_happens(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError, match="does not work on the ticket's channel"):
        perform(
            ticket.pk,
            {"do": "set", "field": "priority", "value": "high"},
            {"do": "note", "text": "Over to billing"},
            {"do": "set", "field": "team_id", "value": shop.billing.pk},
        )
    ticket.refresh_from_db()
    assert ticket.priority == "normal"
    assert not Message.objects.filter(direction="internal").exists()


REFUSED: list[tuple[Any, str]] = [
    ([], "Between 1 and"),
    ("set", "Between 1 and"),
    ([{"field": "priority"}], "Action 1: “do”"),
    ([{"do": "explode"}], "no action 'explode'"),
    ([{"do": "set", "field": "priority", "value": "huge"}], "“huge” cannot be chosen there"),
    ([{"do": "set", "field": "number", "value": 1}], "number cannot be set"),
    ([{"do": "set", "field": "team_id", "value": 999_999}], "“999999” cannot be chosen there"),
    ([{"do": "set", "field": "subject", "value": " "}], "the subject: between 1 and 500 characters"),
    ([{"do": "label"}], "name a label"),
    ([{"do": "label", "add": "vip"}], "a list of words"),
    ([{"do": "snooze", "hours": 0}], "hours: a whole number from 1"),
    ([{"do": "snooze", "hours": 1, "minutes": 3}], "snooze has no minutes"),
    ([{"do": "note", "text": "Hi {{ custmer.name }}"}], "did you mean customer.name"),
    ([{"do": "need", "skill_id": 999_999}], "choose a skill"),
    ([{"do": "custom", "name": "order", "value": {}}], "a word, a number, yes or no"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("wanted", "words"), REFUSED, ids=str)
def test_an_action_that_means_nothing_is_refused_with_the_reason(wanted: Any, words: str) -> None:
    with pytest.raises(InboxError) as refused:
        actions.check(wanted)
    assert words in refused.value.fields["actions"]


@pytest.mark.django_db
def test_the_menu_holds_all_that_a_screen_needs(shop: Office) -> None:
    lines = actions.catalogue()
    assert {line["do"] for line in lines} == set(actions.ACTIONS)
    priority = next(line for line in lines if line["fixed"] == {"field": "priority"})
    assert priority["label"] == "Set the priority"
    assert {"value": "urgent", "label": "Urgent"} in priority["inputs"][0]["choices"]
    assign = next(line for line in lines if line["fixed"] == {"field": "assignee_id"})
    assert assign["inputs"][0]["choices"][0] == {"value": None, "label": "Nobody"}


def test_a_ticket_keeps_skills_and_custom_fields_within_reason(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    refused: list[dict[str, Any]] = [
        {"needs": {"1": 9}},
        {"needs": {"x": 1}},
        {"custom": {"x" * 41: 1}},
        {"custom": []},
    ]
    for wrong in refused:
        with pytest.raises(InboxError):
            tickets.update(ticket.pk, actor=None, **wrong)
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version
