"""What people write about a customer, two of them at once included."""

from __future__ import annotations

from typing import Any

import pytest

from inbox import access, contact_pairs, custom, identities, profiles
from inbox.errors import InboxError
from inbox.models import Contact, Event, Identity, Label
from tests import office, social
from tests.office import Office


def ada(shop: Office) -> Contact:
    return office.ticket(shop.channel).contact


def test_everything_can_be_described_and_a_new_label_becomes_one(shop: Office) -> None:
    custom.create(actor=shop.admin, target="contact", key="size", label="Size", kind="text")
    values: dict[str, Any] = {"language": "pt-BR", "zone": "Europe/Lisbon", "vip": True, "labels": ["Press", " "]}
    contact = profiles.describe(ada(shop).pk, actor=shop.owner, **values, custom={"size": "XL"})
    contact.refresh_from_db()
    assert (contact.language, contact.zone, contact.vip, contact.labels) == ("pt-BR", "Europe/Lisbon", True, ["Press"])
    assert contact.custom == {"size": "XL"}
    assert Label.objects.filter(name="Press").exists()
    assert profiles.describe(contact.pk, actor=shop.owner, custom={"size": None}).custom == {}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"zone": "Mars/Base"}, "zone"),
        ({"language": "german!"}, "language"),
        ({"labels": ["x" * 41]}, "labels"),
        ({"labels": [str(n) for n in range(21)]}, "labels"),
        ({"custom": {"nothing": "x"}}, "custom.nothing"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_its_name_and_nothing_changes(
    shop: Office, values: dict[str, Any], field: str
) -> None:
    contact = ada(shop)
    with pytest.raises(InboxError) as refused:
        profiles.describe(contact.pk, actor=shop.owner, name="Other", **values)
    assert list(refused.value.fields) == [field]
    assert Contact.objects.get(pk=contact.pk).name == "Ada"


def test_two_who_change_the_same_field_lose_nothing(shop: Office) -> None:
    contact = ada(shop)
    profiles.describe(contact.pk, actor=shop.mate, was={"notes": ""}, notes="Likes tea.")
    with pytest.raises(InboxError, match="Mate changed the notes while you did") as refused:
        profiles.describe(contact.pk, actor=shop.owner, was={"notes": ""}, notes="Likes coffee.")
    assert refused.value.status == 409
    assert refused.value.data["now"] == {"notes": "Likes tea."}
    assert Contact.objects.get(pk=contact.pk).notes == "Likes tea."
    profiles.describe(contact.pk, actor=shop.owner, was={"notes": "Likes tea."}, notes="Likes both.")
    assert Contact.objects.get(pk=contact.pk).notes == "Likes both."


def test_two_who_change_different_fields_do_not_meet(shop: Office) -> None:
    contact = ada(shop)
    for key in ("size", "plan"):
        custom.create(actor=shop.admin, target="contact", key=key, label=key.title(), kind="text")
    was = {"custom": {}, "name": "Ada"}
    profiles.describe(contact.pk, actor=shop.mate, was=was, custom={"size": "S"})
    profiles.describe(contact.pk, actor=shop.owner, was={"custom": {"plan": None}}, custom={"plan": "Gold"})
    profiles.describe(contact.pk, actor=shop.owner, was=was, name="Ada L.")
    contact.refresh_from_db()
    assert (contact.name, contact.custom) == ("Ada L.", {"size": "S", "plan": "Gold"})
    with pytest.raises(InboxError, match="changed a field"):
        profiles.describe(contact.pk, actor=shop.owner, was={"custom": {"plan": None}}, custom={"plan": "Silver"})


def test_the_same_change_twice_is_one(shop: Office) -> None:
    contact = ada(shop)
    for _ in range(2):
        profiles.describe(contact.pk, actor=shop.owner, was={"vip": False}, vip=True)
    assert Event.objects.filter(kind="contact.changed").count() == 1


def test_whoever_was_merged_meanwhile_is_changed_where_they_are_now(shop: Office) -> None:
    source, into = ada(shop), office.ticket(shop.channel, office.mail(sender="bo@customer.example")).contact
    contact_pairs.merge(source.pk, into.pk, actor=shop.owner)
    with pytest.raises(InboxError, match="merged into another one") as refused:
        profiles.describe(source.pk, actor=shop.owner, name="Ada L.")
    assert refused.value.data == {"into_id": into.pk}


def test_a_handle_is_added_in_the_spelling_of_its_network_and_is_not_verified(shop: Office) -> None:
    made = identities.add(ada(shop).pk, actor=shop.owner, network="email", handle=" Ada@Work.Example ")
    assert (made.handle, made.verified) == ("ada@work.example", False)
    shop.billing_channel.capabilities = {"network": "tel", "recipients": {"pattern": r"\+[0-9]{7,15}"}}
    shop.billing_channel.save()
    assert (
        identities.add(made.contact_id, actor=shop.owner, network="tel", handle="+49 (30) 123-456").handle
        == "+4930123456"
    )


@pytest.mark.parametrize(
    ("network", "handle", "field"),
    [("email", "no address", "handle"), ("email", "(030) 1234567", "handle"), ("pigeon", "ada", "network")],
)
def test_what_cannot_be_a_handle_is_refused(shop: Office, network: str, handle: str, field: str) -> None:
    with pytest.raises(InboxError) as refused:
        identities.add(ada(shop).pk, actor=shop.owner, network=network, handle=handle)
    assert list(refused.value.fields) == [field]


def test_a_handle_of_somebody_else_says_whose_it_is(shop: Office) -> None:
    contact = ada(shop)
    other = office.ticket(shop.channel, office.mail(sender="bo@customer.example")).contact
    with pytest.raises(InboxError, match="merge the two") as refused:
        identities.add(contact.pk, actor=shop.owner, network="email", handle="bo@customer.example")
    assert (refused.value.status, refused.value.data) == (409, {"contact_id": other.pk})


def test_only_a_handle_that_nobody_wrote_from_can_be_mended_or_removed(shop: Office) -> None:
    contact = ada(shop)
    spoken = contact.identities.get()
    typed = identities.add(contact.pk, actor=shop.owner, network="email", handle="ada@wrok.example")
    assert identities.change(typed.pk, actor=shop.owner, handle="ada@work.example").handle == "ada@work.example"
    for change in (
        lambda: identities.change(spoken.pk, actor=shop.owner, handle="eve@work.example"),
        lambda: identities.remove(spoken.pk, actor=shop.owner),
    ):
        with pytest.raises(InboxError, match="They wrote from it"):
            change()
    identities.remove(typed.pk, actor=shop.owner)
    assert list(contact.identities.all()) == [spoken]


def test_the_usual_handle_of_a_network_is_one_and_is_written_to_first(shop: Office) -> None:
    contact = ada(shop)
    second = identities.add(contact.pk, actor=shop.owner, network="email", handle="ada@work.example")
    for each in (contact.identities.earliest("pk"), second):
        identities.change(each.pk, actor=shop.owner, primary=True)
    assert Identity.objects.get(contact=contact, primary=True) == second


def test_somebody_who_has_not_written_is_seen_by_all_and_a_stranger_who_commented_elsewhere_by_none(
    shop: Office,
) -> None:
    made = profiles.create(
        actor=shop.owner, name="Cleo", handles=[{"network": "email", "handle": "cleo@customer.example"}]
    )
    for user in (shop.owner, shop.outsider, shop.supervisor):
        assert made in access.contacts(user)
    page = social.page(shop.billing)
    social.hear(page, social.comment(by="Ada", external_id="root"))
    bystander = social.hear(page, social.comment("Me too", by="Bo", root="root")).author_identity
    assert bystander is not None
    assert bystander.contact not in access.contacts(shop.owner)
