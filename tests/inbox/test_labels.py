"""Labels: made by using them, renamed, merged and removed everywhere."""

from __future__ import annotations

import pytest

from inbox import bulk, labels, macros, relabelling, tickets
from inbox.errors import InboxError
from inbox.models import Bulk, Contact, Event, Label, Macro, Ticket, View
from inbox.rules import versions as rules
from tests import office
from tests.office import Office

pytestmark = pytest.mark.django_db


def labelled(shop: Office, *words: str) -> Ticket:
    return tickets.update(office.ticket(shop.channel).pk, actor=shop.owner, labels=list(words))


def now_on(ticket: Ticket) -> list[str]:
    return Ticket.objects.get(pk=ticket.pk).labels


def test_a_word_that_is_used_becomes_a_label_and_keeps_its_first_spelling(shop: Office) -> None:
    assert labelled(shop, "Refund", "VIP").labels == ["Refund", "VIP"]
    assert labelled(shop, "refund", "REFUND", "late").labels == ["Refund", "late"]
    assert sorted(Label.objects.values_list("name", flat=True)) == ["Refund", "VIP", "late"]


def test_two_labels_never_differ_by_capitals_alone(shop: Office) -> None:
    labels.create(actor=shop.admin, name="Refund")
    with pytest.raises(InboxError) as refused:
        labels.create(actor=shop.admin, name="REFUND")
    assert list(refused.value.fields) == ["name"]


def test_a_new_name_goes_to_tickets_people_rules_macros_and_views(shop: Office) -> None:
    ticket = labelled(shop, "late", "Refund")
    old_spelling = labelled(shop)
    Ticket.objects.filter(pk=old_spelling.pk).update(labels=["refund"])  # from before labels were rows
    Contact.objects.filter(pk=ticket.contact_id).update(labels=["Refund"])
    tree = {"all": [{"field": "labels", "op": "contains", "value": ["Refund", "x"]}]}
    actions = [{"do": "label", "add": ["Refund"]}, {"do": "set", "field": "priority", "value": "high"}]
    rule = rules.create(
        actor=shop.admin, name="R", trigger={"on": ["ticket.created"]}, conditions=tree, actions=actions
    )
    macro = macros.create(actor=shop.admin, name="M", actions=actions)
    view = View.objects.create(name="V", conditions=tree)
    label = Label.objects.get(name="Refund")

    found = relabelling.uses(label, actor=shop.admin)
    assert (found["tickets"], found["contacts"]) == (2, 1)
    assert [(use.what, use.name) for use in found["named_by"]] == [("rule", "R"), ("macro", "M"), ("view", "V")]

    begun = relabelling.rename(label.pk, "Money back", actor=shop.admin)
    assert begun is not None
    bulk.run()
    begun.refresh_from_db()
    assert (begun.state, begun.done, begun.failed) == (Bulk.State.DONE, 2, [])
    assert now_on(ticket) == ["late", "Money back"]
    assert now_on(old_spelling) == ["Money back"]
    assert Ticket.objects.get(pk=ticket.pk).version > ticket.version
    assert Contact.objects.get(pk=ticket.contact_id).labels == ["Money back"]
    said = rules.in_force(rule)
    assert (said.number, said.conditions["all"][0]["value"]) == (2, ["Money back", "x"])
    assert said.actions[0]["add"] == ["Money back"]
    assert Macro.objects.get(pk=macro.pk).actions[0]["add"] == ["Money back"]
    view.refresh_from_db()
    assert view.conditions["all"][0]["value"] == ["Money back", "x"]
    assert not Event.objects.filter(kind="ticket.changed", data__changes__labels__1=["late", "Money back"]).exists()


def test_two_labels_become_one_and_no_ticket_has_it_twice(shop: Office) -> None:
    both, one = labelled(shop, "a", "b", "c"), labelled(shop, "b")
    first, second = Label.objects.get(name="b"), Label.objects.get(name="a")
    relabelling.merge(first.pk, second.pk, actor=shop.admin)
    bulk.run()
    assert (now_on(both), now_on(one)) == (["a", "c"], ["a"])
    assert not Label.objects.filter(pk=first.pk).exists()
    with pytest.raises(InboxError):
        relabelling.merge(second.pk, second.pk, actor=shop.admin)


def test_a_label_that_something_asks_for_is_not_removed_and_any_other_goes_from_everywhere(shop: Office) -> None:
    ticket = labelled(shop, "a", "b")
    View.objects.create(name="All a", conditions={"field": "labels", "op": "contains", "value": ["A"]})
    kept, gone = (Label.objects.get(name=name) for name in ("a", "b"))
    with pytest.raises(InboxError) as refused:
        relabelling.remove(kept.pk, actor=shop.admin)
    assert (refused.value.code, "the view “All a”" in refused.value.message) == ("label_in_use", True)
    relabelling.remove(gone.pk, actor=shop.admin)
    bulk.run()
    assert now_on(ticket) == ["a"]


def test_many_tickets_follow_in_chunks_with_progress_for_who_asked(
    shop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relabelling, "CHUNK", 2)
    found = [labelled(shop, "old") for _ in range(5)]
    begun = relabelling.rename(Label.objects.get(name="old").pk, "new", actor=shop.admin)
    assert begun is not None
    bulk.work()
    begun.refresh_from_db()
    assert (begun.done, begun.state) == (2, Bulk.State.RUNNING)
    bulk.run()
    assert [now_on(ticket) for ticket in found] == [["new"]] * 5
    told = Event.objects.filter(kind="bulk.changed", user=shop.admin).order_by("pk")
    assert [event.data["done"] for event in told] == [2, 4, 5]
