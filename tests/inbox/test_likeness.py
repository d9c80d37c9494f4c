"""Reasons to think that two contacts are one person, and nothing that merges them."""

from __future__ import annotations

from inbox import access, contacts, contacts_apart, custom, likeness, profiles
from inbox.envelope import Address
from inbox.likeness import Strength
from inbox.models import Contact, Identity
from tests import office
from tests.office import Office


def somebody(network: str, handle: str, name: str = "") -> Contact:
    return contacts.match(Address(network=network, handle=handle, name=name), verified=True).contact


def found(shop: Office, contact: Contact) -> dict[int, tuple[Strength, list[str]]]:
    among = access.contacts(shop.supervisor)
    return {each.contact_id: (each.strength, each.reasons) for each in likeness.suggestions(contact, among)}


def test_an_address_in_a_form_and_in_a_profile(shop: Office) -> None:
    custom.create(actor=shop.admin, target="contact", key="mail", label="Mail", kind="text")
    known = somebody("email", "ada@work.example")
    chat = profiles.describe(somebody("agora", "visitor-1").pk, actor=shop.owner, custom={"mail": "Ada@Work.example"})
    reason = "Same e-mail address in the form and the profile: ada@work.example"
    assert found(shop, chat) == {known.pk: (Strength.LIKELY, [reason])}


def test_an_address_in_the_notes_is_found_from_both_sides(shop: Office) -> None:
    known = somebody("email", "ada@work.example")
    other = profiles.describe(somebody("agora", "visitor-1").pk, actor=shop.owner, notes="Also ada@work.example!")
    assert list(found(shop, known)) == [other.pk]
    assert list(found(shop, other)) == [known.pk]


def test_a_phone_number_in_any_spelling(shop: Office) -> None:
    one, other = somebody("tel", "+49301234567"), somebody("chatapp", "49301234567")
    assert found(shop, one) == {other.pk: (Strength.LIKELY, ["Same phone number: 49301234567"])}
    told = profiles.describe(somebody("agora", "bo").pk, actor=shop.owner, notes="Call 0049 30 / 1234567")
    assert set(found(shop, told)) == {one.pk, other.pk}


def test_name_and_company_are_more_than_a_name_and_a_provider_is_no_company(shop: Office) -> None:
    ada = somebody("email", "ada@kettles.example", "Ada Lovelace")
    colleague = somebody("email", "a.lovelace@kettles.example", "ada lovelace")
    namesake = somebody("email", "ada@elsewhere.example", "Ada Lovelace")
    assert found(shop, ada) == {
        colleague.pk: (Strength.LIKELY, ["Same name and company: Ada Lovelace, kettles.example"]),
        namesake.pk: (Strength.WEAK, ["Same name: Ada Lovelace"]),
    }
    private, other = somebody("email", "bo.may@gmail.com", "Bo May"), somebody("email", "bo2@gmail.com", "Bo May")
    assert found(shop, private) == {other.pk: (Strength.WEAK, ["Same name: Bo May"])}
    assert found(shop, somebody("email", "x@gmail.com", "Bo")) == {}


def test_the_same_handle_elsewhere(shop: Office) -> None:
    one, other = somebody("agora", "ada_lovelace"), somebody("forum", "@Ada_Lovelace")
    assert found(shop, one) == {other.pk: (Strength.POSSIBLE, ["Same handle on another network: @Ada_Lovelace"])}
    assert found(shop, somebody("agora", "ada")) == {}, "short ones mean nothing"


def test_the_same_words_within_minutes(shop: Office) -> None:
    one = office.ticket(shop.channel, office.mail("My kettle leaks!", sender="ada@home.example", body_text="x")).contact
    other = office.ticket(shop.channel, office.mail("My kettle leaks!", sender="eve@work.example")).contact
    office.ticket(shop.channel, office.mail("Another matter", sender="bo@work.example"))
    assert found(shop, one) == {other.pk: (Strength.POSSIBLE, ["Wrote the same words within minutes"])}


def test_nobody_is_proposed_who_was_set_apart_or_is_not_to_be_seen(shop: Office) -> None:
    hidden = office.ticket(shop.billing_channel, office.mail(sender="ada@kettles.example", subject="x")).contact
    Contact.objects.filter(pk=hidden.pk).update(name="Ada Lovelace")
    ada = office.ticket(shop.channel, office.mail("Hello", sender="al@kettles.example")).contact
    profiles.describe(ada.pk, actor=shop.owner, name="Ada Lovelace")
    ada.refresh_from_db()
    assert likeness.suggestions(ada, access.contacts(shop.owner)) == []
    assert list(found(shop, ada)) == [hidden.pk]
    contacts_apart.keep_apart(ada.pk, hidden.pk, actor=shop.supervisor)
    assert found(shop, ada) == {}
    assert Identity.objects.filter(contact=ada).count() == 1, "nothing was merged"
