from __future__ import annotations

import pytest

from inbox import access, canned
from inbox.errors import InboxError
from inbox.models import CannedAnswer, Event
from tests import office
from tests.office import Office

pytestmark = pytest.mark.django_db
HELLO = "<p>Dear {{ customer.first_name }}, about {{ ticket.reference }}: {{ agent.first_name }} looks at it.</p>"


def test_its_words_are_those_of_the_ticket_and_of_who_writes(shop: Office) -> None:
    ticket = office.ticket(shop.channel, office.mail(sender="grace@customer.example"))
    answer = canned.create(actor=shop.admin, shortcut="hello", title="Hello", body_html=HELLO)
    html, missing = canned.render(answer, ticket, agent=shop.mate)
    assert html == f"<p>Dear Grace, about {ticket.reference}: Mate looks at it.</p>"
    assert missing == []


def test_what_has_no_value_stays_visible_and_is_named(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    answer = canned.create(actor=shop.admin, shortcut="bye", title="Bye", body_html="<p>Rate us: {{survey.link}}</p>")
    html, missing = canned.render(answer, ticket, agent=shop.mate)
    assert (html, missing) == ("<p>Rate us: {{survey.link}}</p>", ["survey.link"])


def test_a_name_with_markup_in_it_is_text(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    ticket.contact.name = "<script>alert(1)</script>"
    answer = canned.create(actor=shop.admin, shortcut="hi", title="Hi", body_html="<p>{{ customer.name }}</p>")
    html, _ = canned.render(answer, ticket, agent=shop.mate)
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_each_use_is_counted(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    answer = canned.create(actor=shop.admin, shortcut="hello", title="Hello", body_html=HELLO)
    for _ in range(3):
        canned.render(answer, ticket, agent=shop.mate)
    canned.fill(HELLO, ticket, agent=shop.mate)  # a look at it is no use of it
    answer.refresh_from_db()
    assert answer.used == 3


def test_an_unknown_variable_is_refused_when_it_is_written(shop: Office) -> None:
    with pytest.raises(InboxError) as caught:
        canned.create(actor=shop.admin, shortcut="x", title="X", body_html="<p>Dear {{ customer.frist_name }}</p>")
    assert caught.value.code == "unknown_variable"
    assert "customer.first_name" in caught.value.fields["body_html"]
    assert not CannedAnswer.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("/Refund", "refund"), (" refund_2 ", "refund_2"), ("a-b", "a-b")])
def test_a_shortcut_is_kept_as_it_is_typed_after_the_slash(shop: Office, typed: str, kept: str) -> None:
    assert canned.create(actor=shop.admin, shortcut=typed, title="T", body_html="<p>W</p>").shortcut == kept


@pytest.mark.parametrize("typed", ["two words", "", "/", "ä", "-x", "x" * 41])
def test_a_shortcut_that_cannot_be_typed_is_refused(shop: Office, typed: str) -> None:
    with pytest.raises(InboxError) as caught:
        canned.create(actor=shop.admin, shortcut=typed, title="T", body_html="<p>W</p>")
    assert "shortcut" in caught.value.fields


def test_one_shortcut_means_one_answer(shop: Office) -> None:
    canned.create(actor=shop.admin, shortcut="hello", title="Hello", body_html=HELLO)
    with pytest.raises(InboxError) as caught:
        canned.create(actor=shop.admin, shortcut="HELLO", title="Again", body_html=HELLO)
    assert (caught.value.status, "/hello" in caught.value.fields["shortcut"]) == (409, True)


def test_an_answer_without_words_is_refused(shop: Office) -> None:
    with pytest.raises(InboxError) as caught:
        canned.create(actor=shop.admin, shortcut="e", title="E", body_html="<p> <br></p>")
    assert caught.value.fields == {"body_html": "Write something."}


def test_a_team_keeps_its_answers_to_itself(shop: Office) -> None:
    ours = canned.create(actor=shop.admin, shortcut="ours", title="O", body_html="<p>O</p>", team_id=shop.support.pk)
    all_ = canned.create(actor=shop.admin, shortcut="all", title="A", body_html="<p>A</p>")
    assert set(access.canned_answers(shop.owner)) == {ours, all_}
    assert set(access.canned_answers(shop.outsider)) == {all_}
    assert set(access.canned_answers(shop.supervisor)) == {ours, all_}


def test_every_change_is_told_to_consoles_and_named(shop: Office) -> None:
    answer = canned.create(actor=shop.admin, shortcut="hello", title="Hello", body_html=HELLO)
    canned.change(answer.pk, actor=shop.admin, title="Hello again")
    canned.delete(answer.pk, actor=shop.admin)
    told = Event.objects.filter(kind="canned.changed")
    assert [(event.actor, event.data["id"], event.data["name"]) for event in told] == [
        (shop.admin, answer.pk, "/hello")
    ] * 3
    assert not CannedAnswer.objects.exists()
