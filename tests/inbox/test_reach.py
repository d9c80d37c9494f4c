"""How somebody can be written to now, and writing first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import access, consent, identities, outreach, profiles, reach
from inbox.errors import InboxError
from inbox.models import Channel, Contact, Delivery, Thread, Ticket
from inbox.reach import Way
from tests import office, social
from tests.office import Office


def ways(shop: Office, contact: Contact) -> list[Way]:
    return reach.ways(contact, channels=access.channels(shop.owner), visible=access.tickets(shop.owner))


def test_by_letter_anybody_can_be_written_to_on_each_channel_one_sees(shop: Office) -> None:
    ada = office.ticket(shop.channel).contact
    (way,) = ways(shop, ada)
    assert (way.channel, way.possible, way.ticket, way.until) == (shop.channel, True, None, None)
    Channel.objects.filter(pk=shop.channel.pk).update(active=False)
    (way,) = ways(shop, ada)
    assert (way.possible, way.why) == (False, reach.OFF)


def test_on_a_network_it_goes_on_where_they_wrote_and_until_its_window_closes(shop: Office) -> None:
    page = social.page(shop.support)
    page.capabilities["surfaces"]["dm"]["window"] = {"hours": 24}
    page.save()
    ticket = social.hear(page, social.dm(by="Ada")).ticket
    (way,) = ways(shop, ticket.contact)
    assert (way.label, way.ticket, way.possible, way.public) == ("Direct message", ticket, True, False)
    assert way.until is not None
    Thread.objects.update(last_customer_at=timezone.now() - dt.timedelta(hours=25))
    (way,) = ways(shop, ticket.contact)
    assert not way.possible
    assert "more than 24 hours ago" in way.why


def test_who_never_wrote_on_a_network_has_to_begin_and_one_without_a_channel_says_so(shop: Office) -> None:
    page = social.page(shop.support)
    ada = profiles.create(actor=shop.owner, handles=[{"network": social.NETWORK, "handle": "ada"}])
    (way,) = ways(shop, ada)
    assert (way.channel, way.why) == (page, reach.THEY_FIRST)
    page.teams.clear()
    (way,) = ways(shop, ada)
    assert (way.channel, way.why) == (None, reach.NO_CHANNEL)


def test_writing_first_opens_a_ticket_that_waits_for_them(shop: Office) -> None:
    ada = profiles.create(actor=shop.owner, handles=[{"network": "email", "handle": "ada@customer.example"}])
    ticket = start(shop, ada)
    assert (ticket.subject, ticket.status, ticket.assignee, ticket.contact) == (
        "Your kettle",
        Ticket.Status.WAITING_CUSTOMER,
        shop.owner,
        ada,
    )
    delivery = Delivery.objects.get(message__ticket=ticket)
    assert [entry["handle"] for entry in delivery.recipients["to"]] == ["ada@customer.example"]


def test_whoever_said_no_is_not_written_to_first(shop: Office) -> None:
    ada = office.ticket(shop.channel).contact
    consent.say(ada.pk, purpose="messages", given=False, source="By phone")
    (way,) = ways(shop, ada)
    assert not way.possible
    assert "asked us not to write first" in way.why
    with pytest.raises(InboxError, match="asked us not to write first"):
        start(shop, ada)
    assert Ticket.objects.count() == 1


def test_nobody_is_written_to_by_a_handle_of_another_network_or_on_one_where_they_begin(shop: Office) -> None:
    ada = office.ticket(shop.channel).contact
    page = social.page(shop.support)
    typed = identities.add(ada.pk, actor=shop.owner, network=social.NETWORK, handle="ada")
    for channel, identity in ((page, ada.identities.earliest("pk")), (shop.channel, typed), (page, typed)):
        with pytest.raises(InboxError):
            outreach.start(
                ada, author=shop.owner, channel=channel, identity=identity, subject="Hi", body_html="<p>Hi</p>"
            )
    assert Ticket.objects.count() == 1


def start(shop: Office, contact: Contact) -> Ticket:
    return outreach.start(
        contact,
        author=shop.owner,
        channel=shop.channel,
        identity=contact.identities.earliest("pk"),
        subject="Your  kettle",
        body_html="<p>It is ready.</p>",
    )
