from __future__ import annotations

import datetime as dt

import pytest

from inbox import access, search, tickets
from inbox.errors import InboxError
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


FILTERS = [
    ("is:open", {"kettle", "toaster"}),
    ("is:solved,open", {"kettle", "toaster", "done"}),
    ("-is:solved", {"kettle", "toaster"}),
    ("is:unsolved is:unassigned", {"toaster"}),
    ("is:mine", {"kettle"}),
    ("assignee:me", {"kettle"}),
    ("assignee:nobody", {"toaster", "done"}),
    ('assignee:"Owner"', {"kettle"}),
    ("priority:high,urgent", {"kettle"}),
    ("label:Refund", {"kettle"}),
    ("-label:refund is:open", {"toaster"}),
    ('label:"two words"', {"toaster"}),
    ("from:zoe", {"toaster"}),
    ("from:zoe@home", {"toaster"}),
    ("channel:email", {"kettle", "toaster", "done"}),
    ("team:support", {"kettle", "toaster", "done"}),
    ("opened:2020-01-01..2020-01-31", {"done"}),
    ("opened:2020-01-05", {"done"}),
    ("opened:..2020-01-04", set()),
    ("active:2021-01-01..", {"kettle", "toaster", "done"}),
    ("custom.order:a-1", {"kettle"}),
    ("has:attachment", set()),
    ("is:unread", {"kettle", "toaster", "done"}),
    ("is:open undicht", {"kettle"}),
    ("undicht is:solved", set()),
    ('"Kessel ist"', {"kettle"}),
    ('"ist Kessel"', set()),
    ("see:this", set()),
    ("http://is:open", set()),
]


@pytest.fixture
def three(shop: Office) -> dict[str, Ticket]:
    words = {"toaster": ("It burns.", "zoe"), "kettle": ("Der Kessel ist undicht.", "ada"), "done": ("Thanks.", "ada")}
    made = {
        subject: office.ticket(shop.channel, office.mail(text, subject=subject, sender=f"{who}@home.example"))
        for subject, (text, who) in words.items()
    }
    labels = {"kettle": ["refund"], "toaster": ["Two words"]}
    for subject, ticket in made.items():
        tickets.update(ticket.pk, actor=shop.admin, labels=labels.get(subject, []))
    tickets.update(made["kettle"].pk, actor=shop.admin, assignee_id=shop.owner.pk, priority="high")
    tickets.update(made["done"].pk, actor=shop.admin, status="solved")
    Ticket.objects.filter(pk=made["kettle"].pk).update(custom={"order": "A-1"})
    Ticket.objects.filter(pk=made["done"].pk).update(created_at=dt.datetime(2020, 1, 5, 12, tzinfo=dt.UTC))
    return made


@pytest.mark.parametrize(("q", "wanted"), FILTERS, ids=[q for q, _ in FILTERS])
def test_filters_are_typed_among_the_words(shop: Office, three: dict[str, Ticket], q: str, wanted: set[str]) -> None:
    found = search.tickets(access.tickets(shop.owner), q, user=shop.owner)
    assert {ticket.subject for ticket in found} == wanted


@pytest.mark.parametrize(
    "q",
    [
        "is:opne",
        "priority:highest",
        "assignee:bob",
        "team:x",
        "channel:x",
        "has:it",
        "opened:soon",
        "opened:2026-02-31",
    ],
)
def test_a_value_that_means_nothing_is_named(shop: Office, q: str) -> None:
    with pytest.raises(InboxError) as refused:
        search.tickets(Ticket.objects.all(), q, user=shop.owner)
    assert q.partition(":")[2] in refused.value.fields["q"]


def test_a_channel_that_one_may_not_see_is_none_at_all(shop: Office) -> None:
    with pytest.raises(InboxError, match="There is no channel"):
        search.tickets(Ticket.objects.all(), f'channel:"{shop.billing_channel.name}"', user=shop.owner)


def test_a_hit_shows_the_newest_words_that_matched_and_no_markup_of_ours(shop: Office, found: Ticket) -> None:
    later = office.follow_up(found.messages.get(), "The kettle & its lid leak < again, says Ada.")
    message = office.receive(shop.channel, later)
    (hit,) = search.hits([found], "is:open kettle", user=shop.owner).values()
    assert hit.message_id == message.pk
    assert f"{search.START}kettle{search.STOP} & its lid leak < again" in hit.snippet
    assert search.hits([found], "Schlüs", user=shop.owner)[found.pk].message_id == found.messages.earliest("pk").pk


def test_what_matched_by_its_subject_or_name_alone_has_no_snippet(shop: Office, found: Ticket) -> None:
    assert search.hits([found], "Broken", user=shop.owner) == {}
    assert search.hits([found], "is:open", user=shop.owner) == {}


def test_a_message_that_was_deleted_is_found_no_more(shop: Office, found: Ticket) -> None:
    found.messages.update(deleted_at=found.created_at)
    assert search.hits([found], "undicht", user=shop.owner) == {}
    assert not search.tickets(Ticket.objects.all(), "undicht").exists()


def test_an_old_ticket_is_found_behind_all_that_came_since(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WINDOWS", (1, 2))
    old = office.ticket(shop.channel, office.mail("A word about wombats.", subject="Long ago"))
    for number in range(4):
        office.ticket(shop.channel, office.mail(f"Nothing new, {number}.", subject="Since"))
    assert list(search.tickets(Ticket.objects.all(), "wombats")) == [old]
    assert list(search.tickets(Ticket.objects.all(), "ago")) == [old]


def test_of_more_hits_than_a_search_takes_the_newest_are_found(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    made = [office.ticket(shop.channel, office.mail("Wombats.", subject=f"Case {n}")) for n in range(4)]
    hidden = office.ticket(shop.billing_channel, office.mail("Wombats.", subject="Elsewhere"))
    seen = search.tickets(access.tickets(shop.owner), "wombats")
    assert list(seen.order_by("pk")) == made[2:], "what one may not see takes nobody's place"
    assert hidden in search.tickets(access.tickets(shop.admin), "wombats")
