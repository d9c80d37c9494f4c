from __future__ import annotations

import pytest

from inbox import access, search
from inbox.models import Ticket
from tests import office
from tests.office import Office


@pytest.fixture
def found(shop: Office) -> Ticket:
    office.ticket(shop.channel, office.mail("The toaster burns.", subject="Toaster", sender="zoe@home.example"))
    return office.ticket(
        shop.channel, office.mail("Der Kessel ist undicht, Schlüssel fehlt.", subject="Broken kettle nº 5")
    )


@pytest.mark.parametrize(
    "q",
    ["kettle", "KETTLE", "undicht", "schlüs", "broken kettle", "ada@customer", "Ada", "kessel undicht"],
)
def test_a_ticket_is_found_by_its_subject_its_words_and_its_customer(shop: Office, found: Ticket, q: str) -> None:
    assert list(search.tickets(Ticket.objects.all(), q)) == [found]


@pytest.mark.parametrize("form", ["{number}", "HD-{number}", "hd-{number}", "#{number}", " HD-{number} "])
def test_a_ticket_is_found_by_its_number_however_it_is_written(found: Ticket, form: str) -> None:
    assert list(search.tickets(Ticket.objects.all(), form.format(number=found.number))) == [found]


@pytest.mark.parametrize("q", ["'", "\\", "a & b | !c", "<->", ":*", "x'); DROP TABLE", "(((", "\u0000", "kettle's"])
def test_whatever_is_typed_is_words_and_never_an_operator(found: Ticket, q: str) -> None:
    list(search.tickets(Ticket.objects.all(), q))


def test_search_never_shows_what_one_may_not_see(shop: Office, found: Ticket) -> None:
    assert not search.tickets(access.tickets(shop.outsider), "kettle").exists()
    assert not search.tickets(access.tickets(shop.outsider), str(found.number)).exists()
    assert search.tickets(access.tickets(shop.mate), "kettle").exists()
