from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from inbox import merging, tickets
from inbox.envelope import Address, ThreadHint
from inbox.models import Organisation, Ticket
from tests import office
from tests.office import Office

STRANGER = "mallory@elsewhere.example"


def test_a_reply_token_joins_whoever_writes_and_on_whatever_channel(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    hint = ThreadHint(tokens=(ticket.reply_token,))
    joined = office.receive(shop.billing_channel, office.mail("me again", sender=STRANGER, thread=hint))
    assert joined.ticket == ticket


def test_an_id_that_we_minted_joins(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    ours = office.answer(ticket, shop.owner)
    ours.external_id = "t1.m2.mac@shop.example"
    ours.save()
    hint = ThreadHint(own_ids=(ours.external_id,))
    assert office.receive(shop.channel, office.mail("thanks", sender=STRANGER, thread=hint)).ticket == ticket


def test_an_id_of_somebody_elses_message_is_no_id_of_ours(shop: Office) -> None:
    first = office.receive(shop.channel)
    assert first.external_id
    hint = ThreadHint(own_ids=(first.external_id,))
    assert office.receive(shop.channel, office.mail(sender=STRANGER, thread=hint)).ticket != first.ticket


def test_a_reference_joins_for_the_customer(shop: Office) -> None:
    first = office.receive(shop.channel)
    assert office.receive(shop.channel, office.follow_up(first)).ticket == first.ticket


def test_a_reference_joins_for_somebody_an_agent_copied(shop: Office) -> None:
    first = office.receive(shop.channel)
    office.answer(first.ticket, shop.owner, cc=["bob@customer.example"])
    joined = office.receive(shop.channel, office.follow_up(first, sender="bob@customer.example"))
    assert joined.ticket == first.ticket


def test_a_stranger_who_quotes_a_reference_gets_a_ticket_of_their_own_linked_as_maybe_related(shop: Office) -> None:
    first = office.receive(shop.channel)
    stranger = office.receive(shop.channel, office.follow_up(first, sender=STRANGER))
    assert stranger.ticket != first.ticket
    assert stranger.ticket.maybe_related == first.ticket


def test_a_stranger_whom_another_stranger_copied_takes_no_part(shop: Office) -> None:
    first = office.receive(
        shop.channel, office.mail(cc=(Address(network="email", handle=STRANGER),), sender="ada@customer.example")
    )
    assert office.receive(shop.channel, office.follow_up(first, sender=STRANGER)).ticket != first.ticket


def test_a_reference_to_another_channel_does_not_join(shop: Office) -> None:
    first = office.receive(shop.channel)
    assert office.receive(shop.billing_channel, office.follow_up(first)).ticket != first.ticket


def test_a_number_in_the_subject_proves_nothing(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    message = office.receive(shop.channel, office.mail(subject=f"Re: [{ticket.reference}] kettle", sender=STRANGER))
    assert message.ticket != ticket


@pytest.mark.parametrize("status", ["waiting_customer", "on_hold", "solved"])
def test_the_customers_next_message_opens_the_ticket(shop: Office, status: str) -> None:
    first = office.receive(shop.channel)
    tickets.update(first.ticket.pk, actor=shop.owner, status=status)
    again = office.receive(shop.channel, office.follow_up(first))
    assert again.ticket == first.ticket
    assert again.ticket.status == "open"
    assert again.ticket.solved_at is None


def test_a_solved_ticket_past_its_window_is_followed_by_a_new_one(shop: Office) -> None:
    first = office.receive(shop.channel)
    tickets.update(first.ticket.pk, actor=shop.owner, status="solved")
    days = Organisation.objects.get().reopen_days
    Ticket.objects.update(solved_at=timezone.now() - dt.timedelta(days=days, minutes=1))
    again = office.receive(shop.channel, office.follow_up(first))
    assert again.ticket != first.ticket
    assert again.ticket.follows == first.ticket


def test_a_closed_ticket_is_followed_by_a_new_one_at_once(shop: Office) -> None:
    first = office.receive(shop.channel)
    tickets.update(first.ticket.pk, actor=shop.owner, status="closed")
    assert office.receive(shop.channel, office.follow_up(first)).ticket.follows == first.ticket


def test_spam_stays_spam(shop: Office) -> None:
    first = office.receive(shop.channel)
    tickets.update(first.ticket.pk, actor=shop.owner, status="spam")
    again = office.receive(shop.channel, office.follow_up(first))
    assert again.ticket == first.ticket
    assert again.ticket.status == "spam"


def test_mail_for_a_merged_ticket_goes_to_the_survivor(shop: Office) -> None:
    first, second, third = (office.receive(shop.channel) for _ in range(3))
    merging.merge(first.ticket.pk, second.ticket.pk, actor=shop.owner)
    merging.merge(second.ticket.pk, third.ticket.pk, actor=shop.owner)
    hint = ThreadHint(tokens=(first.ticket.reply_token,))
    assert office.receive(shop.channel, office.mail(thread=hint)).ticket == third.ticket
    assert office.receive(shop.channel, office.follow_up(first)).ticket == third.ticket
