"""A handle that is marked as spam: what begins from it goes aside, and it can be taken back."""

from __future__ import annotations

import pytest

from inbox import access, automatic, identities, listing
from inbox.models import Clock, Identity, Ticket
from inbox.sla import policies
from tests import office
from tests.office import Office

pytestmark = pytest.mark.django_db
PEDDLER = "pills@peddler.example"


def write(shop: Office) -> Ticket:
    return office.ticket(shop.channel, office.mail(sender=PEDDLER))


def mark(shop: Office, *, spam: bool) -> Identity:
    return identities.change(Identity.objects.get(handle=PEDDLER).pk, actor=shop.owner, spam=spam)


def test_what_a_marked_handle_begins_is_spam_and_nothing_is_promised_to_it(shop: Office) -> None:
    policies.ensure_defaults()
    before = write(shop)
    mark(shop, spam=True)
    after = write(shop)
    assert (Ticket.objects.get(pk=before.pk).status, after.status) == ("open", "spam")
    assert not Clock.objects.filter(ticket=after).exists()
    with pytest.raises(automatic.NotSent):
        automatic.send(after, "We have it.")
    mark(shop, spam=False)
    assert write(shop).status == "open"


def test_whoever_is_marked_is_found(shop: Office) -> None:
    contact = write(shop).contact
    office.ticket(shop.channel)
    marked = mark(shop, spam=True)
    assert (marked.spam_by, marked.spam_at is not None) == (shop.owner, True)
    people = access.contacts(shop.owner)
    assert list(listing.people(people, {"spam": True})) == [contact]
    assert contact not in listing.people(people, {"spam": False})
