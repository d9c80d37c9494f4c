from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import listing, tickets
from inbox.models import Ticket
from tests import office
from tests.inbox.api.conftest import Desk
from tests.office import Office


def test_the_list_shows_rows_and_how_far_i_have_read(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    tickets.mark_read(ticket, shop.owner, ticket.last_message_id or 0)

    answer = desk.owner.get("tickets")

    assert [row["id"] for row in answer.body["results"]] == [ticket.pk]
    assert answer.body["read"] == {str(ticket.pk): ticket.last_message_id}
    assert answer.body["results"][0]["contact"]["handle"] == "ada@customer.example"
    assert desk.mate.get("tickets").body["read"] == {}


def test_an_agent_sees_the_channels_of_their_teams_and_nothing_else(shop: Office, desk: Desk) -> None:
    ours, theirs = office.ticket(shop.channel), office.ticket(shop.billing_channel)

    def seen(api: object, path: str = "tickets") -> set[int]:
        return {row["id"] for row in api.get(path).body["results"]}  # type: ignore[attr-defined]

    assert seen(desk.owner) == {ours.pk}
    assert seen(desk.outsider) == {theirs.pk}
    assert seen(desk.supervisor) == seen(desk.admin) == {ours.pk, theirs.pk}
    assert seen(desk.owner, f"tickets?channel={shop.billing_channel.pk}") == set()
    assert seen(desk.owner, "tickets?q=kettle") == {ours.pk}
    assert seen(desk.owner, f"tickets?q={theirs.number}") == set()


def test_each_view_shows_what_its_name_says(shop: Office, desk: Desk) -> None:
    now = timezone.now()
    mine, nobodys, asleep, solved, spam, late = (office.ticket(shop.channel) for _ in range(6))
    tickets.update(mine.pk, actor=shop.owner, assignee_id=shop.owner.pk)
    tickets.update(asleep.pk, actor=shop.owner, snoozed_until=now + dt.timedelta(hours=3))
    tickets.update(solved.pk, actor=shop.owner, status="solved")
    tickets.update(spam.pk, actor=shop.owner, status="spam")
    tickets.update(late.pk, actor=shop.mate, assignee_id=shop.mate.pk)
    Ticket.objects.update(due_at=None)
    Ticket.objects.filter(pk=late.pk).update(due_at=now + dt.timedelta(minutes=59))
    at = (now + dt.timedelta(days=1)).isoformat()
    assert desk.owner.post(f"tickets/{solved.pk}/reminders", {"at": at}).status == 201
    expected = {
        "mine": {mine},
        "unassigned": {nobodys},
        "open": {mine, nobodys, late},
        "breaching": {late},
        "snoozed": {asleep},
        "solved": {solved},
        "spam": {spam},
        "reminders": {solved},
        "all": {mine, nobodys, asleep, solved, spam, late},
    }
    assert set(expected) == set(listing.VIEWS)
    for view, wanted in expected.items():
        answer = desk.owner.get(f"tickets?view={view}")
        assert {row["id"] for row in answer.body["results"]} == {ticket.pk for ticket in wanted}, view


def test_a_count_equals_the_length_of_its_list(shop: Office, desk: Desk) -> None:
    for _ in range(3):
        office.ticket(shop.channel)
    first, second, third = Ticket.objects.order_by("pk")
    office.ticket(shop.billing_channel)
    tickets.update(first.pk, actor=shop.owner, assignee_id=shop.owner.pk, priority="urgent")
    tickets.update(second.pk, actor=shop.owner, snoozed_until=timezone.now() + dt.timedelta(hours=3))
    Ticket.objects.filter(pk=third.pk).update(due_at=timezone.now() - dt.timedelta(minutes=5))

    for api in (desk.owner, desk.outsider, desk.supervisor):
        counts = api.get("tickets/counts").body
        for view in ("mine", "unassigned", "open", "breaching", "snoozed", "spam"):
            assert counts[view] == len(api.get(f"tickets?view={view}").body["results"]), view
        for kind in ("team", "channel"):
            for pk, count in counts[f"by_{kind}"].items():
                assert count == len(api.get(f"tickets?view=open&{kind}={pk}").body["results"]), (kind, pk)


def test_filters_narrow_and_combine(shop: Office, desk: Desk) -> None:
    plain, tagged = office.ticket(shop.channel), office.ticket(shop.channel, office.mail(sender="bo@customer.example"))
    tickets.update(tagged.pk, actor=shop.owner, labels=["Warranty", "spare parts"], priority="high")
    tickets.update(tagged.pk, actor=shop.owner, assignee_id=shop.mate.pk)
    for query in (
        "priority=high",
        "label=spare parts",
        f"assignee={shop.mate.pk}",
        f"contact={tagged.contact_id}",
        "status=open&priority=high&label=Warranty",
        "q=bo@customer.example",
    ):
        answer = desk.owner.get(f"tickets?{query}")
        assert [row["id"] for row in answer.body["results"]] == [tagged.pk], query
    assert plain.pk in {row["id"] for row in desk.owner.get("tickets?priority=normal").body["results"]}


@pytest.mark.parametrize("order", ["-last_message_at", "last_message_at", "due_at", "-created_at", "created_at"])
def test_pages_join_without_gap_or_repeat_in_every_order(shop: Office, desk: Desk, order: str) -> None:
    for _ in range(7):
        office.ticket(shop.channel)
    same = timezone.now()
    ids = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=ids[:4]).update(last_message_at=same, created_at=same, due_at=same)
    Ticket.objects.filter(pk__in=ids[4:]).update(due_at=None)

    seen: list[int] = []
    cursor = ""
    while True:
        page = desk.owner.get(f"tickets?order={order}&limit=2{cursor}").body
        seen += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    whole = desk.owner.get(f"tickets?order={order}&limit=200").body["results"]
    assert seen == [row["id"] for row in whole]
    assert sorted(seen) == ids


