from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from inbox import access, listing, reports, tickets, views
from inbox.errors import InboxError
from inbox.models import Event, Ticket, User, View
from tests import office
from tests.office import Office

pytestmark = pytest.mark.django_db
URGENT = {"field": "priority", "op": "is", "value": ["urgent"]}


def made(actor: User, **fields: Any) -> View:
    return views.create(actor=actor, **({"name": "Urgent", "conditions": URGENT} | fields))


def numbers(user: User, *, live: bool = False) -> dict[str, int | None]:
    return views.counted({user.pk: access.channel_ids(user)}, live=live)[user.pk]


def urgent(shop: Office) -> Ticket:
    return tickets.update(office.ticket(shop.channel).pk, actor=shop.owner, priority="urgent")


def test_a_list_of_a_view_holds_what_its_conditions_say_within_what_one_may_see(shop: Office) -> None:
    wanted, _ = urgent(shop), office.ticket(shop.channel)
    hidden = tickets.update(office.ticket(shop.billing_channel).pk, actor=shop.admin, priority="urgent")
    view = made(shop.supervisor, shared_with="all")

    def listed(user: User) -> set[Ticket]:
        return set(views.tickets(access.tickets(user), {"view": f"saved-{view.pk}"}, user=user))

    assert listed(shop.owner) == {wanted}
    assert listed(shop.supervisor) == {wanted, hidden}


def test_the_number_beside_a_view_is_the_length_of_its_list_for_each_person(shop: Office) -> None:
    urgent(shop)
    tickets.update(office.ticket(shop.billing_channel).pk, actor=shop.admin, priority="urgent")
    view = made(shop.supervisor, shared_with="all")
    for user in (shop.owner, shop.outsider, shop.supervisor):
        asked = {"view": f"saved-{view.pk}"}
        length = views.tickets(access.tickets(user), asked, user=user).count()
        assert numbers(user) == {str(view.pk): length}
        assert reports.counts(user)["by_view"] == {str(view.pk): length}


def test_a_ticket_that_was_removed_is_in_no_number(shop: Office) -> None:
    gone, _ = urgent(shop), urgent(shop)
    view = made(shop.owner)
    Ticket.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    assert numbers(shop.owner) == {str(view.pk): 1}


def test_who_sees_a_view_and_its_number(shop: Office) -> None:
    mine = made(shop.owner)
    team = made(shop.supervisor, shared_with="team", team_id=shop.support.pk)
    everybody = made(shop.supervisor, shared_with="all")
    unpinned = made(shop.supervisor, shared_with="all", pinned=False)
    seen = {
        shop.owner: {mine, team, everybody, unpinned},
        shop.mate: {team, everybody, unpinned},
        shop.outsider: {everybody, unpinned},
        shop.supervisor: {team, everybody, unpinned},
    }
    for user, known in seen.items():
        assert set(access.views(user)) == known, user
        assert set(numbers(user)) == {str(view.pk) for view in known - {unpinned}}, user


def test_only_who_supervises_shares_or_changes_what_is_shared(shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        made(shop.owner, shared_with="all")
    assert refused.value.status == 403
    view = made(shop.supervisor, shared_with="all")
    for act in (
        lambda: views.change(view.pk, actor=shop.owner, name="Mine now"),
        lambda: views.delete(view.pk, actor=shop.owner),
        lambda: views.change(made(shop.owner).pk, actor=shop.owner, shared_with="all"),
    ):
        with pytest.raises(InboxError) as refused:
            act()
        assert refused.value.status == 403
    with pytest.raises(InboxError) as refused:
        views.change(made(shop.owner).pk, actor=shop.supervisor, name="Yours")
    assert refused.value.status == 404


def test_a_view_of_a_team_names_the_team(shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        made(shop.supervisor, shared_with="team")
    assert "team_id" in refused.value.fields


def test_a_private_view_is_told_to_its_owner_alone(shop: Office) -> None:
    made(shop.owner)
    shared = made(shop.supervisor, shared_with="all")
    views.change(shared.pk, actor=shop.supervisor, shared_with="me")
    views.delete(shared.pk, actor=shop.supervisor)
    told = Event.objects.filter(kind="view.changed").order_by("pk")
    assert [event.user for event in told] == [shop.owner, None, None, shop.supervisor]
    assert all(event.data["name"] == "Urgent" for event in told)


def test_what_happened_is_no_condition_of_a_view(shop: Office) -> None:
    with pytest.raises(InboxError, match="cannot be asked for here"):
        made(shop.owner, conditions={"field": "event.kind", "op": "is", "value": ["ticket.created"]})


def test_views_change_places_among_themselves(shop: Office) -> None:
    first, other, last = (made(shop.owner, name=name) for name in "abc")
    foreign = made(shop.supervisor, shared_with="all", name="shared")
    views.reorder([last.pk, foreign.pk, first.pk], actor=shop.owner)
    assert [view.name for view in access.views(shop.owner)] == ["c", "b", "a", "shared"]
    with pytest.raises(InboxError) as refused:
        views.reorder([other.pk, 999_999], actor=shop.owner)
    assert refused.value.status == 404


@pytest.mark.parametrize("name", sorted({*listing.VIEWS} - {"reminders"}))
def test_every_list_can_become_a_view_of_the_same_tickets(shop: Office, name: str) -> None:
    for number, status in enumerate(Ticket.Status.values):
        ticket = tickets.update(office.ticket(shop.channel).pk, actor=shop.owner, status=status)
        Ticket.objects.filter(pk=ticket.pk).update(assignee=shop.owner if number % 2 else None)
    asked = {"view": name, "channel": shop.channel.pk, "q": "-label:x kettle opened:2020-01-01.."}
    draft = views.draft(asked, user=shop.owner)
    assert draft["left_out"] == ["opened:2020-01-01..", "kettle"]
    view = made(shop.owner, conditions=draft["conditions"])
    rows = access.tickets(shop.owner)
    of_list = views.tickets(rows, {"view": name}, user=shop.owner)
    assert set(views.tickets(rows, {"view": f"saved-{view.pk}"}, user=shop.owner)) == set(of_list)


def test_a_preview_counts_and_shows_the_newest(shop: Office) -> None:
    wanted = urgent(shop)
    assert views.preview(URGENT, user=shop.owner) == {"count": 1, "examples": [wanted]}
    assert views.preview(URGENT, user=shop.outsider) == {"count": 0, "examples": []}


def test_a_list_is_sorted_as_its_view_says(shop: Office) -> None:
    view = made(shop.owner, order="due_at")
    assert views.order_of(f"saved-{view.pk}", user=shop.owner) == "due_at"
    assert views.order_of("open", user=shop.owner) == "-last_message_at"


@pytest.mark.django_db(transaction=True)
def test_a_view_that_takes_too_long_to_count_says_many_and_holds_nobody_up(shop: Office) -> None:
    """Another transaction holds the table, so that the count can only wait until its patience ends."""
    view = made(shop.owner)
    held, counted = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE inbox_ticket IN ACCESS EXCLUSIVE MODE")
            held.set()
            counted.wait(60)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(30)
        with transaction.atomic():
            assert numbers(shop.owner) == {str(view.pk): None}
            assert View.objects.filter(pk=view.pk).exists()  # the transaction around it goes on
    finally:
        counted.set()
        holder.join()
    assert numbers(shop.owner, live=True) == {str(view.pk): None}  # and it is left alone for a while
    views.change(view.pk, actor=shop.owner, conditions={})
    assert numbers(shop.owner) == {str(view.pk): 0}  # other conditions are another count
