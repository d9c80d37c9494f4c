from __future__ import annotations

import pytest

from inbox import consent, contact_pairs
from inbox.errors import InboxError
from inbox.models import Consent, Contact
from tests import office
from tests.office import Office


def test_each_word_is_kept_and_the_newest_counts(shop: Office) -> None:
    ada = office.ticket(shop.channel).contact
    for given in (True, False):
        consent.say(ada.pk, purpose="quote", given=given, source="By phone", note="With Bo", actor=shop.owner)
    said = consent.history(ada.pk)
    assert [(each.given, each.source, each.actor) for each in said] == [
        (False, "By phone", shop.owner),
        (True, "By phone", shop.owner),
    ]
    assert not consent.now(said)["quote"].given
    assert consent.refused(ada.pk, "quote") == said[0]
    assert consent.refused(ada.pk, "messages") is None, "never asked is no no"


def test_a_no_to_surveys_stops_them_and_a_yes_starts_them(shop: Office) -> None:
    ada = office.ticket(shop.channel).contact
    for given in (False, True):
        consent.say(ada.pk, purpose="surveys", given=given, source="In a message", actor=shop.owner)
        assert Contact.objects.get(pk=ada.pk).no_surveys is not given


def test_how_they_said_so_is_always_known(shop: Office) -> None:
    with pytest.raises(InboxError) as refused:
        consent.say(office.ticket(shop.channel).contact_id, purpose="data", given=True, source="  ")
    assert list(refused.value.fields) == ["source"]
    assert not Consent.objects.exists()


def test_what_somebody_said_counts_for_whom_they_turned_out_to_be_and_goes_back_with_them(shop: Office) -> None:
    source = office.ticket(shop.channel).contact
    into = office.ticket(shop.channel, office.mail(sender="ada@work.example")).contact
    consent.say(source.pk, purpose="messages", given=False, source="By phone")
    contact_pairs.merge(source.pk, into.pk, actor=shop.owner)
    assert consent.refused(into.pk, "messages") is not None
    contact_pairs.unmerge(source.pk, actor=shop.owner)
    assert consent.refused(into.pk, "messages") is None
    assert consent.refused(source.pk, "messages") is not None