def test_a_change_answers_with_the_new_row(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    later = (timezone.now() + dt.timedelta(days=1)).replace(microsecond=0)
    body = {
        "priority": "urgent",
        "assignee_id": shop.mate.pk,
        "labels": ["a", "b"],
        "subject": "Kettle",
        "snoozed_until": later.isoformat(),
    }
    answer = desk.owner.patch(f"tickets/{ticket.pk}", body)
    assert answer.status == 200
    assert answer.body["version"] > ticket.version
    assert {name: answer.body[name] for name in ("priority", "assignee_id", "labels", "subject")} == {
        name: body[name] for name in ("priority", "assignee_id", "labels", "subject")
    }
    assert answer.body["snoozed_until"] == later.isoformat().replace("+00:00", "Z")


def test_a_ticket_goes_only_to_people_and_teams_who_can_see_it(shop: Office, desk: Desk) -> None:
    ticket = office.ticket(shop.channel)
    for body in ({"assignee_id": shop.outsider.pk}, {"team_id": shop.billing.pk}, {"assignee_id": 10**12}):
        answer = desk.owner.patch(f"tickets/{ticket.pk}", body)
        assert (answer.status, set(answer.fields)) == (400, set(body))
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_merging_answers_with_the_survivor(shop: Office, desk: Desk) -> None:
    source, target = office.ticket(shop.channel), office.ticket(shop.channel)
    answer = desk.owner.post(f"tickets/{source.pk}/merge", {"into_id": target.pk})
    assert (answer.status, answer.body["id"], answer.body["message_count"]) == (200, target.pk, 2)
    again = desk.owner.patch(f"tickets/{source.pk}", {"priority": "low"})
    assert (again.status, again.code, again.body["data"]) == (409, "merged", {"into_id": target.pk})


def test_a_page_costs_the_same_queries_however_long_it_is(
    shop: Office, desk: Desk, django_assert_max_num_queries: object
) -> None:
    for _ in range(2):
        office.ticket(shop.channel)
    desk.owner.get("tickets")
    with django_assert_max_num_queries(12) as few:  # type: ignore[operator]
        desk.owner.get("tickets")
    for _ in range(10):
        office.ticket(shop.channel)
    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        assert len(desk.owner.get("tickets").body["results"]) == 12
