from __future__ import annotations

import pytest

from inbox import access, macros
from inbox.errors import InboxError
from inbox.models import Event, Message, Ticket
from tests import office
from tests.office import Office

pytestmark = pytest.mark.django_db
SOLVE = {"do": "set", "field": "status", "value": "solved"}
URGENT = {"do": "set", "field": "priority", "value": "urgent"}
NOTE = {"do": "note", "text": "Closed by {{ agent.name }}"}


def test_one_click_does_all_of_it_in_the_agents_name(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    macro = macros.create(actor=shop.admin, name="Close", actions=[URGENT, NOTE, SOLVE])
    done = macros.run(ticket.pk, macro, actor=shop.owner)
    assert done.changes == {"priority": ["normal", "urgent"], "status": ["open", "solved"]}
    assert [action["do"] for action in done.actions] == ["set", "note", "set"]
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.status) == ("urgent", "solved")
    note = Message.objects.get(ticket=ticket, visibility="internal")
    assert (note.author_user, note.body_text) == (shop.owner, "Closed by Owner")
    changed = Event.objects.filter(ticket=ticket, kind="ticket.changed")
    assert {event.actor for event in changed} == {shop.owner}
    macro.refresh_from_db()
    assert macro.used == 1


def test_a_preview_says_the_same_and_does_nothing(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    macro = macros.create(actor=shop.admin, name="Close", actions=[URGENT, NOTE, SOLVE])
    events = Event.objects.count()
    seen = macros.preview(ticket.pk, macro, actor=shop.owner)
    assert seen.changes == {"priority": ["normal", "urgent"], "status": ["open", "solved"]}
    assert Ticket.objects.get(pk=ticket.pk).status == "open"
    assert (Event.objects.count(), ticket.messages.filter(visibility="internal").count()) == (events, 0)
    macro.refresh_from_db()
    assert macro.used == 0


def test_one_action_that_cannot_be_done_stops_all_of_them(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    foreign = {"do": "set", "field": "assignee_id", "value": shop.outsider.pk}
    macro = macros.create(actor=shop.admin, name="Hand over", actions=[URGENT, foreign])
    with pytest.raises(InboxError, match="cannot see"):
        macros.run(ticket.pk, macro, actor=shop.owner)
    assert Ticket.objects.get(pk=ticket.pk).priority == "normal"


def test_what_is_no_action_is_refused_when_it_is_written(shop: Office) -> None:
    with pytest.raises(InboxError) as caught:
        macros.create(actor=shop.admin, name="Odd", actions=[{"do": "explode"}])
    assert "explode" in caught.value.fields["actions"]


def test_two_macros_cannot_share_a_name(shop: Office) -> None:
    macros.create(actor=shop.admin, name="Close", actions=[SOLVE])
    with pytest.raises(InboxError) as caught:
        macros.create(actor=shop.admin, name="Close", actions=[URGENT])
    assert (caught.value.status, list(caught.value.fields)) == (409, ["name"])


def test_a_team_keeps_its_macros_to_itself(shop: Office) -> None:
    ours = macros.create(actor=shop.admin, name="Ours", actions=[SOLVE], team_id=shop.support.pk)
    everybodys = macros.create(actor=shop.admin, name="All", actions=[SOLVE])
    assert list(access.macros(shop.owner)) == [ours, everybodys]  # by their place in the list
    assert list(access.macros(shop.outsider)) == [everybodys]
