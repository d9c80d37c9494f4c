from __future__ import annotations

from inbox import contacts
from inbox.envelope import Address
from inbox.models import Contact, Event, Identity
from tests import office
from tests.office import Office

ADA = Address(network="email", handle="ada@customer.example", name="Ada")


def test_one_handle_is_one_person(shop: Office) -> None:
    first = contacts.match(ADA, verified=True)
    assert contacts.match(ADA, verified=True) == first
    assert Contact.objects.count() == Identity.objects.count() == 1


def test_the_same_handle_on_another_network_is_another_identity(shop: Office) -> None:
    contacts.match(ADA, verified=True)
    contacts.match(Address(network="mastodon", handle=ADA.handle), verified=True)
    assert Contact.objects.count() == 2


def test_a_handle_that_was_typed_into_a_form_is_verified_when_they_write_from_it(shop: Office) -> None:
    assert not contacts.match(ADA, verified=False).verified
    assert contacts.match(ADA, verified=True).verified
    assert contacts.match(ADA, verified=False).verified


def test_a_name_is_learnt_but_never_overwritten(shop: Office) -> None:
    contacts.match(Address(network="email", handle=ADA.handle), verified=True)
    assert contacts.match(ADA, verified=True).contact.name == "Ada"
    contacts.match(Address(network="email", handle=ADA.handle, name="Eve"), verified=True)
    assert Contact.objects.get().name == "Ada"


def test_a_rename_is_told_on_every_channel_they_wrote_to_and_on_no_other(shop: Office) -> None:
    office.ticket(shop.channel)
    contact = Contact.objects.get()
    renamed = contacts.rename(contact.pk, actor=shop.owner, name="Ada Lovelace", notes="VIP")
    assert (renamed.name, renamed.notes, renamed.version) == ("Ada Lovelace", "VIP", 2)
    assert list(Event.objects.filter(kind="contact.changed").values_list("channel_id", flat=True)) == [shop.channel.pk]
