from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo

import pytest
from django.utils import timezone

from inbox import automatic, moments, outbox, tickets
from inbox.automatic import NotSent
from inbox.envelope import ThreadHint
from inbox.models import AutomaticMessage, Channel, Clock, Message, Rule, Ticket
from inbox.rules import breakers
from inbox.sla import policies
from tests import office, social
from tests.office import Office

HELLO = "Hello {{ customer.first_name }},\nwe have {{ ticket.reference }}."


def sent(ticket: Ticket, text: str = HELLO, **more: object) -> Message:
    locked = tickets.lock(ticket.pk)
    message = automatic.send(locked, text, **more)  # type: ignore[arg-type]
    locked.save()
    return message


def refused(ticket: Ticket, text: str = HELLO, **more: object) -> str:
    before = Message.objects.count()
    with pytest.raises(NotSent) as why:
        sent(ticket, text, **more)
    assert Message.objects.count() == before
    return str(why.value)


def test_it_goes_to_the_customer_with_its_variables_filled_and_says_that_a_machine_wrote(shop: Office) -> None:
    ticket = office.ticket(shop.channel)

    message = sent(ticket)

    assert message.body_text == f"Hello Ada,\nwe have {ticket.reference}."
    assert message.automated
    assert message.author_user is None
    assert message.recipients["to"][0]["handle"] == "ada@customer.example"
    claimed = outbox.claim(10)
    assert [row.message_id for row in claimed] == [message.pk]


def test_it_answers_nothing_and_reopens_nothing(shop: Office) -> None:
    policies.ensure_defaults()
    ticket = office.ticket(shop.channel)
    solved = office.ticket(shop.channel, office.mail(sender="bob@customer.example"))
    tickets.update(solved.pk, actor=shop.owner, status="solved")

    sent(ticket)
    sent(solved)

    assert Clock.objects.get(ticket=ticket, metric="first_reply").state == Clock.State.RUNNING
    assert Ticket.objects.get(pk=ticket.pk).status == "open"
    assert Ticket.objects.get(pk=solved.pk).status == "solved"


def test_an_address_gets_one_a_day_whatever_ticket_it_is_about(shop: Office) -> None:
    first, second = office.ticket(shop.channel), office.ticket(shop.channel)
    sent(first)

    assert "last 24 hours" in refused(second)
    assert sent(second, transactional=True)

    AutomaticMessage.objects.update(at=timezone.now() - dt.timedelta(hours=24, seconds=1))
    assert sent(second)


def test_what_is_owed_does_not_use_up_the_one_a_day(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    sent(ticket, transactional=True)
    assert sent(ticket)


def test_a_rule_that_writes_to_everybody_is_stopped(shop: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breakers, "MESSAGES", 2)
    rule = Rule.objects.create(name="Too eager")
    asked = [office.ticket(shop.channel, office.mail(sender=f"c{n}@customer.example")) for n in range(3)]
    for ticket in asked[:2]:
        sent(ticket, rule=rule)
    with pytest.raises(breakers.Tripped, match="2 messages within 10 minutes"):
        sent(asked[2], rule=rule)
    assert sent(asked[2], rule=Rule.objects.create(name="Another"))


def test_machines_get_no_answer(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    away = office.receive(shop.channel, office.mail("I am away.", automated=True))

    assert "machine" in refused(ticket, answers=away)
    assert "only machines" in refused(away.ticket)


def test_our_own_addresses_get_no_answer(shop: Office) -> None:
    ticket = office.ticket(shop.channel, office.mail(sender=shop.billing_channel.address))
    assert "one of ours" in refused(ticket)


def test_nothing_is_said_in_public_by_a_machine(shop: Office) -> None:
    page = social.page(shop.support)
    assert "in public" in refused(social.hear(page, social.comment()).ticket)
    assert sent(social.hear(page, social.dm(by="Bob")).ticket).surface == "dm"


def test_a_closed_window_is_the_reason_in_the_words_of_the_channel(shop: Office) -> None:
    page = social.page(shop.support)
    surfaces = {**social.CAPABILITIES["surfaces"], "dm": {"visibility": "private", "window": {"hours": 24}}}
    Channel.objects.filter(pk=page.pk).update(capabilities={**social.CAPABILITIES, "surfaces": surfaces})
    said = dataclasses.replace(social.dm(), sent_at=timezone.now() - dt.timedelta(hours=25))
    assert "24 hours ago" in refused(social.hear(page, said).ticket)


def test_a_text_that_does_not_fit_is_not_cut(shop: Office) -> None:
    Channel.objects.filter(pk=shop.channel.pk).update(capabilities={**office.CAPABILITIES, "text": {"max": 10}})
    assert "at most 10" in refused(office.ticket(shop.channel))


def test_a_channel_that_is_off_sends_nothing(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    Channel.objects.filter(pk=shop.channel.pk).update(active=False)
    assert "switched off" in refused(ticket)


def test_a_greeting_does_without_a_name_but_no_other_word_is_missing(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    ticket.contact.name = ""
    ticket.contact.save()
    assert "survey.link" in refused(ticket, "Tell us: {{ survey.link }}")
    assert sent(ticket).body_text.startswith("Hello,\n")


def test_it_is_the_customer_of_the_ticket_who_is_written_to(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    copied = office.mail("Me too.", sender="bob@customer.example", thread=ThreadHint(tokens=(ticket.reply_token,)))
    assert office.receive(shop.channel, copied).ticket == ticket
    assert sent(ticket).recipients["to"][0]["handle"] == "ada@customer.example"


def test_the_next_answer_is_told_as_the_clock_has_it_in_the_customers_language_and_zone(shop: Office) -> None:
    ticket = office.ticket(shop.channel)
    ticket.contact.zone, ticket.contact.language = "Europe/Berlin", "de"
    ticket.contact.save()
    policies.ensure_defaults()
    promised = office.ticket(shop.channel, office.mail(sender="ada@customer.example"))
    due = Clock.objects.get(ticket=promised, metric="first_reply").due_at
    assert due is not None

    words = sent(promised, "Bis {{ answer_by }}.").body_text

    assert words == f"Bis {moments.words(due, language='de', zone=zoneinfo.ZoneInfo('Europe/Berlin'))}."


def test_a_promise_that_is_late_already_is_not_repeated(shop: Office) -> None:
    policies.ensure_defaults()
    ticket = office.ticket(shop.channel)
    Clock.objects.filter(ticket=ticket).update(due_at=timezone.now() - dt.timedelta(minutes=1))
    assert "answer_by" in refused(ticket, "By {{ answer_by }}.")
