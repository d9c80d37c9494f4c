from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from inbox import conditions, tickets
from inbox.conditions.fields import FIELDS
from inbox.errors import InboxError
from inbox.models import Event, Message, Ticket
from inbox.sla import calendars
from tests import office
from tests.office import Office


def leaf(field: str, op: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, **({"value": list(value)} if value else {})}


@pytest.fixture
def ticket(shop: Office) -> Ticket:
    made = office.ticket(shop.channel, office.mail("Where is my refund?", sender="ada@big.example"))
    tickets.update(made.pk, actor=shop.owner, labels=["Money", "VIP"], priority="high")
    made.refresh_from_db()
    return made


HOLD = [
    {},
    leaf("priority", "is", "high", "urgent"),
    leaf("priority", "is_not", "low"),
    leaf("labels", "contains", "money"),
    leaf("labels", "contains_not", "spam"),
    leaf("subject", "contains", "KETTLE"),
    leaf("message.text", "contains", "refund", "money back"),
    leaf("message.by", "is", "customer"),
    leaf("message.automated", "is", False),
    leaf("contact.domain", "is", "big.example"),
    leaf("contact.vip", "is", False),
    leaf("assignee_id", "empty"),
    leaf("team_id", "not_empty"),
    leaf("message_count", "at_least", 1),
    leaf("hours_since_created", "at_most", 1),
    leaf("custom.order", "empty"),
    {"all": [leaf("priority", "is", "high"), leaf("labels", "contains", "vip")]},
    {"any": [leaf("priority", "is", "low"), leaf("labels", "contains", "vip")]},
    {"none": [leaf("priority", "is", "low"), leaf("labels", "contains", "spam")]},
]


@pytest.mark.parametrize("tree", HOLD, ids=str)
def test_a_condition_that_is_true_holds_and_its_opposite_says_why_not(ticket: Ticket, tree: dict[str, Any]) -> None:
    checked = conditions.check(tree)
    assert conditions.meets(checked, conditions.facts(ticket))
    assert conditions.failing(checked, conditions.facts(ticket)) is None
    opposite = {"none": [checked]} if checked else None
    if opposite:
        assert not conditions.meets(opposite, conditions.facts(ticket))
        assert conditions.failing(opposite, conditions.facts(ticket))


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        (leaf("priority", "is", "low", "normal"), "Priority is High, and must be Low or Normal"),
        (leaf("subject", "contains", "order"), "Subject is “Leaking kettle”, and must contain “order”"),
        (leaf("labels", "contains_not", "Money"), "Labels is Money, VIP, and must not contain Money"),
        (leaf("message_count", "at_least", 5), "Number of messages is 1, and must be at least 5"),
        ({"none": [leaf("priority", "is", "high")]}, "Priority is High, which must not be"),
        ({"all": [leaf("priority", "is", "high"), leaf("status", "changed")]}, "Status must have changed"),
    ],
)
def test_what_does_not_hold_is_said_in_words(ticket: Ticket, tree: dict[str, Any], words: str) -> None:
    assert conditions.failing(conditions.check(tree), conditions.facts(ticket)) == words


def test_changes_are_those_of_the_event_and_not_of_the_ticket_now(ticket: Ticket, shop: Office) -> None:
    event = Event.objects.filter(kind="ticket.changed").latest("pk")
    tickets.update(ticket.pk, actor=shop.owner, priority="low")
    facts = conditions.facts(Ticket.objects.get(pk=ticket.pk), event=event)

    assert conditions.meets(leaf("priority", "changed_to", "high"), facts)
    assert conditions.meets(leaf("priority", "changed_from", "normal"), facts)
    assert conditions.meets(leaf("priority", "is", "low"), facts)
    assert not conditions.meets(leaf("status", "changed"), facts)


def test_the_office_is_open_by_the_calendar_of_the_team(ticket: Ticket, shop: Office) -> None:
    every_day = [[day, "09:00", "17:00"] for day in range(7)]
    made = calendars.create_calendar(actor=None, name="Nine to five", zone="UTC", windows=every_day)
    calendars.use_calendar(made.pk, actor=None, team_id=shop.support.pk)
    day = timezone.now().astimezone(dt.UTC).replace(minute=0, second=0, microsecond=0)
    open_now = leaf("office_open", "is", True)

    assert conditions.meets(open_now, conditions.facts(ticket, now=day.replace(hour=9)))
    assert not conditions.meets(open_now, conditions.facts(ticket, now=day.replace(hour=17)))


