from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from inbox import bulk, macros, merging, tickets
from inbox.errors import InboxError
from inbox.models import Bulk, Channel, Event, Macro, Ticket
from tests import office
from tests.office import Office

pytestmark = pytest.mark.django_db
SOLVE = {"do": "set", "field": "status", "value": "solved"}
URGENT = {"do": "set", "field": "priority", "value": "urgent"}


def some(channel: Channel, count: int) -> list[int]:
    return [office.ticket(channel).pk for _ in range(count)]


def finished(row: Bulk) -> Bulk:
    bulk.run()
    row.refresh_from_db()
    return row


def values(ids: list[int], *fields: str) -> list[Any]:
    return list(Ticket.objects.filter(pk__in=ids).order_by("pk").values_list(*fields, flat=len(fields) == 1))


def test_every_ticket_gets_the_change_and_its_own_event(shop: Office) -> None:
    ids = some(shop.channel, 3)
    row = bulk.start(actor=shop.owner, ticket_ids=ids, changes={"priority": "high", "assignee_id": shop.mate.pk})
    assert values(ids, "priority") == ["normal"] * 3  # begun, not done
    assert (finished(row).state, row.done, row.failed) == ("done", 3, [])
    assert values(ids, "priority", "assignee_id") == [("high", shop.mate.pk)] * 3
    told = Event.objects.filter(kind="ticket.changed", ticket__in=ids, actor=shop.owner)
    assert sorted(told.values_list("ticket_id", flat=True)) == ids


def test_labels_are_added_and_removed_beside_those_that_are_there(shop: Office) -> None:
    first, second = some(shop.channel, 2)
    tickets.update(first, actor=None, labels=["Old", "keep"])
    finished(
        bulk.start(
            actor=shop.owner, ticket_ids=[first, second], changes={"add_labels": ["new"], "remove_labels": ["old"]}
        )
    )
    assert values([first, second], "labels") == [["keep", "new"], ["new"]]


def test_what_cannot_be_done_is_named_ticket_by_ticket_and_the_rest_is_done(shop: Office) -> None:
    good, merged, foreign = *some(shop.channel, 2), office.ticket(shop.billing_channel).pk
    merging.merge(merged, good, actor=shop.owner)
    row = finished(bulk.start(actor=shop.owner, ticket_ids=[good, merged, foreign], changes={"status": "solved"}))
    assert (row.state, row.done) == ("done", 3)
    assert {entry["ticket_id"]: entry["code"] for entry in row.failed} == {merged: "merged", foreign: "not_found"}
    assert values([good, foreign], "status") == ["solved", "open"]


def test_a_refusal_says_why_in_words(shop: Office) -> None:
    (ticket,) = some(shop.channel, 1)
    row = finished(bulk.start(actor=shop.owner, ticket_ids=[ticket], changes={"assignee_id": shop.outsider.pk}))
    assert row.failed == [
        {"ticket_id": ticket, "code": "invalid", "message": "This person cannot see the ticket's channel."}
    ]


def test_who_may_no_longer_see_a_ticket_changes_it_no_more(shop: Office) -> None:
    (ticket,) = some(shop.channel, 1)
    row = bulk.start(actor=shop.owner, ticket_ids=[ticket], changes={"status": "solved"})
    shop.owner.memberships.all().delete()
    assert [entry["code"] for entry in finished(row).failed] == ["not_found"]
    assert values([ticket], "status") == ["open"]


