from __future__ import annotations

import pytest

from inbox import addressing, links, tickets
from inbox.errors import InboxError
from inbox.models import Event, Thread, Ticket, TicketLink
from inbox.sla import policies
from tests import office, social
from tests.office import Office


@pytest.fixture
def two(shop: Office) -> tuple[Ticket, Ticket]:
    return office.ticket(shop.channel), office.ticket(shop.channel)


@pytest.mark.parametrize(
    ("kind", "seen_there"),
    [
        ("related", "related"),
        ("duplicate_of", "duplicated_by"),
        ("duplicated_by", "duplicate_of"),
        ("causes", "caused_by"),
        ("caused_by", "causes"),
        ("parent_of", "child_of"),
        ("child_of", "parent_of"),
    ],
)
def test_a_link_is_seen_from_both_sides_and_stands_on_both_timelines(
    shop: Office, two: tuple[Ticket, Ticket], kind: str, seen_there: str
) -> None:
    for here, there in (two, two[::-1]):
        made = links.link(here.pk, there.pk, kind, actor=shop.owner)
        assert [(seen.kind, seen.other) for seen in links.of(here)] == [(kind, there)]
        assert [(seen.kind, seen.other) for seen in links.of(there)] == [(seen_there, here)]
        told = {event.ticket_id: event.data for event in Event.objects.filter(kind="ticket.linked")}
        assert told[here.pk] == {"kind": kind, "ticket_id": there.pk}
        assert told[there.pk] == {"kind": seen_there, "ticket_id": here.pk}
        links.unlink(there.pk, made.link.pk, actor=shop.owner)
        assert links.of(here) == links.of(there) == []
        assert Event.objects.filter(kind="ticket.unlinked", ticket=here).exists()


def test_every_change_of_links_is_a_new_version_of_both_tickets(shop: Office, two: tuple[Ticket, Ticket]) -> None:
    before = [ticket.version for ticket in Ticket.objects.order_by("pk")]
    links.link(two[0].pk, two[1].pk, "related", actor=shop.owner)
    assert [ticket.version for ticket in Ticket.objects.order_by("pk")] == [version + 1 for version in before]


def test_two_tickets_are_linked_once_whichever_way_and_never_to_themselves(
    shop: Office, two: tuple[Ticket, Ticket]
) -> None:
    links.link(two[0].pk, two[1].pk, "duplicate_of", actor=shop.owner)
    for here, there, code in ((0, 1, "linked_already"), (1, 0, "linked_already"), (0, 0, "invalid")):
        with pytest.raises(InboxError) as refused:
            links.link(two[here].pk, two[there].pk, "related", actor=shop.owner)
        assert refused.value.code == code
    assert TicketLink.objects.count() == 1


def test_a_child_has_one_parent_and_nobody_is_their_own_grandparent(shop: Office, two: tuple[Ticket, Ticket]) -> None:
    third = office.ticket(shop.channel)
    links.link(two[0].pk, two[1].pk, "parent_of", actor=shop.owner)
    links.link(two[1].pk, third.pk, "parent_of", actor=shop.owner)
    with pytest.raises(InboxError) as loop:
        links.link(third.pk, two[0].pk, "parent_of", actor=shop.owner)
    assert loop.value.code == "loop"
    fourth = office.ticket(shop.channel)
    with pytest.raises(InboxError) as second_parent:
        links.link(two[1].pk, fourth.pk, "child_of", actor=shop.owner)
    assert second_parent.value.code == "has_parent"


def test_a_link_of_other_tickets_cannot_be_taken_away_from_here(shop: Office, two: tuple[Ticket, Ticket]) -> None:
    made = links.link(two[0].pk, two[1].pk, "related", actor=shop.owner)
    with pytest.raises(InboxError) as refused:
        links.unlink(office.ticket(shop.channel).pk, made.link.pk, actor=shop.owner)
    assert refused.value.status == 404


def test_a_solved_ticket_is_followed_by_a_new_one_that_writes_to_where_the_customer_wrote_from(shop: Office) -> None:
    policies.ensure_defaults()
    old = office.ticket(shop.channel, office.mail(sender="bob@customer.example"))
    tickets.update(old.pk, actor=shop.owner, status="solved", labels=["warranty"])
    new = links.follow_up(old.pk, actor=shop.mate, subject="Did the new seal hold?")
    assert (new.follows, new.contact, new.channel, new.labels) == (old, old.contact, old.channel, ["warranty"])
    assert (new.subject, new.status, new.assignee, new.message_count) == (
        "Did the new seal hold?",
        "open",
        shop.mate,
        0,
    )
    assert new.clocks.count() == 0  # nobody has asked anything yet
    assert addressing.recipients(new)["to"][0]["handle"] == "bob@customer.example"
    office.answer(new, shop.mate, "How is the kettle?")
    assert Ticket.objects.get(pk=new.pk).message_count == 1
    told = Event.objects.get(kind="ticket.followed_up")
    assert (told.ticket, told.data["into_id"]) == (old, new.pk)


def test_a_networks_conversation_goes_on_in_the_ticket_that_follows(shop: Office) -> None:
    page = social.page(shop.support)
    old = social.hear(page, social.dm("Hello?")).ticket
    tickets.update(old.pk, actor=shop.owner, status="solved")
    new = links.follow_up(old.pk, actor=shop.owner)
    assert Thread.objects.get().ticket == new
    assert social.hear(page, social.dm("Yes, it held")).ticket == new


def test_an_unsolved_ticket_is_not_followed_up(shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        links.follow_up(office.ticket(shop.channel).pk, actor=shop.owner)
    assert refused.value.code == "not_over"
