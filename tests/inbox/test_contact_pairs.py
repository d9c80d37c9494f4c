"""One person out of two, and two again: exactly what came goes back, and what happened since stays."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox import consent, contact_pairs, contacts_apart, identities, profiles, surveys
from inbox.automatic import NotSent
from inbox.errors import InboxError
from inbox.models import Contact, ContactMerge, Event, Identity, Survey, Ticket
from tests import office
from tests.office import Office

FIELDS = ("name", "notes", "language", "zone", "vip", "no_surveys", "labels", "custom")


def people(shop: Office) -> tuple[Contact, Contact]:
    """Who goes, and who stays."""
    source = office.ticket(shop.channel, office.mail(sender="ada@work.example")).contact
    into = office.ticket(shop.channel, office.mail(sender="ada@home.example")).contact
    return source, into


def worth(contact: Contact) -> dict[str, Any]:
    now = Contact.objects.get(pk=contact.pk)
    return {
        **{name: getattr(now, name) for name in FIELDS},
        "identities": list(now.identities.order_by("pk").values_list("pk", "primary")),
        "tickets": list(now.tickets.order_by("pk").values_list("pk", flat=True)),
    }


words = st.text("abc ", max_size=6).map(str.strip)
profile = st.fixed_dictionaries(
    {
        "name": words,
        "notes": words,
        "language": st.sampled_from(["", "de", "fr"]),
        "zone": st.sampled_from(["", "Europe/Berlin"]),
        "vip": st.booleans(),
        "no_surveys": st.booleans(),
        "labels": st.lists(st.sampled_from(["red", "blue", "green"]), unique=True),
        "custom": st.dictionaries(st.sampled_from(["size", "plan"]), st.sampled_from(["S", "M"])),
    }
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=profile, theirs=profile, usual=st.booleans(), data=st.data())
def test_a_merge_that_is_taken_back_leaves_both_as_they_were(
    shop: Office, mine: dict[str, Any], theirs: dict[str, Any], usual: bool, data: st.DataObject
) -> None:
    source, into = people(shop)
    for contact, values in ((source, mine), (into, theirs)):
        Contact.objects.filter(pk=contact.pk).update(**values)
        contact.identities.update(primary=usual)
    before = worth(source), worth(into)
    free = [name for name in choices_of(mine, theirs) if data.draw(st.booleans(), label=name)]
    chosen = {name: data.draw(st.sampled_from(["source", "into"]), label=f"{name} from") for name in free}

    contact_pairs.merge(source.pk, into.pk, actor=shop.owner, choose=chosen)
    merged = worth(into)
    assert set(merged["labels"]) == {*mine["labels"], *theirs["labels"]}
    assert merged["tickets"] == sorted(before[0]["tickets"] + before[1]["tickets"])
    assert merged["vip"] == (mine["vip"] or theirs["vip"])
    contact_pairs.unmerge(source.pk, actor=shop.owner)

    assert (worth(source), worth(into)) == before


def choices_of(mine: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    return ["name", "language", "zone", *(f"custom.{key}" for key in sorted({*mine["custom"], *theirs["custom"]}))]


def test_what_changed_in_between_stays(shop: Office) -> None:
    source, into = people(shop)
    profiles.describe(source.pk, actor=shop.owner, name="Ada", notes="Likes tea.", labels=["tea", "press"])
    profiles.describe(into.pk, actor=shop.owner, name="", notes="Lives in Rome.", labels=["press"])
    contact_pairs.merge(source.pk, into.pk, actor=shop.owner)
    into.refresh_from_db()
    assert (into.name, into.notes) == ("Ada", "Lives in Rome.\n\nLikes tea.")
    profiles.describe(
        into.pk, actor=shop.mate, name="Ada L.", notes=into.notes + "\n\nHas a dog.", labels=["tea", "dog"]
    )

    contact_pairs.unmerge(source.pk, actor=shop.owner)
    into.refresh_from_db()
    assert (into.name, into.notes, into.labels) == ("Ada L.", "Lives in Rome.\n\nHas a dog.", ["dog"])
    source.refresh_from_db()
    assert (source.name, source.notes, source.labels) == ("Ada", "Likes tea.", ["tea", "press"])


def test_what_they_wrote_since_goes_with_the_handle_it_came_from(shop: Office) -> None:
    source, into = people(shop)
    contact_pairs.merge(source.pk, into.pk, actor=shop.owner)
    again = office.ticket(shop.channel, office.mail(sender="ada@work.example", subject="Later"))
    other = office.ticket(shop.channel, office.mail(sender="ada@home.example", subject="Later"))
    assert again.contact == other.contact == into
    contact_pairs.unmerge(source.pk, actor=shop.owner)
    again.refresh_from_db()
    other.refresh_from_db()
    assert (again.contact, other.contact) == (source, into)


def test_of_three_who_became_one_each_can_go_in_any_order(shop: Office) -> None:
    first, into = people(shop)
    second = office.ticket(shop.channel, office.mail(sender="ada@school.example")).contact
    Contact.objects.filter(pk__in=(first.pk, second.pk)).update(vip=True, labels=["press"])
    before = [worth(each) for each in (first, second, into)]
    for each in (first, second):
        contact_pairs.merge(each.pk, into.pk, actor=shop.owner)
    contact_pairs.unmerge(first.pk, actor=shop.owner)
    into.refresh_from_db()
    assert (into.vip, into.labels) == (True, ["press"]), "the second one brought it, too"
    contact_pairs.unmerge(second.pk, actor=shop.owner)
    after = [worth(each) for each in (first, second, into)]
    assert after == before


def test_of_a_chain_the_last_merge_is_taken_back_first(shop: Office) -> None:
    first, second = people(shop)
    third = office.ticket(shop.channel, office.mail(sender="ada@school.example")).contact
    contact_pairs.merge(first.pk, second.pk, actor=shop.owner)
    contact_pairs.merge(second.pk, third.pk, actor=shop.owner)
    with pytest.raises(InboxError, match="take that back first") as refused:
        contact_pairs.unmerge(first.pk, actor=shop.owner)
    assert refused.value.data == {"into_id": third.pk}
    contact_pairs.unmerge(second.pk, actor=shop.owner)
    contact_pairs.unmerge(first.pk, actor=shop.owner)
    assert not Contact.objects.exclude(merged_into=None).exists()


def test_there_is_one_usual_handle_of_a_network_after_a_merge(shop: Office) -> None:
    source, into = people(shop)
    for contact in (source, into):
        identities.change(contact.identities.get().pk, actor=shop.owner, primary=True)
    contact_pairs.merge(source.pk, into.pk, actor=shop.owner)
    assert Identity.objects.get(contact=into, primary=True).handle == "ada@home.example"
    contact_pairs.unmerge(source.pk, actor=shop.owner)
    assert Identity.objects.get(contact=source).primary


def test_who_asked_not_to_be_asked_is_not_asked_after_a_merge_either(shop: Office) -> None:
    source, into = people(shop)
    consent.say(source.pk, purpose="surveys", given=False, source="By phone", actor=shop.owner)
    contact_pairs.merge(source.pk, into.pk, actor=shop.owner)
    ticket = into.tickets.first()
    assert ticket is not None
    survey = Survey.objects.create(name="Usual", question="How was it?")
    with pytest.raises(NotSent, match="asked not to be asked"):
        surveys.ask(Ticket.objects.select_related("channel", "contact").get(pk=ticket.pk), survey)
    assert [said.source for said in consent.history(into.pk)] == ["By phone"]


def test_events_say_that_it_was_and_never_what_is_known_of_them(shop: Office) -> None:
    source, into = people(shop)
    profiles.describe(source.pk, actor=shop.owner, notes="A secret of hers")
    contact_pairs.merge(source.pk, into.pk, actor=shop.owner)
    contact_pairs.unmerge(source.pk, actor=shop.owner)
    assert "secret" not in str(list(Event.objects.values_list("data", flat=True)))
    assert ContactMerge.objects.get().undone_at is not None


@pytest.mark.parametrize("choose", [{"notes": "source"}, {"name": "both"}, {"custom.none": "into"}], ids=str)
def test_a_choice_that_is_none_is_refused(shop: Office, choose: dict[str, str]) -> None:
    source, into = people(shop)
    with pytest.raises(InboxError) as refused:
        contact_pairs.merge(source.pk, into.pk, actor=shop.owner, choose=choose)
    assert list(refused.value.fields) == ["choose"]
    assert not ContactMerge.objects.exists()


def test_two_people_stay_two_until_somebody_says_otherwise(shop: Office) -> None:
    source, into = people(shop)
    contacts_apart.keep_apart(source.pk, into.pk, actor=shop.owner)
    contacts_apart.keep_apart(into.pk, source.pk, actor=shop.owner)
    assert contacts_apart.parted_from(source.pk) == {into.pk}
    contacts_apart.may_be_one(into.pk, source.pk)
    assert contacts_apart.parted_from(into.pk) == set()
