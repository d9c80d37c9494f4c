from __future__ import annotations

import pytest
from django.utils import timezone

from inbox import access, contact_pairs, contacts, profiles
from inbox.envelope import Address, IdentityChanged
from inbox.errors import InboxError
from inbox.models import Contact, Event, Identity, Ticket
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
    renamed = profiles.describe(contact.pk, actor=shop.owner, name="Ada Lovelace", notes="VIP")
    assert (renamed.name, renamed.notes, renamed.version) == ("Ada Lovelace", "VIP", 2)
    assert list(Event.objects.filter(kind="contact.changed").values_list("channel_id", flat=True)) == [shop.channel.pk]


def who(handle: str, network: str = "agora", name: str = "") -> Address:
    return Address(network=network, handle=handle, name=name)


def owner(handle: str, network: str = "agora") -> Contact:
    return Identity.objects.select_related("contact").get(network=network, handle=handle).contact


def test_further_handles_by_the_networks_word_are_the_same_person(shop: Office) -> None:
    first = contacts.match(who("+49", "phone"), verified=True)
    again = contacts.match(who("bsuid"), verified=True, also=(who("+49", "phone"), who("@ada")))
    assert again.contact == first.contact == owner("@ada")
    assert Contact.objects.count() == 1


def test_two_people_who_turn_out_to_be_one_are_merged_into_the_older_and_can_be_parted_again(shop: Office) -> None:
    mail = office.ticket(shop.channel, office.mail(sender="ada@customer.example"))
    other = office.ticket(shop.channel, office.mail(sender="ada@work.example"))
    old, young = mail.contact, other.contact
    contacts.follow(
        IdentityChanged(
            old=who("ada@customer.example", "email"), new=(who("ada@work.example", "email"),), at=timezone.now()
        )
    )
    young.refresh_from_db()
    assert young.merged_into == old
    assert set(old.tickets.all()) == {mail, other}
    assert owner("ada@work.example", "email") == old
    assert young not in access.contacts(shop.supervisor)

    contact_pairs.unmerge(young.pk, actor=shop.owner)
    young.refresh_from_db()
    assert young.merged_into is None
    assert list(young.tickets.all()) == [other]
    assert owner("ada@work.example", "email") == young
    kinds = Event.objects.filter(kind__startswith="contact.").values_list("kind", "channel_id")
    assert set(kinds) == {("contact.merged", shop.channel.pk), ("contact.unmerged", shop.channel.pk)}
    with pytest.raises(InboxError, match="was not merged"):
        contact_pairs.unmerge(young.pk, actor=shop.owner)


def test_a_new_handle_of_somebody_known_joins_them_and_of_nobody_is_nothing(shop: Office) -> None:
    known = contacts.match(who("old"), verified=True)
    contacts.follow(IdentityChanged(old=who("old"), new=(who("new"),), at=timezone.now()))
    contacts.follow(IdentityChanged(old=who("nobody"), new=(who("noone"),), at=timezone.now()))
    assert owner("new") == known.contact
    assert Identity.objects.count() == 2


def test_a_ticket_opened_during_a_merge_follows_it(shop: Office) -> None:
    first, second = contacts.match(who("a"), verified=True), contacts.match(who("b"), verified=True)
    contact_pairs.merge(second.contact_id, first.contact_id, actor=None)
    late = Ticket.objects.create(channel=shop.channel, contact=second.contact, last_message_at=timezone.now())
    assert contacts.follow_merges() == 1
    late.refresh_from_db()
    assert late.contact == first.contact


def test_whoever_came_without_a_name_is_asked_about(shop: Office) -> None:
    assert contacts.match(who("x"), verified=True, unknown=True).profile_due_at is not None
    assert contacts.match(who("y", name="Yara"), verified=True, unknown=True).profile_due_at is None
    assert contacts.match(who("z@customer.example", "email"), verified=True).profile_due_at is None
