"""Sentences in their reader's language."""

from __future__ import annotations

import json

from django.core import mail
from django.utils import translation
from django.utils.translation import gettext_noop

from inbox import languages, mailing, notifying, wording
from inbox.models import Notification
from inbox.wording import Said
from tests import office
from tests.inbox.api.contract import Api
from tests.office import Office

WROTE = gettext_noop("{who} wrote: {words}")


def test_a_sentence_is_english_and_can_be_said_again_in_any_language() -> None:
    made = Said(WROTE, who=Said(gettext_noop("The customer")), words="{really}")
    assert made == "The customer wrote: {really}"
    stored = json.loads(json.dumps(wording.kept(made)))
    with translation.override("de"):
        assert wording.again(stored) == "Der Kunde schrieb: {really}"
    with translation.override("en"):
        assert wording.again(stored) == made


def test_what_people_wrote_stays_as_it_is() -> None:
    assert wording.kept("Open") == "Open"
    with translation.override("de"):
        assert wording.again("Open") == "Open"


def test_a_list_reads_as_the_language_joins_it() -> None:
    with translation.override("de"):
        assert wording.listed(["a", "b", "c"]) == "a, b und c"
        assert wording.either(["a", "b"]) == "a oder b"
    assert wording.listed(["a"]) == "a"
    assert wording.either([]) == ""


def test_each_reads_their_notification_in_their_own_language(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    shop.mate.language = "de"
    shop.mate.save()
    said = Said(WROTE, who="Ada", words="Hallo")
    notifying.tell([shop.owner, shop.mate], "assigned", said, ticket=ticket, reason=Said(notifying.ADMIN), mail=True)
    row = Notification.objects.get(user=shop.mate)
    assert (row.text, row.reason) == ("Ada wrote: Hallo", "You are an admin.")
    with translation.override("fr"):
        assert notifying.in_words(row) == ("Ada a écrit : Hallo", "Vous êtes administrateur.")


def test_a_mail_to_a_colleague_speaks_their_language(shop: Office) -> None:
    shop.mate.language = "de"
    shop.mate.save()
    said = Said(WROTE, who="Ada", words="Hallo")
    ticket = office.ticket(shop.channel)
    notifying.tell([shop.mate], "mention", said, ticket=ticket, reason=Said(notifying.ADMIN), mail=True)
    mailing.run()
    (letter,) = mail.outbox
    assert letter.subject == f"{ticket.reference}: Ada schrieb: Hallo"
    assert "Warum Sie das erfahren: Sie sind Admin." in letter.body
    assert "Keine Mails dieser Art mehr (Erwähnungen)" in letter.body


def test_a_colleague_who_chose_no_language_is_written_to_in_that_of_the_organisation(shop: Office) -> None:
    assert languages.of(shop.mate) == "en"
    shop.mate.language = "ar"
    assert languages.of(shop.mate) == "ar"


def test_a_refusal_and_what_is_offered_speak_the_language_that_is_asked_for(shop: Office) -> None:
    german = Api(shop.owner)
    refused = german.get("tickets/10000000", Accept_Language="de").body
    assert (refused["code"], refused["message"]) == ("not_found", "Das gibt es nicht, oder Sie dürfen es nicht sehen.")
    found = german.get("conditions", Accept_Language="de").body["results"]
    (status,) = (field for field in found if field["name"] == "status")
    assert {"value": "solved", "label": "Gelöst"} in status["choices"]
    assert {"op": "is_not", "label": "ist nicht", "value": True} in status["ops"]