def test_an_unexpected_fault_costs_one_ticket_alone(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = some(shop.channel, 3)
    real = tickets.apply

    def faulty(ticket: Ticket, **rest: Any) -> Any:
        if ticket.pk == ids[1]:
            raise ZeroDivisionError
        return real(ticket, **rest)

    monkeypatch.setattr(tickets, "apply", faulty)
    row = finished(bulk.start(actor=shop.owner, ticket_ids=ids, changes={"status": "solved"}))
    assert [(entry["ticket_id"], entry["code"]) for entry in row.failed] == [(ids[1], "error")]
    assert values(ids, "status") == ["solved", "open", "solved"]


def test_it_goes_on_chunk_by_chunk_and_tells_only_who_asked(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    row = bulk.start(actor=shop.owner, ticket_ids=some(shop.channel, 5), changes={"priority": "low"})
    assert [bulk.work() for _ in range(4)] == [True, True, True, False]
    told = Event.objects.filter(kind="bulk.changed").order_by("pk")
    assert [(event.data["state"], event.data["done"]) for event in told] == [
        ("running", 0),
        ("running", 2),
        ("running", 4),
        ("done", 5),
    ]
    assert {event.user for event in told} == {shop.owner}
    assert {event.data["id"] for event in told} == {row.pk}


def test_a_turn_ends_and_what_is_left_has_the_next(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    row = bulk.start(actor=shop.owner, ticket_ids=some(shop.channel, 5), changes={"priority": "low"})
    bulk.run(seconds=0)
    row.refresh_from_db()
    assert (row.state, row.done) == ("running", 2)
    assert (finished(row).state, row.done) == ("done", 5)


def test_a_chunk_that_dies_is_done_again_whole(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = some(shop.channel, 2)
    row = bulk.start(actor=shop.owner, ticket_ids=ids, changes={"priority": "low"})
    real = tickets.apply

    def deadlocked(ticket: Ticket, **rest: Any) -> Any:
        if ticket.pk == ids[1]:
            raise OperationalError("deadlock detected")
        return real(ticket, **rest)

    with monkeypatch.context() as broken:
        broken.setattr(tickets, "apply", deadlocked)
        with pytest.raises(OperationalError):
            bulk.run()
    assert values(ids, "priority") == ["normal", "normal"]
    assert (finished(row).failed, len(row.undo)) == ([], 2)
    assert values(ids, "priority") == ["low", "low"]


def test_cancelling_leaves_what_is_done_and_stops_the_rest(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    ids = some(shop.channel, 3)
    row = bulk.start(actor=shop.owner, ticket_ids=ids, changes={"status": "solved"})
    bulk.work()
    bulk.cancel(row.pk, actor=shop.owner)
    assert (finished(row).state, row.done) == ("cancelled", 1)
    assert values(ids, "status") == ["solved", "open", "open"]
    finished(bulk.undo(row.pk, actor=shop.owner))
    assert values(ids, "status") == ["open", "open", "open"]


def test_undo_puts_everything_back_once(shop: Office) -> None:
    ids = some(shop.channel, 2)
    until = timezone.now() + dt.timedelta(days=2)
    tickets.update(ids[0], actor=None, priority="urgent", labels=["a"], snoozed_until=until)
    changes = {"status": "solved", "priority": "low", "add_labels": ["b"]}
    row = finished(bulk.start(actor=shop.owner, ticket_ids=ids, changes=changes))
    assert values(ids, "status", "priority", "labels") == [("solved", "low", ["a", "b"]), ("solved", "low", ["b"])]
    back = finished(bulk.undo(row.pk, actor=shop.owner))
    assert (back.state, back.failed) == ("done", [])
    assert values(ids, "status", "priority", "labels", "snoozed_until") == [
        ("open", "urgent", ["a"], until),
        ("open", "normal", [], None),
    ]
    row.refresh_from_db()
    assert (bulk.undoable(row), bulk.undoable(back)) == (False, False)
    with pytest.raises(InboxError, match="undone already"):
        bulk.undo(row.pk, actor=shop.owner)


def test_undo_leaves_alone_what_somebody_changed_since(shop: Office) -> None:
    ids = some(shop.channel, 2)
    row = finished(bulk.start(actor=shop.owner, ticket_ids=ids, changes={"priority": "low"}))
    tickets.update(ids[0], actor=shop.mate, priority="urgent")
    back = finished(bulk.undo(row.pk, actor=shop.owner))
    assert [(entry["ticket_id"], entry["code"]) for entry in back.failed] == [(ids[0], "changed_since")]
    assert values(ids, "priority") == ["urgent", "normal"]


def test_what_changed_nothing_leaves_nothing_to_undo(shop: Office) -> None:
    row = finished(bulk.start(actor=shop.owner, ticket_ids=some(shop.channel, 1), changes={"priority": "normal"}))
    assert not bulk.undoable(row)


def test_a_macro_runs_on_each_and_counts_as_one_use(shop: Office) -> None:
    ids = some(shop.channel, 2)
    macro = macros.create(actor=shop.admin, name="Close", actions=[SOLVE, URGENT])
    row = finished(bulk.start(actor=shop.owner, ticket_ids=ids, macro=macro))
    assert values(ids, "status", "priority") == [("solved", "urgent")] * 2
    macro.refresh_from_db()
    assert macro.used == 1
    finished(bulk.undo(row.pk, actor=shop.owner))
    assert values(ids, "status", "priority") == [("open", "normal")] * 2


def test_a_macro_that_is_gone_is_a_reason_for_every_ticket(shop: Office) -> None:
    macro = macros.create(actor=shop.admin, name="Close", actions=[SOLVE])
    row = bulk.start(actor=shop.owner, ticket_ids=some(shop.channel, 2), macro=macro)
    Macro.objects.all().delete()
    assert {entry["message"] for entry in finished(row).failed} == {"The macro was removed."}


@pytest.mark.parametrize("count", [0, bulk.LARGEST + 1])
def test_none_and_too_many_are_refused_at_once(shop: Office, count: int) -> None:
    with pytest.raises(InboxError) as caught:
        bulk.start(actor=shop.owner, ticket_ids=range(1, count + 1), changes={"priority": "low"})
    assert "ticket_ids" in caught.value.fields


def test_what_is_over_is_kept_for_a_while_and_what_runs_is_kept(shop: Office) -> None:
    ids = some(shop.channel, 1)
    old = finished(bulk.start(actor=shop.owner, ticket_ids=ids, changes={"priority": "low"}))
    running = bulk.start(actor=shop.owner, ticket_ids=ids, changes={"priority": "high"})
    bulk.drop_old(timezone.now() + bulk.KEEP - dt.timedelta(minutes=1))
    assert set(Bulk.objects.all()) == {old, running}
    bulk.drop_old(timezone.now() + bulk.KEEP + dt.timedelta(minutes=1))
    assert set(Bulk.objects.all()) == {running}


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_do_each_ticket_once() -> None:
    shop = office.build()
    ids = some(shop.channel, 30)
    rows = [
        bulk.start(actor=shop.owner, ticket_ids=ids, changes={"add_labels": ["a"]}),
        bulk.start(actor=shop.owner, ticket_ids=ids, changes={"add_labels": ["b"]}),
    ]

    def worker(_: int) -> None:
        try:
            bulk.run()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(worker, range(4)))
    bulk.run()
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.failed, len(row.undo)) == ("done", [], 30)
    assert {tuple(sorted(labels)) for labels in values(ids, "labels")} == {("a", "b")}
    assert Event.objects.filter(kind="ticket.changed", actor=shop.owner).count() == 60