@pytest.mark.parametrize(
    "tree",
    [
        [],
        "priority",
        {"all": []},
        {"all": [leaf("priority", "is", "high")], "any": []},
        {"field": "priority"},
        leaf("priorty", "is", "high"),
        leaf("priority", "contains", "hi"),
        leaf("priority", "is", "highest"),
        leaf("priority", "is"),
        leaf("priority", "is", ["high"]),
        leaf("team_id", "is", 999_999),
        leaf("message_count", "at_least", "many"),
        leaf("contact.vip", "is", "yes"),
        leaf("subject", "contains", " "),
        {**leaf("priority", "is", "high"), "regex": True},
        {"all": [{"all": [{"all": [{"all": [{"all": [leaf("status", "changed")]}]}]}]}]},
        {"any": [leaf("status", "changed")] * 200},
    ],
    ids=lambda tree: str(tree)[:60],
)
def test_what_is_no_condition_is_refused_by_its_place(db: None, tree: Any) -> None:
    with pytest.raises(InboxError) as refused:
        conditions.check(tree)
    assert "conditions" in refused.value.fields


def test_the_refusal_names_the_place_and_the_nearest_field(db: None) -> None:
    tree = {"all": [leaf("status", "changed"), {"any": [leaf("priorty", "is", "high")]}]}
    with pytest.raises(InboxError, match=r"all 2 › any 1.*did you mean priority"):
        conditions.check(tree)


def test_fields_can_be_narrowed(db: None) -> None:
    with pytest.raises(InboxError, match="Promise cannot be asked for here"):
        conditions.check(leaf("sla.metric", "is", "first_reply"), fields={"priority"})


def test_the_catalogue_has_every_field_with_what_a_screen_needs(shop: Office) -> None:
    found = {entry["name"]: entry for entry in conditions.catalogue()}
    assert set(found) == set(FIELDS)
    assert {"value": shop.support.pk, "label": "Support"} in found["team_id"]["choices"]
    assert {"op": "empty", "label": "is empty", "value": False} in found["assignee_id"]["ops"]
    assert all(entry["label"] and entry["group"] and entry["ops"] for entry in found.values())


def test_every_field_can_be_read_of_a_bare_ticket(ticket: Ticket) -> None:
    facts = conditions.facts(Ticket.objects.get(pk=ticket.pk))
    for name, field in FIELDS.items():
        try:
            field.read(facts)
        except Exception as error:  # any at all
            pytest.fail(f"{name}: {error}")


def test_whether_a_message_could_be_delivered_is_what_its_event_says(ticket: Ticket) -> None:
    failed = leaf("delivery.state", "is", "failed")
    for state, holds in (("sent", False), ("failed", True)):
        event = Event(kind="delivery.changed", ticket=ticket, data={"state": state})
        assert conditions.meets(conditions.check(failed), conditions.facts(ticket, event=event)) is holds
    assert not conditions.meets(conditions.check(failed), conditions.facts(ticket))


