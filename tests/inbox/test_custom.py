"""Custom fields: what may stand in them, and what a ticket needs before a person solves it."""

from __future__ import annotations

from typing import Any

import pytest

from inbox import custom, tickets
from inbox.errors import InboxError
from inbox.models import CustomField, Ticket
from tests import office
from tests.office import Office

pytestmark = pytest.mark.django_db


def made(shop: Office, key: str, kind: str, **more: Any) -> CustomField:
    return custom.create(actor=shop.admin, target="ticket", key=key, label=key.title(), kind=kind, **more)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", " 48213 ", "48213"),
        ("number", 7.5, 7.5),
        ("number", "42", 42),
        ("date", "2026-11-30", "2026-11-30"),
        ("checkbox", False, False),
        ("choice", "red", "red"),
        ("choices", ["red", "blue", "red"], ["blue", "red"]),
        ("link", "https://shop.example/o/1", "https://shop.example/o/1"),
        ("text", "", None),
        ("choices", [], None),
        ("number", None, None),
    ],
)
def test_what_is_kept_of_a_value(shop: Office, kind: str, given: Any, kept: Any) -> None:
    made(shop, "it", kind, choices=["blue", "red"] if kind.startswith("choice") else [])
    assert custom.check("ticket", {"it": given}) == {"it": kept}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("text", 7),
        ("text", "x" * 501),
        ("number", True),
        ("number", "seven"),
        ("date", "30.11.2026"),
        ("date", 20261130),
        ("checkbox", "yes"),
        ("choice", "green"),
        ("choice", ["red"]),
        ("choices", "red"),
        ("choices", ["green"]),
        ("link", "javascript:alert(1)"),
        ("link", "//shop.example"),
        ("link", "https://[shop"),
    ],
)
def test_what_is_refused_by_the_name_of_its_field(shop: Office, kind: str, given: Any) -> None:
    made(shop, "it", kind, choices=["blue", "red"] if kind.startswith("choice") else [])
    with pytest.raises(InboxError) as refused:
        custom.check("ticket", {"it": given, "nowhere": 1})
    assert list(refused.value.fields) == ["custom.it", "custom.nowhere"]


def test_a_change_names_only_what_changes_and_null_empties(shop: Office) -> None:
    made(shop, "order", "text")
    made(shop, "size", "number")
    ticket = office.ticket(shop.channel)
    Ticket.objects.filter(pk=ticket.pk).update(custom={"from_a_form": "x"})
    tickets.update(ticket.pk, actor=shop.owner, custom={"order": "48213", "size": 4})
    assert tickets.update(ticket.pk, actor=shop.owner, custom={"size": None}).custom == {
        "from_a_form": "x",
        "order": "48213",
    }
    with pytest.raises(InboxError) as refused:
        tickets.update(ticket.pk, actor=shop.owner, custom={"size": "big"})
    assert list(refused.value.fields) == ["custom.size"]


def test_a_person_solves_only_what_is_filled_in_and_a_machine_does_not_wait(shop: Office) -> None:
    made(shop, "cause", "choice", choices=["ours", "theirs"], required_to_solve=True)
    ticket = office.ticket(shop.channel)
    with pytest.raises(InboxError) as refused:
        tickets.update(ticket.pk, actor=shop.owner, status="solved")
    assert (refused.value.code, list(refused.value.fields)) == ("fields_missing", ["custom.cause"])
    assert Ticket.objects.get(pk=ticket.pk).status == "open"
    tickets.update(ticket.pk, actor=shop.owner, status="solved", custom={"cause": "ours"})
    other = office.ticket(shop.channel)
    assert tickets.update(other.pk, actor=None, status="solved").status == "solved"


def test_an_archived_field_keeps_its_values_and_asks_for_nothing(shop: Office) -> None:
    field = made(shop, "cause", "text", required_to_solve=True)
    ticket = tickets.update(office.ticket(shop.channel).pk, actor=shop.owner, custom={"cause": "ours"})
    with pytest.raises(InboxError):
        custom.delete(field.pk, actor=shop.admin)
    custom.change(field.pk, actor=shop.admin, archived=True)
    other = office.ticket(shop.channel)
    assert tickets.update(other.pk, actor=shop.owner, status="solved").status == "solved"
    custom.delete(field.pk, actor=shop.admin)
    assert Ticket.objects.get(pk=ticket.pk).custom == {"cause": "ours"}


def test_a_field_says_what_is_wrong_with_it(shop: Office) -> None:
    made(shop, "order", "text")
    for fields, wrong in (
        ({"key": "Order No", "kind": "text"}, "key"),
        ({"key": "order", "kind": "text"}, "key"),
        ({"key": "colour", "kind": "choice"}, "choices"),
        ({"key": "colour", "kind": "text", "choices": ["red"]}, "choices"),
    ):
        with pytest.raises(InboxError) as refused:
            custom.create(actor=shop.admin, target="ticket", label="L", **fields)
        assert list(refused.value.fields) == [wrong]


def test_fields_stand_in_the_order_that_was_given(shop: Office) -> None:
    first, second = made(shop, "a", "text"), made(shop, "b", "text")
    custom.order("ticket", [second.pk, first.pk], actor=shop.admin)
    assert [field.key for field in custom.every("ticket")] == ["b", "a"]
    with pytest.raises(InboxError):
        custom.order("ticket", [second.pk], actor=shop.admin)


def test_what_a_form_brings_is_kept_as_its_field_keeps_it_and_nothing_is_refused(shop: Office) -> None:
    for key, kind in (("count", "number"), ("gift", "checkbox"), ("day", "date")):
        custom.create(actor=shop.admin, target="ticket", key=key, label=key, kind=kind)
    said = {"count": "3", "gift": "yes", "day": "2026-11-30", "colour": "red"}
    assert custom.answered(said) == {"count": 3, "gift": True, "day": "2026-11-30", "colour": "red"}
    assert custom.answered({"count": "a few", "day": "soon"}) == {"count": "a few", "day": "soon"}
    ticket = office.ticket(shop.channel, office.mail(custom={"count": "3"}))
    assert ticket.custom == {"count": 3}
