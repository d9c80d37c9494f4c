from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from inbox import events, following, reactions, replies, surveys, tickets
from inbox.live import relay
from inbox.models import Event, Follower, Notification, Survey, SurveyAnswer, Ticket, User
from inbox.routing import offers
from tests import office
from tests.office import Office

MINE = "It is assigned to you."


def react() -> None:
    relay.number()
    reactions.read()


def told(user: User) -> list[tuple[str, str, str, int]]:
    """And forgets it."""
    rows = Notification.objects.filter(user=user, read_at__isnull=True).order_by("pk")
    found = list(rows.values_list("kind", "text", "reason", "count"))
    rows.delete()
    return found


@pytest.fixture
def ticket(shop: Office) -> Ticket:
    """The owner's; all that was told of it so far is forgotten."""
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, assignee_id=shop.owner.pk)
    react()
    Notification.objects.all().delete()
    ticket.refresh_from_db()
    return ticket


def write(shop: Office, ticket: Ticket, text: str = "And another thing.", **more: Any) -> None:
    office.receive(shop.channel, office.follow_up(ticket.messages.order_by("pk")[0], text, **more))
    react()


def test_whoever_gets_a_ticket_hears_who_gave_it_and_nothing_of_taking_it(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.owner, assignee_id=shop.mate.pk)
    react()
    assert told(shop.mate) == [("assigned", "Owner assigned it to you.", MINE, 1)]
    tickets.update(ticket.pk, actor=shop.owner, assignee_id=shop.owner.pk)
    tickets.update(ticket.pk, actor=None, assignee_id=shop.mate.pk)
    react()
    assert told(shop.owner) == []
    assert told(shop.mate) == [("assigned", "It was assigned to you.", MINE, 1)]


def test_a_ticket_that_went_on_to_somebody_else_meanwhile_is_told_to_the_last_alone(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    tickets.update(ticket.pk, actor=shop.supervisor, assignee_id=shop.owner.pk)
    tickets.update(ticket.pk, actor=shop.supervisor, assignee_id=shop.mate.pk)
    react()
    assert told(shop.owner) == []
    assert [kind for kind, *_ in told(shop.mate)] == ["assigned"]


def test_the_customers_words_reach_the_assignee_and_whoever_follows(shop: Office, ticket: Ticket) -> None:
    following.follow(ticket, shop.mate, Follower.Why.CHOSE)
    for number in range(3):
        write(shop, ticket, f"Thing {number}.")
    assert told(shop.owner) == [("customer_replied", "Ada wrote: Thing 2.", MINE, 3)]
    assert told(shop.mate) == [("followed_changed", "Ada wrote: Thing 2.", "You follow this ticket.", 3)]


def test_a_machine_that_writes_tells_nobody(shop: Office, ticket: Ticket) -> None:
    write(shop, ticket, "Out of office.", automated=True)
    assert told(shop.owner) == []


def test_a_colleagues_words_reach_the_others_and_never_their_author(shop: Office, ticket: Ticket) -> None:
    following.follow(ticket, shop.supervisor, Follower.Why.CHOSE)
    replies.note(ticket.pk, author=shop.mate, body_html="<p>I know this kettle.</p>")
    react()
    words = "Mate wrote a note: I know this kettle."
    assert told(shop.owner) == [("followed_changed", words, MINE, 1)]
    assert told(shop.supervisor) == [("followed_changed", words, "You follow this ticket.", 1)]
    assert told(shop.mate) == []

    office.answer(ticket, shop.owner, "It is on its way.")
    react()
    why = "You follow this ticket because you wrote in it."
    assert told(shop.mate) == [("followed_changed", "Owner answered: It is on its way.", why, 1)]
    assert told(shop.owner) == []


def test_whoever_was_mentioned_hears_of_the_mention_alone(shop: Office, ticket: Ticket) -> None:
    following.follow(ticket, shop.mate, Follower.Why.CHOSE)
    html = f'<p><span data-mention="user-{shop.mate.pk}">@Mate</span> look</p>'
    replies.note(ticket.pk, author=shop.supervisor, body_html=html)
    react()
    assert [kind for kind, *_ in told(shop.mate)] == ["mention"]


def test_a_status_that_a_colleague_sets_is_told(shop: Office, ticket: Ticket) -> None:
    following.follow(ticket, shop.mate, Follower.Why.MENTIONED)
    tickets.update(ticket.pk, actor=shop.supervisor, status="solved")
    react()
    why = "You follow this ticket because you were mentioned."
    assert told(shop.mate) == [("followed_changed", "Supervisor set it to solved.", why, 1)]
    assert told(shop.owner) == [("followed_changed", "Supervisor set it to solved.", MINE, 1)]
    write(shop, ticket)  # opens it again: the words are news enough
    assert [kind for kind, *_ in told(shop.owner)] == ["customer_replied"]


def test_who_left_or_lost_the_ticket_hears_no_more(shop: Office, ticket: Ticket) -> None:
    following.follow(ticket, shop.mate, Follower.Why.CHOSE)
    following.follow(ticket, shop.supervisor, Follower.Why.CHOSE)
    following.unfollow(ticket, shop.supervisor)
    shop.mate.memberships.all().delete()
    write(shop, ticket)
    assert told(shop.mate) == told(shop.supervisor) == []


def test_a_promise_that_is_late_is_told_to_its_assignee(shop: Office, ticket: Ticket) -> None:
    for kind, digest in (("sla.warning", False), ("sla.breach", False), ("sla.breach", True)):
        data = {"metric": "next_reply", "at": timezone.now().isoformat(), "digest": digest}
        events.record(kind, ticket=ticket, data=data)
    react()
    assert told(shop.owner) == [
        ("sla_warning", "The next reply is due soon.", MINE, 1),
        ("sla_breach", "The next reply is late.", MINE, 1),
    ]


def test_an_offer_shows_itself_on_the_desktop_and_leaves_nothing_under_the_bell(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    offers.make(ticket, shop.owner.pk, at=timezone.now())
    react()
    assert Notification.objects.get(user=shop.owner).ways == ["desktop", "sound"]


def test_a_bad_answer_of_a_survey_is_told_to_who_helped_and_only_once(shop: Office, ticket: Ticket) -> None:
    survey = surveys.create(name="Usual", question="How was it?", wait=0, active=True, scale=Survey.Scale.FACES)
    now = timezone.now()
    asked = SurveyAnswer.objects.create(
        survey=survey,
        ticket=ticket,
        contact=ticket.contact,
        agent=shop.mate,
        asked_at=now,
        expires_at=now + surveys.OPEN_FOR,
    )
    surveys.answer(asked.token, score=2, comment="It still leaks.")
    surveys.answer(asked.token, score=1, comment="It still leaks!")
    react()
    expected = [("survey_bad", "The customer was not content: It still leaks.", "You helped with it.", 1)]
    assert (told(shop.mate), told(shop.owner)) == (expected, expected)


def test_what_is_told_is_recorded_for_the_one_person_alone(shop: Office, ticket: Ticket) -> None:
    write(shop, ticket)
    (event,) = Event.objects.filter(kind="notification.created")
    assert event.user == shop.owner