def test_very_many_conditions_ask_the_database_once(
    ticket: Ticket, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    teams = conditions.check(leaf("team_id", "is_not", ticket.team_id))
    words = conditions.check(leaf("contact.domain", "is", "other.example"))
    facts = conditions.facts(ticket)
    with django_assert_num_queries(2):  # the names of the teams, and the customer's handles
        for _ in range(50):
            assert conditions.failing(teams, facts) == "Team is Support, and must not be Support"
            assert conditions.failing(words, facts)
    changed = facts.after(ticket)
    with django_assert_num_queries(0):
        assert conditions.failing(teams, changed)
        assert conditions.failing(words, changed)


def test_all_that_fails_in_a_group_of_alternatives_is_said(ticket: Ticket) -> None:
    many = {"all": [leaf("status", "is", "open"), leaf("message_count", "at_least", 9)]}
    tree = {"any": [leaf("priority", "is", "low"), many]}
    why = conditions.failing(conditions.check(tree), conditions.facts(ticket))
    assert why == "Priority is High, and must be Low; and Number of messages is 1, and must be at least 9"


NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
ASKED = [
    leaf("status", "is", "open", "on_hold"),
    leaf("status", "is_not", "open"),
    leaf("outcome", "empty"),
    leaf("outcome", "not_empty"),
    leaf("outcome", "is_not", "community"),
    leaf("assignee_id", "empty"),
    leaf("team_id", "not_empty"),
    leaf("work", "is", "mail"),
    leaf("labels", "contains", "MONEY"),
    leaf("labels", "contains_not", "money"),
    leaf("labels", "empty"),
    leaf("subject", "contains", " Refund ", "kettle"),
    leaf("subject", "contains", "50% o_f"),
    leaf("subject", "is", "where is MY refund?"),
    leaf("subject", "is_not", "x"),
    leaf("language", "empty"),
    leaf("language", "is", "de"),
    leaf("message_count", "at_least", 2),
    leaf("message_count", "at_most", 1),
    leaf("contact.name", "contains", "ada"),
    leaf("contact.vip", "is", True),
    leaf("contact.vip", "is", False),
    leaf("contact.labels", "contains", "loyal"),
    leaf("contact.handle", "is", "ada@big.example"),
    leaf("contact.handle", "contains_not", "big"),
    leaf("contact.domain", "is", "big.example"),
    leaf("contact.domain", "contains", "ada"),
    leaf("contact.domain", "is_not", "big.example"),
    leaf("snoozed", "is", True),
    leaf("snoozed", "is", False),
    leaf("attachments", "is", True),
    leaf("minutes_to_due", "at_most", 60),
    leaf("minutes_to_due", "at_least", -10),
    leaf("hours_since_created", "at_least", 24),
    leaf("hours_since_created", "at_most", 24),
    leaf("hours_since_customer", "at_least", 3),
    leaf("hours_since_customer", "at_most", 10**12),
    leaf("hours_since_agent", "at_least", 1),
    leaf("hours_since_agent", "at_most", 1),
    leaf("custom.order", "is", "A-1"),
    leaf("custom.order", "is_not", "A-1"),
    leaf("custom.order", "empty"),
    leaf("custom.sizes", "is", "large"),
    leaf("custom.sizes", "contains", "arg"),
    leaf("custom.sizes", "empty"),
    leaf("custom.paid", "is", "true"),
    leaf("custom.items", "is", "3"),
    leaf("contact.custom.plan", "is", "pro"),
    {"none": [leaf("labels", "contains", "money"), leaf("contact.vip", "is", True)]},
    {
        "any": [
            leaf("status", "is", "solved"),
            {"all": [leaf("subject", "contains", "refund"), leaf("work", "is", "mail")]},
        ]
    },
    {},
]


@pytest.fixture
def various(shop: Office) -> list[Ticket]:
    """Tickets that differ in everything that a list can ask for."""
    asked = office.ticket(shop.channel, office.mail("Where?", subject="Where is my refund?", sender="ada@big.example"))
    other = office.ticket(shop.channel, office.mail("It leaks.", sender="bo@small.example"))
    plain = office.ticket(shop.channel, office.mail("50% of?", subject="Now 50% off", sender="cleo@big.example"))
    office.answer(other, shop.owner, "Like this.")
    tickets.update(asked.pk, actor=shop.owner, labels=["Money", "VIP"], priority="high", assignee_id=shop.owner.pk)
    tickets.update(plain.pk, actor=shop.owner, outcome="community", status="solved")
    Ticket.objects.filter(pk=asked.pk).update(
        custom={"order": "A-1", "sizes": ["small", "large"], "paid": True, "items": 3},
        due_at=NOW + dt.timedelta(minutes=30),
        language="de",
        created_at=NOW - dt.timedelta(days=3),
        last_customer_at=NOW - dt.timedelta(hours=5),
    )
    Ticket.objects.filter(pk=other.pk).update(
        custom={"sizes": [], "order": ""},
        due_at=NOW - dt.timedelta(hours=2),
        snoozed_until=NOW + dt.timedelta(days=1),
        team_id=None,
        created_at=NOW - dt.timedelta(hours=1),
        last_customer_at=None,
    )
    Message.objects.filter(direction="outbound").update(sent_at=NOW - dt.timedelta(hours=2))
    contact = asked.contact
    contact.vip, contact.labels, contact.custom = True, ["Loyal"], {"plan": "pro"}
    contact.save()
    return list(Ticket.objects.order_by("pk"))


@pytest.mark.parametrize("tree", ASKED, ids=str)
def test_a_list_holds_exactly_the_tickets_for_which_the_conditions_are_met(
    various: list[Ticket], tree: dict[str, Any]
) -> None:
    checked = conditions.check(tree, fields=conditions.ASKED)
    listed = Ticket.objects.filter(conditions.filtering(checked, now=NOW)).order_by("pk")
    assert list(listed) == [each for each in various if conditions.meets(checked, conditions.facts(each, now=NOW))]


def test_every_field_that_lists_can_ask_for_is_compared_above() -> None:
    def names(tree: dict[str, Any]) -> set[str]:
        parts = [part for group in ("all", "any", "none") for part in tree.get(group, [])]
        return {tree["field"]} if "field" in tree else set().union(*(names(part) for part in parts))

    compared = set().union(*(names(tree) for tree in ASKED))
    plain = {"priority", "channel_id"}  # columns like status and team_id
    assert conditions.ASKED - {"custom."} - plain <= compared


@pytest.mark.parametrize("name", ["event.kind", "message.text", "office_open", "sla.metric", "survey.score"])
def test_a_list_cannot_ask_for_what_happened(db: None, name: str) -> None:
    value = {"event.kind": "ticket.created", "office_open": True, "sla.metric": "first_reply", "survey.score": 3}
    op = {"survey.score": "at_least", "message.text": "contains"}.get(name, "is")
    with pytest.raises(InboxError, match="cannot be asked for here"):
        conditions.check(leaf(name, op, value.get(name, "x")), fields=conditions.ASKED)
