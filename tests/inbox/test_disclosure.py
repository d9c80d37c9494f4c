from __future__ import annotations

from typing import Any

import pytest

from inbox import disclosure, replies
from inbox.errors import InboxError
from inbox.models import Identity, Message
from tests import office, social
from tests.office import Office


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("Card 4111 1111 1111 1111, thanks", "card", "… 1111"),
        ("5500-0000-0000-0004", "card", "… 0004"),
        ("378282246310005.", "card", "… 0005"),
        ("To DE89 3704 0044 0532 0130 00 please", "account", "DE89 … 3000"),
        ("iban gb29nwbk60161331926819", "account", "GB29 … 6819"),
        ("XX12 NO93 8601 1117 947", "account", "NO93 … 7947"),
        ("write to Ada.Lovelace+shop@customer.example!", "address", "Ada.Lovelace+shop@customer.example"),
        ("we will ring (030) 5550 1234 today", "telephone", "(030) 5550 1234"),
        ("+49 30 55501234", "telephone", "+49 30 55501234"),
    ],
)
def test_what_belongs_to_a_person_is_found_however_it_is_written(
    shop: Office, text: str, kind: str, shown: str
) -> None:
    ticket = office.ticket(shop.channel)
    Identity.objects.create(contact=ticket.contact, network="tel", handle="+493055501234")
    assert [(one.kind, one.text) for one in disclosure.find(text, ticket)] == [(kind, shown)]


@pytest.mark.parametrize(
    "text",
    [
        "Order 4111 1111 1111 1112",  # no card: the sum is wrong
        "Parcel 00340434161094042557",
        "It costs 1.234.567,89 and ships on 2026-11-22 at 10:30",
        "DE89 3704 0044 0532 0130 02",
        "support@shop.example or SUPPORT@shop.example",
        "Thanks @ada@mastodon.example, ring 030 1112222",
        "",
    ],
)
def test_what_only_looks_like_it_is_no_reason_to_ask(shop: Office, text: str) -> None:
    ticket = office.ticket(shop.channel)
    Identity.objects.create(contact=ticket.contact, network="tel", handle="+493055501234")
    assert disclosure.find(text, ticket) == []


def test_each_is_named_once_and_a_hostile_text_takes_no_time(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    assert len(disclosure.find("a@b.example and a@b.example", ticket)) == 1
    for text in ("1 " * 50_000, "a." * 50_000 + "@", "DE12" * 25_000, "4-" * 50_000, "+(" * 50_000):
        disclosure.find(text, ticket)


def test_a_public_reply_that_names_it_is_held_until_somebody_says_that_it_may_be_known(shop: Office) -> None:
    page = social.page(shop.support)
    said = social.hear(page, social.comment())
    text = "<p>Pay to DE89 3704 0044 0532 0130 00</p>"
    words: dict[str, Any] = {"author": shop.owner, "body_html": text, "last_seen_message_id": None}
    with pytest.raises(InboxError) as held:
        replies.reply(said.ticket_id, force=True, **words)
    assert (held.value.code, held.value.status) == ("personal_data", 409)
    assert held.value.data == {"found": [{"kind": "account", "text": "DE89 … 3000"}]}
    assert not Message.objects.filter(direction="outbound").exists()
    assert replies.reply(said.ticket_id, force=True, reveal=True, **words).visibility == "public"


def test_in_private_nobody_is_asked(shop: Office) -> None:
    assert office.answer(office.ticket(shop.channel), shop.owner, "Card 4111 1111 1111 1111").visibility == "private"
